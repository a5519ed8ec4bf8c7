"""Print the meeting book: agenda, minutes to certify and all attached papers, in one PDF."""

import tempfile
from pathlib import Path

from kmdesk.committees import meetings
from kmdesk.committees.model import MeetingDetail
from kmdesk.i18n import tr
from kmdesk.pdf.pack import PackItem, write_pack
from kmdesk.records import Actor, Kinds, Library
from kmdesk.records.display import screen_date
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.records.unit import Reading


def write_book(library: Library, actor: Actor, kinds: Kinds, meeting_id: int, out: Path) -> int:
    """Write the book of a meeting to ``out``; return the number of pages."""
    with library.reading(actor) as reading:
        record = reading.record(meeting_id)
        title = tr("Meeting book: {title} {number}", title=record.title, number=record.number)
        when = screen_date(record.dated)
        found: list[tuple[str, int, str, tuple[str, ...]]] = [
            (tr("Agenda"), meeting_id, "meeting", ())
        ]
        found += [(p.title, p.record_id, p.kind, p.files) for p in _minutes(reading, meeting_id)]
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


def _minutes(reading: Reading, meeting_id: int) -> list[meetings.Paper]:
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
