"""Fields of a kind, each declared once: at the column that stores it; stored values in words.

``info=field_info(...)`` on a mapped column says what the field is called, how it is edited, shown,
merged. The form, the record panel, the history, the merge of two records, the spreadsheets and the
prints all read it from there; so a new field is one line at its table. (Before, the same fact was
written in five to twelve places, and the history showed bare column names where one was forgotten.)
A :class:`Kind` adds the columns of the record itself, whose names differ from kind to kind: the
title of a letter is its subject, that of a cooperative its name.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import Enum
from typing import Any, Literal

from kmdesk import clock
from kmdesk.i18n import N_, KmdeskError, in_thai, language, tr
from kmdesk.store.engine import Base
from kmdesk.thai.dates import format_date
from kmdesk.thai.numbers import to_thai


def screen_date(stored: object, style: str = "long") -> str:
    """Format a stored date or instant as a พ.ศ. or English date; return other text unchanged."""
    if not stored:
        return ""
    try:
        # A stored instant is UTC: cut to its date, it would be yesterday until seven in the
        # morning.
        day = date.fromisoformat(clock.wall_day(str(stored)))
    except ValueError:
        return str(stored)
    if language() == "en":
        return format_date(day, style=style, thai_digits=False, lang="en")
    return format_date(day, style=style, lang="th")


def screen_year(year: int) -> str:
    """Format a Common Era year for display: พ.ศ. in Thai digits, or unchanged in English."""
    return str(year) if language() == "en" else to_thai(str(year + 543))


def screen_moment(then: datetime, style: str = "short") -> str:
    """Format an instant as day and time in this machine's time zone."""
    local = clock.on_wall(then)
    thai = language() == "th"
    time = to_thai(f"{local:%H.%M}") if thai else f"{local:%H:%M}"
    return tr("{day} {time}", day=screen_date(local.date().isoformat(), style), time=time)


AUDIENCES = {"public": N_("Everybody"), "internal": N_("Internal use only")}
"""Who may read a record: code → message id."""

RELATIONS = {
    "cites": (N_("Refers to"), N_("Referred to by")),
    "repeals": (N_("Repeals"), N_("Repealed by")),
    "amends": (N_("Amends"), N_("Amended by")),
    "forwards": (N_("Forwards"), N_("Forwarded by")),
    "replaces": (N_("New version of"), N_("Has a newer version")),
    "answers": (N_("Answers"), N_("Answered with")),
    "attaches": (N_("Comes with"), N_("Attached to")),
    "legal_basis": (N_("Legal basis"), N_("Legal basis of")),
    "bylaws_of": (N_("Bylaws of"), N_("Bylaws")),
    "form": (N_("Form used"), N_("Used in")),
    "appoints": (N_("Appoints"), N_("Appointed by")),
    "publishes": (N_("Publishes"), N_("Published by")),
    "read_from": (N_("Read from the paper"), N_("Read in as")),
    "about": (N_("About"), N_("See also")),
}


def relation_words(relation: str, outgoing: bool = True) -> str:
    """Return the translated name of a link, as seen from its source or its target."""
    # A link of a newer version still reads as a link.
    ways = RELATIONS.get(relation, RELATIONS["about"])
    return tr(ways[0] if outgoing else ways[1])


URGENCIES = {
    "": N_("Normal"),
    "urgent": N_("Urgent"),
    "very_urgent": N_("Very urgent"),
    "most_urgent": N_("Most urgent"),
}


def urgency_stamp(code: str) -> str:
    """Return the red stamp of a letter, always in Thai; "" for normal urgency."""
    # The stamp is part of the letter, whatever the language of the screen.
    return in_thai(URGENCIES[code]) if code else ""


Where = Literal["detail", "record", "other"]
"""Column of the kind's own table, column of the record, or neither (tags)."""
Editor = Literal[
    "", "text", "title", "lines", "date", "choice", "number", "decimal", "check", "suggest"
]
"""The form's editor; "" for a column that no form asks for."""
_KEY = "field"


class How(Enum):
    """How a column of two records is merged."""

    OWN = "own"
    """Belongs to the row itself and is never transferred."""
    ASKED = "asked"
    """Fill if empty; confirmed beats unconfirmed; two different confirmed values are asked about.
    """
    JOINED = "joined"
    """Both values combine; the package, or this module, defines how."""


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """One field: its column's ``name``, its ``label`` (message id) and all that is done with it."""

    label: str
    editor: Editor = "text"
    choices: Mapping[Any, str] | None = None
    """Code → message id, for the editor "choice"."""
    required: bool = False
    hint: str = ""
    check: Callable[[Any], str | None] | None = None
    """Return a message id for a value that will not do, else None."""
    default: object = None
    """What a new form begins with, or a function that gives it; None for nothing."""
    unset: tuple[str, ...] = ()
    """Values nobody chose: they count as empty when records are merged or a letter is read."""
    merge: How = How.ASKED
    in_panel: bool = True
    """Shown in the record panel, and so indexed, printed and exported."""
    panel_label: str = ""
    """Message id in the panel where it differs from the form's."""
    show: Callable[[Any], str] | None = None
    """Words of the whole row for the panel instead of the value alone; "" hides it."""
    from_letter: bool = False
    """Read from the head of a letter: it stands in the form that checks a letter."""
    mend_spelling: bool = False
    """Corrected by the library's own spellings when read from a letter."""
    where: Where = "detail"
    name: str = ""


class InvalidValue(KmdeskError):
    """Raised for a value that cannot be stored; ``field`` is where the form shows the message."""

    line: int | None = None
    """Line of a list it refers to, from 0."""

    def __init__(self, message: str, field: str = "", **values: object) -> None:
        super().__init__(message, **values)
        self.field = field


# พ.ศ. ๒๔๐๐ to ๒๖๙๙: a Buddhist year taken for a Christian one lies far outside.
_FIRST_DAY, _LAST_DAY = "1857-01-01", "2156-12-31"
IMPOSSIBLE_YEAR = N_("The year is out of range. Check the Buddhist year you typed.")


def sensible_day(day: Any) -> str | None:
    """Return what is wrong (message id) with a day (ISO) in an impossible year, else None."""
    return None if _FIRST_DAY <= str(day) <= _LAST_DAY else IMPOSSIBLE_YEAR


def field_info(label: str, editor: Editor = "text", **more: Any) -> dict[str, FieldSpec]:
    """Return the ``info`` of a mapped column: its :class:`FieldSpec` with these values."""
    return {_KEY: FieldSpec(label, editor, **more)}


def record_field(name: str, label: str, editor: Editor = "text", **more: Any) -> FieldSpec:
    """Return a field that a column of the record itself holds; the header shows its value."""
    return FieldSpec(label, editor, where="record", name=name, in_panel=False, **more)


def fields_of(table: type[Base]) -> tuple[FieldSpec, ...]:
    """Return the fields declared at the columns of a table, in their order."""
    return tuple(
        replace(column.info[_KEY], name=column.key)
        for column in table.__table__.columns
        if _KEY in column.info
    )


def chosen(fields: Iterable[FieldSpec], *names: str) -> tuple[FieldSpec, ...]:
    """Return the fields of these names, in the order of the names."""
    by_name = {spec.name: spec for spec in fields}
    return tuple(by_name[name] for name in names)


def without(fields: Iterable[FieldSpec], *names: str) -> tuple[FieldSpec, ...]:
    """Return the fields but those of these names."""
    return tuple(spec for spec in fields if spec.name not in names)


def demanded(fields: Iterable[FieldSpec], *names: str) -> tuple[FieldSpec, ...]:
    """Return the fields, those of these names required."""
    return tuple(replace(spec, required=True) if spec.name in names else spec for spec in fields)


def inserted(fields: Iterable[FieldSpec], after: str, *more: FieldSpec) -> tuple[FieldSpec, ...]:
    """Return the fields with ``more`` behind the one named ``after``."""
    found: list[FieldSpec] = []
    for spec in fields:
        found += [spec, *more] if spec.name == after else [spec]
    return tuple(found)


def field_of(table: str, column: str) -> FieldSpec | None:
    """Return the field declared at a column of the table with this name, or None."""
    found = Base.metadata.tables.get(table)
    if found is None or column not in found.columns or _KEY not in found.columns[column].info:
        return None
    spec: FieldSpec = found.columns[column].info[_KEY]
    return replace(spec, name=column)


def merge_rules(table: type[Base]) -> dict[str, How]:
    """Return how each column of a table is merged; keys belong to the row itself."""
    rules = {}
    for column in table.__table__.columns:
        spec: FieldSpec | None = column.info.get(_KEY)
        rules[column.key] = spec.merge if spec is not None else How.OWN
    return rules


def defaults(fields: Iterable[FieldSpec]) -> dict[str, Any]:
    """Return what a new form begins with, by name."""
    return {
        spec.name: spec.default() if callable(spec.default) else spec.default
        for spec in fields
        if spec.default is not None
    }


def value_words(spec: FieldSpec, value: object) -> str:
    """Return a stored value as people read it: the name of a choice, a date of the พ.ศ."""
    if value is None or value == "":
        # an empty code may have a name of its own (an ordinary letter's urgency), shown by the form
        return ""
    if spec.editor == "choice" and spec.choices is not None:
        words = spec.choices.get(value)
        return tr(words) if words else str(value)
    if spec.editor == "date":
        return screen_date(value)
    if spec.editor == "check" or isinstance(value, bool):
        return tr(N_("Yes")) if value else tr(N_("No"))
    if spec.editor == "decimal" and isinstance(value, int | float):
        return f"{value:,.2f}"
    return str(value)


def panel_rows(fields: Iterable[FieldSpec], row: Any) -> list[tuple[str, str]]:
    """Return (label message id, words) of the fields of a detail row that say something."""
    rows = []
    for spec in fields:
        if spec.where == "detail" and spec.in_panel:
            words = spec.show(row) if spec.show else value_words(spec, getattr(row, spec.name))
            if words:
                rows.append((spec.panel_label or spec.label, words))
    return rows


def named(fields: Sequence[FieldSpec], where: Where) -> tuple[str, ...]:
    """Return the names of the fields that stand there."""
    return tuple(spec.name for spec in fields if spec.where == where)
