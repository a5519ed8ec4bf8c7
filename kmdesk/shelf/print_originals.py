"""Prepare the originals of a document for print; those that cannot be printed are named."""

from dataclasses import dataclass, field
from pathlib import Path

from kmdesk.i18n import KmdeskError
from kmdesk.intake.client import shared_client
from kmdesk.pdf.merging import open_pdf
from kmdesk.records import Actor, Library
from kmdesk.shelf.documents import page_originals


@dataclass(slots=True)
class Originals:
    """Page files in order, and a sentence for each original that was omitted."""

    pages: list[Path] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def printable_originals(library: Library, actor: Actor, record_id: int, folder: Path) -> Originals:
    """Prepare the pages of a visible document's files in ``folder``."""
    with library.reading(actor) as reading:
        reading.record(record_id)
        files = page_originals(reading.session, record_id)
    found = Originals()
    for number, (sha256, name) in enumerate(files):
        try:
            path = library.files.path(sha256)
            plain = shared_client().printable(path, name, folder / f"original{number}.pdf")
            open_pdf(plain, name)
        except KmdeskError as error:  # one damaged original must not stop the others
            found.left_out.append(str(error))
        else:
            found.pages.append(plain)
    return found
