"""A table of texts with a heading."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Block:
    """A heading (message id), column heads (message ids, may be empty) and rows of texts."""

    heading: str
    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
