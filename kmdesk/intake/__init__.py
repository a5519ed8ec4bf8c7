"""File-to-text conversion: refusals, results, and what is said to the readers in their process.

This package itself is light, as the kinds of records name its results: whoever converts a file
imports ``client``, the reader processes import ``reading`` and ``render``.
"""

from dataclasses import dataclass, field
from pathlib import Path

from kmdesk.i18n import N_, KmdeskError
from kmdesk.store.import_paths import shown_text

MISSING = N_("{name} was not found; choose the file again.")
FOLDER = N_("{name} is a folder; choose the files inside it.")
UNREADABLE = N_("{name} could not be opened; check that you are allowed to read it.")
EMPTY = N_("{name} is empty; get a new copy of it.")
TOO_LARGE = N_(
    "{name} is {size} MB, larger than the {limit} MB allowed; split it into smaller files."
)
LOCKED = N_("{name} is locked with a password; save it without the password and add it again.")
DAMAGED = N_("{name} is damaged or incomplete; get a new copy of it.")
BOMB = N_("{name} unpacks to far more than a document should and was refused for safety.")
UNKNOWN_KIND = N_(
    "{name} is not a kind of file that can be read here; save it as PDF and add it again."
)
TOO_SLOW = N_(
    "{name} was not read within {seconds} seconds and was stopped; split it and try again."
)
TOO_HUNGRY = N_("{name} needs more memory than is allowed to read; split it and try again.")
TOO_MANY_DOTS = N_(
    "{name} calls itself a picture of more than {count} million dots: it is damaged, or too large"
    " to show. Save it smaller and add it again."
)
TOO_MANY_PAGES = N_(
    "{name} has {pages} pages, more than the {limit} allowed; split it and add the parts."
)
NO_PAGE = N_("{name} has no page {page}.")
BAD_PAGE = N_("Page {page} of {name} is damaged and cannot be shown.")
PROTECTED = N_(
    "{name} is protected with a password, so its pages cannot be rearranged; save it without the"
    " protection and add it again."
)
NO_PAGES_HERE = N_("{name} has no pages that can be rearranged; only PDF and pictures have.")
NO_ROOM = N_("There is not enough room on the disk to write the pages; free some and try again.")
NO_SHEET = N_("{name} could not be read as a spreadsheet. Save it as XLSX or CSV and try again.")
TOO_MANY_CELLS = N_("{name} is too large for a register. Split it by years and try again.")
CANCELLED = N_("Reading {name} was cancelled.")
NO_WORKER = N_("The document reader could not be started; close the program and open it again.")


class IntakeError(KmdeskError):
    """A file gives no text; the message says why."""

    def __init__(self, msgid: str, /, **args: object) -> None:
        worded = {k: shown_text(v) if isinstance(v, str) else v for k, v in args.items()}
        super().__init__(msgid, **worded)


class IntakeCancelled(IntakeError):
    """The caller cancelled; nothing is wrong with the file."""


# Reasons why a page cannot be searched; the text of such a page is dropped.
PICTURE_ONLY = N_("This page is a picture without text.")
NOT_READ = N_("This page is a picture in which no words could be read.")
PRIVATE_CODE = N_("The letters of this page are stored in a private code of its font.")
GARBLED = N_("The text stored in this page is garbled.")
PAGE_DAMAGED = N_("This page is damaged and could not be read.")
NEEDS_OFFICE = N_("Files of this old kind can be read only where LibreOffice is installed.")

# Remarks about the whole file.
NAME_DISAGREES = N_(
    "The ending of the file name does not fit its contents; it was read by its contents."
)
OCR_TEXT = N_("Text was recognised from pictures and may contain errors.")
OCR_STOPPED = N_("Recognising text took too long; the remaining pages are kept as pictures.")
TEXT_CUT = N_("The file holds more text than is kept for searching; the end was left out.")
XFA_FORM = N_(
    "This is an Adobe XFA form: what was filled in may not be shown. Open it in Adobe Reader,"
    " print it into a new PDF and add that."
)
NO_TEXT = N_("No text was found in this file.")
NOT_CALCULATED = N_(
    "Some cells are formulas that were never calculated; open the file once in Excel, save it and"
    " take it in again."
)
ATTACHED_UNREAD = N_("A file attached to this mail holds no text that can be read here.")
HAS_MACROS = N_("The file contains macros; they were not run.")


# Anchor types other than pages: text typed onto an image-only page, an embedded file.
TYPED = "typed"
ATTACHED = "attached"


# Media types of papers as offices have them; ``sniff`` knows more.
PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOC = "application/msword"
XLS = "application/vnd.ms-excel"
RTF = "application/rtf"
HTML = "text/html"
MAIL = "message/rfc822"
MAILBOX = "application/mbox"
JPEG = "image/jpeg"
PNG = "image/png"
TIFF = "image/tiff"

# Extensions that are normal for a media type and cause no remark.
ENDINGS: dict[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    DOCX: (".docx", ".docm", ".dotx"),
    XLSX: (".xlsx", ".xlsm", ".xltx"),
    DOC: (".doc", ".dot"),
    XLS: (".xls", ".xlt"),
    RTF: (".rtf", ".doc"),
    HTML: (".html", ".htm", ".xhtml"),
    MAIL: (".eml", ".mht", ".mhtml", ".mbox"),
    MAILBOX: (".mbox", ".eml"),
    JPEG: (".jpg", ".jpeg", ".jpe"),
    PNG: (".png",),
    TIFF: (".tif", ".tiff"),
}


@dataclass(frozen=True, slots=True)
class PageText:
    """One page, sheet or section.

    ``anchor`` is ``page:4``, ``sheet:<name>``, ``section:2``, ``text:1``, ``typed:4`` (text typed
    onto page 4) or ``attached:1`` (an embedded file); ``label`` is the bare number or name, to be
    formatted where it is shown. ``text`` is empty when ``problem`` (a message id) says why the page
    cannot be searched.
    """

    anchor: str
    label: str
    text: str
    problem: str | None = None

    @property
    def beside(self) -> bool:
        """Whether this is not a page of the file itself."""
        return self.anchor.startswith((f"{TYPED}:", f"{ATTACHED}:"))


@dataclass(frozen=True, slots=True)
class ReadResult:
    """Everything read from one file; ``notes`` are message ids."""

    media_type: str
    title_guess: str
    pages: list[PageText] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def searchable(self) -> bool:
        """Whether any page has text to search."""
        return any(page.text for page in self.pages)


# Over the wire to the readers, which writes and checks these dataclasses as they stand. They are no
# msgspec structs, because the kinds of records load this package at every start.

Leaf = tuple[int, int, int]  # source, page from 0, degrees clockwise


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A request about a file, within its limits; ``name`` is how a message calls the file."""

    path: Path
    name: str
    memory: int
    """Bytes the reader may address."""
    timeout: float
    """Seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Work):
    """Read all pages; each comes as a PageRead, then ReadDone."""

    recognise: bool = False


@dataclass(frozen=True, slots=True)
class PageRead:
    """One page of text, and how many there are as far as known."""

    anchor: str
    label: str
    text: str
    problem: str | None
    of: int


@dataclass(frozen=True, slots=True)
class ReadDone:
    """What is known of a file once it has been read."""

    media_type: str
    title: str
    notes: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfFiles(Work):
    """A request about the pages of several files: how many each has."""

    sources: list[Path]
    names: list[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrange(OfFiles):
    """Write new files, one a part, from pages of others; progress is a number of pages."""

    parts: list[list[Leaf]]
    into: list[Path]


@dataclass(frozen=True, slots=True, kw_only=True)
class Printable(Work):
    """Write the original as plain pages; the answer is whether that was needed."""

    into: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Compact(Work):
    """Read a single picture, at most ``side`` pixels long, to be stored and shown.

    Behind the answer come its file, encoded anew, and its pixels: rows of BGRA.
    """

    side: int
    lossless: bool


@dataclass(frozen=True, slots=True)
class CompactDone:
    """Bytes of the file, and size in pixels."""

    size: int
    width: int
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPage:
    """A request about one page (from 0) of a drawn file."""

    path: Path
    page: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw(OfPage):
    """Draw the page; its bytes come behind the answer: rows of BGRA, or a PNG file."""

    scale: float
    """Pixels per point."""
    is_png: bool
    band: tuple[float, float] | None
    """Heights in points from the top; None for the whole page."""


@dataclass(frozen=True, slots=True)
class Drawn:
    """Size of a drawn page in pixels; ``stride`` bytes a row, or 0 for a PNG file."""

    width: int
    height: int
    stride: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Find(OfPage):
    """Find the boxes of queries, each in normal form, on the page."""

    queries: list[str]


@dataclass(frozen=True, slots=True)
class OfFile:
    """A request about a drawn file: the sizes of its pages; or a place to let go of."""

    path: Path


Box = tuple[float, float, float, float]
"""Left, top, right, bottom in points from the upper left corner of the page."""
