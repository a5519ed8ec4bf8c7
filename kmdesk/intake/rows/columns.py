"""Columns of a table to import: where their rows come from, and the values of their cells."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmdesk.i18n import tr
from kmdesk.intake.rows.values import Parse
from kmdesk.intake.table import Cells, is_blank, plain_key, read_sheets, text_of
from kmdesk.thai.normal import normal_form

if TYPE_CHECKING:
    from kmdesk.records import Unit
    from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name ("" when the file has only one), its cells and remarks."""

    name: str
    cells: Cells
    notes: tuple[str, ...] = ()
    """Remarks for the user, such as cells that were never calculated."""
    is_hidden: bool = False
    """Whether the sheet is hidden in the file."""


def sheets_of(path: Path) -> list[Sheet]:
    """Return every sheet with data, hidden ones last. Raises TableError as read_sheets does."""
    found = [each for each in read_sheets(path) if each.cells]
    return [
        Sheet(
            each.name if len(found) > 1 else "", each.cells, tuple(each.remarks()), each.is_hidden
        )
        for each in found
    ]


SECRECY = "secrecy"
"""Name of the column for the secrecy class; its contents are never stored."""


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


_THAI = "ก-ฺเ-ๅ็-๎"
# adjacent letters make it another word: กลับ, รับ, ความลับ, อำเภอลับแล
_CLASS = re.compile(
    rf"(?:(?<![{_THAI}a-z])|(?<=ด่วน)|(?<=ด่วนมาก)|(?<=ด่วนที่สุด)|(?<=ชั้น))"
    rf"ลับ(?: ?(?:ที่สุด|มาก|เฉพาะ))?(?:ที่(?= ))?(?![{_THAI}])"
    r"|ชั้นความลับ(?:มาก|ที่สุด)"
)
_WHOLE = re.compile(r"\W*(?:หนังสือ|เอกสาร|เรื่อง)ลับ(?:มาก|ที่สุด)?\W*")
_ENGLISH = re.compile(r"\W*(?:top secret|secret|confidential)\b(?:\W.*)?")
_TITLE = re.compile(rf"(?:หนังสือ|เอกสาร)(?:รับ|ส่ง|ราชการ)?ลับ(?![{_THAI}])")
_LETTERS = re.compile(r"ล[^ก-ฮ]*บ|[sS][eE][cC]|[cC][oO][nN]")  # most cells hold neither
_OPEN = frozenset(
    plain_key(word)
    for word in (
        "ปกติ", "ไม่ลับ", "ไม่มี", "ธรรมดา", "ทั่วไป", "เปิดเผย", "เปิดเผยได้", "ไม่", "0", "no", "none",
        "normal", "ด่วน", "ด่วนมาก", "ด่วนที่สุด", "ไม่มีชั้นความลับ", "ไม่เป็นความลับ",
    )
)  # fmt: skip


def is_secret_cell(cell: object) -> bool:
    """Return whether the cell has ลับ, ลับมาก or ลับที่สุด as a class, not inside a word."""
    if not isinstance(cell, str) or not _LETTERS.search(cell):
        return False
    text = normal_form(str(cell).replace("\n", " "))
    return bool(_CLASS.search(text) or _WHOLE.fullmatch(text) or _ENGLISH.fullmatch(text))


def is_secret_row(row: Sequence[object], column: int | None = None) -> bool:
    """Return whether any cell has a secrecy class.

    In the class's own ``column`` anything but “normal” counts.
    """
    if any(is_secret_cell(cell) for cell in row):
        return True
    if column is None or column >= len(row) or is_blank(row[column]):
        return False
    said = plain_key(str(row[column]))
    return (bool(said) and said not in _OPEN) or str(row[column]).strip() in ("/", "✓", "✔", "√")


def is_secret_title(cell: object) -> bool:
    """Return whether a line above or between the rows marks the register as classified."""
    return is_secret_cell(cell) or bool(_TITLE.search(normal_form(str(cell or ""))))
