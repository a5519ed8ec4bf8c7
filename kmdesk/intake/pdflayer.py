"""The text layer of a PDF page."""

from typing import NamedTuple

import pypdfium2 as pdfium


class Layer(NamedTuple):
    text: str


def page_text(page: pdfium.PdfPage) -> Layer:
    return Layer(page.get_textpage().get_text_range())
