"""What a room tells the shared tab: columns, browse nodes, the record's body, actions."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from PySide6.QtWidgets import QWidget

from kmdesk.i18n import N_
from kmdesk.records import Duty
from kmdesk.records.describe import effective_status_column, status_cell
from kmdesk.records.model import Place, Record
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dates import short_date
from kmdesk.widgets.queries import ListRequest, RecordView, count_by, list_ids, list_rows

if TYPE_CHECKING:
    from kmdesk.records.unit import Reading
    from kmdesk.widgets.context import Context


def as_text(value: Any) -> str:
    """A stored value as screen text; nothing for None."""
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the list: ``value`` is a column of Record or of a joined detail."""

    label: str
    value: Any
    show: Callable[[Any], str] = as_text
    sort: Any = None
    """What to order by, when not ``value`` itself."""
    natural: bool = False
    """Order texts as a reader counts (ว 2 before ว 10); read and sorted outside SQL."""
    width: int = 12
    """In characters; 0 takes what is left."""
    drop: int = 1
    """What to leave out first when the list is narrow: highest first, 0 never."""
    role: str = ""
    """``"status"`` shows the status light and the kind's word for it."""


NUMBER = Column(N_("Number"), Record.number, natural=True, width=13, drop=0)
TITLE = Column(N_("Title"), Record.title, sort=Record.sort_key, width=0, drop=0)
ISSUER = Column(N_("From"), Record.issuer, width=18, drop=3)
DATED = Column(N_("Dated"), Record.dated, show=short_date, width=9, drop=0)
STATUS = Column(
    N_("Status"),
    Record.kind.concat(":").concat(Record.status),  # the same code has other words elsewhere
    sort=Record.status,
    width=12,
    drop=0,
    role="status",
)
PLACE = Column(N_("Place"), Place.label, width=16, drop=2)


@dataclass(frozen=True, slots=True)
class Node:
    """A line of the browse tree; choosing it lists the records that meet ``where``."""

    label: str
    where: Any = None
    """SQL condition made in the room's queries file; None lists everything."""
    children: tuple["Node", ...] = ()
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A button under the record (``needs_record``) or over the list."""

    label: str
    run: Callable[[ActingTab, RecordView | None], None]
    duty: Duty = Duty.CLERK
    """Shown only to this duty and above; ``Duty.WALK_UP`` for everybody."""
    needs_record: bool = True
    kinds: tuple[str, ...] = ()
    """Only for records of these kinds; () for all of the tab."""
    rare: bool = False
    """Kept under “More” instead of on a button of its own."""
    printed: bool = False
    """A form to print: kept with the others under one button, “Forms”."""
    begins: bool = False
    """The one act that an empty list offers."""
    when: Callable[[RecordView], bool] | None = None
    """Whether the record as it is has any use for it; None for every record."""

    def fits(self, view: RecordView | None, duty: Duty) -> bool:
        """Whether this duty is offered it for the record shown."""
        if view is None or duty < self.duty or (self.kinds and view.kind not in self.kinds):
            return False
        return self.when is None or self.when(view)


class Body(QWidget):
    """The room's own part of the record panel."""

    def show_record(self, view: RecordView, anchor: str) -> None:
        """Show ``view`` (``view.detail`` is from :meth:`TabSpec.load`), at ``anchor``."""
        raise NotImplementedError

    def left_off(self) -> Any:
        """Return what was chosen in it, for the body made anew when the language is switched."""
        return None

    def go_on(self, left: Any) -> None:
        """Go on with that once its record is shown again."""


class TabSpec:
    """Override what differs; everything here works as it stands for plain records."""

    code: ClassVar[str] = ""
    """The room's name."""
    kinds: ClassVar[tuple[str, ...]] = ()
    """Kinds listed in the tab."""
    columns: ClassVar[Sequence[Column]] = (NUMBER, TITLE, DATED, STATUS)
    joins: ClassVar[tuple[type, ...]] = ()
    """Detail classes (with ``record_id``) that columns and nodes refer to."""
    sort: ClassVar[tuple[int, bool]] = (1, False)
    """Column shown sorted at first, and whether descending."""
    actions: ClassVar[Sequence[Action]] = ()
    forms: Sequence[Action] = ()
    """Entries of the print menu, filled by RecordTab from the kinds registry."""
    shows_shelved: ClassVar[bool] = False
    """Also list records of other kinds that say ``on_shelf``."""

    @property
    def all_actions(self) -> tuple[Action, ...]:
        """The actions, then the entries of the print menu."""
        return (*self.actions, *self.forms)

    def nodes(self, reading: "Reading") -> list[Node]:
        """The browse tree (runs off the UI thread). Default: all, then each status."""
        everything = count_by(reading, effective_status_column(), self.kinds)
        words = self.status_words
        nodes = [Node(N_("All"), count=sum(everything.values()))]
        nodes += [
            Node(words.get(status, status), effective_status_column() == status, count=count)
            for status, count in everything.items()
            if status
        ]
        # A single status would only repeat the line above it.
        return nodes if len(nodes) > 2 else nodes[:1]

    def ids(self, reading: "Reading", request: ListRequest) -> list[int]:
        """Ids the list shows, in order (runs off the UI thread)."""
        return list_ids(reading, request)

    def rows(
        self, reading: "Reading", request: ListRequest, ids: Sequence[int]
    ) -> dict[int, tuple[Any, ...]]:
        """Cells per id, one value a column (runs off the UI thread)."""
        cells = [status_cell() if c.role == "status" else c.value for c in self.columns]
        return list_rows(reading, request, cells, ids)

    def load(self, reading: "Reading", record_id: int) -> object:
        """The room's frozen detail for the panel (runs off the UI thread)."""
        return None

    def body(self, context: "Context", parent: QWidget) -> Body | None:
        """The room's own widget; None shows the record's text."""
        return None

    # Filled by RecordTab from the kinds registry.
    status_words: Mapping[str, str] = {}
