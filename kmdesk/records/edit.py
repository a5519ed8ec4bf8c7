"""Create and change records of every kind from a form, by the kind's field list.

A kind says what its fields are and what must hold between them (``Kind.validate``); where values
go, what another person changed meanwhile, and what may not be empty is the same for all.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records.conflicts import merge
from kmdesk.records.describe import tag_names
from kmdesk.records.fields import FieldSpec, InvalidValue, named
from kmdesk.records.kinds import BaseKind
from kmdesk.records.model import Record
from kmdesk.records.unit import Unit, require_for_status

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
    given = {k: stored[k] for k in _COLUMNS if stored.get(k) is not None}
    columns: dict[str, Any] = {**kind.initial, **given}
    record = unit.add(kind=kind.code, **columns)
    detail = {k: stored[k] for k in named(kind.fields, "detail") if stored.get(k) is not None}
    unit.session.add(kind.detail(record_id=record.id, **detail))
    _set_tags(unit, record, stored)
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
    values = merge(unit, record_id, opened or {}, present, typed)
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
