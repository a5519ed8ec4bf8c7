"""What a kind of record tells the rest of the house, without importing its room.

The composition root registers every room's kinds; search, print, trash and lists
below the rooms ask through :class:`Kind`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_
from kmdesk.records.model import Passage

if TYPE_CHECKING:
    from kmdesk.records.actor import Actor
    from kmdesk.records.library import Library


@dataclass(frozen=True, slots=True)
class IndexPassage:
    """A searchable piece of a record: ``anchor`` opens it, ``label`` names it to a reader."""

    anchor: str
    label: str
    text: str


class Kind(Protocol):
    """One kind of record."""

    @property
    def code(self) -> str:
        """Name of the kind in the database, e.g. ``document``."""
        ...

    @property
    def label(self) -> str:
        """Message id of the kind's name."""
        ...

    @property
    def tab(self) -> str:
        """Room whose tab shows it."""
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
        """Everything searchable beyond the record's own columns and fields."""
        ...

    @property
    def answers_questions(self) -> bool:
        """Whether such records are ready answers, shown first to who asks a question."""
        ...

    @property
    def cited_by_name(self) -> bool:
        """Whether other texts refer to such records by title and number of a provision."""
        ...

    def status_note(self, session: Session, record_id: int) -> str:
        """Who checked the status and when, for a reader; or empty."""
        ...

    def cited_text(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """The text in which references to laws are looked for."""
        ...

    def passage(self, session: Session, record_id: int, anchor: str) -> IndexPassage | None:
        """The piece at ``anchor``; None when there is none."""
        ...

    def fields(self, session: Session, record_id: int) -> list[tuple[str, str]]:
        """(label message id, value) of the detail, in display order."""
        ...

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """(record, ISO day, message id) of what is due soon or overdue."""
        ...

    def standing(self, session: Session, today: date) -> list[tuple[int, str]]:
        """(record, message id or figure) of work under way, for the home page of staff."""
        ...

    @property
    def measured(self) -> Mapping[str, str]:
        """Code → message id of counts a plan's goal may be measured by."""
        ...

    def measures(self, session: Session) -> dict[str, float]:
        """Those counts now, by code."""
        ...

    def write_pdf(self, library: "Library", actor: "Actor", record_id: int, out: Path) -> None:
        """Print one record to ``out``."""
        ...


class BaseKind:
    """Defaults: passages from the passage table, no fields of its own."""

    code: str = ""
    label: str = ""
    tab: str = "shelf"
    statuses: Mapping[str, str] = {}
    lights: Mapping[str, str] = {}
    measured: Mapping[str, str] = {}
    place_words: str = N_("Paper: {place}")
    """What the place of such a record is: where its paper lies, or somebody's desk."""
    cited_by_name: bool = False
    answers_questions: bool = False

    def passages(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Passages with text, in order; unsearchable pages are left out."""
        query = (
            select(Passage.anchor, Passage.label, Passage.text)
            .where(Passage.record_id == record_id, Passage.problem.is_(None))
            .order_by(Passage.position, Passage.id)
        )
        for anchor, label, text in session.execute(query):
            yield IndexPassage(anchor, label, text)

    def status_note(self, session: Session, record_id: int) -> str:
        """Nothing to say."""
        return ""

    def cited_text(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Everything searchable."""
        return self.passages(session, record_id)

    def passage(self, session: Session, record_id: int, anchor: str) -> IndexPassage | None:
        """The first piece with this anchor."""
        pieces = self.passages(session, record_id)
        return next((piece for piece in pieces if piece.anchor == anchor), None)

    def fields(self, session: Session, record_id: int) -> list[tuple[str, str]]:
        """No fields."""
        return []

    def standing(self, session: Session, today: date) -> list[tuple[int, str]]:
        """Nothing is under way."""
        return []

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Nothing is due."""
        return []

    def measures(self, session: Session) -> dict[str, float]:
        """Nothing to be measured by."""
        return {}


class Kinds:
    """The registry, filled once at start."""

    def __init__(self) -> None:
        self._kinds: dict[str, Kind] = {}

    def register(self, kind: Kind) -> None:
        """Add a kind; a second one with the same code is a programming error."""
        if kind.code in self._kinds:
            raise ValueError(kind.code)
        self._kinds[kind.code] = kind

    def get(self, code: str) -> Kind:
        """The kind with this code; KeyError when no room registered it."""
        return self._kinds[code]

    def __iter__(self) -> Iterator[Kind]:
        return iter(self._kinds.values())

    def __contains__(self, code: str) -> bool:
        return code in self._kinds

    def in_tab(self, tab: str) -> list[str]:
        """Codes of the kinds that belong to a tab."""
        return [kind.code for kind in self if kind.tab == tab]
