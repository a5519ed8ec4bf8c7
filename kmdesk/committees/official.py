"""Official forms of orders, minutes and invitations, and the book of a meeting.

``*_sheet`` and the invitations only collect; ``print_*`` write the PDF.
"""

import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.committees import meetings, participants, queries
from kmdesk.committees.model import (
    AgendaItem,
    Attendance,
    CommitteeDetail,
    MeetingDetail,
    Membership,
    OrderDetail,
)
from kmdesk.committees.participants import Present, represented, without_spaces
from kmdesk.committees.terms import Held, role_in
from kmdesk.i18n import in_thai, tr
from kmdesk.pdf.correspondence import (
    AgendaPart,
    AnnouncementSheet,
    LetterSheet,
    Matter,
    MemoSheet,
    MinutesSheet,
    OrderSheet,
    write_agenda,
    write_announcement,
    write_letter,
    write_memo,
    write_minutes,
    write_order,
)
from kmdesk.pdf.document import paper_of
from kmdesk.pdf.official import (
    UNSIGNED,
    Heading,
    Part,
    People,
    Person,
    Point,
    Signature,
    Text,
    thai_day,
)
from kmdesk.pdf.pack import PackItem, write_pack
from kmdesk.records import Actor, Kinds, Library, Session
from kmdesk.records.fields import screen_date, urgency_stamp
from kmdesk.records.settings import (
    OFFICE_ADDRESS,
    OFFICE_CODE,
    OFFICE_DIVISION,
    OFFICE_EMAIL,
    OFFICE_HEAD,
    OFFICE_HEAD_POST,
    OFFICE_NAME,
    OFFICE_PHONE,
)
from kmdesk.records.unit import Reading
from kmdesk.thai.numbers import to_arabic

_CLAUSE = re.compile(r"(?:^|(?<=\s))ข้อ\s*([0-9๐-๙]{1,3})(?:\.\s*|\s+)(?=\S)")
# Only the last sentence: ทั้งนี้ inside a clause belongs to that clause.
_FROM_WHEN = re.compile(r"(?:^|(?<=\s))ทั้งนี้\s*((?:ตั้งแต่|ให้มีผล|มีผล)[^\n]*)\s*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph, with its number (ข้อ ๑) or without."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class OrderText:
    """Clauses of an order and the words that say from when it is in force."""

    clauses: tuple[Clause, ...]
    from_when: str = ""


def read_order(text: str) -> OrderText:
    """Split a text at ข้อ ๑, ๒, ๓ …; a ข้อ out of sequence is a reference and does not split."""
    text = text.strip()
    tail = _FROM_WHEN.search(text)
    from_when = tail[1].strip() if tail else ""
    body = text[: tail.start()] if tail else text
    # An order quotes other laws by ข้อ too: only the next number in sequence begins a clause.
    starts, expected = [], 1
    for match in _CLAUSE.finditer(body):
        if int(to_arabic(match[1])) == expected:
            starts.append(match)
            expected += 1
    clauses = [Clause("", line) for line in _lines(body[: starts[0].start()] if starts else body)]
    for index, match in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(body)
        first, *others = _lines(body[match.end() : end]) or [""]
        clauses.append(Clause(f"ข้อ {match[1]}", first))
        clauses += [Clause("", line) for line in others]
    return OrderText(tuple(clauses), from_when)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


_ANNOUNCES = "ประกาศ"
_ANNEXED = "แนบท้าย"
_POWER = "อาศัยอำนาจ"


def order_sheet(reading: Reading, order_id: int, office: str) -> OrderSheet | AnnouncementSheet:
    """Return an appointment order as คำสั่ง, or as ประกาศ when its subject begins so."""
    record = reading.record(order_id)
    detail = reading.session.get(OrderDetail, order_id) or OrderDetail(reason="", power="", text="")
    text = read_order(detail.text)
    appointed = tuple(_appointed(reading.session, order_id))
    body: list[Part] = [*_grounds(detail, bool(text.clauses or appointed))]
    points: list[Part] = [
        Point(c.number, c.text) if c.number else Text(c.text) for c in text.clauses
    ]
    # “แนบท้าย”: the list of members is a sheet of its own behind the order.
    annexed = _ANNEXED in detail.text
    first = 1 if text.clauses and text.clauses[0].number else 0  # ข้อ ๑ is the clause that appoints
    body += points if annexed else [*points[:first], *appointed, *points[first:]]
    from_when = text.from_when
    if not from_when and detail.effective_on:
        from_when = in_thai("from {day} on", day=thai_day(detail.effective_on))
    issuer, signature = record.issuer or office, Signature(detail.signer, detail.signer_position)
    if record.title.startswith(_ANNOUNCES) and not record.number:
        subject = record.title.removeprefix(_ANNOUNCES).strip().removeprefix("เรื่อง").strip()
        if from_when:
            body.append(Text(in_thai("All this {from_when}", from_when=from_when)))
        whole = (*body, *appointed) if annexed else tuple(body)
        return AnnouncementSheet(issuer, subject, whole, record.dated, signature)
    return OrderSheet(
        issuer,
        record.number,
        record.title,
        tuple(body),
        record.dated,
        from_when,
        signature,
        appointed if annexed else (),
    )


def minutes_sheet(reading: Reading, meeting_id: int, office: str) -> MinutesSheet:
    """Return the minutes of a meeting."""
    session, record = reading.session, reading.record(meeting_id)
    detail = session.get(MeetingDetail, meeting_id) or MeetingDetail()
    roles = _roles(session, detail.committee_id, record.dated or "")
    attended = participants.attendances(session, meeting_id)
    items = meetings.agenda(session, meeting_id)
    return MinutesSheet(
        queries.title_of(session, detail.committee_id) or record.title or office,
        record.number,
        record.dated,
        detail.held_at or "",
        tuple(_came(a, roles) for a in attended if a.presence in ("present", "substitute")),
        tuple(
            AgendaPart(
                in_thai(heading), tuple(_matter(session, i) for i in items if i.section == section)
            )
            for section, heading in meetings.headings_of(session, meeting_id).items()
        ),
        tuple(Person(a.name, role=a.note) for a in stayed_away(attended)),
        tuple(Person(a.name, role=a.note) for a in attended if a.presence == "guest"),
        detail.opened_at or "",
        detail.closed_at or "",
        Signature(detail.recorder) if detail.recorder else UNSIGNED,
        Signature(detail.checker) if detail.checker else None,
        # a draft that looks like certified minutes would be quoted as such
        "" if record.status == "certified" else in_thai("Draft, not certified yet"),
    )


def invitation(reading: Reading, meeting_id: int, office: str, urgency: str = "") -> MemoSheet:
    """Return the invitation to a meeting as an internal memo; its number starts with the code.

    A memo names the office with its telephone (ข้อ ๑๒). ``urgency`` is a code of ``URGENCIES``.
    """
    subject, to, body = _call(reading, meeting_id)
    phone = _telephone(reading)
    return MemoSheet(
        f"{office} {phone}".strip(),
        _number_begun(reading),
        _noticed(reading, meeting_id),
        subject,
        to,
        body,
        urgency=urgency_stamp(urgency),
    )


def outside_invitation(
    reading: Reading, meeting_id: int, office: str, urgency: str = ""
) -> LetterSheet:
    """Return the invitation as an external letter, with the office details of ข้อ ๑๑."""
    subject, _to, body = _call(reading, meeting_id)
    session, number = reading.session, _number_begun(reading)
    email = OFFICE_EMAIL.read(session)
    contact = (_telephone(reading), in_thai("E-mail {address}", address=email) if email else "")
    return LetterSheet(
        number + ("." * 12 if number else ""),
        office,
        OFFICE_ADDRESS.read(session).strip(),
        _noticed(reading, meeting_id),
        subject,
        "",
        body,
        signature=Signature(OFFICE_HEAD.read(session), OFFICE_HEAD_POST.read(session)),
        division=OFFICE_DIVISION.read(session),
        contact=tuple(line for line in contact if line),
        urgency=urgency_stamp(urgency),
    )


def _telephone(reading: Reading) -> str:
    phone = OFFICE_PHONE.read(reading.session)
    return in_thai("Tel. {number}", number=phone) if phone else ""


def _number_begun(reading: Reading) -> str:
    """Return the office's letter code; the number after it is written in when it is assigned."""
    code = OFFICE_CODE.read(reading.session)
    return f"{code}/" if code else ""


def _noticed(reading: Reading, meeting_id: int) -> str | None:
    """Return the recorded day of the invitation, or None."""
    detail = reading.session.get(MeetingDetail, meeting_id)
    return detail.noticed_on if detail else None


def _call(reading: Reading, meeting_id: int) -> tuple[str, str, tuple[Part, ...]]:
    """Return subject, addressees and body of an invitation."""
    session, record = reading.session, reading.record(meeting_id)
    detail = session.get(MeetingDetail, meeting_id) or MeetingDetail()
    committee = queries.title_of(session, detail.committee_id) or record.title
    subject = in_thai(
        "Invitation to meeting no. {number} of {body}", body=committee, number=record.number
    )
    when = in_thai(
        "The meeting no. {number} of {body} will be held on {day} at {time}, at {place}, with"
        " this agenda",
        body=committee,
        number=record.number or "." * 8,
        day=thai_day(record.dated),
        time=detail.opened_at or "." * 8,
        place=detail.held_at or "." * 24,
    )
    items = meetings.agenda(session, meeting_id)
    agenda: list[Part] = []
    for section, heading in meetings.headings_of(session, meeting_id).items():
        agenda.append(Point("", in_thai(heading)))
        matters = [item for item in items if item.section == section]
        # a matter typed over several lines is one line of an invitation
        agenda += [
            Point(f"{section}.{number}", " ".join(item.text.split()), 1)
            for number, item in enumerate(matters, 1)
        ]
    asked = in_thai("Please come to the meeting on the day, at the time and place named.")
    return (
        subject,
        in_thai("All members of {body}", body=committee),
        (
            Text(when),
            *agenda,
            Text(asked),
        ),
    )


def _grounds(detail: OrderDetail, more: bool) -> Iterator[Part]:
    """Yield reason and legal power, followed by the words that introduce the order."""
    power = detail.power.strip()
    if power and not power.startswith(_POWER):
        power = in_thai("By the power of {law}", law=power)
    words = " ".join(filter(None, (detail.reason.strip(), power)))
    if words:
        yield Text(in_thai("{grounds} it is ordered as follows", grounds=words) if more else words)


def _appointed(session: Session, order_id: int) -> Iterator[Part]:
    """Yield the members appointed by an order, by committee, and the duties of each role."""
    groups: dict[int, tuple[str, list[Membership]]] = {}
    for title, member in queries.appointed_by(session, order_id):
        groups.setdefault(member.record_id, (title, []))[1].append(member)
    for committee_id, (title, members) in groups.items():
        form = _form(session, committee_id)
        yield Heading(title)
        yield People(tuple(_person(member, form) for member in members))
        held = {"member", *(member.role for member in members)}  # a member's duties are everybody's
        for duty in queries.duties(session, committee_id):
            if duty.role in held and duty.duties.strip():
                role = in_thai(role_in(duty.role, form))
                yield Text(in_thai("{role} has these duties", role=role), leads=True)
                parts = [part.strip() for part in duty.duties.replace("\n", ";").split(";")]
                duties = [part for part in parts if part]
                for number, words in enumerate(duties, 1):
                    yield Point(f"{number}." if len(duties) > 1 else "", words, 1)


def _form(session: Session, committee_id: int) -> str:
    detail = session.get(CommitteeDetail, committee_id)
    return detail.form if detail is not None else ""


def _person(member: Membership, form: str) -> Person:
    role = _role(member, form)
    if member.by_post and member.post:
        return Person(member.post, member.name and f"({member.name})", role)
    return Person(member.name, member.post, role)


def _role(held: Held, form: str) -> str:
    """Return the role in the order's words, else the usual one for this form of committee."""
    return held.role_words or in_thai(role_in(held.role, form))


def _roles(session: Session, committee_id: int | None, day: str) -> dict[str, tuple[str, str]]:
    """Return post and role of each member, by the name used in the attendance."""
    if committee_id is None:
        return {}
    form = _form(session, committee_id)
    return {
        seat.words: (seat.post if seat.name else "", _role(seat, form))
        for seat in queries.seats(session, committee_id, day)
    }


def stayed_away(attended: Sequence[Attendance]) -> list[Attendance]:
    """Return absent members without a substitute; a given reason is always printed."""
    sent = represented(Present(a.name, a.presence, a.stands_for) for a in attended)
    return [
        a
        for a in attended
        if a.presence == "absent" and (a.note or without_spaces(a.name) not in sent)
    ]


def _came(person: Attendance, roles: dict[str, tuple[str, str]]) -> Person:
    post, role = roles.get(person.stands_for or person.name, ("", ""))
    if person.presence == "substitute":
        role, post = in_thai("instead of {name}", name=person.stands_for or "." * 20), ""
    late = in_thai("came at {time}", time=person.came_at) if person.came_at else ""
    return Person(person.name, post, " ".join(filter(None, (role or person.note, late))))


def _matter(session: Session, item: AgendaItem) -> Matter:
    action = ""
    owner, due_on, _done_on = meetings.in_charge(session, item)
    if owner:
        action = in_thai("In charge: {who}", who=owner)
        if due_on:
            action = in_thai("In charge: {who}, by {day}", who=owner, day=thai_day(due_on))
    return Matter(item.text, item.resolution, action)


def print_order(library: Library, actor: Actor, order_id: int, out: Path) -> Path:
    """Print an appointment order as แบบที่ ๔, or as แบบที่ ๗ when it is an announcement."""
    paper = paper_of(library)
    with library.reading(actor) as reading:
        sheet = order_sheet(reading, order_id, paper.office)
    if isinstance(sheet, AnnouncementSheet):
        return write_announcement(out, paper, sheet)
    return write_order(out, paper, sheet)


def print_minutes(library: Library, actor: Actor, meeting_id: int, out: Path) -> Path:
    """Print the minutes of a meeting as แบบที่ ๑๑."""
    paper = paper_of(library)
    with library.reading(actor) as reading:
        sheet = minutes_sheet(reading, meeting_id, paper.office)
    return write_minutes(out, paper, sheet)


def print_agenda(library: Library, actor: Actor, meeting_id: int, out: Path) -> Path:
    """Print the agenda of a planned meeting."""
    paper = paper_of(library)
    with library.reading(actor) as reading:
        sheet = minutes_sheet(reading, meeting_id, paper.office)
    return write_agenda(out, paper, sheet)


def print_invitation(
    library: Library,
    actor: Actor,
    meeting_id: int,
    out: Path,
    *,
    outside: bool = False,
    urgency: str = "",
) -> Path:
    """Print an invitation: a memo (แบบที่ ๒), or a letter (แบบที่ ๑) to those ``outside``.

    ``urgency`` is a code of ``records.urgency.URGENCIES``.
    """
    paper = paper_of(library)
    with library.reading(actor) as reading:
        if outside:
            letter = outside_invitation(reading, meeting_id, paper.office, urgency)
            return write_letter(out, paper, letter)
        memo = invitation(reading, meeting_id, paper.office, urgency)
    return write_memo(out, paper, memo)


def write_book(library: Library, actor: Actor, kinds: Kinds, meeting_id: int, out: Path) -> int:
    """Write the book of a meeting to ``out``; return the number of pages."""
    with library.reading(actor) as reading:
        record = reading.record(meeting_id)
        title = tr("Meeting book: {title} {number}", title=record.title, number=record.number)
        when = screen_date(record.dated)
        parts: list[tuple[str, int, str, tuple[str, ...]]] = [
            (tr("Agenda"), meeting_id, "meeting", ())
        ]
        parts += [
            (p.title, p.record_id, p.kind, p.files)
            for p in _minutes_to_certify(reading, meeting_id)
        ]
        own = meetings.pdf_files(reading.session, meeting_id)
        parts += [
            (tr("Attached paper {number}", number=str(n)), meeting_id, "", (sha,))
            for n, sha in enumerate(own, start=1)
        ]
        papers = meetings.papers(reading, meeting_id)
        parts += [(p.title, p.record_id, p.kind, p.files) for p in papers]
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as name:
        items = []
        for index, (words, record_id, kind, files) in enumerate(parts):
            pages = [library.files.path(sha) for sha in files]
            # without a PDF of its own a paper is printed as its room prints it
            if not pages:
                if kind not in kinds:
                    continue
                pages = [Path(name) / f"{index}.pdf"]
                kinds.get(kind).write_pdf(library, actor, record_id, pages[0])
            items += [PackItem(words, page, source=when if index == 0 else "") for page in pages]
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
        # only these: certified minutes are no matter of this meeting
        and r.status == "draft"
        and (r.dated or "") < day
        and r.audience in reading.actor.audiences
    ]
