"""Flatten PDF pages: draw form fields, annotations and stamps into the page content.

pdfium draws the appearances the file contains. Anything without one (a field without an appearance,
a comment behind an icon) is drawn with the embedded font. A flattened page is displayed, read,
highlighted and printed alike.
"""

import ctypes
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from kmdesk.intake.pdf_annotation_drawing import Pen
from kmdesk.intake.pdf_annotations import HIDDEN, MAX_MARKS, Mark, annotation, is_bare, marks_of
from kmdesk.intake.pdf_document import open_pdf, page_text
from kmdesk.intake.thai_repair import repair
from kmdesk.thai.normal import normal_form

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
