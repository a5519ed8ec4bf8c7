"""Official correspondence: letters and memos, orders and announcements, minutes and agendas.

Letters are หนังสือภายนอก (แบบที่ ๑, ข้อ ๑๑), memos บันทึกข้อความ (แบบที่ ๒, ข้อ ๑๒), orders คำสั่ง (แบบที่ ๔,
ข้อ ๑๖), announcements ประกาศ (แบบที่ ๗, ข้อ ๒๐), minutes รายงานการประชุม (แบบที่ ๑๑, ข้อ ๒๕).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import in_thai
from kmdesk.pdf.document import Paper
from kmdesk.pdf.official import (
    CREST_HIGH,
    CREST_SMALL,
    LABEL,
    TITLE,
    UNSIGNED,
    URGENT,
    Heading,
    OfficialPage,
    Part,
    People,
    Person,
    Signature,
    Text,
)
from kmdesk.pdf.typography import CM, Line, Run, set_lines

# Letters and memos -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LetterSheet:
    """หนังสือภายนอก. The date is ISO; empty อ้างถึง, สิ่งที่ส่งมาด้วย and the like are left out."""

    number: str
    owner: str
    """ส่วนราชการเจ้าของหนังสือ."""
    address: str
    """The office's address, with line breaks."""
    dated: str | None
    subject: str
    to: str
    body: tuple[Part, ...]
    refers: str = ""
    enclosures: tuple[str, ...] = ()
    closing: str = ""
    """คำลงท้าย; ขอแสดงความนับถือ by default."""
    signature: Signature = UNSIGNED
    division: str = ""
    """ส่วนราชการเจ้าของเรื่อง."""
    contact: tuple[str, ...] = ()
    """โทร., โทรสาร, e-mail: one line each."""
    copies: str = ""
    """สำเนาส่ง."""
    urgency: str = ""
    """ชั้นความเร็ว: ด่วน, ด่วนมาก, ด่วนที่สุด."""


@dataclass(frozen=True, slots=True)
class MemoSheet:
    """บันทึกข้อความ: a letter within the office; no อ้างถึง, no คำลงท้าย. The date is ISO."""

    owner: str
    """ส่วนราชการ, with telephone number."""
    number: str
    dated: str | None
    subject: str
    to: str
    body: tuple[Part, ...]
    signature: Signature = UNSIGNED
    urgency: str = ""


def write_letter(out: Path, paper: Paper, letter: LetterSheet) -> Path:
    """Write the letter as แบบที่ ๑. Raises PdfError and writes no file on failure."""
    page = OfficialPage(out, paper, letter.subject or in_thai("External letter"), "middle")
    _urgency(page, letter.urgency)
    _letter_head(page, letter)
    page.gap(0.4)
    page.sheet.text(
        page.left + page.width / 2,
        page.y - page.pitch + page.style().size * 0.36,
        page.day(letter.dated),
        size=page.style().size,
    )
    page.gap()
    page.labelled(in_thai("Subject (of a letter)"), letter.subject or "." * 60)
    page.labelled(in_thai("Dear"), letter.to or "." * 40)
    page.labelled(in_thai("With reference to"), letter.refers)
    _enclosures(page, letter.enclosures)
    foot = _letter_foot_lines(page, letter)
    height = (len(foot) + 1) * page.pitch if foot else 0
    closing = letter.closing or in_thai("Yours respectfully")
    page.body(letter.body, page.sign_height + height)
    page.sign(letter.signature, closing=closing, below=height)
    _letter_foot(page, foot)
    return page.save()


def write_memo(out: Path, paper: Paper, memo: MemoSheet) -> Path:
    """Write the memo as แบบที่ ๒. Raises PdfError and writes no file on failure."""
    page = OfficialPage(out, paper, memo.subject or in_thai("Memo"), "left")
    _urgency(page, memo.urgency)
    middle = page.left + page.width / 2
    words, size = in_thai("Memo"), page.style(TITLE).size
    page.sheet.text(middle, page.y + 2, words, size=size, bold=True, align="center")
    page.gap(0.5)
    _dotted_line(page, in_thai("Office (of a memo)"), memo.owner, page.left, page.width)
    half = page.width * 0.5
    top = page.y
    _dotted_line(page, in_thai("No. (of a letter)"), memo.number, page.left, half - 6)
    low, page.y = page.y, top
    day = page.day(memo.dated, blank=0)
    _dotted_line(page, in_thai("Date (of a letter)"), day, page.left + half, half)
    page.y = min(low, page.y)
    _dotted_line(page, in_thai("Subject (of a letter)"), memo.subject, page.left, page.width)
    page.labelled(in_thai("Dear"), memo.to or "." * 40, before=8)
    page.body(memo.body, page.sign_height)
    page.gap(0.6)
    page.sign(memo.signature)
    return page.save()


def _letter_head(page: OfficialPage, letter: LetterSheet) -> None:
    """Draw ที่ on the left, and the office and its address as a left-aligned block on the right."""
    style = page.style()
    shaper = page.fonts.shaper()
    lines = [page.words(line) for line in (letter.owner, *letter.address.split("\n")) if line]
    natural = max((shaper.width(line) * style.size for line in lines), default=0) + 1
    wide, room = min(natural, page.width * 0.6), page.width / 2 - CREST_HIGH / 2 - 0.2 * CM
    if wide <= room:
        page.y += page.pitch  # both fit beside the garuda's foot
    x = page.left + page.width - wide
    number = page.words(in_thai("No. {number}", number=letter.number or "." * 20))
    for row, line in enumerate(set_lines(number, style, page.width - wide - 12, page.fonts.shaper)):
        y = page.y - (row + 1) * page.pitch + style.size * 0.36
        page.sheet.line_of_text(line, page.left, y)
    for text in lines:
        for line in set_lines(text, style, wide, page.fonts.shaper):
            page.keep(1)
            page.y -= page.pitch
            page.sheet.line_of_text(line, x, page.y + style.size * 0.36)
    if not lines:
        page.gap()


def _enclosures(page: OfficialPage, enclosures: Sequence[str]) -> None:
    """Draw a single enclosure without a number, several as a numbered list."""
    label = in_thai("Enclosures")
    if len(enclosures) < 2:
        page.labelled(label, enclosures[0] if enclosures else "")
        return
    indent = page.fonts.shaper().width(label) * page.style().size + 10
    for at, text in enumerate(enclosures, 1):
        page.labelled(
            label if at == 1 else "", f"{at}. {text}", before=6 if at == 1 else 0, indent=indent
        )


def _urgency(page: OfficialPage, urgency: str) -> None:
    """Draw ชั้นความเร็ว in red, at least 32 points, above the number (ข้อ ๒๘)."""
    if urgency:
        y = page.size.height - 2.6 * CM
        x = page.left if page.crest == "middle" else page.left + CREST_SMALL + 0.6 * CM
        page.sheet.text(x, y, urgency, size=page.style(URGENT).size, bold=True, color="#a31621")


def _letter_foot_lines(page: OfficialPage, letter: LetterSheet) -> list[Line]:
    """Return the typeset foot: responsible division, contact details, copies."""
    texts = [letter.division, *letter.contact]
    if letter.copies:
        texts.append(in_thai("Copies to {whom}", whom=letter.copies))
    return [
        line
        for text in texts
        if text.strip()
        for line in set_lines(page.words(text), page.style(), page.width, page.fonts.shaper)
    ]


def _letter_foot(page: OfficialPage, lines: Sequence[Line]) -> None:
    """Draw the foot on the left of the signature's page, which has reserved room for it."""
    if lines:
        page.gap(1)
    style = page.style()
    for line in lines:
        page.keep(1)
        page.y -= page.pitch
        page.sheet.line_of_text(line, page.left, page.y + style.size * 0.36)


def _dotted_line(page: OfficialPage, label: str, text: str, x: float, width: float) -> None:
    """Draw a bold 20-point label, its text beside it, and dots under every line of text."""
    head, style = page.style(LABEL, bold=True), page.style()
    start = page.fonts.shaper(True).width(label) * head.size + 6
    lines = set_lines(page.words(text), style.but(first=start), width, page.fonts.shaper)
    pitch = page.pitch * 1.08
    page.sheet.text(x, page.y - pitch + style.size * 0.36, label, size=head.size, bold=True)
    for row, line in enumerate(lines):
        page.keep(1.1)
        page.y -= pitch
        y = page.y + style.size * 0.36
        page.sheet.line_of_text(line, x, y)
        left = x + start - 2 if row == 0 else x
        page.sheet.rule(left, y - 2.2, x + width, y - 2.2, 0.7, dash="0.7 2")


# Orders and announcements ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """คำสั่ง. ``body`` has the reason and legal power, then the points ordered; dates are ISO."""

    issuer: str
    """The issuing ส่วนราชการ or post; the word คำสั่ง is printed before it."""
    number: str
    """เลขที่/ปี, from ๑ each calendar year."""
    subject: str
    body: tuple[Part, ...]
    dated: str | None
    effective: str = ""
    """The phrase after ทั้งนี้, such as "ตั้งแต่บัดนี้เป็นต้นไป"."""
    signature: Signature = UNSIGNED
    annex: tuple[Part, ...] = ()
    """บัญชีแนบท้าย: starts a separate page after the signature."""


@dataclass(frozen=True, slots=True)
class AnnouncementSheet:
    """ประกาศ: a statement of an office; the date is ISO."""

    issuer: str
    subject: str
    body: tuple[Part, ...]
    dated: str | None
    signature: Signature = UNSIGNED


def write_order(out: Path, paper: Paper, order: OrderSheet) -> Path:
    """Write the order as แบบที่ ๔. Raises PdfError and writes no file on failure."""
    title = in_thai("Order of {issuer}", issuer=order.issuer)
    page = OfficialPage(out, paper, f"{title} {order.number}".strip(), "middle")
    page.line(title, align="center", bold=True)
    page.line(in_thai("No. {number}", number=order.number or "." * 12), align="center", bold=True)
    page.line(
        in_thai("Subject: {subject}", subject=order.subject or "." * 40), align="center", bold=True
    )
    page.short_rule()
    body = order.body
    if order.effective:
        body = (*body, Text(in_thai("All this {from_when}", from_when=order.effective)))
    page.body(body, page.sign_height)
    page.gap(0.3)
    page.sign(
        order.signature,
        above=in_thai("Ordered on {day}", day=page.day(order.dated, era=True)),
    )
    if order.annex:
        page.page_break()
        _annex_head(page, title, order)
        page.body(order.annex)
    return page.save()


def _annex_head(page: OfficialPage, title: str, order: OrderSheet) -> None:
    """Draw the heading of the annex: คำสั่ง, number, date."""
    number, day = order.number or "." * 12, page.day(order.dated)
    for line in (
        in_thai("List annexed to {order}", order=title),
        in_thai("No. {number} dated {day}", number=number, day=day),
        in_thai("Subject: {subject}", subject=order.subject or "." * 40),
    ):
        page.line(line, align="center", bold=True)
    page.short_rule()


def write_announcement(out: Path, paper: Paper, announcement: AnnouncementSheet) -> Path:
    """Write the announcement as แบบที่ ๗. Raises PdfError and writes no file on failure."""
    title = in_thai("Announcement of {issuer}", issuer=announcement.issuer)
    page = OfficialPage(out, paper, f"{title} {announcement.subject}".strip(), "middle")
    page.line(title, align="center", bold=True)
    subject = announcement.subject or "." * 40
    page.line(in_thai("Subject: {subject}", subject=subject), align="center", bold=True)
    page.short_rule()
    page.body(announcement.body, page.sign_height)
    page.gap(0.3)
    day = page.day(announcement.dated, era=True)
    page.sign(announcement.signature, above=in_thai("Announced on {day}", day=day))
    return page.save()


# Minutes and agendas ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter under an agenda item: the discussion and the resolution."""

    text: str
    resolution: str = ""
    action: str = ""
    """Who carries it out and by when, as text."""


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """ระเบียบวาระที่ …: its heading and its matters; without any it prints ไม่มี."""

    heading: str
    matters: tuple[Matter, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """รายงานการประชุม. The date is ISO, times as 09.30; ``Person.role`` holds roles and reasons."""

    body: str
    """The body that met; the word รายงานการประชุม is printed before it."""
    number: str
    dated: str | None
    place: str
    came: tuple[Person, ...]
    parts: tuple[AgendaPart, ...]
    absent: tuple[Person, ...] = ()
    guests: tuple[Person, ...] = ()
    opened_at: str = ""
    closed_at: str = ""
    recorder: Signature = UNSIGNED
    checker: Signature | None = None
    state: str = ""
    """State of the minutes, such as ร่าง; printed above the title."""


def write_minutes(out: Path, paper: Paper, minutes: MinutesSheet) -> Path:
    """Write the minutes as แบบที่ ๑๑. Raises PdfError and writes no file on failure."""
    title = in_thai("Minutes of {body}", body=minutes.body)
    page = OfficialPage(out, paper, f"{title} {minutes.number}".strip())
    if minutes.state:
        page.line(f"({minutes.state})", align="center")
    page.line(title, align="center", bold=True)
    page.line(
        in_thai("Meeting no. {number}", number=minutes.number or "." * 12),
        align="center",
        bold=True,
    )
    page.line(in_thai("Held on {day}", day=page.day(minutes.dated)), align="center", bold=True)
    page.line(in_thai("At {place}", place=minutes.place or "." * 40), align="center", bold=True)
    page.short_rule()
    for heading, people in (
        (in_thai("Those who came"), minutes.came),
        (in_thai("Those who did not come"), minutes.absent),
        (in_thai("Those who took part"), minutes.guests),
    ):
        if people or people is minutes.came:
            page.body((Heading(heading), People(people or (Person(""),) * 3, indent=0)))
    opened = minutes.opened_at or "." * 12
    page.body((Heading(in_thai("The meeting began at {time}", time=opened)),))
    for part in minutes.parts:
        _agenda_part(page, part)
    closed = minutes.closed_at or "." * 12
    page.body((Heading(in_thai("The meeting ended at {time}", time=closed)),))
    page.sign(minutes.recorder, role=in_thai("Who wrote the minutes"))
    if minutes.checker:
        page.sign(minutes.checker, role=in_thai("Who checked the minutes"))
    return page.save()


def write_agenda(out: Path, paper: Paper, minutes: MinutesSheet) -> Path:
    """Write the agenda of a meeting (ระเบียบวาระการประชุม), without resolutions."""
    title = in_thai("Agenda of {body}", body=minutes.body)
    page = OfficialPage(out, paper, f"{title} {minutes.number}".strip())
    number, place = minutes.number or "." * 12, minutes.place or "." * 40
    time = minutes.opened_at or "." * 8
    when = in_thai("On {day} at {time}", day=page.day(minutes.dated), time=time)
    for line in (
        title,
        in_thai("Meeting no. {number}", number=number),
        when,
        in_thai("At {place}", place=place),
    ):
        page.line(line, align="center", bold=True)
    page.short_rule()
    for part in minutes.parts:
        page.body((Heading(part.heading),))
        _matters(page, part)
    return page.save()


def _agenda_part(page: OfficialPage, part: AgendaPart) -> None:
    page.body((Heading(part.heading),))
    if not part.matters:
        page.body((Text(in_thai("None (of matters)")),))
    _matters(page, part)


def _matters(page: OfficialPage, part: AgendaPart) -> None:
    numbered = len(part.matters) > 1
    for at, matter in enumerate(part.matters, 1):
        number = f"{_number_before(part.heading)}{at}\u00a0\u00a0" if numbered else ""
        for row, words in enumerate(_paragraphs(matter.text)):
            page.body((Text(f"{number if row == 0 else ''}{words}"),))
        if matter.resolution:
            _resolution(page, matter.resolution)
        if matter.action:
            page.body((Text(matter.action),))


def _resolution(page: OfficialPage, resolution: str) -> None:
    """Draw มติที่ประชุม in bold, followed by the resolution."""
    words = page.words(" ".join(_paragraphs(resolution)))
    page.body(
        (Text((Run(in_thai("Resolution of the meeting"), bold=True), f"\u00a0\u00a0{words}")),)
    )


def _number_before(heading: str) -> str:
    """Return an agenda item's number with a point, so that its matters read ๕.๑, ๕.๒."""
    digits = (
        "".join(char for char in heading.split(" ")[1] if char.isdigit()) if " " in heading else ""
    )
    return f"{digits}." if digits else ""


def _paragraphs(text: str) -> Sequence[str]:
    return [line.strip() for line in text.split("\n") if line.strip()] or [""]
