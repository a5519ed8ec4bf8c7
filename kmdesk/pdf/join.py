"""Join finished PDFs, pages as they are, into one file."""

from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfWriter
from pypdf.errors import PyPdfError

from kmdesk.pdf.errors import PdfError
from kmdesk.pdf.merging import finish, open_pdf


def join_pdfs(parts: Sequence[Path], out: Path, title: str = "") -> int:
    """Write the pages of ``parts`` to ``out``, whole or not at all; the number of pages.

    The title is that of the first part unless given. Raises PdfError when a part cannot be
    opened or the disk does not take the result.
    """
    writer = PdfWriter()
    for part in parts:
        reader = open_pdf(part)
        if not title and reader.metadata:
            title = reader.metadata.title or ""
        try:
            writer.append(reader)
        except (PyPdfError, OSError, ValueError, KeyError, RecursionError) as error:
            raise PdfError(
                "{name} is damaged and cannot be put into the print; take it out of the selection.",
                name=part.name,
            ) from error
    return finish(writer, out, title)
