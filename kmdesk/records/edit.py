"""Create and change records of every kind from a form, by its field list; conflicts of two edits.

A kind says what its fields are and what must hold between them (``Kind.validate``); where values
go, what another person changed meanwhile, and what may not be empty is the same for all.

A form keeps the values it was ``opened`` with and passes them along with what was typed;
:func:`merge_edits` compares both with what is stored now. Where both people changed a field
differently, nothing is stored: the form shows each :class:`FieldConflict` at its field and then
treats the other value as the opened one, so that pressing Save again stores what is in the field.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records.describe import tag_names
from kmdesk.records.fields import FieldSpec, InvalidValue, named
from kmdesk.records.kinds import BaseKind
from kmdesk.records.model import Change, Record
from kmdesk.records.unit import RecordError, Unit, require_for_status


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """A field both people changed: the stored value (``theirs``) and the unsaved one (``mine``)."""

    field: str
    theirs: object
    mine: object
    line: int | None = None
    """Index (from 0) of the list row concerned; None for a field of the record itself."""


class EditConflict(RecordError):
    """Another user changed the same fields; nothing was saved."""

    clashes: tuple[FieldConflict, ...] = ()


def merge_edits(
    unit: Unit,
    record_id: int,
    opened: Mapping[str, object],
    present: Mapping[str, object],
    mine: Mapping[str, object],
) -> dict[str, object]:
    """Merge ``mine``, edited from ``opened``, with the ``present`` values; return what to store.

    Raises EditConflict listing every field that both changed differently.
    """
    values, clashes = three_way(opened, present, mine)
    raise_conflicts(unit, record_id, clashes)
    return values


def three_way(
    opened: Mapping[str, object],
    present: Mapping[str, object],
    mine: Mapping[str, object],
    line: int | None = None,
) -> tuple[dict[str, object], list[FieldConflict]]:
    """Merge one row like :func:`merge_edits`; return the values to store and the conflicts."""
    values, clashes = dict(mine), list[FieldConflict]()
    for field, value in mine.items():
        if field not in opened or field not in present:
            continue
        now, before = present[field], opened[field]
        if _same(now, before) or _same(now, value):
            continue
        if _same(value, before):
            values[field] = now
        else:
            clashes.append(FieldConflict(field, now, value, line))
    return values, clashes


def raise_conflicts(unit: Unit, record_id: int, clashes: Sequence[FieldConflict]) -> None:
    """Raise EditConflict if ``clashes`` is not empty."""
    if not clashes:
        return
    error = EditConflict(
        "{actor} changed this item while you had it open. What was written there stands below"
        " each field: take it over, or press Save once more to keep yours.",
        actor=_last_actor(unit, record_id),
    )
    error.clashes = tuple(clashes)
    raise error


def concat_unique(mine: object, theirs: object, between: str = "\n") -> str:
    """Concatenate both texts, dropping one that is contained in the other."""
    first, second = str(theirs or "").strip(), str(mine or "").strip()
    if not first or first in second:
        return second
    return first if second in first else f"{first}{between}{second}"


@dataclass(slots=True)
class EditSession:
    """Optimistic lock for an editor of all rows of a record: reports a change, never merges."""

    record_id: int
    version: int

    def refuse_if_moved_on(self, unit: Unit) -> None:
        """Raise EditConflict if the record changed since; only once, then the editor wins."""
        present = unit.record(self.record_id).version
        if present != self.version:
            self.version = present
            raise EditConflict(
                "{actor} changed this item while you had it open. Press Save once more to keep"
                " yours, or close and open it again to see what was changed.",
                actor=_last_actor(unit, self.record_id),
            )

    def saved(self, unit: Unit) -> None:
        """Take over the version after this unit's own writes, so that they are no conflict."""
        unit.session.flush()
        self.version = unit.record(self.record_id).version


def _last_actor(unit: Unit, record_id: int) -> str:
    query = select(Change.actor).where(Change.record_id == record_id)
    return unit.session.scalar(query.order_by(Change.seq.desc()).limit(1)) or "–"


def _same(one: object, other: object) -> bool:
    return _comparable(one) == _comparable(other)


def _comparable(value: object) -> object:
    # An empty field comes back as None, "" or False, depending on the editor; 0 is a number.
    if isinstance(value, str):
        return value.strip()
    return "" if value is None or value is False else value


_COLUMNS = ("title", "number", "issuer", "dated", "status", "place_id", "audience")
"""Columns of every record that a form, or whoever fills one, may set."""
_OTHER_KIND = N_("This item is of another kind. Open it in its own tab to change it.")
_EMPTY = N_("Please fill in this field.")
_UNKNOWN = N_("This choice is not known. Choose one of the list.")


def add_record(unit: Unit, kind: BaseKind, values: Mapping[str, object]) -> Record:
    """Create a record of ``kind`` with its detail row and return it.

    Raises InvalidValue at the field for what is missing or cannot be.
    """
    stored = _prepare(unit, kind, {}, values, new=True)
    # None is left out, so that the column begins with its own default.
    given = {k: stored[k] for k in _COLUMNS if stored.get(k) is not None}
    columns: dict[str, Any] = {**kind.initial, **given}
    record = unit.add(kind=kind.code, **columns)
    detail = {k: stored[k] for k in named(kind.fields, "detail") if stored.get(k) is not None}
    unit.session.add(kind.detail(record_id=record.id, **detail))
    _set_tags(unit, record, stored)
    # Rows that the kind adds refer to the new id.
    unit.session.flush()
    kind.stored(unit, record, stored, {})
    return record


def change_record(
    unit: Unit,
    kind: BaseKind,
    record_id: int,
    typed: Mapping[str, object],
    opened: Mapping[str, object] | None = None,
) -> int:
    """Set the fields named in ``typed`` and return the record id; others keep their value.

    ``opened`` is what the form was filled with. Raises EditConflict when another user changed the
    same fields since, InvalidValue at the field for a value that cannot be.
    """
    record, row = unit.record(record_id), unit.session.get(kind.detail, record_id)
    if row is None:
        raise KmdeskError(_OTHER_KIND)
    present = present_values(unit, kind, record, row)
    # Merged before it is checked: what counts is what will be stored.
    values = merge_edits(unit, record_id, opened or {}, present, typed)
    stored = _prepare(unit, kind, present, values)
    require_for_status(
        unit.actor, record.kind, record.status, str(stored.get("status", record.status))
    )
    for name in (name for name in _COLUMNS if name in stored):
        if name != "title":
            setattr(record, name, stored[name])
        elif stored[name] != record.title:
            unit.retitle(record, str(stored[name]))
    for name in (name for name in named(kind.fields, "detail") if name in stored):
        setattr(row, name, stored[name])
    _set_tags(unit, record, stored)
    unit.session.flush()
    kind.stored(unit, record, stored, present)
    return record_id


def present_values(unit: Unit, kind: BaseKind, record: Record, row: Any) -> dict[str, object]:
    """Return what a form of the record shows, by field name."""
    values: dict[str, object] = {name: getattr(record, name) for name in _COLUMNS}
    for spec in kind.fields:
        if spec.where == "detail":
            values[spec.name] = getattr(row, spec.name)
        elif spec.name == "tags":
            values["tags"] = ", ".join(tag_names(unit.session, record.id))
    return {**values, **kind.shown(unit, record, values)}


def _prepare(
    unit: Unit,
    kind: BaseKind,
    present: Mapping[str, object],
    values: Mapping[str, object],
    *,
    new: bool = False,
) -> dict[str, object]:
    """Return the values as they are stored, checked field by field and by the kind."""
    check_values(kind.fields, values, new=new)
    stored = kind.normalize(unit, _plain(kind, values), present)
    kind.validate(unit, {**present, **stored})
    return stored


def check_values(
    fields: Iterable[FieldSpec], values: Mapping[str, object], *, new: bool = False
) -> None:
    """Raise InvalidValue at the first field that is empty, of no known choice, or wrong by itself.

    Only a ``new`` row must have all that is required; else what ``values`` name is checked.
    """
    for spec in fields:
        value = values.get(spec.name)
        if value is None or not str(value).strip():
            if spec.required and (new or spec.name in values):
                raise InvalidValue(_EMPTY, spec.name)
        else:
            _check(spec, value)


def _check(spec: FieldSpec, value: object) -> None:
    if spec.choices is not None and value not in spec.choices:
        raise InvalidValue(_UNKNOWN, spec.name)
    problem = spec.check(value) if spec.check is not None else None
    if problem:
        raise InvalidValue(problem, spec.name)


def _plain(kind: BaseKind, values: Mapping[str, object]) -> dict[str, object]:
    """Return the values without blanks around texts; an empty date is None, an empty text ""."""
    editors = {spec.name: spec.editor for spec in kind.fields}
    plain = dict(values)
    for name, value in values.items():
        if editors.get(name) == "date":
            plain[name] = str(value) if value else None
        elif editors.get(name) in ("text", "title", "lines", "suggest"):
            plain[name] = str(value or "").strip()
    return plain


def _set_tags(unit: Unit, record: Record, values: Mapping[str, object]) -> None:
    if "tags" in values:
        unit.set_tags(record, str(values["tags"] or "").split(","))
