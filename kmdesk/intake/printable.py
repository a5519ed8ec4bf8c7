"""Convert originals to plain PDF pages for print: decrypted, annotations flattened, images on A4.

Runs in the reader process.
"""

from pathlib import Path

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdf import PdfWriter

from kmdesk.intake import errors, sniff
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.pdf_annotations import LaidPages, is_bare
from kmdesk.store.error_messages import is_full

_NO_SECURITY = -1


def write_printable(path: Path, name: str, into: Path) -> bool:
    """Write the pages of an original to ``into``; False if the file can be printed unchanged.

    Raises IntakeError when the file is locked, damaged or has no pages.
    """
    kind = sniff.kind_of(path, sniff.read_head(path))
    try:
        if kind == sniff.PDF:
            return _plain_pdf(path, into)
        if kind in sniff.PICTURES:
            _sheets_of(path, name, into)
            return True
    except IntakeError as error:
        raise IntakeError(error.message.msgid, **{**error.message.args, "name": name}) from error
    except (pdfium.PdfiumError, ValueError, EOFError) as error:
        raise IntakeError(errors.DAMAGED, name=name) from error
    except OSError as error:
        # Pillow raises OSError for a damaged picture, too, but without the system's number.
        msgid = errors.NO_ROOM if is_full(error) else errors.DAMAGED
        raise IntakeError(msgid, name=name) from error
    raise IntakeError(errors.NO_PAGES_HERE, name=name)


def _plain_pdf(path: Path, into: Path) -> bool:
    pages = LaidPages(path)
    try:
        secured = raw.FPDF_GetSecurityHandlerRevision(pages.document) != _NO_SECURITY
        laid = [number for number in range(len(pages)) if _lay_down(pages, number)]
        if not secured and not laid:
            return False
        pages.document.save(into, flags=raw.FPDF_REMOVE_SECURITY)
        return True
    finally:
        pages.close()


def _lay_down(pages: LaidPages, number: int) -> bool:
    """Flatten a page; return whether it had annotations."""
    try:
        page = pages.document[number]
    except pdfium.PdfiumError:
        return False  # a damaged page is left unchanged
    bare = is_bare(page)
    page.close()
    if bare:
        return False
    pages.page(number).close()
    return True


def _sheets_of(path: Path, name: str, into: Path) -> None:
    from kmdesk.intake.image_pages import ImagePages

    sheets = ImagePages(path, fit=True)
    writer = PdfWriter()
    for page in range(sheets.count):
        try:
            sheets.add(writer, page, 0)
        except (OSError, ValueError, EOFError) as error:
            if page == 0:
                raise IntakeError(errors.DAMAGED, name=name) from error
            break  # the pages before it are intact
    with into.open("wb") as stream:
        writer.write(stream)
