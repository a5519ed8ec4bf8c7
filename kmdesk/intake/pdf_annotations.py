"""PDF annotations: read, told apart, and flattened into the page."""

import ctypes
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kmdesk.intake.pdf_annotation_drawing import Pen
from kmdesk.intake.pdf_document import open_pdf, page_text
from kmdesk.intake.thai_repair import repair
from kmdesk.thai.normal import normal_form

MAX_MARKS = 2000  # per page
_MAX_TEXT = 20_000  # characters per mark
HIDDEN = 0x02 | 0x20  # hidden, or not for the screen
_PASSWORD, _MULTILINE = 1 << 13, 1 << 12
_MARKUP = frozenset(
    {
        raw.FPDF_ANNOT_TEXT,
        raw.FPDF_ANNOT_LINE,
        raw.FPDF_ANNOT_SQUARE,
        raw.FPDF_ANNOT_CIRCLE,
        raw.FPDF_ANNOT_POLYGON,
        raw.FPDF_ANNOT_POLYLINE,
        raw.FPDF_ANNOT_HIGHLIGHT,
        raw.FPDF_ANNOT_UNDERLINE,
        raw.FPDF_ANNOT_SQUIGGLY,
        raw.FPDF_ANNOT_STRIKEOUT,
        raw.FPDF_ANNOT_CARET,
        raw.FPDF_ANNOT_INK,
        raw.FPDF_ANNOT_FILEATTACHMENT,
    }
)
_CHOICES = frozenset({raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX})
_TICKS = frozenset({raw.FPDF_FORMFIELD_CHECKBOX, raw.FPDF_FORMFIELD_RADIOBUTTON})
_SAYS_ONLY_YES = frozenset({"", "yes", "on", "off", "1", "0", "true", "false", "x"})


class Rect(NamedTuple):
    """Sides of a rectangle in page coordinates."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass(frozen=True, slots=True)
class Mark:
    """One annotation on a page; ``way`` is how to draw it when the file has no appearance for it.

    ``field`` and ``words`` are drawn in their rectangle, ``stamp`` with a frame, ``note`` in a box
    beside its place, ``tick`` and ``dot`` in the middle. ``drawn``: the file has an appearance
    stream for it. An appearance that differs from ``text`` is redrawn for a field; other marks get
    a note.
    """

    index: int
    rect: Rect
    text: str
    way: str
    drawn: bool
    size: float = 0.0
    align: int = 0
    multiline: bool = False


def is_bare(page: pdfium.PdfPage) -> bool:
    """Return whether the page has no annotations other than links."""
    count = min(raw.FPDFPage_GetAnnotCount(page), MAX_MARKS)
    for index in range(count):
        with annotation(page, index) as note:
            if note and raw.FPDFAnnot_GetSubtype(note) != raw.FPDF_ANNOT_LINK:
                return False
    return True


def marks_of(page: pdfium.PdfPage, form: Any) -> Iterator[Mark]:
    """Yield every visible mark; ``form`` is pdfium's handle of the document's form fields."""
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_MARKS)):
        with annotation(page, index) as note:
            if not note or raw.FPDFAnnot_GetFlags(note) & HIDDEN:
                continue
            mark = _mark(index, note, form)
            if mark is not None:
                yield mark


@contextmanager
def annotation(page: pdfium.PdfPage, index: int) -> Iterator[Any]:
    """Yield pdfium's handle of an annotation, or None; closed on exit."""
    note = raw.FPDFPage_GetAnnot(page, index)
    try:
        yield note or None
    finally:
        if note:
            raw.FPDFPage_CloseAnnot(note)


def _mark(index: int, note: Any, form: Any) -> Mark | None:
    rect = _rect(note)
    if rect is None:
        return None
    kind = raw.FPDFAnnot_GetSubtype(note)
    if kind == raw.FPDF_ANNOT_WIDGET:
        return _field(index, note, form, rect) if form else None
    text = string_of(note, b"Contents")
    drawn = _draws_something(note)
    if kind == raw.FPDF_ANNOT_FREETEXT:
        return Mark(index, rect, text, "words", drawn, _size_in(note), multiline=True)
    if kind == raw.FPDF_ANNOT_STAMP:
        words = text if drawn else text or string_of(note, b"Name").removeprefix("SB")
        return Mark(index, rect, words, "stamp", drawn)
    if kind in _MARKUP and text.strip() and not raw.FPDFAnnot_HasKey(note, b"StateModel"):
        author = string_of(note, b"T").strip()
        return Mark(index, rect, f"{author}: {text}" if author else text, "note", False)
    return None


def _field(index: int, note: Any, form: Any, rect: Rect) -> Mark | None:
    kind = raw.FPDFAnnot_GetFormFieldType(form, note)
    flags = raw.FPDFAnnot_GetFormFieldFlags(form, note)
    if kind in _TICKS:
        return _tick(index, note, form, rect, kind)
    if kind == raw.FPDF_FORMFIELD_TEXTFIELD and flags & _PASSWORD:
        return None
    if kind not in _CHOICES and kind != raw.FPDF_FORMFIELD_TEXTFIELD:
        return None
    value = wide(lambda b, n: raw.FPDFAnnot_GetFormFieldValue(form, note, b, n))
    if kind in _CHOICES:
        value = _chosen(note, form) or value
    if not value.strip():
        return None
    size = ctypes.c_float(0)
    raw.FPDFAnnot_GetFontSize(form, note, size)
    align = ctypes.c_float(0)
    raw.FPDFAnnot_GetNumberValue(note, b"Q", align)
    multiline = bool(flags & _MULTILINE) or kind == raw.FPDF_FORMFIELD_LISTBOX
    drawn = _draws_something(note)
    return Mark(index, rect, value, "field", drawn, size.value, round(align.value), multiline)


def _tick(index: int, note: Any, form: Any, rect: Rect, kind: int) -> Mark | None:
    export = wide(lambda b, n: raw.FPDFAnnot_GetFormFieldExportValue(form, note, b, n))
    state = string_of(note, b"AS")
    if state:
        ticked = state != "Off"
    else:
        value = wide(lambda b, n: raw.FPDFAnnot_GetFormFieldValue(form, note, b, n))
        ticked = value not in ("", "Off") and value in (export or value, "Yes", "On")
    if not ticked:
        return None
    name = wide(lambda b, n: raw.FPDFAnnot_GetFormFieldAlternateName(form, note, b, n))
    text = name or ("" if export.casefold() in _SAYS_ONLY_YES else export)
    way = "dot" if kind == raw.FPDF_FORMFIELD_RADIOBUTTON else "tick"
    return Mark(index, rect, text, way, _draws_something(note))


def _chosen(note: Any, form: Any) -> str:
    def label(option: int) -> str:
        return wide(lambda b, n: raw.FPDFAnnot_GetOptionLabel(form, note, option, b, n))

    options = range(min(raw.FPDFAnnot_GetOptionCount(form, note), MAX_MARKS))
    chosen = [o for o in options if raw.FPDFAnnot_IsOptionSelected(form, note, o)]
    return "\n".join(filter(None, map(label, chosen)))


def _draws_something(note: Any) -> bool:
    """Return whether the file has an appearance stream for the annotation."""
    return bool(raw.FPDFAnnot_HasKey(note, b"AP")) and raw.FPDFAnnot_GetObjectCount(note) > 0


def _rect(note: Any) -> Rect | None:
    found = raw.FS_RECTF()
    if not raw.FPDFAnnot_GetRect(note, found):
        return None
    left, right = sorted((found.left, found.right))
    bottom, top = sorted((found.bottom, found.top))
    return Rect(left, bottom, right, top)


def _size_in(note: Any) -> float:
    """Return the font size in a default appearance like ``0 g /Helv 12 Tf``, else 0.0."""
    words = string_of(note, b"DA").split()
    try:
        return float(words[words.index("Tf") - 1])
    except (ValueError, IndexError):
        return 0.0


def string_of(note: Any, key: bytes) -> str:
    """Return a string from an annotation's dictionary."""
    return wide(lambda b, n: raw.FPDFAnnot_GetStringValue(note, key, b, n))


def wide(ask: Callable[[Any, int], int]) -> str:
    """Return a string that pdfium gives as UTF-16 with its length in bytes."""
    size = ask(None, 0)
    if size <= 2:
        return ""
    size = min(size, 2 * _MAX_TEXT + 2)
    buffer = ctypes.create_string_buffer(size)
    ask(ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    text = buffer.raw[:size].decode("utf-16-le", "replace").rstrip("\0")
    return text.replace("\r\n", "\n").replace("\r", "\n")


_MAX_ADDRESS = 4000
Link = tuple[Any, bytes]


class LaidPages:
    """Pages of a file, each flattened on request."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.document = open_pdf(path)
        self.document.formenv = _form_of(self.document)
        self._twin: tuple[pdfium.PdfDocument, pdfium.PdfFormEnv] | None = None
        self._pen = Pen(self.document)
        self.typed: dict[int, str] = {}
        """Text of each flattened page: its own characters, then the text of marks it lacks."""

    def __len__(self) -> int:
        return len(self.document)

    def page(self, number: int) -> pdfium.PdfPage:
        """Return the page with its annotations flattened. Raises PdfiumError when it is damaged."""
        page = self.document[number]
        if is_bare(page):
            return page
        marks, shown = self._as_the_file_draws_it(number)
        to_draw = [mark for mark in (_to_draw(mark, shown) for mark in marks) if mark]
        _forget(page, [mark.index for mark in to_draw if mark.way != "note"])
        # Flattening and the removal of annotations below drop the links; they are added back last.
        links = _links(self.document, page)
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = self.document[number]
        for index in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
            raw.FPDFPage_RemoveAnnot(page, index)
        layer = page_text(page).text
        beside = [mark.text for mark in marks if not says(layer, mark.text)]
        self.typed[number] = "\n".join([layer, *beside])
        self._pen.draw(page, to_draw)
        _put_back(page, links)
        return page

    def close(self) -> None:
        self._pen.close()
        if self._twin is not None:
            twin, form = self._twin
            form.close()
            twin.close()
        self.document.close()

    def _as_the_file_draws_it(self, number: int) -> tuple[list[Mark], str]:
        """Return the marks of a page, and its text with the appearances contained in the file.

        Read from a second copy whose pages are never attached to the form environment: in the first
        one pdfium generates appearances of its own.
        """
        if self._twin is None:
            opened = open_pdf(self.path)
            self._twin = opened, _form_of(opened)
        twin, form = self._twin
        page = twin[number]
        marks = list(marks_of(page, form.raw))
        raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
        page.close()
        page = twin[number]
        try:
            return marks, page_text(page).text
        finally:
            page.close()


def _form_of(document: pdfium.PdfDocument) -> pdfium.PdfFormEnv:
    """Create the form environment, needed also without fields: for icons and highlights."""
    config = raw.FPDF_FORMFILLINFO(version=2)
    form = raw.FPDFDOC_InitFormFillEnvironment(document, config)
    return pdfium.PdfFormEnv(form, config)


def _to_draw(mark: Mark, shown: str) -> Mark | None:
    """Return the mark as it has to be drawn; None where the page already shows it."""
    if not mark.drawn:
        return mark
    if mark.way in ("tick", "dot") or says(shown, mark.text):
        return None
    return mark if mark.way == "field" else replace(mark, way="note")


def says(layer: str, text: str) -> bool:
    """Return whether the letters of ``text`` occur in ``layer``, ignoring spacing."""
    return _letters(text) in _letters(layer)


def _letters(text: str) -> str:
    plain = normal_form(repair(text))
    return "".join(char for char in plain if char.isalnum() or "ก" <= char <= "๛")


def _forget(page: pdfium.PdfPage, indexes: Sequence[int]) -> None:
    """Remove hidden annotations, and the appearances of those that are redrawn."""
    for index in reversed(range(min(raw.FPDFPage_GetAnnotCount(page), MAX_MARKS))):
        with annotation(page, index) as note:
            hidden = note and raw.FPDFAnnot_GetFlags(note) & HIDDEN
            if note and index in indexes:
                raw.FPDFAnnot_SetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None)
        if hidden:
            raw.FPDFPage_RemoveAnnot(page, index)


def _links(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> list[Link]:
    """Return rectangle and address of each web link."""
    found: list[Link] = []
    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MAX_MARKS)):
        with annotation(page, index) as note:
            link = raw.FPDFAnnot_GetLink(note) if note else None
            action = raw.FPDFLink_GetAction(link) if link else None
            size = raw.FPDFAction_GetURIPath(document, action, None, 0) if action else 0
            rect = raw.FS_RECTF()
            if 1 < size <= _MAX_ADDRESS and raw.FPDFAnnot_GetRect(note, rect):
                address = ctypes.create_string_buffer(size)
                raw.FPDFAction_GetURIPath(document, action, address, size)
                found.append((rect, address.value))
    return found


def _put_back(page: pdfium.PdfPage, links: Sequence[Link]) -> None:
    for rect, address in links:
        note = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_LINK)
        if note:
            raw.FPDFAnnot_SetRect(note, rect)
            raw.FPDFAnnot_SetURI(note, address)
            raw.FPDFPage_CloseAnnot(note)
