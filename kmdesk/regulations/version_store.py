"""Stored amendments and wordings: their reads, and versions rebuilt from confirmed amendments."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from kmdesk.records import Unit
from kmdesk.records.model import SOURCE_TEXT, Attachment, Record
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.amending_clauses import read_clause
from kmdesk.regulations.edits import flag_cards, same_law, serial, undated_name
from kmdesk.regulations.model import Amendment, InstrumentDetail, Provision, Wording
from kmdesk.regulations.operations import Action, Operation, Place, ProvisionState
from kmdesk.regulations.queries import KIND
from kmdesk.regulations.versions import Change, Outcome, Version, build

PROPOSED, CONFIRMED, DROPPED = "proposed", "confirmed", "dropped"
INCLUDED = "included"
"""Conflict of an amendment older than the text: the text already contains it."""


@dataclass(frozen=True, slots=True)
class AmendmentRow:
    """An amendment for display."""

    id: int
    record_id: int
    by_id: int | None
    act: str
    clause: str
    said: str
    action: str
    place: Place
    text: str
    old: str
    new: str
    after: str
    doubt: str
    effective_on: str | None
    effective_source: str
    state: str
    conflict: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A wording of a provision, and the acts (title, clause) that produced it."""

    valid_from: str | None
    valid_to: str | None
    text: str
    notes: str
    acts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class ChangeDay:
    """A day on which wordings changed, with the acts and the number of parts."""

    day: str
    acts: tuple[str, ...]
    parts: int


@dataclass(frozen=True, slots=True)
class AmendedLaw:
    """A law that an amending law may amend."""

    record_id: int
    title: str


def amendment_rows(session: Session, record_id: int, by_id: int | None = None) -> list[Amendment]:
    """Return the amendments of a law, all or those of one act, ordered by act and clause."""
    query = select(Amendment).where(Amendment.record_id == record_id)
    if by_id is not None:
        query = query.where(Amendment.by_id == by_id)
    order = (Amendment.act_order, Amendment.position, Amendment.id)
    return list(session.scalars(query.order_by(*order)))


def amendments(session: Session, record_id: int) -> list[AmendmentRow]:
    """Return the amendments of a law for display."""
    return [_shown(row) for row in amendment_rows(session, record_id)]


def _place_of(row: Amendment) -> Place:
    items = tuple(row.items.split("\n")) if row.items else ()
    return Place(row.unit, row.number, row.paragraph, items, row.term, row.chapter)


def _shown(row: Amendment) -> AmendmentRow:
    return AmendmentRow(
        row.id, row.record_id, row.by_id, row.act, row.clause, row.said, row.action, _place_of(row),
        row.text, row.old_words, row.new_words, row.after_term, row.doubt, row.effective_on,
        row.effective_source, row.state, row.conflict,
    )  # fmt: skip


def change_of(row: Amendment, operation: Operation) -> Change:
    """Convert a confirmed row to a Change for the version builder."""
    assert row.effective_on is not None
    return Change(row.id, row.effective_on, row.act_order, operation)


def already_in(rows: Sequence[Amendment], text_as_of: str | None) -> dict[int, str]:
    """Return amendments in force on or before the date of the text, which should contain them."""
    if text_as_of is None:
        return {}
    return {row.id: INCLUDED for row in rows if (row.effective_on or "") <= text_as_of}


def amended_to(session: Session, record_id: int) -> str | None:
    """Return the effective date of the latest amendment in the text; None when there is none."""
    query = select(func.max(Amendment.effective_on)).where(
        Amendment.record_id == record_id,
        Amendment.state == CONFIRMED,
        Amendment.conflict == "",
    )
    return session.scalar(query)


def base_parts(session: Session, record_id: int) -> list[ProvisionState]:
    """Return the law's own parts as first imported, in order."""
    query = (
        select(Provision, Wording.text)
        .join(Wording, Wording.provision_id == Provision.id)
        .where(
            Provision.record_id == record_id,
            Provision.role == "body",
            Wording.made_by == "",
            Provision.source_start.is_not(None),
        )
        .order_by(Provision.position, Provision.suborder, Provision.id)
    )
    return [
        ProvisionState(row.anchor, row.kind, row.unit, row.number, row.through, row.level, text)
        for row, text in session.execute(query)
    ]


def provision_rows(session: Session, record_id: int) -> dict[str, Provision]:
    """Return rows of the law's own parts by anchor."""
    query = select(Provision).where(Provision.record_id == record_id, Provision.role == "body")
    return {row.anchor: row for row in session.scalars(query)}


def source_rows(session: Session, record_id: int) -> dict[str, Provision]:
    """Return rows of all parts that are in the source text, by anchor."""
    query = select(Provision).where(
        Provision.record_id == record_id, Provision.source_start.is_not(None)
    )
    return {row.anchor: row for row in session.scalars(query)}


def source_file(session: Session, record_id: int) -> str | None:
    """Return the SHA-256 of the text a law was read from."""
    query = select(Attachment.sha256).where(
        Attachment.record_id == record_id, Attachment.role == SOURCE_TEXT
    )
    return session.scalar(query.order_by(Attachment.position.desc()).limit(1))


def forget_source(session: Session, record_id: int) -> None:
    """Remove the text a law was read from, before another one replaces it."""
    query = select(Attachment).where(
        Attachment.record_id == record_id, Attachment.role == SOURCE_TEXT
    )
    for row in session.scalars(query):
        session.delete(row)
    session.flush()


def wording_rows(session: Session, record_id: int) -> dict[int, list[Wording]]:
    """Return rows of wordings by part, the oldest first."""
    result: dict[int, list[Wording]] = defaultdict(list)
    query = select(Wording).where(Wording.record_id == record_id)
    for row in session.scalars(query.order_by(Wording.valid_from, Wording.id)):
        result[row.provision_id].append(row)
    return result


def versions_of(session: Session, record_id: int, anchor: str) -> list[VersionRow]:
    """Return the wordings of one part, the oldest first."""
    acts = _acts(session, record_id)
    query = (
        select(Wording.valid_from, Wording.valid_to, Wording.text, Wording.notes, Wording.made_by)
        .join(Provision, Provision.id == Wording.provision_id)
        .where(Provision.record_id == record_id, Provision.anchor == anchor)
        .order_by(Wording.valid_from, Wording.id)
    )
    return [
        VersionRow(start, end, text, notes, tuple(_made(made, acts)))
        for start, end, text, notes, made in session.execute(query)
    ]


def _acts(session: Session, record_id: int) -> dict[str, tuple[str, str]]:
    query = select(Amendment.id, Amendment.act, Amendment.clause).where(
        Amendment.record_id == record_id
    )
    return {str(key): (act, clause) for key, act, clause in session.execute(query)}


def _made(made: str, acts: dict[str, tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for key in dict.fromkeys(made.split(",")):
        if key in acts:
            yield acts[key]


def change_days(session: Session, record_id: int) -> list[ChangeDay]:
    """Return the days on which the law's wordings changed, the earliest first."""
    acts = _acts(session, record_id)
    query = select(Wording.valid_from, Wording.made_by).where(
        Wording.record_id == record_id, Wording.valid_from.is_not(None)
    )
    days: dict[str, list[str]] = defaultdict(list)
    for day, made in session.execute(query):
        assert day is not None
        days[day].append(made)
    return [
        ChangeDay(
            day,
            tuple(dict.fromkeys(act for one in made for act, _ in _made(one, acts))),
            len(made),
        )
        for day, made in sorted(days.items())
    ]


def unapplied(reading: Reading, record_id: int) -> list[str]:
    """Return titles of amending laws in the library that are not fully included in the law's text.

    These are acts with waiting proposals or conflicts, and acts that by their title amend this law,
    are younger than its text, and have not been read yet.
    """
    session = reading.session
    record, detail = session.get(Record, record_id), session.get(InstrumentDetail, record_id)
    if record is None or detail is None:
        return []
    rows = amendment_rows(session, record_id)
    waiting = [row.act for row in rows if row.state == PROPOSED or row.conflict]
    read = {row.by_id for row in rows}
    merged = _merged(session, record_id)
    for other in _numbered(reading, record.title, record_id):
        included = any(serial(title) == serial(other.title) for title in merged)
        if other.record_id not in read and not included and not _older(session, other, detail):
            waiting.append(other.title)
    return list(dict.fromkeys(waiting))


def _merged(session: Session, record_id: int) -> list[str]:
    """Return titles of amending laws whose sections follow the text, so it includes them."""
    query = (
        select(Provision.heading)
        .where(Provision.record_id == record_id, Provision.role == "amending")
        .distinct()
    )
    return list(session.scalars(query))


def _older(session: Session, other: AmendedLaw, detail: InstrumentDetail) -> bool:
    """Return whether an amending law was gazetted before the date of the text."""
    found = session.get(InstrumentDetail, other.record_id)
    printed = found.gazetted_on if found else None
    return bool(printed and detail.text_as_of and printed <= detail.text_as_of)


def _numbered(reading: Reading, title: str, record_id: int) -> list[AmendedLaw]:
    """Return laws of the same name with (ฉบับที่ …); none if the law has such a number itself."""
    shared = undated_name(title)
    if not shared or serial(title):
        return []
    query = select(Record.id, Record.title).where(
        reading.visible(),
        Record.kind == KIND,
        Record.title.contains("ฉบับที่"),
        Record.id != record_id,
    )
    return [
        AmendedLaw(key, other)
        for key, other in reading.session.execute(query)
        # “(และที่แก้ไขเพิ่มเติม)” names a consolidated text, which amends nothing.
        if serial(other) and undated_name(other) == shared and "(และ" not in other
    ]


def amended_by(reading: Reading, record_id: int) -> list[AmendedLaw]:
    """Return laws of the library that the law ``record_id`` may amend, the most likely first."""
    session = reading.session
    act = reading.record(record_id)
    named = _named(session, record_id)
    query = select(Record.id, Record.title).where(
        reading.visible(), Record.kind == KIND, Record.id != record_id
    )
    found: list[tuple[int, AmendedLaw]] = []
    for key, title in session.execute(query.order_by(Record.sort_key)):
        law = AmendedLaw(key, title)
        if any(same_law(one, title) for one in named):
            found.append((0 if not serial(title) else 1, law))
        elif undated_name(title) == undated_name(act.title) != "" and not serial(title):
            # Last: a like name is a guess, whereas the clauses name their law outright.
            found.append((2, law))
    return [law for _, law in sorted(found, key=lambda pair: pair[0])]


def _named(session: Session, record_id: int) -> list[str]:
    """Return the laws that the clauses name as amended."""
    query = (
        select(Wording.text)
        .join(Provision, Provision.id == Wording.provision_id)
        .where(
            Provision.record_id == record_id,
            Provision.kind == "provision",
            Provision.role == "body",
            Wording.made_by == "",
        )
        .order_by(Provision.position)
    )
    laws = (op.law for text in session.scalars(query) for op in read_clause(text) if op.law)
    return list(dict.fromkeys(laws))


def operation_of(row: Amendment) -> Operation:
    """Convert a row to its operation."""
    return Operation(
        Action(row.action), _place_of(row), row.text, row.old_words, row.new_words, row.after_term,
        row.clause, row.law, row.doubt,
    )  # fmt: skip


def rebuild(unit: Unit, record_id: int) -> dict[int, str]:
    """Rebuild the law's versions and store the differences; return conflicts by amendment id."""
    base = base_parts(unit.session, record_id)
    detail = queries.instrument(unit.session, record_id)
    text_as_of = detail.text_as_of if detail is not None else None
    rows = [row for row in amendment_rows(unit.session, record_id) if row.state == CONFIRMED]
    early = already_in(rows, text_as_of)
    changes = [change_of(row, operation_of(row)) for row in rows if row.id not in early]
    outcome = build(base, changes)
    conflicts = {key: str(code) for key, code in outcome.conflicts.items()} | early
    for row in rows:
        if row.conflict != conflicts.get(row.id, ""):
            row.conflict = conflicts.get(row.id, "")
    # Only what differs is written: the change feed, and undo with it, follow every written row.
    changed = _Store(unit, record_id).write(outcome)
    if changed:
        flag_cards(unit, record_id, changed)
    unit.session.flush()
    return conflicts


class _Store:
    """Write an outcome to the rows of a law, changing only what differs."""

    def __init__(self, unit: Unit, record_id: int) -> None:
        self._session, self._record_id = unit.session, record_id
        self._provisions = provision_rows(unit.session, record_id)
        self._wordings = wording_rows(unit.session, record_id)

    def write(self, outcome: Outcome) -> list[str]:
        """Write the outcome; return the anchors of the parts whose wordings changed."""
        changed = self._remove_gone(outcome)
        position = suborder = 0
        path: list[tuple[int, str]] = []
        for part in outcome.parts:
            if part.kind == "heading":
                path = [entry for entry in path if entry[0] < part.level]
                path.append((part.level, part.text.split("\n")[0]))
            row = self._provisions.get(part.anchor)
            # Parts of the source keep their position; inserted ones count up behind them.
            added = row is None or row.source_start is None
            if row is None:
                row = self._new(part)
            if added:
                suborder += 1
                names = "\n".join(name for _, name in path)
                self._place(row, position, suborder, names)
            else:
                position, suborder = row.position, 0
            if self._sync(row, outcome.versions[part.anchor]):
                changed.append(part.anchor)
        return changed

    def _remove_gone(self, outcome: Outcome) -> list[str]:
        """Remove parts inserted by amendments no longer confirmed; return their anchors."""
        present = {part.anchor for part in outcome.parts}
        # Only what amendments inserted: parts of the source have a file that they must cover.
        gone = [
            row
            for anchor, row in self._provisions.items()
            if anchor not in present and row.source_start is None and row.role == "body"
        ]
        for row in gone:
            for wording in self._wordings.get(row.id, []):
                self._session.delete(wording)
            # No relationship() joins the tables: the session does not know that wordings go first.
            self._session.flush()
            self._session.delete(row)
        return [row.anchor for row in gone]

    def _new(self, part: ProvisionState) -> Provision:
        row = Provision(
            record_id=self._record_id,
            position=0,
            suborder=0,
            role="body",
            kind=part.kind,
            anchor=part.anchor[:100],
            unit=part.unit,
            number=part.number,
            through="",
            path="",
            heading=part.text[:300] if part.kind == "heading" else "",
            level=part.level,
            doubt="",
        )
        self._session.add(row)
        self._session.flush()
        return row

    def _place(self, row: Provision, position: int, suborder: int, path: str) -> None:
        if (row.position, row.suborder, row.path) != (position, suborder, path):
            row.position, row.suborder, row.path = position, suborder, path

    def _sync(self, row: Provision, versions: Sequence[Version]) -> bool:
        """Make a part's stored wordings match ``versions``; return whether anything changed."""
        # Rows are changed in place, one by one: deleted and added anew, every wording would be
        # a change in the history even where nothing differs.
        present = self._wordings.get(row.id, [])
        changed = False
        for at, version in enumerate(versions):
            made = ",".join(str(key) for key in version.made)
            needed = (version.valid_from, version.valid_to, version.text, made)
            if at >= len(present):
                self._session.add(
                    Wording(
                        record_id=self._record_id, provision_id=row.id, valid_from=needed[0],
                        valid_to=needed[1], text=needed[2], made_by=needed[3], notes="",
                    )
                )  # fmt: skip
                changed = True
                continue
            old = present[at]
            if (old.valid_from, old.valid_to, old.text, old.made_by) != needed:
                old.valid_from, old.valid_to, old.text, old.made_by = needed
                changed = True
        for old in present[len(versions) :]:
            self._session.delete(old)
            changed = True
        return changed
