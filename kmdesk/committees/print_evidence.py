"""Print all evidence of a plan in one file: by indicator, pictures and PDF pages in full."""

import tempfile
from pathlib import Path

from kmdesk.committees import reports, sheets
from kmdesk.committees.model import KmPlanDetail
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.plan import fiscal_span
from kmdesk.committees.print_sheets import print_progress
from kmdesk.committees.reports import EvidenceLine, ReportLine
from kmdesk.committees.terms import EVIDENCE_FORMS, REPORTS
from kmdesk.i18n import language, tr
from kmdesk.pdf import Document
from kmdesk.pdf.document import without_feet
from kmdesk.pdf.errors import PdfError
from kmdesk.pdf.pack import PackItem, write_pack
from kmdesk.pdf.picture import picture_size
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.display import screen_date
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.thai.digits import to_thai

_PICTURES = ("image/jpeg", "image/png")


def write_evidence(
    library: Library, actor: Actor, plan_id: int, out: Path, months: int | None = None
) -> int:
    """Write the evidence pack to ``out``; return the number of pages.

    ``months``: 6 or 12 for the report of that part of the fiscal year (then the page for the chair
    and the reports of the period come first), None for all evidence. Raises CommitteeError for
    visitors and for a plan without evidence.
    """
    if actor.duty < Duty.CLERK:
        raise CommitteeError("Evidence is for the staff. Sign in first.")
    with library.reading(actor) as reading:
        plan = reading.record(plan_id)
        title = tr("Evidence: {title}", title=plan.title)
        detail = reading.session.get(KmPlanDetail, plan_id)
        first, last = period_of(detail.fiscal_year if detail else 0, months)
        lines = [
            line
            for line in reports.evidence(reading.session, plan_id)
            if months is None or not line.dated or first <= line.dated <= last
        ]
        filed = [
            report
            for report in reports.reports(reading.session, plan_id)
            if report.reported_on and first <= report.reported_on <= last
        ]
    if not lines:
        raise CommitteeError("There is no evidence in this plan yet. Add files first.")
    if months:
        words = tr(REPORTS[months])
        title = f"{title} · {to_thai(words) if language() == 'th' else words}"
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as name:
        folder, items = Path(name), []
        if months:
            chair = folder / "chair.pdf"
            with without_feet():
                print_progress(library, actor, plan_id, chair, min(last, sheets.today()))
            items.append(PackItem(tr("Progress report to the chair"), chair))
        if months and filed:
            items.append(_reports(library, filed, folder / "reports.pdf"))
        items += [_item(library, line, folder / f"{at}.pdf") for at, line in enumerate(lines)]
        return write_pack(out, items, title=title, office=OFFICE_NAME.of(library))


def period_of(year: int, months: int | None) -> tuple[str, str]:
    """Return first and last day (ISO) of the first ``months`` of a fiscal year (พ.ศ.)."""
    first, last = fiscal_span(year) if months else ("0000-01-01", "9999-12-31")
    return first, (f"{year - 543:04d}-03-31" if months == 6 else last)


def _reports(library: Library, filed: list[ReportLine], page: Path) -> PackItem:
    title = tr("Reports filed")
    with without_feet():
        document = Document(page, title=title, office=OFFICE_NAME.of(library), landscape=True)
    document.heading(title, 2)
    heads = ["Reported by", "Activity", "Day", "Done", "What was done", "Problems"]
    rows = [
        (
            r.owner,
            r.activity,
            screen_date(r.reported_on, "short"),
            f"{r.done_percent or 0}%",
            r.words,
            r.problem,
        )
        for r in reversed(filed)
    ]
    document.table([tr(head) for head in heads], rows, [3, 4, 2, 1, 4, 3])
    document.save()
    return PackItem(title, page)


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
        document = Document(page, title=line.name, office=OFFICE_NAME.of(library))
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
        width, height = picture_size(source)
    except PdfError as error:
        document.paragraph(str(error))
        return
    scale = min(document.width / width, document.room / height)
    wide, high = width * scale, height * scale
    document.sheet.picture(source, document.left, document.y - high, wide, high)
