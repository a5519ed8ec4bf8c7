"""Kinds of records: how lower layers query one without importing its package; its print forms.

The composition root registers the kinds of every package; search, print, trash and lists, which lie
below those packages, use them through :class:`Kind`. The print menu of a tab and ``export --form``
are filled from the forms of the kinds: a new form is an entry at its kind and a function that
writes it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records.fields import FieldSpec, defaults, panel_rows
from kmdesk.records.model import Passage, Record
from kmdesk.records.unit import Duty

if TYPE_CHECKING:
    from kmdesk.records.library import Library
    from kmdesk.records.unit import Actor, Reading, Unit


WriteForm = Callable[["Library", "Actor", int, Mapping[str, Any], Path], object]
"""(library, actor, record id, what was asked, file to write)."""


@dataclass(frozen=True, slots=True)
class PrintForm:
    """A form: its ``name`` in commands, its ``label`` (message id) in menus, and how it is written.

    ``write`` loads ReportLab, and so imports what it needs when it is called.
    """

    name: str
    label: str
    write: WriteForm
    of_record: bool = True
    """Printed of one record of the kind; else of the whole library, as registers are."""
    asks: tuple[FieldSpec, ...] = ()
    """What is asked before printing, in the window; options of the same names in commands."""
    duty: Duty = Duty.CLERK
    """The lowest duty whose menu offers it."""


def asked(name: str, label: str, editor: Any = "text", **more: Any) -> FieldSpec:
    """Return a field that is asked before printing."""
    return FieldSpec(label, editor, where="other", name=name, **more)


class HasForms(Protocol):
    """What is needed of a kind here; the kinds themselves are declared with their forms."""

    @property
    def code(self) -> str:
        """Code of the kind."""
        ...

    @property
    def forms(self) -> Sequence[PrintForm]:
        """Its forms."""
        ...


def forms_of(kinds: Iterable[HasForms]) -> dict[str, tuple[str, PrintForm]]:
    """Return name → (kind's code, form) of all kinds."""
    return {form.name: (kind.code, form) for kind in kinds for form in kind.forms}


def form_named(
    reading: "Reading", kinds: Iterable[HasForms], name: str, record_id: int
) -> PrintForm:
    """Return the form ``name``, to be printed of the record.

    Raises KmdeskError for an unknown form, and for a record that is missing or of another kind.
    """
    known = forms_of(kinds)
    if name not in known:
        names = ", ".join(sorted(known))
        raise KmdeskError("There is no form {name}. There are: {names}.", name=name, names=names)
    code, form = known[name]
    if not form.of_record:
        return form
    if not record_id:
        raise KmdeskError("Name the item whose form is to be printed.")
    if reading.record(record_id).kind != code:
        raise KmdeskError("This form is not made for that kind of item. Choose another form.")
    return form


def filled(form: PrintForm, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the form is printed with: what was given, else what it begins with."""
    given = {key: value for key, value in values.items() if value not in (None, "")}
    return {spec.name: "" for spec in form.asks} | defaults(form.asks) | given


@dataclass(frozen=True, slots=True)
class IndexPassage:
    """A searchable piece of a record: ``anchor`` opens it, ``label`` is its display name."""

    anchor: str
    label: str
    text: str


class Kind(Protocol):
    """One kind of record."""

    @property
    def code(self) -> str:
        """Code of the kind in the database, e.g. ``document``."""
        ...

    @property
    def label(self) -> str:
        """Message id of the kind's name."""
        ...

    @property
    def tab(self) -> str:
        """Name of the tab that shows it."""
        ...

    @property
    def statuses(self) -> Mapping[str, str]:
        """Status code → message id."""
        ...

    @property
    def lights(self) -> Mapping[str, str]:
        """Status code → ``green``, ``amber``, ``red`` or ``grey``."""
        ...

    def passages(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Yield everything searchable beyond the record's own columns and fields."""
        ...

    @property
    def answers_questions(self) -> bool:
        """Whether such records are ready-made answers, ranked first for a question."""
        ...

    @property
    def cited_by_name(self) -> bool:
        """Whether other texts cite such records by title and provision number."""
        ...

    def status_note(self, session: Session, record_id: int) -> str:
        """Return who checked the status and when, for display; or an empty string."""
        ...

    def cited_text(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Yield the text that is scanned for citations of laws."""
        ...

    def passage(self, session: Session, record_id: int, anchor: str) -> IndexPassage | None:
        """Return the piece at ``anchor``; None when there is none."""
        ...

    @property
    def fields(self) -> Sequence[FieldSpec]:
        """The fields a form asks and the panel shows, in their order."""
        ...

    @property
    def forms(self) -> Sequence[PrintForm]:
        """The official forms and registers that can be printed for this kind."""
        ...

    def facts(self, session: Session, record_id: int) -> list[tuple[str, str]]:
        """Return (label message id, words) of what the record says, in display order."""
        ...

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return (record id, ISO day, message id) of what is due soon or overdue."""
        ...

    def standing(self, session: Session, today: date) -> list[tuple[int, str]]:
        """Return (record id, message id or figure) of work in progress, for the staff home page."""
        ...

    @property
    def measured(self) -> Mapping[str, str]:
        """Code → message id of the counts by which a plan's goal can be measured."""
        ...

    def measures(self, session: Session) -> dict[str, float]:
        """Return the current values of those counts, by code."""
        ...

    def write_pdf(self, library: "Library", actor: "Actor", record_id: int, out: Path) -> None:
        """Print one record as a PDF to ``out``."""
        ...


class BaseKind:
    """Default implementations: passages from the passage table, no fields of its own."""

    code: str = ""
    label: str = ""
    tab: str = "shelf"
    statuses: Mapping[str, str] = {}
    lights: Mapping[str, str] = {}
    measured: Mapping[str, str] = {}
    place_words: str = N_("Paper: {place}")
    """Label of the record's place: where its paper is filed, or somebody's desk."""
    cited_by_name: bool = False
    answers_questions: bool = False
    fields: Sequence[FieldSpec] = ()
    forms: Sequence[PrintForm] = ()
    detail: Any = None
    """The kind's own table, one row a record; None for a kind without."""
    initial: Mapping[str, object] = {}
    """Columns of the record that a new one begins with where the form says nothing."""

    def normalize(
        self, unit: "Unit", values: Mapping[str, object], present: Mapping[str, object]
    ) -> dict[str, object]:
        """Return the form's ``values`` as they are stored, beside those ``present`` so far."""
        return dict(values)

    def shown(
        self, unit: "Unit", record: Record, values: Mapping[str, object]
    ) -> Mapping[str, object]:
        """Return those of the stored values that a form shows otherwise."""
        return {}

    def validate(self, unit: "Unit", values: Mapping[str, object]) -> None:
        """Raise InvalidValue, at the field, for values that do not go together."""

    def stored(
        self,
        unit: "Unit",
        record: Record,
        values: Mapping[str, object],
        present: Mapping[str, object],
    ) -> None:
        """Do what follows from ``values`` that have been stored over those ``present`` before."""

    def passages(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Yield passages with text, in order; unsearchable pages are skipped."""
        query = (
            select(Passage.anchor, Passage.label, Passage.text)
            .where(Passage.record_id == record_id, Passage.problem.is_(None))
            .order_by(Passage.position, Passage.id)
        )
        for anchor, label, text in session.execute(query):
            yield IndexPassage(anchor, label, text)

    def status_note(self, session: Session, record_id: int) -> str:
        """Return an empty note."""
        return ""

    def cited_text(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Yield everything searchable."""
        return self.passages(session, record_id)

    def passage(self, session: Session, record_id: int, anchor: str) -> IndexPassage | None:
        """Return the first piece with this anchor."""
        pieces = self.passages(session, record_id)
        return next((piece for piece in pieces if piece.anchor == anchor), None)

    def facts(self, session: Session, record_id: int) -> list[tuple[str, str]]:
        """Return the fields that say something, then :meth:`more_facts`."""
        row = session.get(self.detail, record_id) if self.detail is not None else None
        if row is None:
            return []
        more = [(label, words) for label, words in self.more_facts(session, row) if words]
        return panel_rows(self.fields, row) + more

    def more_facts(self, session: Session, row: Any) -> list[tuple[str, str]]:
        """Return (label message id, words) of what is not a field of the detail row."""
        return []

    def standing(self, session: Session, today: date) -> list[tuple[int, str]]:
        """Return no work in progress."""
        return []

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return nothing due."""
        return []

    def measures(self, session: Session) -> dict[str, float]:
        """Return no counts."""
        return {}


class Kinds:
    """Registry of kinds, filled once at start."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def register(self, kind: Kind) -> None:
        """Register a kind; raises ValueError if its code is already taken."""
        if kind.code in self._kinds:
            raise ValueError(kind.code)
        self._kinds[kind.code] = kind

    def get(self, code: str) -> Kind:
        """Return the kind with this code; raises KeyError when none is registered."""
        return self._kinds[code]

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def __contains__(self, code: str) -> bool:
        return code in self._kinds

    def in_tab(self, tab: str) -> list[str]:
        """Return the codes of the kinds that belong to a tab."""
        return [kind.code for kind in self if kind.tab == tab]
