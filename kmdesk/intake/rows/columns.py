"""What a room says of its table, and what is said of each row."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from kmdesk.i18n import tr
from kmdesk.intake.table import text_of

if TYPE_CHECKING:  # only a name for who checks and stores
    from kmdesk.records import Unit
    from kmdesk.records.unit import Reading

SECRECY = "secrecy"
"""Name of the column for the class of secrecy; what it holds is never kept."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that is kept otherwise than it stands there, and the sentence that says so."""

    value: object
    remark: str


Parse = Callable[[object], object]
"""The value in a cell, perhaps Noted; ValueError when it does not fit the column."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column as the room knows it: its name, its label and the heads that offices write."""

    name: str
    label: str
    heads: tuple[str, ...] = ()
    """Strongest first: one head may stand under two columns, as วันที่ does."""
    parse: Parse = text_of
    missing: str = ""
    """Sentence for a row without it; empty: the column may be left blank."""
    takes_ditto: bool = True
    as_above: bool = False
    """Whether a blank cell may stand for the one above, where the clerk says so."""
    dash_is_blank: bool = True
    is_recent: bool = False
    """Days near today: one that is decades off was probably read in the wrong era."""
    follows: str = ""
    """The column that usually stands left of this one; settles heads with two meanings."""


@dataclass(frozen=True, slots=True)
class Problem:
    """What is to be said of a row: at ``column``, or of all of it (-1)."""

    column: int
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet (``row`` as the sheet counts): what it would store."""

    row: int
    values: Mapping[str, object] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()
    """What is kept otherwise than it stands there; no hindrance."""
    match: int | None = None
    """The record of the library that this row is already."""
    is_secret: bool = False
    """A classified paper: nothing of it is held or shown."""
    left_out: str = ""
    """Why it is no row of the table: a sentence such as “Total”."""

    @property
    def is_good(self) -> bool:
        """Whether it is a row of the table without a problem."""
        return not (self.problems or self.left_out or self.is_secret)

    @property
    def is_new(self) -> bool:
        """Whether importing would add it."""
        return self.is_good and self.match is None


@dataclass(slots=True)
class RowDraft:
    """A row while it is checked: the room adds what is wrong with it and what it matches."""

    number: int
    values: dict[str, object]
    columns: Mapping[str, int]
    problems: list[Problem] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)
    match: int | None = None
    titles: tuple[str, ...] = ()
    """What stands over the heads of the sheet."""

    def wrong(self, name: str, text: str) -> None:
        """The row cannot be taken because of the column ``name`` ("": all of it)."""
        self.problems.append(Problem(self.columns.get(name, -1), text))

    def remark(self, name: str, text: str) -> None:
        """Something to look at in the column ``name``; no hindrance."""
        self.remarks.append(Problem(self.columns.get(name, -1), text))

    def is_wrong(self, name: str) -> bool:
        """Whether something is wrong at the column already."""
        return any(p.column == self.columns.get(name) for p in self.problems)

    def text(self, name: str) -> str:
        """The value as text; "" when there is none."""
        value = self.values.get(name)
        return "" if value is None else str(value)


Judge = Callable[[RowDraft], None]
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Table:
    """A table that a room takes rows for."""

    name: str
    label: str
    act: str
    """Label of the act in the history."""
    columns: tuple[Column, ...]
    judge: Callable[["Reading"], Judge]
    """Makes what looks at every row in turn, with the library at hand; it may remember rows."""
    store: Callable[["Unit", Iterable[Line], str, Tell], Any] | None = None
    """Stores the rows of a source in one unit; None: whoever opened the window takes them."""
    changes: bool = False
    """Whether a row that is in the library already changes what is there."""
    section: str = ""
    """The column that a heading between the rows fills, as a district or a step."""
    section_of: Parse | None = None
    """The value that such a heading gives; ValueError when it says something else."""

    def column(self, name: str) -> Column:
        """The column called ``name``."""
        return next(column for column in self.columns if column.name == name)

    def will_store(self, line: Line) -> bool:
        """Whether importing does anything with this row."""
        return line.is_good and (line.match is None or self.changes)


def misfit(column: Column, cell: object) -> str:
    """The sentence for a cell that its column does not take."""
    text = text_of(cell)
    return tr("“{text}” does not fit the column “{name}”.", text=text, name=tr(column.label))
