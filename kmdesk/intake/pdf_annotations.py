"""Annotations added to a PDF page after it was made: form fields, notes, stamps."""

import ctypes
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

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
# These export values name no choice, so the tick stands for itself.
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
        # The ready-made stamps of Acrobat have no words of their own, only a name such as
        # SBApproved.
        words = text if drawn else text or string_of(note, b"Name").removeprefix("SB")
        return Mark(index, rect, words, "stamp", drawn)
    # A mark with a state model only answers another one (“accepted”, “cancelled”).
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
    # The appearance state is what a reader sees ticked; without it only the field's value is left.
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
    # Some programs write an empty appearance, so the entry alone proves nothing.
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
