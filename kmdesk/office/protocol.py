"""What the window asks of processes of this program: one struct a request, part and answer.

The window imports these; what answers (``import_process``, ``cli.tour``) it must not import, since
that reads strangers' files and drives a window of its own.
"""

from pathlib import Path
from typing import Literal

from msgspec import Struct

Status = Literal["added", "duplicate", "unsearchable", "refused"]


class AddFiles(Struct, frozen=True, kw_only=True):
    """Import files, folders and collections; Steps and Outcomes come, then Ended.

    The actor's name is that of a sign-in, whose present duty decides. Without one the folder for
    scans acts, whose files are put aside once each of them is done.
    """

    library: Path
    language: str
    paths: list[Path]
    inbox: Path | None = None


class ReadScans(Struct, frozen=True, kw_only=True):
    """Recognise the text of waiting scans from record ``first`` on; Recognised come, then Ended."""

    library: Path
    language: str
    first: int


class PrintGuide(Struct, frozen=True, kw_only=True):
    """Print the guide with pictures; the number of each picture comes, then Ended."""

    out: Path
    language: str
    office: str


class Step(Struct, frozen=True, tag=True):
    """The file in hand: how many are done, of how many."""

    done: int = 0
    of: int = 0
    name: str = ""


class Outcome(Struct, frozen=True, tag=True):
    """Outcome of one item; ``reason`` is a sentence or empty."""

    source: str
    status: Status
    record_id: int | None = None
    reason: str = ""
    source_id: str | None = None
    pages: int = 0
    unsearchable_pages: int = 0
    retry: bool = False
    """Rejected through no fault of the file: the disk was full, the stick was unplugged."""
    path: str = ""
    """The file as a command-line argument; ``source`` is its name for people."""


class Recognised(Struct, frozen=True):
    """A processed scan: pages that have text now, pages that still have none, and why."""

    record_id: int
    name: str
    read: int
    left: int
    reason: str = ""


class Ended(Struct, frozen=True):
    """All is done, or the request was told to stop; what was reported is durable."""

    count: int
