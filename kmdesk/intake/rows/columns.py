"""Table and column declarations of a room, and the result for each row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kmdesk.i18n import tr
from kmdesk.intake.table import text_of

if TYPE_CHECKING:  # imported for annotations only
    from kmdesk.records import Unit
    from kmdesk.records.unit import Reading

SECRECY = "secrecy"
"""Name of the column for the secrecy class; its contents are never stored."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A value stored differently from what the cell shows, with a sentence saying so."""

    value: object
    remark: str


Parse = Callable[[object], object]
"""Parse a cell to a value, possibly Noted. Raises ValueError when it does not fit the column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the room defines it: its name, its label and the headers that offices use."""

    name: str
    label: str
    heads: tuple[str, ...] = ()
    """Strongest first: one header may belong to two columns, as วันที่ does."""
    parse: Parse = text_of
    missing: str = ""
    """Message for a row without it; empty if the column may be blank."""
    takes_ditto: bool = True
    as_above: bool = False
    """Whether a blank cell may repeat the one above, if the clerk says so."""
    dash_is_blank: bool = True
    is_recent: bool = False
    """Dates near today: one that is decades off was probably read in the wrong era."""
    follows: str = ""
    """The column that usually comes left of this one; resolves ambiguous headers."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A message about a row: at ``column``, or about the whole row (-1)."""

    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet (``row`` as the sheet counts): what it would store."""

    row: int
    values: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    """Values stored differently from what the cell shows; not an error."""
    match: int | None = None
    """Id of the existing record that this row matches."""
    is_secret: bool = False
    """A classified paper: nothing of it is stored or shown."""
    left_out: str = ""
    """Why it is not a row of the table: a label such as “Total”."""

    @property
    def is_good(self) -> bool:
        """Whether it is a row of the table without a problem."""
        return not (self.problems or self.left_out or self.is_secret)

    @property
    def is_new(self) -> bool:
        """Whether importing would add a record for it."""
        return self.is_good and self.match is None


@dataclass(slots=True)
class RowDraft:
    """A row being checked: the room adds problems and the matching record."""

    number: int
    values: dict[str, object]
    columns: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    match: int | None = None
    titles: tuple[str, ...] = ()
    """Title lines above the header row."""

    def wrong(self, name: str, text: str) -> None:
        """Add a problem at the column ``name`` ("": the whole row): the row cannot be imported."""
        self.problems.append(Problem(self.columns.get(name, -1), text))

    def remark(self, name: str, text: str) -> None:
        """Add a remark at the column ``name``; the row can still be imported."""
        self.remarks.append(Problem(self.columns.get(name, -1), text))

    def is_wrong(self, name: str) -> bool:
        """Return whether the column already has a problem."""
        return any(p.column == self.columns.get(name) for p in self.problems)

    def text(self, name: str) -> str:
        """Return the value as text; "" when there is none."""
        value = self.values.get(name)
        return "" if value is None else str(value)


Judge = Callable[[RowDraft], None]
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a room imports rows into."""

    name: str
    label: str
    act: str
    """Label of the operation in the history."""
    columns: tuple[Column, ...]
    judge: Callable[["Reading"], Judge]
    """Create the check run on every row in turn, with read access to the library.

    The check may keep state from row to row.
    """
    store: Callable[["Unit", Iterable[Line], str, Tell], Any] | None = None
    """Store the rows of a source in one unit; None: the window's owner takes them itself."""
    changes: bool = False
    """Whether a row that matches an existing record changes it."""
    section: str = ""
    """The column filled by a heading between the rows, such as a district or a step."""
    section_of: Parse | None = None
    """Parse the value from such a heading. Raises ValueError when it is something else."""

    def column(self, name: str) -> Column:
        """Return the column called ``name``."""
        return next(column for column in self.columns if column.name == name)

    def will_store(self, line: Line) -> bool:
        """Return whether importing stores anything for this row."""
        return line.is_good and (line.match is None or self.changes)


def misfit(column: Column, cell: object) -> str:
    """Return the message for a cell that its column does not accept."""
    text = text_of(cell)
    return tr("“{text}” does not fit the column “{name}”.", text=text, name=tr(column.label))
