"""Official letters: หนังสือภายนอก (แบบที่ ๑, ข้อ ๑๑) and บันทึกข้อความ (แบบที่ ๒, ข้อ ๑๒)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import in_thai
from kmdesk.pdf.sheets.frame import Paper
from kmdesk.pdf.sheets.official import (
    CREST_HIGH,
    CREST_SMALL,
    LABEL,
    TITLE,
    UNSIGNED,
    URGENT,
    OfficialPage,
    Part,
    Signature,
)
from kmdesk.pdf.typography import CM, Line, set_lines


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
    _head(page, letter)
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
    foot = _foot_lines(page, letter)
    height = (len(foot) + 1) * page.pitch if foot else 0
    closing = letter.closing or in_thai("Yours respectfully")
    page.body(letter.body, page.sign_height + height)
    page.sign(letter.signature, closing=closing, below=height)
    _foot(page, foot)
    return page.save()


def write_memo(out: Path, paper: Paper, memo: MemoSheet) -> Path:
    """Write the memo as แบบที่ ๒. Raises PdfError and writes no file on failure."""
    page = OfficialPage(out, paper, memo.subject or in_thai("Memo"), "left")
    _urgency(page, memo.urgency)
    middle = page.left + page.width / 2
    words, size = in_thai("Memo"), page.style(TITLE).size
    page.sheet.text(middle, page.y + 2, words, size=size, bold=True, align="center")
    page.gap(0.5)
    _dotted(page, in_thai("Office (of a memo)"), memo.owner, page.left, page.width)
    half = page.width * 0.5
    top = page.y
    _dotted(page, in_thai("No. (of a letter)"), memo.number, page.left, half - 6)
    low, page.y = page.y, top
    day = page.day(memo.dated, blank=0)
    _dotted(page, in_thai("Date (of a letter)"), day, page.left + half, half)
    page.y = min(low, page.y)
    _dotted(page, in_thai("Subject (of a letter)"), memo.subject, page.left, page.width)
    page.labelled(in_thai("Dear"), memo.to or "." * 40, before=8)
    page.body(memo.body, page.sign_height)
    page.gap(0.6)
    page.sign(memo.signature)
    return page.save()


def _head(page: OfficialPage, letter: LetterSheet) -> None:
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


def _foot_lines(page: OfficialPage, letter: LetterSheet) -> list[Line]:
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


def _foot(page: OfficialPage, lines: Sequence[Line]) -> None:
    """Draw the foot on the left of the signature's page, which has reserved room for it."""
    if lines:
        page.gap(1)
    style = page.style()
    for line in lines:
        page.keep(1)
        page.y -= page.pitch
        page.sheet.line_of_text(line, page.left, page.y + style.size * 0.36)


def _dotted(page: OfficialPage, label: str, text: str, x: float, width: float) -> None:
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
