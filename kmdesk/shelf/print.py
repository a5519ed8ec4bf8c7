"""The shelf on paper: documents with their originals, registers, cards, lists and labels."""

import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from sqlalchemy import select

from kmdesk.i18n import KmdeskError, tr
from kmdesk.intake.client import shared_client
from kmdesk.pdf.correspondence import AnnouncementSheet, write_announcement
from kmdesk.pdf.document import paper_of
from kmdesk.pdf.labels import Label, LabelSheet, write_labels
from kmdesk.pdf.merging import join_pdfs, open_pdf
from kmdesk.pdf.official import Signature, Text
from kmdesk.pdf.pick_list import write_card
from kmdesk.pdf.registers import (
    BorrowedPaper,
    ExpiredPaper,
    FindingSection,
    LoanLine,
    ReceivedLetter,
    write_borrow_card,
    write_destruction_list,
    write_findings,
    write_register,
)
from kmdesk.places.print import place_stickers
from kmdesk.records import Actor, Duty, Kind, Library, NotAllowed
from kmdesk.records.fields import screen_date
from kmdesk.records.kinds import IndexPassage
from kmdesk.records.model import Passage, Place, Record
from kmdesk.records.unit import Reading
from kmdesk.shelf.documents import ShelfError, page_originals
from kmdesk.shelf.model import HOLDINGS, DocumentDetail, Loan, Receipt, clerks_own
from kmdesk.shelf.papers import STOCK_RESULTS, stock_list
from kmdesk.thai.dates import parse_date
from kmdesk.thai.normal import normal_form
from kmdesk.thai.numbers import to_arabic


def write_document(library: Library, actor: Actor, kind: Kind, record_id: int, out: Path) -> None:
    """Write the card with the text, or the card followed by the pages of scans and pictures.

    An original that cannot be printed is named on the card and omitted.
    """
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as name:
        folder = Path(name)
        originals = printable_originals(library, actor, record_id, folder)
        sections = [(tr("Left out of this print"), originals.left_out)]
        if originals.pages:
            card = folder / "card.pdf"
            write_card(library, actor, kind, record_id, card, sections if sections[0][1] else ())
            join_pdfs([card, *originals.pages], out)
            return
        with library.reading(actor) as reading:
            texts = [_text_section(text) for text in kind.passages(reading.session, record_id)]
        texts += sections if sections[0][1] else []
        write_card(library, actor, kind, record_id, out, texts)


def _text_section(passage: IndexPassage) -> tuple[str, list[str]]:
    return passage.label, [line for line in passage.text.split("\n") if line.strip()]


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


# Registers, cards, lists and labels


def _staff_only(actor: Actor) -> None:
    """Raise NotAllowed for visitors: registers and cards name people and internal papers."""
    if actor.duty < Duty.CLERK:
        raise NotAllowed("Registers and cards are for the staff. Sign in first.")


def print_register(library: Library, actor: Actor, first: str, last: str, out: Path) -> Path:
    """Print the register of letters received from ``first`` to ``last`` (ISO dates)."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        letters = letters_received(reading, first, last)
    return write_register(out, paper_of(library), letters, first, last)


def letters_received(reading: Reading, first: str, last: str) -> list[ReceivedLetter]:
    """Return receipts of visible letters from ``first`` to ``last`` (ISO), by day and number."""
    query = (
        select(Receipt, Record, DocumentDetail)
        .join(Record, Record.id == Receipt.record_id)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(reading.visible(), Receipt.received_on >= first, Receipt.received_on <= last)
    )
    rows = sorted(
        reading.session.execute(query).all(),
        key=lambda row: (row[0].received_on, _order_of_issue(row[0].number), row[0].id),
    )
    return [
        ReceivedLetter(
            stamp.received_on,
            stamp.number,
            record.number,
            record.dated,
            record.issuer,
            detail.addressee,
            record.title,
            detail.action or detail.assigned_to,
            clerks_own(detail.note),
        )
        for stamp, record, detail in rows
    ]


def _order_of_issue(number: str) -> tuple[int, str]:
    """Sort key of receive numbers in the order of issue: 9 before 10."""
    digits = "".join(c for c in to_arabic(number).partition("/")[0] if c.isdigit())
    return (int(digits) if digits else 0, number)


def print_borrow_card(library: Library, actor: Actor, record_id: int, out: Path) -> Path:
    """Print the borrow card of one paper."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        paper, loans = borrow_card(reading, record_id)
    return write_borrow_card(out, paper_of(library), paper, loans)


def borrow_card(reading: Reading, record_id: int) -> tuple[BorrowedPaper, list[LoanLine]]:
    """Return the paper and all its loans, oldest first."""
    record = reading.record(record_id)
    query = select(Loan).where(Loan.record_id == record_id).order_by(Loan.borrowed_on, Loan.id)
    loans = [
        LoanLine(
            row.borrower,
            row.borrowed_on,
            row.due_on,
            row.returned_by,
            row.received_by,
            row.returned_on,
        )
        for row in reading.session.scalars(query)
    ]
    place = reading.session.get(Place, record.place_id) if record.place_id else None
    label = (place.label or place.name) if place is not None else ""
    return BorrowedPaper(record.title, record.number, record.dated, label), loans


def print_announcement(library: Library, actor: Actor, record_id: int, out: Path) -> Path:
    """Print an announcement as แบบที่ ๗; raises ShelfError when the library has no text of it."""
    _staff_only(actor)
    paper = paper_of(library)
    with library.reading(actor) as reading:
        sheet = announcement_sheet(reading, record_id, paper.office)
    if not sheet.body:
        raise ShelfError(
            "There is no text of this announcement to set. Print the record itself instead."
        )
    return write_announcement(out, paper, sheet)


def announcement_sheet(reading: Reading, record_id: int, office: str) -> AnnouncementSheet:
    """Return a visible document as an announcement; its body is empty without stored text."""
    record = reading.record(record_id)
    detail = reading.session.get(DocumentDetail, record_id) or DocumentDetail()
    passages = select(Passage.text).where(Passage.record_id == record_id)
    texts = reading.session.scalars(passages.order_by(Passage.position, Passage.id))
    issuer = record.issuer or office
    lines = [line for text in texts for line in text.split("\n")]
    text = announcement_text(lines, issuer, record.title)
    signature = (
        Signature(detail.signer, detail.signer_position or "", detail.capacity or "")
        if detail.signer
        else Signature(text.signer, text.position, text.capacity)
    )
    return AnnouncementSheet(
        issuer,
        announced_subject(record.title, issuer),
        tuple(Text(line) for line in text.body),
        record.dated or text.dated or None,
        signature,
    )


def print_destruction(library: Library, actor: Actor, year: int, out: Path) -> Path:
    """Print the list of papers whose retention ends by a calendar year (พ.ศ.)."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        found = papers_expired(reading, year - 543)
    papers = [
        paper if state in ("in_place", "none") else replace(paper, note=tr(HOLDINGS[state]))
        for paper, state in found
    ]
    return write_destruction_list(out, paper_of(library), year, papers)


def papers_expired(reading: Reading, year: int) -> list[tuple[ExpiredPaper, str]]:
    """Return papers whose retention ends by a year (ค.ศ.), each with its holding."""
    return [(paper, state) for paper, state, _record in expired_records(reading, year)]


def expired_records(reading: Reading, year: int) -> list[tuple[ExpiredPaper, str, int]]:
    """Return :func:`expired` with each paper's record id.

    Records without a paper and papers that are never destroyed are excluded.
    """
    query = (
        select(Record, DocumentDetail, Place.label)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .outerjoin(Place, Place.id == Record.place_id)
        .where(
            reading.visible(),
            Record.dated.is_not(None),
            DocumentDetail.retention.in_(("1", "5", "10", "20")),
            # Nothing can be destroyed of a record without a paper.
            (DocumentDetail.holding != "none") | Record.place_id.is_not(None),
        )
        .order_by(Place.label, Record.dated, Record.id)
    )
    rows = [
        (record, detail, label or "")
        for record, detail, label in reading.session.execute(query)
        if record.dated and int(record.dated[:4]) + int(detail.retention) <= year
    ]
    stamps = _receive_numbers(reading)
    return [
        (
            ExpiredPaper(
                label, record.number, record.dated, stamps.get(record.id, ""), record.title
            ),
            detail.holding,
            record.id,
        )
        for record, detail, label in rows
    ]


def _receive_numbers(reading: Reading) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    rows = reading.session.execute(select(Receipt.record_id, Receipt.number).order_by(Receipt.id))
    for record_id, number in rows:
        found.setdefault(record_id, []).append(number)
    return {record_id: ", ".join(numbers) for record_id, numbers in found.items()}


def print_paper_labels(
    library: Library,
    actor: Actor,
    record_ids: Sequence[int],
    sheet: LabelSheet,
    first: int,
    out: Path,
) -> Path:
    """Print stickers for papers, in the order given."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        labels = [paper_label(reading, record_id) for record_id in record_ids]
    return write_labels(out, paper_of(library), sheet, labels, first)


def paper_label(reading: Reading, record_id: int) -> Label:
    """Return the sticker of a paper: number, subject, date and place."""
    record = reading.record(record_id)
    place = reading.session.get(Place, record.place_id) if record.place_id else None
    where = (place.label or place.name) if place is not None else ""
    number = record.number or record.title
    title = record.title if record.number else ""
    return Label(number, (title, screen_date(record.dated, "short"), where))


def print_place_labels(
    library: Library,
    actor: Actor,
    kind: str,
    inside: int | None,
    sheet: LabelSheet,
    first: int,
    out: Path,
) -> Path:
    """Print stickers for places of a kind, all of them or those inside one place."""
    with library.reading(actor) as reading:
        labels = place_stickers(reading, kind, inside)
    return write_labels(out, paper_of(library), sheet, labels, first)


def print_stock_take(
    library: Library, actor: Actor, place_id: int | None, where: str, out: Path
) -> Path:
    """Print the checklist of a stock-take: papers by place, three boxes to tick."""
    _staff_only(actor)
    with library.reading(actor) as reading:
        lines = stock_list(reading, place_id)
    by_place: dict[str, list[tuple[str, str, str]]] = {}
    for line in lines:
        state = "" if line.holding in ("in_place", "none") else tr(HOLDINGS[line.holding])
        by_place.setdefault(line.place, []).append((line.number, line.title, state))
    sections = [FindingSection(place, rows) for place, rows in by_place.items()]
    boxes = [tr(word) for word in STOCK_RESULTS.values()]
    title = f"{tr('Stock-take')}: {where}"
    return write_findings(out, paper_of(library), title, sections, boxes)


# The text of an announcement, without the head and foot that the printed form repeats


_HEAD_LINES, _FOOT_LINES = 12, 8
_HEAD_WIDE = 120  # characters; a longer line cannot belong to a heading
_DAY = re.compile(r"\s*(?:ประกาศ|ให้ไว้|สั่ง)\s*ณ\s*วันที่\s*(.*)")
_SUBJECT = re.compile(r"\s*เรื่อง(?!นี้|นั้น|ที่|ดังกล่าว|ใด)\s*[:：]?\s*(.*)")
_HEADING = re.compile(r"\s*(?:ประกาศ.{0,120}?)?\s*เรื่อง(?:\s*[:：]\s*|\s+)(.*)")
_RULE = re.compile(r"\s*[-–—_=*.\s]{3,}\s*$")
_PAGE_NUMBER = re.compile(r"\s*[-–—]\s*[0-9๐-๙]+\s*[-–—]\s*$")
_NAME = re.compile(r"\s*(?:ลงชื่อ|\(ลงชื่อ\))?[\s.…]*\(\s*([^()]{2,80}?)\s*\)\s*$")
_SIGNED = re.compile(r"\s*\(?\s*(?:ลงชื่อ|ลงนาม)")
_ACTING = re.compile(r"\s*(?:ปฏิบัติราชการแทน|รักษาราชการแทน|ทำการแทน|ปฏิบัติหน้าที่แทน)")
# ประกาศรายชื่อ… announces a list of names; a ประกาศนียบัตร is an object, not an announcement.
_VERB = re.compile(r"ประกาศ(?!นีย|ณียบัตร|\s*ณ\s*วันที่)\s*(?=[ก-ฮเ-ไ])")


@dataclass(frozen=True, slots=True)
class AnnouncementText:
    """Parts of an announcement's text; foot fields are "" when the foot does not give them."""

    body: tuple[str, ...]
    dated: str = ""
    """ISO date given in the foot."""
    signer: str = ""
    position: str = ""
    capacity: str = ""


def announcement_text(lines: Sequence[str], issuer: str, title: str) -> AnnouncementText:
    """Split the text of an announcement into its body and the fields of its foot.

    The head (ประกาศ + office, เรื่อง …, a rule) and the foot (ประกาศ ณ วันที่ …, the signer) are
    dropped because the form prints them from the record's fields; an annex after the foot is kept.
    """
    kept = [line.strip() for line in lines if line.strip() and not _PAGE_NUMBER.match(line)]
    kept = kept[_head_length(kept, issuer, title) :]
    at = _day_at(kept)
    if at is None:
        return AnnouncementText(tuple(kept))
    match = _DAY.match(kept[at])
    day = parse_date(match[1]) if match else None
    foot, annex = _foot(kept[at + 1 :])
    return AnnouncementText(
        (*kept[:at], *annex), day.isoformat() if day else "", foot[0], foot[1], foot[2]
    )


def announced_subject(title: str, issuer: str) -> str:
    """Return the subject as printed after เรื่อง, without the office or a second ประกาศ."""
    subject = title.strip()
    for head in (f"ประกาศ{issuer}", issuer):
        if issuer and subject.startswith(head):
            subject = subject[len(head) :].strip()
    if (match := _SUBJECT.fullmatch(subject)) and match[1]:
        subject = match[1].strip()
    return _VERB.sub("", subject, count=1) if _VERB.match(subject) else subject


def _head_length(lines: Sequence[str], issuer: str, title: str) -> int:
    """Count the leading lines that only repeat the head printed by the form."""
    length, subject = _to_subject(lines)
    # Compared without blanks: lines of the text are broken where the title is not.
    said = _bare(f"ประกาศ{title}")
    if not length:
        own = (_bare(f"ประกาศ{issuer}"), _bare(issuer), _bare(title), said)
        while length < len(lines) and (_bare(lines[length]) in own or _RULE.match(lines[length])):
            length += 1
        return length
    # a subject may wrap over several lines; the title tells where it ends
    while subject and length < len(lines) and _bare(subject + lines[length]) in said:
        subject += lines[length]
        length += 1
    while length < len(lines) and _RULE.match(lines[length]):
        length += 1
    return length


def _to_subject(lines: Sequence[str]) -> tuple[int, str]:
    """Return (line count up to and including เรื่อง …, subject), or (0, "") without such a head."""
    for index, line in enumerate(lines[:_HEAD_LINES]):
        headed = index > 0 and _bare(lines[0]).startswith("ประกาศ")
        match = (_SUBJECT if headed else _HEADING).fullmatch(line)
        if match:
            return index + 1, match[1]
        if len(line) > _HEAD_WIDE:
            break
    return 0, ""


def _day_at(lines: Sequence[str]) -> int | None:
    """Return the index of the last line with the date of announcement, or None."""
    # backwards, because the body may cite the dates of other announcements
    for index in range(len(lines) - 1, -1, -1):
        if _DAY.match(lines[index]):
            return index
    return None


def _foot(lines: Sequence[str]) -> tuple[tuple[str, str, str], list[str]]:
    """Return ((signer, position, capacity), lines after the foot)."""
    signer = position = capacity = ""
    end = 0
    for index, line in enumerate(lines[:_FOOT_LINES]):
        if not signer and (match := _NAME.match(line)):
            signer = match[1]
        elif _ACTING.match(line) and signer:
            capacity = line
        elif signer and not position:
            position = line
        # Anything else after the foot is an annex, which belongs to the announcement.
        elif not (_SIGNED.match(line) and not signer):
            break
        end = index + 1
    return (signer, position, capacity), list(lines[end:])


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", normal_form(text))
