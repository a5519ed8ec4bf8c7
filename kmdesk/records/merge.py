"""Merging two records without losing facts: keep, fill or ask, column by column.

Every column says how it is merged where it is declared (:class:`How`). Dependent rows of the
removed record, and rows elsewhere that refer to it, are moved whichever package owns them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from sqlalchemy import select

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.records.describe import tag_names
from kmdesk.records.fields import (
    FieldSpec,
    How,
    field_of,
    merge_rules,
    record_field,
    screen_date,
    value_words,
)
from kmdesk.records.history import Confirmed, confirmed_facts
from kmdesk.records.model import Attachment, Link, Passage, Place, Record
from kmdesk.records.trash import columns_naming_records
from kmdesk.records.unit import Reading, Unit
from kmdesk.store.engine import Base
from kmdesk.thai.numbers import to_thai

Side = Literal["keep", "gone"]
Answers = Mapping[str, Side]
"""Field → the side whose value is kept."""


RECORD_COLUMNS: Mapping[str, How] = {
    **dict.fromkeys(("id", "kind", "version", "created_at", "updated_at", "deleted_at"), How.OWN),
    **dict.fromkeys(("number", "title", "issuer", "dated", "status", "place_id"), How.ASKED),
    **dict.fromkeys(("source_id", "source"), How.ASKED),
    **dict.fromkeys(("sort_key", "audience", "on_shelf"), How.JOINED),
}
"""For every record; a package may merge ``status`` or ``place_id`` in its own way."""
# Provenance: filled if empty, otherwise the kept record's own stays without asking.
_UNASKED = ("source_id", "source")
LABELS: Mapping[str, str] = {
    "number": N_("Number"),
    "title": N_("Title"),
    "issuer": N_("From"),
    "dated": N_("Dated"),
    "status": N_("Status"),
    "place_id": N_("Place"),
}
_PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field with two different confirmed values, formatted for display."""

    field: str
    label: str
    kept: str
    gone: str


class MergeConflict(KmdeskError):
    """Confirmed values differ and the user has to choose; nothing was merged."""

    keep_id: int = 0
    gone_id: int = 0
    keep: str = ""
    gone: str = ""
    """One-line descriptions of the two records."""
    differences: tuple[Difference, ...] = ()


@dataclass(slots=True)
class Merge:
    """Merge of ``gone`` into ``keep``; call :meth:`settle` before moving anything."""

    unit: Unit
    keep: Record
    gone: Record
    answers: Answers
    fields: Sequence[FieldSpec]
    """What the columns of the two are called and how their values read."""
    names: Callable[[str, object], str] | None = None
    """Name of what a (column, id) refers to; "" where the column refers to nothing."""
    sure_of_gone: bool = False
    """Whether the user confirms the removed record in this same action."""
    _differences: list[Difference] = field(default_factory=list)
    _wanted: list[tuple[Base, str, object]] = field(default_factory=list)
    _kept: Confirmed = field(default_factory=Confirmed)
    _gone: Confirmed = field(default_factory=Confirmed)

    def __post_init__(self) -> None:
        session = self.unit.session
        self._kept, self._gone = (confirmed_facts(session, r.id) for r in (self.keep, self.gone))
        self._gone.everything = self._gone.everything or self.sure_of_gone

    def compare(
        self,
        one: Base,
        other: Base,
        columns: Mapping[str, How] | None = None,
        prefix: str = "",
    ) -> None:
        """Decide every ASKED column of two rows, by ``columns`` or as declared at the table."""
        for name, how in (columns or merge_rules(type(one))).items():
            if how is How.ASKED:
                value, theirs = getattr(one, name), getattr(other, name)
                spec = field_of(one.__tablename__, name) or self._field(name)
                if self._takes(one.__tablename__, spec, value, theirs, prefix):
                    self._wanted.append((one, name, theirs))

    def _takes(
        self,
        table: str,
        spec: FieldSpec,
        kept: object,
        gone: object,
        prefix: str,
    ) -> bool:
        """Return whether the removed record's value is taken over."""
        name, nothing = spec.name, spec.unset
        if _is_empty(gone, nothing) or _plain(kept) == _plain(gone):
            return False
        if _is_empty(kept, nothing):
            return True
        if name in _UNASKED:
            return False
        # What nobody confirmed gives way; between two confirmed values only a person can choose.
        if not self._gone.has(table, name):
            return False
        if not self._kept.has(table, name):
            return True
        key = f"{prefix}{name}"
        answer = self.answers.get(key)
        if answer is None:
            label = f"{tr(spec.label)} {to_thai(prefix.strip(':'))}" if prefix else spec.label
            words = (self._words(spec, value) for value in (kept, gone))
            self._differences.append(Difference(key, label, *words))
        return answer == "gone"

    def _field(self, name: str) -> FieldSpec:
        """Return the kind's field of a record's column, or one with the column's usual name."""
        own = (spec for spec in self.fields if spec.where == "record" and spec.name == name)
        return next(own, record_field(name, LABELS.get(name, name)))

    def _words(self, spec: FieldSpec, value: object) -> str:
        return (self.names(spec.name, value) if self.names else "") or value_words(spec, value)

    def settle(self) -> None:
        """Write the decisions; raises MergeConflict, writing nothing, while any is open."""
        if self._differences:
            error = MergeConflict(
                "Both say something different, and both were confirmed. Choose what stays."
            )
            error.keep_id, error.gone_id = self.keep.id, self.gone.id
            error.keep, error.gone = (standing(self.unit, r.id) for r in (self.keep, self.gone))
            error.differences = tuple(self._differences)
            raise error
        for row, name, value in self._wanted:
            if isinstance(row, Record) and name == "title":
                self.unit.retitle(row, str(value))
            else:
                setattr(row, name, value)
        _join_readers(self.keep, self.gone)
        self.unit.session.flush()


def _join_readers(keep: Record, gone: Record) -> None:
    """Keep the merged record hidden from the public if either one was."""
    if keep.audience == _PUBLIC:
        keep.audience = gone.audience
    keep.on_shelf = keep.on_shelf or gone.on_shelf


def standing(reading: Reading, record_id: int) -> str:
    """Describe a record in one line: number, title, date, place of its paper."""
    record = reading.record(record_id)
    place = reading.session.get(Place, record.place_id) if record.place_id else None
    parts = (
        record.number,
        record.title,
        screen_date(record.dated, "short"),
        (place.label or place.name) if place is not None else tr("No place noted"),
    )
    return " · ".join(part for part in parts if part)


def move_belongings(unit: Unit, keep: Record, gone_id: int) -> None:
    """Move all rows of ``gone_id``, and references to it, to ``keep``."""
    session = unit.session
    _move_in_order(unit, keep.id, gone_id)
    _move_links(unit, keep.id, gone_id)
    for name in tag_names(session, gone_id):
        unit.tag(keep, name)
    for row_class, column in columns_naming_records():
        rows = session.scalars(select(row_class).where(column == gone_id)).all()
        for row in rows:
            setattr(row, column.key, keep.id)
    session.flush()


def _move_in_order(unit: Unit, keep_id: int, gone_id: int) -> None:
    """Append the files and texts after the existing ones."""
    session = unit.session
    tables: tuple[type[Any], ...] = (Attachment, Passage)
    for table in tables:
        rows = session.scalars(
            select(table)
            .where(table.record_id.in_((keep_id, gone_id)))
            .order_by(table.position, table.id)
        ).all()
        last = max((row.position for row in rows if row.record_id == keep_id), default=-1)
        moved = [row for row in rows if row.record_id == gone_id]
        for step, row in enumerate(moved, 1):
            row.record_id, row.position = keep_id, last + step
    session.flush()


def _move_links(unit: Unit, keep_id: int, gone_id: int) -> None:
    session = unit.session
    ends = (Link.record_id == gone_id) | (Link.to_id == gone_id)
    for link in session.scalars(select(Link).where(ends).order_by(Link.id)).all():
        source = keep_id if link.record_id == gone_id else link.record_id
        target = keep_id if link.to_id == gone_id else link.to_id
        said = session.scalar(
            select(Link.id).where(
                Link.record_id == source,
                Link.to_id == target,
                Link.relation == link.relation,
                Link.from_anchor == link.from_anchor,
                Link.to_anchor == link.to_anchor,
                Link.id != link.id,
            )
        )
        if source == target or said is not None:
            session.delete(link)
        else:
            link.record_id, link.to_id = source, target
        # One by one: the next link may equal the one just moved.
        session.flush()


def _is_empty(value: object, nothing: tuple[str, ...]) -> bool:
    return value is None or (isinstance(value, str) and not value.strip()) or value in nothing


def _plain(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else value
