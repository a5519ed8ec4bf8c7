"""Print any record of the room, plan tables, reports, evidence packs, certificates and lists."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from kmdesk import clock
from kmdesk.committees import participants, plan, plan_figures, queries
from kmdesk.committees.calendar import ActionLine, FollowUp
from kmdesk.committees.knowledge import Para, numbered, parse_text
from kmdesk.committees.model import (
    Activity,
    DesiredState,
    KmPlanDetail,
    KnowledgeSetDetail,
    TrainingDetail,
)
from kmdesk.committees.official import print_agenda, print_minutes, print_order
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.plan import EvidenceLine, ReportLine, fiscal_span
from kmdesk.committees.plan_figures import (
    Figure,
    figure_words,
    is_late,
    roll_up,
    share,
    year_figures,
)
from kmdesk.committees.tables import activity_period, activity_status, blocks, measured, member_name
from kmdesk.committees.terms import EVIDENCE_FORMS, KM_PARTS, KM_STEPS, LEVELS, REPORTS, role_shown
from kmdesk.committees.view import Listing
from kmdesk.i18n import language, tr
from kmdesk.pdf import Document
from kmdesk.pdf.committee_forms import (
    Bar,
    MemberLine,
    PlanLine,
    PlanSheet,
    PlanState,
    ProgressSheet,
    write_plan_table,
    write_progress,
    write_roster,
)
from kmdesk.pdf.document import paper_of, without_feet
from kmdesk.pdf.pack import PackItem, write_pack
from kmdesk.pdf.pick_list import Table, write_card
from kmdesk.pdf.sheet import PdfError, picture_size
from kmdesk.pdf.typography import Rich, Run, Style
from kmdesk.records import Actor, Duty, Kind, Library
from kmdesk.records.describe import describe, effective_status, status_words
from kmdesk.records.fields import screen_date
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.records.unit import Reading
from kmdesk.thai.numbers import to_thai


def plan_sheet(reading: Reading, plan_id: int) -> PlanSheet:
    """Return the plan's states with their two tables; activities without a state come last."""
    title = reading.record(plan_id).title
    session = reading.session
    detail = session.get(KmPlanDetail, plan_id) or KmPlanDetail(fiscal_year=0, level="province")
    focus, states, activities = plan.plan_parts(session, plan_id)
    areas = {area.id: area.title for area in focus}
    known = {state.id for state in states}
    sheets = [
        _plan_state(areas.get(s.focus_id or 0, ""), s.title, _target_words(s), s.id, activities)
        for s in states
    ]
    loose = [activity for activity in activities if activity.state_id not in known]
    if loose:
        lines = _plan_lines(loose, True), _plan_lines(loose, False)
        sheets.append(PlanState("", tr("Activities of no desired state"), "", *lines))
    return PlanSheet(
        title,
        detail.fiscal_year,
        tr(LEVELS[detail.level]),
        tuple(sheets),
        detail.reviewer,
        detail.approver,
    )


def report_figures(reading: Reading, plan_id: int, today: str) -> tuple[Figure, ...]:
    """Return every figure of the report: of the plan, and of its fiscal year to ``today`` (ISO)."""
    session = reading.session
    detail = session.get(KmPlanDetail, plan_id)
    _focus, states, activities = plan.plan_parts(session, plan_id)
    figures = roll_up(states, activities, today)
    if detail is None:
        return figures
    rows = plan_figures.year_rows(reading, plan_id, *fiscal_span(detail.fiscal_year))
    return (*figures, *year_figures(rows, today))


def progress_sheet(reading: Reading, plan_id: int, today: str) -> ProgressSheet:
    """Return the report for the chair on ``today`` (ISO); problems only for the staff."""
    title = reading.record(plan_id).title
    session = reading.session
    _focus, states, activities = plan.plan_parts(session, plan_id)
    late = sorted((a for a in activities if is_late(a, today)), key=lambda a: a.to_on or "")
    problems = []
    if reading.actor.duty >= Duty.CLERK:
        lines = plan.progress_reports(session, plan_id)
        problems = [f"{r.activity}: {r.problem}" for r in lines if r.problem]
    return ProgressSheet(
        title,
        tr("As at {day}", day=screen_date(today)),
        tuple((tr(f.name), figure_words(f)) for f in report_figures(reading, plan_id, today)),
        tuple(Bar(s.title, share(s.baseline, s.target, s.reached)) for s in states),
        tuple((a.title, a.owner, screen_date(a.to_on, "short")) for a in late),
        tuple(dict.fromkeys(problems)),
    )


def roster_lines(reading: Reading, committee_id: int, day: str) -> tuple[str, list[MemberLine]]:
    """Return the committee's name and its members on ``day`` (ISO)."""
    title = reading.record(committee_id).title
    orders = queries.order_numbers(reading)
    terms = {m.id: m for m in queries.roster(reading.session, committee_id, day)}
    lines = []
    for seat in queries.seats(reading.session, committee_id, day):
        member = terms[seat.member_id]
        order = orders.get(member.order_id or 0, "")
        name, role = member_name(seat), role_shown(seat)
        lines.append(MemberLine(name, role, member.from_on, member.to_on, order))
    return title, lines


def _plan_state(
    focus: str, title: str, target: str, state_id: int, activities: list[Activity]
) -> PlanState:
    own = [activity for activity in activities if activity.state_id == state_id]
    return PlanState(focus, title, target, _plan_lines(own, True), _plan_lines(own, False))


def _target_words(state: DesiredState) -> str:
    amount = measured(state.target, state.unit)
    due = tr("by {day}", day=screen_date(state.due_on)) if state.due_on else ""
    return " ".join(filter(None, (state.measure, amount, due)))


def _plan_lines(activities: list[Activity], of_steps: bool) -> tuple[PlanLine, ...]:
    order = list(KM_PARTS)
    chosen = [a for a in activities if (a.part in KM_STEPS) == of_steps]
    return tuple(
        PlanLine(
            tr(KM_PARTS[a.part]),
            a.title,
            a.method,
            activity_period(a),
            a.indicator,
            a.target,
            a.tools,
            "" if a.budget is None else f"{a.budget:,.0f}",
            a.owner,
            activity_status(a),
        )
        for a in sorted(chosen, key=lambda a: order.index(a.part))
    )


def print_plan(library: Library, actor: Actor, plan_id: int, out: Path) -> Path:
    """Print the plan as the public sector's table, with signature blocks."""
    with library.reading(actor) as reading:
        sheet = plan_sheet(reading, plan_id)
    return write_plan_table(out, paper_of(library), sheet)


def print_progress(
    library: Library, actor: Actor, plan_id: int, out: Path, today: str = ""
) -> Path:
    """Print the one-page progress report for the chair."""
    with library.reading(actor) as reading:
        sheet = progress_sheet(reading, plan_id, today or clock.today_iso())
    return write_progress(out, paper_of(library), sheet)


def print_roster(library: Library, actor: Actor, committee_id: int, day: str, out: Path) -> Path:
    """Print the members on a day (ISO)."""
    with library.reading(actor) as reading:
        title, members = roster_lines(reading, committee_id, day)
    return write_roster(out, paper_of(library), title, day, members)


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
        record = reading.record(plan_id)
        title = tr("Evidence: {title}", title=record.title)
        detail = reading.session.get(KmPlanDetail, plan_id)
        first, last = period_of(detail.fiscal_year if detail else 0, months)
        lines = [
            line
            for line in plan.evidence_of(reading.session, plan_id)
            # evidence without a day may belong to any period: it is not left out
            if months is None or not line.dated or first <= line.dated <= last
        ]
        filed = [
            report
            for report in plan.progress_reports(reading.session, plan_id)
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
            # the pack numbers its pages itself
            with without_feet():
                # a year that is over is told as it stood at its end
                print_progress(library, actor, plan_id, chair, min(last, clock.today_iso()))
            items.append(PackItem(tr("Progress report to the chair"), chair))
        if months and filed:
            items.append(_reports_filed(library, filed, folder / "reports.pdf"))
        items += [
            _evidence_item(library, line, folder / f"{index}.pdf")
            for index, line in enumerate(lines)
        ]
        return write_pack(out, items, title=title, office=OFFICE_NAME.of(library))


def period_of(year: int, months: int | None) -> tuple[str, str]:
    """Return first and last day (ISO) of the first ``months`` of a fiscal year (พ.ศ.)."""
    first, last = fiscal_span(year) if months else ("0000-01-01", "9999-12-31")
    return first, (f"{year - 543:04d}-03-31" if months == 6 else last)


def _reports_filed(library: Library, filed: list[ReportLine], page: Path) -> PackItem:
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


def _evidence_item(library: Library, line: EvidenceLine, page: Path) -> PackItem:
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
            _draw_picture(document, source)
        else:
            document.paragraph(tr("This file cannot be printed here; see it in the library."))
        document.save()
    return item


def _draw_picture(document: Document, source: Path) -> None:
    try:
        width, height = picture_size(source)
    except PdfError as error:
        document.paragraph(str(error))
        return
    scale = min(document.width / width, document.room / height)
    wide, high = width * scale, height * scale
    document.sheet.picture(source, document.left, document.y - high, wide, high)


def write_record(library: Library, actor: Actor, kind: Kind, record_id: int, out: Path) -> None:
    """Print an order, minutes or a set in its own form; other records as a card with tables.

    A meeting still to be held has no minutes yet: its agenda is printed.
    """
    with library.reading(actor) as reading:
        status = effective_status(reading.session, reading.record(record_id))
    if kind.code == "order":
        print_order(library, actor, record_id, out)
        return
    if kind.code == "meeting":
        write = print_agenda if status == "planned" else print_minutes
        write(library, actor, record_id, out)
        return
    if kind.code == "knowledge_set":
        write_set(library, actor, kind, record_id, out)
        return
    with library.reading(actor) as reading:
        found = blocks(reading.session, kind.code, record_id)
    tables = [
        Table(tr(b.heading), [tr(h) for h in b.headers], b.rows, list(b.widths)) for b in found
    ]
    write_card(library, actor, kind, record_id, out, (), tables)


_CAPTION = Style(size=10, align="center", after=8, color="#444444")
_TALLEST = 0.55  # of the page height
# A small screenshot is not blown up to the width of the line, where it would be a blur.
_DOTS_PER_POINT = 110 / 72


def write_set(library: Library, actor: Actor, kind: Kind, record_id: int, out: Path) -> None:
    """Write the set to ``out``. Raises RecordError when the actor may not see it."""
    with library.reading(actor) as reading:
        facts = describe(reading, kind, record_id)
        detail = reading.session.get(KnowledgeSetDetail, record_id)
        text = detail.text if detail is not None else ""
        tables = blocks(reading.session, kind.code, record_id)
    document = Document(
        out,
        title=facts["title"],
        office=OFFICE_NAME.of(library),
        running_head=facts["title"],
    )
    document.heading(facts["title"], 1)
    document.fields(
        [
            *((field["label"], field["value"]) for field in facts["fields"]),
            (tr("Status"), status_words(kind, facts)),
            (tr("Dated"), screen_date(facts["dated"])),
        ]
    )
    for mark, para in numbered(parse_text(text)):
        _set_para(document, library, mark, para)
    for block in tables:
        document.heading(tr(block.heading), 2)
        heads = [tr(head) for head in block.headers]
        document.table(heads, block.rows, list(block.widths) or None)
    document.save()


def _set_para(document: Document, library: Library, mark: str, para: Para) -> None:
    if para.kind == "picture":
        _set_picture(document, library.files.path(para.picture), para.words)
    elif para.kind == "heading":
        document.heading(para.words, para.level + 1)
    elif mark:
        document.item(document.digits(mark), _set_rich(para))
    else:
        document.paragraph(_set_rich(para), "first")


def _set_rich(para: Para) -> Rich:
    return [
        Run(span.text, link=span.link, underline=True, color="#0b57d0")
        if span.link
        else Run(span.text)
        for span in para.spans
    ]


def _set_picture(document: Document, file: Path, caption: str) -> None:
    """Draw a picture as large as its resolution allows, at most as wide as the line.

    A damaged picture is reported in its place.
    """
    try:
        width, height = picture_size(file)
    except PdfError as error:
        document.paragraph(str(error), "note")
        return
    page = document.size.height - document.size.top - document.size.bottom
    scale = min(document.width / width, page * _TALLEST / height, 1 / _DOTS_PER_POINT)
    wide, high = width * scale, height * scale
    # a caption belongs on the page of its picture
    if document.room < high + 24:
        document.page_break()
    left = document.left + (document.width - wide) / 2
    document.sheet.picture(file, left, document.y - high, wide, high)
    document.space(high + 6)
    if caption:
        document.paragraph(caption, _CAPTION)


def write_actions(found: FollowUp, lines: Sequence[ActionLine], office: str, out: Path) -> None:
    """Write ``lines`` as a table to ``out``."""
    title = tr("Resolutions to be carried out")
    document = Document(out, title=title, office=office, landscape=True)
    document.heading(title, 1)
    document.paragraph(tr("As of {day}", day=screen_date(found.today)))
    heads = ["In charge", "Committee", "Resolution", "Due", "Late by", "Progress of it"]
    rows = [
        (
            line.owner,
            f"{line.committee} {line.meeting}",
            line.resolution,
            screen_date(line.due_on, "short"),
            late_words(found, line),
            line.progress,
        )
        for line in lines
    ]
    document.table([tr(head) for head in heads], rows, [3, 4, 6, 2, 2, 4])
    document.save()


def late_words(found: FollowUp, line: ActionLine) -> str:
    """Describe how late a resolution is, or ""."""
    days = found.late_by(line)
    return tr("{count} days", count=str(days)) if days else ""


_ISSUER = Style(size=22, align="center", after=24)
_LINE = Style(size=18, align="center", after=12)
_TRAINEE = Style(size=30, align="center", after=14)
_FOOT = Style(size=16, align="center", after=6)


def write_certificates(library: Library, actor: Actor, training_id: int, out: Path) -> int:
    """Write a certificate for every participant; return the number of pages."""
    if actor.duty < Duty.CLERK:
        raise CommitteeError("Certificates are printed by the staff. Sign in first.")
    office = OFFICE_NAME.of(library)
    with library.reading(actor) as reading:
        record = reading.record(training_id)
        detail = queries.detail(reading.session, "training", training_id)
        people = [
            (t.name, t.certificate, t.hours, t.master_trainer)
            for t in participants.trainees(reading.session, training_id)
        ]
        title, first = record.title, record.dated
        issuer = record.issuer or office
    if not isinstance(detail, TrainingDetail) or not people:
        raise CommitteeError("Nobody is in the list of this training yet.")
    # a certificate hangs on a wall: no foot of a print-out
    document = Document(out, title=title, office=office, landscape=True, footer=False)
    for index, (name, number, hours, master) in enumerate(people):
        if index:
            document.page_break()
        document.space(40)
        document.paragraph(issuer, _ISSUER)
        document.paragraph(tr("gives this certificate to"), _LINE)
        document.paragraph(name, _TRAINEE)
        document.paragraph(tr("who took part in “{title}”", title=title), _LINE)
        length = hours or detail.hours
        written = document.digits(f"{length:g}") if length else ""
        document.paragraph(_training_time(first, detail.to_on, written), _LINE)
        if master:
            document.paragraph(tr("and is a Master Trainer of knowledge management"), _LINE)
        document.space(48)
        document.paragraph("(" + "." * 60 + ")", _FOOT)
        document.paragraph(tr("Given on {day}", day="." * 40), _FOOT)
        if number:
            document.paragraph(tr("Certificate no. {number}", number=number), _FOOT)
    document.save()
    return len(people)


def _training_time(first: str | None, last: str | None, hours: str) -> str:
    days = tr("on {day}", day=screen_date(first)) if first else ""
    if last and last != first:
        days = tr("from {first} to {last}", first=screen_date(first), last=screen_date(last))
    length = tr("{hours} hours", hours=hours) if hours else ""
    return " ".join(filter(None, (days, length)))


def write_listing(listing: Listing, title: str, office: str, out: Path) -> None:
    """Write the rows under their heads, with the query and the totals."""
    document = Document(out, title=title, office=office, landscape=True)
    document.heading(title, 1)
    for words in (listing.asked, listing.note):
        if words:
            document.paragraph(document.digits(words), "left")
    heads = [tr(head) for head in listing.heads]
    rows = [[document.digits(cell) for cell in row] for row in listing.rows]
    document.table(heads, rows, list(listing.widths) or None)
    document.save()
