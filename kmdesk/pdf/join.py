"""Concatenate finished PDFs, pages unchanged, into one file."""

from collections.abc import Callable, Sequence
from pathlib import Path

from pypdf import PdfWriter

from kmdesk.pdf.merging import DAMAGED, damaged, finish, open_pdf


def join_pdfs(
    parts: Sequence[Path],
    out: Path,
    title: str = "",
    *,
    chosen: Callable[[int], Sequence[int]] | None = None,
) -> int:
    """Write the pages of ``parts`` to ``out`` (the whole file or none); return their number.

    ``chosen`` receives the number of pages and returns which (from 0) to keep. The title is that of
    the first part unless given. Raises PdfError when a part cannot be opened or the disk does not
    accept the result.
    """
    writer = PdfWriter()
    for part in parts:
        reader = open_pdf(part)
        if not title and reader.metadata:
            title = reader.metadata.title or ""
        try:
            writer.append(reader)
        except DAMAGED as error:
            raise damaged(part.name) from error
    if chosen is not None:
        writer = _some(writer, chosen(len(writer.pages)))
    return finish(writer, out, title)


def _some(writer: PdfWriter, pages: Sequence[int]) -> PdfWriter:
    """Keep only these pages; objects used by the others alone are dropped."""
    fewer = PdfWriter()
    for page in pages:
        fewer.add_page(writer.pages[page])
    return fewer
