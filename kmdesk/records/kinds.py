"""The Kind protocol: how lower layers query a kind of record without importing its package.

The composition root registers the kinds of every package; search, print, trash and lists, which lie
below those packages, use them through :class:`Kind`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.records.fields import FieldSpec, panel_rows
from kmdesk.records.model import Passage, Record
from kmdesk.records.print_forms import PrintForm

if TYPE_CHECKING:
    from kmdesk.records.library import Library
    from kmdesk.records.unit import Actor, Unit


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
        """The official forms and registers that are printed of such records."""
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
