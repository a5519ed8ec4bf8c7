"""Create and change records of every kind from a form, by the kind's field list.

A kind says what its fields are and what must hold between them (``Kind.validate``); where values
go, what another person changed meanwhile, and what may not be empty is the same for all.
"""

from collections.abc import Mapping
from typing import Any

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records.actor import require_for_status
from kmdesk.records.conflicts import merge
from kmdesk.records.describe import tag_names
from kmdesk.records.fields import FieldSpec, InvalidValue, named
from kmdesk.records.kinds import BaseKind
from kmdesk.records.model import Record
from kmdesk.records.unit import Unit

_OTHER_KIND = N_("This item is of another kind. Open it in its own tab to change it.")
_EMPTY = N_("Please fill in this field.")


def add_record(unit: Unit, kind: BaseKind, values: Mapping[str, object]) -> Record:
    """Create a record of ``kind`` with its detail row and return it.

    Raises InvalidValue at the field for what is missing or cannot be.
    """
    stored = _prepare(unit, kind, {}, values, new=True)
    columns = {k: stored[k] for k in named(kind.fields, "record") if stored.get(k) is not None}
    record = unit.add(kind=kind.code, **{**kind.initial, **columns})
    detail = {k: stored[k] for k in named(kind.fields, "detail") if stored.get(k) is not None}
    unit.session.add(kind.detail(record_id=record.id, **detail))
    _set_tags(unit, record, stored)
    unit.session.flush()
    kind.stored(unit, record, stored)
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
    for spec in kind.fields:
        if spec.name in stored and spec.where != "other":
            _set(unit, record, row, spec, stored[spec.name])
    _set_tags(unit, record, stored)
    unit.session.flush()
    kind.stored(unit, record, stored)
    return record_id


def present_values(unit: Unit, kind: BaseKind, record: Record, row: Any) -> dict[str, object]:
    """Return what a form of the record shows, by field name."""
    values: dict[str, object] = {}
    for spec in kind.fields:
        if spec.where == "record":
            values[spec.name] = getattr(record, spec.name)
        elif spec.where == "detail":
            values[spec.name] = getattr(row, spec.name)
        elif spec.name == "tags":
            values["tags"] = ", ".join(tag_names(unit.session, record.id))
    return values | kind.shown(unit, record, values)


def _prepare(
    unit: Unit,
    kind: BaseKind,
    present: Mapping[str, object],
    values: Mapping[str, object],
    *,
    new: bool = False,
) -> dict[str, object]:
    """Return the values as they are stored, checked field by field and by the kind."""
    for spec in kind.fields:
        asked = spec.required and (new or spec.name in values)
        if asked and not str(values.get(spec.name) or "").strip():
            raise InvalidValue(_EMPTY, spec.name)
        if spec.check is not None and values.get(spec.name) not in (None, ""):
            problem = spec.check(values[spec.name])
            if problem:
                raise InvalidValue(problem, spec.name)
    stored = kind.normalize(unit, values, present)
    kind.validate(unit, {**present, **stored})
    return stored


def _set(unit: Unit, record: Record, row: Any, spec: FieldSpec, value: object) -> None:
    if spec.name == "title" and spec.where == "record":
        if str(value).strip() != record.title:
            unit.retitle(record, str(value).strip())
        return
    setattr(record if spec.where == "record" else row, spec.name, value)


def _set_tags(unit: Unit, record: Record, values: Mapping[str, object]) -> None:
    if "tags" in values:
        unit.set_tags(record, str(values["tags"] or "").split(","))
