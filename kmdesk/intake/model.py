"""Result of reading a file: pages of text, each valid or marked with its problem."""

from dataclasses import dataclass, field

from kmdesk.i18n import N_

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
