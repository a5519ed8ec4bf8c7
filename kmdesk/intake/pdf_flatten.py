"""Pages as they are meant to be seen: fields, notes and stamps laid down into the page itself.

pdfium draws what the file draws. What the file only tells (a field without an appearance, a
comment behind an icon) is set in our own letters. A page once laid down is shown, read, marked
and printed alike.
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
from kmdesk.intake.pdf_document import open_pdf
from kmdesk.intake.pdf_text_layer import page_text
from kmdesk.intake.thai_repair.repair import repair
from kmdesk.thai.normal import normal_form

_MAX_ADDRESS = 4000
Link = tuple[Any, bytes]


class LaidPages:
    """The pages of a file, each laid down when it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.document = open_pdf(path)
        self.document.formenv = _form_of(self.document)
        self._twin: tuple[pdfium.PdfDocument, pdfium.PdfFormEnv] | None = None
        self._pen = Pen(self.document)
        self.typed: dict[int, str] = {}
        """For each page laid down its text: the letters on it, then what its marks say beside."""

    def __len__(self) -> int:
        return len(self.document)

    def page(self, number: int) -> pdfium.PdfPage:
        """The page with all that was typed onto it; PdfiumError when it is damaged."""
        page = self.document[number]
        if is_bare(page):
            return page
        marks, shown = self._as_the_file_draws_it(number)
        to_draw = [mark for mark in (_to_draw(mark, shown) for mark in marks) if mark]
        _forget(page, [mark.index for mark in to_draw if mark.way != "note"])
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
        """The marks of a page, and its letters with the appearances that are in the file.

        Read in a second copy, whose pages are not told to the form: in the first, pdfium makes
        up appearances of its own.
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
    """The fields of a document; made also where there are none, for icons and highlights."""
    config = raw.FPDF_FORMFILLINFO(version=2)
    form = raw.FPDFDOC_InitFormFillEnvironment(document, config)
    return pdfium.PdfFormEnv(form, config)


def _to_draw(mark: Mark, shown: str) -> Mark | None:
    """The mark as it has to be drawn; None where the page shows it."""
    if not mark.drawn:
        return mark
    if mark.way in ("tick", "dot") or says(shown, mark.text):
        return None
    return mark if mark.way == "field" else replace(mark, way="note")


def says(layer: str, text: str) -> bool:
    """Whether the letters of ``text`` stand in ``layer``, however they are spaced."""
    return _letters(text) in _letters(layer)


def _letters(text: str) -> str:
    plain = normal_form(repair(text))
    return "".join(char for char in plain if char.isalnum() or "ก" <= char <= "๛")


def _forget(page: pdfium.PdfPage, indexes: Sequence[int]) -> None:
    """Drop what is hidden, and appearances that are drawn anew."""
    for index in reversed(range(min(raw.FPDFPage_GetAnnotCount(page), MAX_MARKS))):
        with annotation(page, index) as note:
            hidden = note and raw.FPDFAnnot_GetFlags(note) & HIDDEN
            if note and index in indexes:
                raw.FPDFAnnot_SetAP(note, raw.FPDF_ANNOT_APPEARANCEMODE_NORMAL, None)
        if hidden:
            raw.FPDFPage_RemoveAnnot(page, index)


def _links(document: pdfium.PdfDocument, page: pdfium.PdfPage) -> list[Link]:
    """Place and address of the links to the web."""
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
