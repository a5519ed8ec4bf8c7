"""Missing and overdue papers of the shelf, as plain rows for screen and print."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

from sqlalchemy import false, func, or_, select

from kmdesk.i18n import N_, tr
from kmdesk.intake.letterhead.phrases import letter_number
from kmdesk.pdf.document import paper_of
from kmdesk.pdf.registers import FindingSection, write_findings
from kmdesk.records import Library
from kmdesk.records.fields import screen_date
from kmdesk.records.model import Passage, Place, Record
from kmdesk.records.settings import OFFICE_CODE, OFFICE_NAME
from kmdesk.records.unit import Reading
from kmdesk.shelf.documents import received_numbers
from kmdesk.shelf.model import HOLDINGS, DocumentDetail, Loan
from kmdesk.shelf.print import expired_records
from kmdesk.thai.numbers import canonical_number, to_arabic


def documents_citing(reading: Reading) -> list[tuple[int, str, str, str]]:
    """Return (record id, number, title, reference) of visible documents that cite others."""
    query = (
        select(Record.id, Record.number, Record.title, DocumentDetail.refers_to)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(reading.visible(), DocumentDetail.refers_to != "")
        .order_by(Record.dated, Record.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


def known_numbers(reading: Reading) -> set[str]:
    """Return the numbers of all visible records."""
    query = select(Record.number).where(reading.visible(), Record.number != "").distinct()
    return set(reading.session.scalars(query))


def unsearchable(reading: Reading) -> list[tuple[int, str, str, int]]:
    """Return (record id, number, title, page count) of visible records with unsearchable pages."""
    query = (
        select(Record.id, Record.number, Record.title, func.count(Passage.id))
        .join(Passage, Passage.record_id == Record.id)
        .where(reading.visible(), Passage.problem.is_not(None))
        .group_by(Record.id)
        .order_by(Record.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


def unshelved(reading: Reading) -> list[tuple[int, str, str, str]]:
    """Return (record id, number, title, holding) of papers without a place or not found."""
    query = (
        select(Record.id, Record.number, Record.title, DocumentDetail.holding)
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(
            reading.visible(),
            ((DocumentDetail.holding != "none") & Record.place_id.is_(None))
            | (DocumentDetail.holding == "missing"),
        )
        .order_by(Record.number, Record.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in reading.session.execute(query)]


def sent_numbers(reading: Reading, office: str, code: str) -> list[tuple[str, str, int, str]]:
    """Return (day, number, record id, title) of the office's own letters, by name or code."""
    # Either is enough, since issuer and number are both typed by hand.
    own = [Record.issuer == office] if office else []
    if code:
        own.append(Record.number.startswith(f"{code}/", autoescape=True))
    query = (
        select(Record.dated, Record.number, Record.id, Record.title)
        .where(
            reading.visible(),
            Record.kind == "document",
            or_(*own) if own else false(),
            Record.number != "",
            Record.dated.is_not(None),
        )
        .order_by(Record.dated, Record.id)
    )
    return [(row[0] or "", row[1], row[2], row[3]) for row in reading.session.execute(query)]


def answers_due(reading: Reading) -> list[tuple[int, str, str, str, str]]:
    """Return (record id, number, title, due day, assignee) of answers still due, soonest first."""
    query = (
        select(
            Record.id,
            Record.number,
            Record.title,
            DocumentDetail.reply_by,
            DocumentDetail.assigned_to,
        )
        .join(DocumentDetail, DocumentDetail.record_id == Record.id)
        .where(
            reading.visible(),
            DocumentDetail.reply_by.is_not(None),
            DocumentDetail.replied_with == "",
        )
        .order_by(DocumentDetail.reply_by, Record.id)
    )
    return [(r[0], r[1], r[2], r[3] or "", r[4]) for r in reading.session.execute(query)]


def open_loans(reading: Reading) -> list[tuple[int, str, str, str, str, str]]:
    """Return (record id, number, title, due day or "", borrower, place) of open loans.

    Sorted by due day; loans without one come last.
    """
    query = (
        select(Record.id, Record.number, Record.title, Loan.due_on, Loan.borrower, Place.label)
        .join(Loan, Loan.record_id == Record.id)
        .outerjoin(Place, Place.id == Record.place_id)
        .where(reading.visible(), Loan.returned_on.is_(None))
        .order_by(Loan.due_on.is_(None), Loan.due_on, Record.id)
    )
    return [
        (r[0], r[1], r[2], r[3] or "", r[4], r[5] or "") for r in reading.session.execute(query)
    ]


_MOST_MISSING = 200
"""Longest gap to report; longer ones separate two series and are not forgotten letters."""


@dataclass(frozen=True, slots=True)
class Line:
    """One finding; ``record_id`` is the record it concerns, or 0 when there is none."""

    record_id: int
    number: str
    text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Findings of one kind; ``label`` is a message id."""

    label: str
    lines: tuple[Line, ...]


def find_gaps(reading: Reading, today: date) -> list[Section]:
    """Return all gaps that the shelf's own records reveal."""
    office = OFFICE_NAME.read(reading.session)
    stamps = list(_by_year(received_numbers(reading)))
    code = OFFICE_CODE.read(reading.session)
    if code:  # normalised the way it is written within a number
        code = canonical_number(f"{code}/1").removesuffix("/1")
    own = list(_by_series(sent_numbers(reading, office, code)))
    return [
        Section(N_("Letters referred to that are not here"), tuple(_absent(reading))),
        Section(N_("Pages not searchable yet"), tuple(_unsearchable(reading))),
        Section(N_("Papers without a place or not found"), tuple(_unshelved(reading))),
        Section(N_("Papers whose time of keeping has run out"), tuple(_expired(reading, today))),
        Section(N_("Receive numbers used twice"), tuple(_doubled(stamps))),
        Section(N_("Receive numbers left out"), tuple(_missing(stamps))),
        Section(N_("Numbers of own letters used twice"), tuple(_doubled(own))),
        Section(N_("Numbers of own letters left out"), tuple(_missing(own))),
    ]


def find_due(reading: Reading, today: date) -> list[Section]:
    """Return overdue answers and loans, soonest first."""
    answers = (
        Line(record, number, title, _due_words(day, today, who))
        for record, number, title, day, who in answers_due(reading)
    )
    loans = (
        Line(record, number, title, _due_words(day, today, who))
        for record, number, title, day, who, _place in open_loans(reading)
    )
    return [Section(N_("To be answered"), tuple(answers)), Section(N_("On loan"), tuple(loans))]


def _due_words(day: str, today: date, who: str) -> str:
    if not day:
        return "  ·  ".join(filter(None, (tr("no day set"), who)))
    late = (today - date.fromisoformat(day)).days
    words = screen_date(day, "short")
    if late > 0:
        words = f"{words} ({tr('{count} days late', count=late)})"
    return "  ·  ".join(filter(None, (words, who)))


def _absent(reading: Reading) -> Iterator[Line]:
    present = known_numbers(reading)
    for record, number, title, text in documents_citing(reading):
        for wanted in dict.fromkeys(numbers_in(text)):
            if wanted not in present:
                by = " ".join(filter(None, (number, title)))
                yield Line(record, wanted, tr("referred to by {title}", title=by))


def numbers_in(text: str) -> Iterator[str]:
    """Yield the canonical letter numbers mentioned in a text."""
    for line in text.splitlines():
        at = 0
        while (found := letter_number(line, at)) is not None:
            yield canonical_number(found.value)
            at = found.end


def _unsearchable(reading: Reading) -> Iterator[Line]:
    for record, number, title, pages in unsearchable(reading):
        yield Line(record, number, title, tr("{count} pages", count=pages))


def _unshelved(reading: Reading) -> Iterator[Line]:
    for record, number, title, state in unshelved(reading):
        yield Line(record, number, title, tr(HOLDINGS.get(state, state)))


def _expired(reading: Reading, today: date) -> Iterator[Line]:
    for paper, state, record in expired_records(reading, today.year - 1):
        # A lent or missing paper cannot be destroyed with the others, so the list says so.
        words = "" if state in ("in_place", "none") else tr(HOLDINGS[state])
        note = "  ·  ".join(filter(None, (paper.place, words)))
        yield Line(record, paper.number, paper.subject, note)


Series = tuple[str, list[tuple[int, str, int, str]]]
"""A name, and (running number, number as written, record id, title) in order."""


def _by_year(rows: Iterable[tuple[str, str, int, str]]) -> Iterator[Series]:
    """Group receive numbers by calendar year, in which they restart (ระเบียบงานสารบรรณ ข้อ ๓๘)."""
    years: dict[str, list[tuple[int, str, int, str]]] = {}
    for day, number, record, title in rows:
        count = _running(number.partition("/")[0])
        if count:
            years.setdefault(day[:4], []).append((count, number, record, title))
    for year, found in sorted(years.items()):
        yield str(int(year) + 543), sorted(found, key=lambda row: (row[0], row[2]))


def _by_series(rows: Iterable[tuple[str, str, int, str]]) -> Iterator[Series]:
    """Group the office's own numbers by prefix and year, letters and circulars apart."""
    series: dict[tuple[str, str], list[tuple[int, str, int, str]]] = {}
    for day, number, record, title in rows:
        head, _, tail = number.rpartition("/")
        count = _running(tail)
        if head and count:
            # Circulars (ว) count from 1 for themselves, so they are a series of their own.
            kind = "".join(c for c in tail if not c.isdigit()).strip()
            series.setdefault((f"{head}/{kind}".strip(), day[:4]), []).append(
                (count, number, record, title)
            )
    for (name, year), found in sorted(series.items()):
        yield f"{name} {int(year) + 543}", sorted(found, key=lambda row: (row[0], row[2]))


def _running(text: str) -> int:
    digits = "".join(c for c in to_arabic(text) if c.isdigit())
    # seven digits or more are not a running number
    return int(digits) if 0 < len(digits) < 7 else 0


def _doubled(series: Iterable[Series]) -> Iterator[Line]:
    for name, found in series:
        for before, after in pairwise(found):
            # One letter may bear two stamps with one number, such as a copy that came later.
            if before[0] == after[0] and before[2] != after[2]:
                both = f"{before[3]}  ·  {after[3]}"
                yield Line(after[2], after[1], both, name)


def _missing(series: Iterable[Series]) -> Iterator[Line]:
    for name, found in series:
        for before, after in pairwise(found):
            first, last = before[0] + 1, after[0] - 1
            if 0 <= last - first < _MOST_MISSING:
                span = str(first) if first == last else f"{first}–{last}"
                yield Line(
                    0, span, tr("between {first} and {last}", first=before[1], last=after[1]), name
                )


def print_findings(library: Library, title: str, sections: Sequence[Section], out: Path) -> Path:
    """Print missing and due papers, with a box to tick for each."""
    shown = [
        FindingSection(
            tr(section.label), [(line.number, line.text, line.note) for line in section.lines]
        )
        for section in sections
    ]
    return write_findings(out, paper_of(library), title, shown)
