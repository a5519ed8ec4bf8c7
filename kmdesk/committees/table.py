"""One headed table of words."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (message id), column heads (message ids, maybe none) and rows of words."""

    heading: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
