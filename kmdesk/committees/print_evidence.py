"""All evidence of a plan in one file: by indicator, pictures and PDF pages in full."""

import tempfile
from io import BytesIO
from pathlib import Path

from reportlab.lib.utils import ImageReader

from kmdesk.committees import queries_follow
from kmdesk.committees.appoint import CommitteeError
from kmdesk.committees.queries_follow import EvidenceLine
from kmdesk.committees.terms import EVIDENCE_FORMS
from kmdesk.i18n import tr
from kmdesk.pdf import Document
from kmdesk.pdf.pack import PackItem, write_pack
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.wording import screen_date

_PICTURES = ("image/jpeg", "image/png")


def write_evidence(library: Library, actor: Actor, plan_id: int, out: Path) -> int:
    """Write the pack to ``out``; the number of pages. For those who may see evidence."""
    if actor.duty < Duty.CLERK:
        raise CommitteeError("Evidence is for the staff. Sign in first.")
    with library.reading(actor) as reading:
        plan = reading.record(plan_id)
        title = tr("Evidence: {title}", title=plan.title)
        lines = queries_follow.evidence(reading.session, plan_id)
    if not lines:
        raise CommitteeError("There is no evidence in this plan yet. Add files first.")
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as name:
        items = [_item(library, line, Path(name) / f"{at}.pdf") for at, line in enumerate(lines)]
        return write_pack(out, items, title=title, office=library.value("office_name"))


def _item(library: Library, line: EvidenceLine, page: Path) -> PackItem:
    source = library.files.path(line.sha256)
    form = tr(EVIDENCE_FORMS[line.form])
    item = PackItem(
        f"{line.proves} – {line.note or line.name}" if line.proves else line.note or line.name,
        source if line.media_type == "application/pdf" else page,
        kind=form,
        source=screen_date(line.dated),
    )
    if item.pages is page:
        document = Document(page, title=line.name, office=library.value("office_name"))
        document.heading(line.proves or line.name, 2)
        document.fields(
            [
                (tr("Kind of evidence"), form),
                (tr("Day"), screen_date(line.dated)),
                (tr("File"), line.name),
                (tr("Remarks"), line.note),
            ]
        )
        if line.media_type in _PICTURES:
            _draw(document, source)
        else:
            document.paragraph(tr("This file cannot be printed here; see it in the library."))
        document.save()
    return item


def _draw(document: Document, source: Path) -> None:
    try:
        width, height = ImageReader(BytesIO(source.read_bytes())).getSize()
    except Exception:  # whatever the picture library finds wrong with the file
        document.paragraph(tr("This picture is damaged and cannot be printed."))
        return
    scale = min(document.width / width, document.room / height)
    wide, high = width * scale, height * scale
    document.sheet.picture(source, document.left, document.y - high, wide, high)
