"""Print orders, rosters, minutes, sets and plans, meeting books, certificates and lists."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from kmdesk.committees import meetings, participants, queries
from kmdesk.committees.calendar import ActionLine, FollowUp
from kmdesk.committees.knowledge import Para, numbered, parse_text
from kmdesk.committees.model import KnowledgeSetDetail, MeetingDetail, TrainingDetail
from kmdesk.committees.official import print_agenda, print_minutes, print_order
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.tables import blocks
from kmdesk.committees.view import Listing
from kmdesk.i18n import tr
from kmdesk.pdf import Document
from kmdesk.pdf.card import Table, write_card
from kmdesk.pdf.pack import PackItem, write_pack
from kmdesk.pdf.sheet import PdfError, picture_size
from kmdesk.pdf.typography import Rich, Run, Style
from kmdesk.records import Actor, Duty, Kind, Kinds, Library
from kmdesk.records.describe import describe, effective_status, status_words
from kmdesk.records.fields import screen_date
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.records.unit import Reading


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
    if document.room < high + 24:
        document.page_break()
    left = document.left + (document.width - wide) / 2
    document.sheet.picture(file, left, document.y - high, wide, high)
    document.space(high + 6)
    if caption:
        document.paragraph(caption, _CAPTION)


def write_book(library: Library, actor: Actor, kinds: Kinds, meeting_id: int, out: Path) -> int:
    """Write the book of a meeting to ``out``; return the number of pages."""
    with library.reading(actor) as reading:
        record = reading.record(meeting_id)
        title = tr("Meeting book: {title} {number}", title=record.title, number=record.number)
        when = screen_date(record.dated)
        found: list[tuple[str, int, str, tuple[str, ...]]] = [
            (tr("Agenda"), meeting_id, "meeting", ())
        ]
        found += [
            (p.title, p.record_id, p.kind, p.files)
            for p in _minutes_to_certify(reading, meeting_id)
        ]
        own = meetings.pdf_files(reading.session, meeting_id)
        found += [
            (tr("Attached paper {number}", number=str(n)), meeting_id, "", (sha,))
            for n, sha in enumerate(own, start=1)
        ]
        papers = meetings.papers(reading, meeting_id)
        found += [(p.title, p.record_id, p.kind, p.files) for p in papers]
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as name:
        items = []
        for at, (words, record_id, kind, files) in enumerate(found):
            pages = [library.files.path(sha) for sha in files]
            if not pages:
                if kind not in kinds:
                    continue
                pages = [Path(name) / f"{at}.pdf"]
                kinds.get(kind).write_pdf(library, actor, record_id, pages[0])
            items += [PackItem(words, page, source=when if at == 0 else "") for page in pages]
        return write_pack(out, items, title=title, office=OFFICE_NAME.of(library))


def _minutes_to_certify(reading: Reading, meeting_id: int) -> list[meetings.Paper]:
    """Return earlier minutes awaiting certification, which belong to the papers too."""
    detail = reading.session.get(MeetingDetail, meeting_id)
    if detail is None or detail.committee_id is None:
        return []
    day = reading.record(meeting_id).dated or ""
    return [
        meetings.Paper(r.id, r.kind, f"{r.title} {r.number}", ())
        for r in meetings.meetings(reading.session, detail.committee_id)
        if r.id != meeting_id
        and r.status == "draft"
        and (r.dated or "") < day
        and r.audience in reading.actor.audiences
    ]


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
    document = Document(out, title=title, office=office, landscape=True, footer=False)
    for at, (name, number, hours, master) in enumerate(people):
        if at:
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
