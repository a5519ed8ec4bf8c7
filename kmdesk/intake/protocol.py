"""What goes over the wire to the readers: one struct a request, part and answer."""

from pathlib import Path

from msgspec import Struct

Leaf = tuple[int, int, int]  # source, page from 0, degrees clockwise


class Work(Struct, frozen=True, kw_only=True):
    """A request about a file, within its limits; ``name`` is how a message calls the file."""

    path: Path
    name: str
    memory: int
    """Bytes the reader may address."""
    timeout: float
    """Seconds."""


class Read(Work, frozen=True, kw_only=True):
    """Read all pages; each comes as a PageRead, then ReadDone."""

    recognise: bool = False


class PageRead(Struct, frozen=True):
    """One page of text, and how many there are as far as known."""

    anchor: str
    label: str
    text: str
    problem: str | None
    of: int


class ReadDone(Struct, frozen=True):
    """What is known of a file once it has been read."""

    media_type: str
    title: str
    notes: list[str]


class OfFiles(Work, frozen=True, kw_only=True):
    """A request about the pages of several files: how many each has."""

    sources: list[Path]
    names: list[str]


class Arrange(OfFiles, frozen=True, kw_only=True):
    """Write new files, one a part, from pages of others; progress is a number of pages."""

    parts: list[list[Leaf]]
    into: list[Path]


class Printable(Work, frozen=True, kw_only=True):
    """Write the original as plain pages; the answer is whether that was needed."""

    into: Path


class OfPage(Struct, frozen=True, kw_only=True):
    """A request about one page (from 0) of a drawn file."""

    path: Path
    page: int


class Draw(OfPage, frozen=True, kw_only=True):
    """Draw the page; its bytes come behind the answer: rows of BGRA, or a PNG file."""

    scale: float
    """Pixels per point."""
    is_png: bool
    band: tuple[float, float] | None
    """Heights in points from the top; None for the whole page."""


class Drawn(Struct, frozen=True):
    """Size of a drawn page in pixels; ``stride`` bytes a row, or 0 for a PNG file."""

    width: int
    height: int
    stride: int


class Find(OfPage, frozen=True, kw_only=True):
    """Find the boxes of queries, each in normal form, on the page."""

    queries: list[str]


class OfFile(Struct, frozen=True):
    """A request about a drawn file: the sizes of its pages; or a place to let go of."""

    path: Path


Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the upper left corner of the page."""
