"""Join finished PDFs, pages as they are, into one file."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from pypdf import PdfWriter
from pypdf.errors import PyPdfError

from kmdesk.pdf.errors import PdfError


def join_pdfs(parts: Sequence[Path], out: Path) -> int:
    """Write the pages of ``parts`` to ``out``, whole or not at all; the number of pages.

    Raises PdfError when a part cannot be opened or the disk does not take the result.
    """
    writer = PdfWriter()
    for part in parts:
        try:
            writer.append(str(part))
        except (PyPdfError, OSError, ValueError, KeyError, RecursionError) as error:
            raise PdfError(
                "A file that belongs to this print is damaged or locked ({reason}). Print the"
                " items one by one to find it.",
                reason=type(error).__name__,
            ) from error
    try:
        handle, name = tempfile.mkstemp(dir=out.parent, prefix=".kmdesk-", suffix=".pdf")
        try:
            with os.fdopen(handle, "wb") as stream:
                writer.write(stream)
            Path(name).replace(out)
        finally:
            Path(name).unlink(missing_ok=True)
    except OSError as error:
        raise PdfError(
            "The PDF could not be written to {name} ({reason}). Choose another folder.",
            name=str(out),
            reason=error.strerror or str(error),
        ) from error
    finally:
        pages = len(writer.pages)
        writer.close()
    return pages
