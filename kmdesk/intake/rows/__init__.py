"""Row importer: rows of an office's own spreadsheet as records, for every room.

A room declares a :class:`Table` of :class:`Column`; :func:`find_heads` maps the columns of the
sheet, :func:`~kmdesk.intake.rows.plan.plan_rows` computes what each row would do. Nothing is stored
here.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmdesk.i18n import tr
from kmdesk.intake.client import shared_client
from kmdesk.intake.letterhead.phrases import distance, skeleton
from kmdesk.intake.table import Cells, Parse, Sheet, is_blank, plain_key, text_of
from kmdesk.thai.dates import parse_date
from kmdesk.thai.normal import normal_form
from kmdesk.thai.numbers import to_arabic

if TYPE_CHECKING:
    from kmdesk.records import Unit
    from kmdesk.records.unit import Reading


def sheets_of(path: Path, cancelled: Callable[[], bool] | None = None) -> list[Sheet]:
    """Return every sheet with data, hidden ones last, read by the readers' process.

    Slow. Raises IntakeError when the file cannot be used, IntakeCancelled once ``cancelled``.
    """
    found = [each for each in shared_client().sheets(path, cancelled=cancelled) if each.cells]
    return found if len(found) > 1 else [replace(each, name="") for each in found]


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
    once: set[str] = field(default_factory=set)
    """Remarks made already about the whole sheet; one set for all of its rows."""

    def wrong(self, name: str, text: str) -> None:
        """Add a problem at the column ``name`` ("": the whole row): the row cannot be imported."""
        self.problems.append(Problem(self.columns.get(name, -1), text))

    def remark(self, name: str, text: str) -> None:
        """Add a remark at the column ``name``; the row can still be imported."""
        self.remarks.append(Problem(self.columns.get(name, -1), text))

    def remark_once(self, name: str, text: str) -> None:
        """Add a remark that concerns every row of the sheet at the first row only."""
        if text not in self.once:
            self.once.add(text)
            self.remark(name, text)

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


# Every cell is looked at, not only the column of the class: registers put ลับ in front of the
# number or the subject.
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


FIRST_ROWS = 20
"""Number of rows from the top searched for headers."""
_STOREYS = 3
_LONGEST_HEAD = 60
_BRACKETS = re.compile(r"[(\[{（].*?[)\]}）]")
_UNIT = re.compile(r"\s*[(\[（]\s*[^\d)\]]+[)\]）]\s*")
_NUMBER = re.compile(r"[\d,.\s/:%-]+")
# confidence that a header belongs to a column
_KNOWN, _STACKED, _EXACT, _PLAIN, _PART, _BEGINS, _LIKE = 900, 130, 110, 100, 80, 55, 45


@dataclass(frozen=True, slots=True)
class Heads:
    """Header rows ``first`` to ``first + rows`` (from 0); no headers when ``rows`` is 0."""

    first: int
    rows: int
    names: tuple[str, ...]
    """The header of each column of the sheet, levels joined."""
    columns: Mapping[int, str]
    """Column of the sheet → name of the room's column."""
    sure: float = 0.0
    """Total confidence of the mapping to the room's columns."""

    @property
    def below(self) -> int:
        """The first row (from 0) below the headers."""
        return self.first + self.rows


def find_heads(cells: Cells, columns: Sequence[Column], known: Mapping[str, str]) -> Heads:
    """Find the header rows that match most columns; ``known`` holds earlier assignments."""
    best = no_heads(cells)
    for first in range(min(FIRST_ROWS, len(cells))):
        if _is_title(cells[first]):
            continue
        heads = _read(cells, first, columns, known)
        needed = any(column.missing for column in _of(columns, heads))
        count = len(heads.columns)
        if count < 2 and not (needed and heads.sure >= _PLAIN and _filled(cells[first]) <= 2):
            continue
        if (count, heads.sure, -heads.rows) > (len(best.columns), best.sure, -best.rows):
            best = heads
    return best


def heads_at(
    cells: Cells, first: int | None, columns: Sequence[Column], known: Mapping[str, str]
) -> Heads:
    """Return the headers from row ``first`` (from 0) on, as the clerk chose; None: no headers."""
    if first is None or first >= len(cells):
        return no_heads(cells)
    return _read(cells, first, columns, known)


def no_heads(cells: Cells) -> Heads:
    """Return the headers of a sheet whose data begins in its first row."""
    return Heads(0, 0, ("",) * max((len(row) for row in cells), default=0), {})


def remembered(value: str, columns: Iterable[Column], table: str = "") -> dict[str, str]:
    """Parse earlier header assignments from the office's setting; empty if it is corrupt."""
    names = {column.name for column in columns}
    prefix = f"{table}/" if table else ""
    return {
        key[len(prefix) :]: name
        for key, name in _stored(value).items()
        if key.startswith(prefix) and "/" not in key[len(prefix) :] and (not name or name in names)
    }


def remember(value: str, chosen: Mapping[str, str], table: str = "") -> str:
    """Return the office's setting with manual assignments added; ``""`` means: leave it out."""
    known = _stored(value)
    for head, name in chosen.items():
        key = plain_key(head)
        if key:
            known[f"{table}/{key}" if table else key] = name
    return json.dumps(known, ensure_ascii=False, sort_keys=True)


@lru_cache(maxsize=4096)
def head_key(text: str) -> str:
    """Normalise a header: no spaces, marks, line breaks, or unit in brackets."""
    return plain_key(_BRACKETS.sub(" ", text)) or plain_key(text)


def looks_like_value(cell: object) -> bool:
    """Return whether the cell is a number or a date rather than a column name."""
    if not isinstance(cell, str):
        return not is_blank(cell)
    text = to_arabic(cell).strip()
    return bool(_NUMBER.fullmatch(text)) or parse_date(text) is not None


def _stored(value: str) -> dict[str, str]:
    try:
        found = json.loads(value or "{}")
    except ValueError:
        return {}
    return {str(k): str(v) for k, v in found.items()} if isinstance(found, dict) else {}


def _of(columns: Sequence[Column], heads: Heads) -> Iterator[Column]:
    taken = set(heads.columns.values())
    return (column for column in columns if column.name in taken)


def _filled(row: Sequence[object]) -> int:
    return sum(not is_blank(cell) for cell in row)


def _is_title(row: Sequence[object]) -> bool:
    """Return whether the row is a title: one text over the whole width, or a long sentence."""
    texts = [text_of(cell) for cell in row if not is_blank(cell)]
    if not texts:
        return True
    return (len(texts) > 2 and len(set(texts)) == 1) or len(texts[0]) > 2 * _LONGEST_HEAD


# Header levels ----------------------------------------------------------------------------


def _read(cells: Cells, first: int, columns: Sequence[Column], known: Mapping[str, str]) -> Heads:
    """Read the headers that begin in row ``first``, with all their levels."""
    words = {key for column in columns for key in _keys(column)}
    rows = 1
    most = _STOREYS if _filled(cells[first]) > 1 else 1  # a title line spans nothing
    while rows < most and first + rows < len(cells):
        if not _is_storey(cells[first + rows - 1], cells[first + rows], words):
            break
        rows += 1
    stacks = list(_stacks(cells[first : first + rows]))
    assigned, sure = _assign(stacks, columns, known)
    names = tuple(" › ".join(stack) for stack in stacks)
    return Heads(first, rows, names, assigned, sure)


def _is_storey(upper: Sequence[object], lower: Sequence[object], words: set[str]) -> bool:
    """Return whether the next row is one more header level, not the first data row."""
    fresh = False
    for at, cell in enumerate(lower):
        text = text_of(cell)
        if not text or text == text_of(_at(upper, at)):
            continue
        if _UNIT.fullmatch(text) or (head_key(text) in words and isinstance(cell, str)):
            fresh = True
        elif _is_under_group(upper, lower, at) and not looks_like_value(cell):
            if len(text) > _LONGEST_HEAD:
                return False
            fresh = True
        else:
            return False
    return fresh


def _is_under_group(upper: Sequence[object], lower: Sequence[object], at: int) -> bool:
    """Return whether a header spans this column and a neighbour: merged, or blank to its right."""
    own, left, right = (text_of(_at(upper, k)) for k in (at, at - 1, at + 1))
    if own:
        spans = own in (left, right)
        return spans or (not right and at + 1 < len(lower) and not is_blank(_at(lower, at + 1)))
    return any(text_of(_at(upper, k)) for k in range(at))


def _at(row: Sequence[object], at: int) -> object:
    return row[at] if 0 <= at < len(row) else None


def _stacks(rows: Cells) -> Iterator[list[str]]:
    """Yield the texts over each column from the top, a group name repeated over its span."""
    width = max(len(row) for row in rows)
    for column in range(width):
        stack: list[str] = []
        for at, row in enumerate(rows):
            text = text_of(_at(row, column))
            if not text and at + 1 < len(rows) and text_of(_at(rows[at + 1], column)):
                text = next((t for k in range(column, -1, -1) if (t := text_of(_at(row, k)))), "")
            if text and text not in stack:
                stack.append(text)
        yield stack


# Column assignment --------------------------------------------------------------------------


def _assign(
    stacks: Sequence[Sequence[str]], columns: Sequence[Column], known: Mapping[str, str]
) -> tuple[dict[int, str], float]:
    """Match each sheet column to at most one room column, the most certain first."""
    fits: list[tuple[float, int, str]] = []
    strong: list[set[str]] = []
    keys = {column.name: _keys(column) for column in columns}
    for at, stack in enumerate(stacks):
        before = known.get(plain_key("".join(stack)))
        found = {before: float(_KNOWN)} if before else {}
        if before is None and stack:
            found = {name: s for name, said in keys.items() if (s := _sure(stack, said))}
        strong.append({name for name, sure in found.items() if sure >= _PLAIN})
        fits += [(sure, at, name) for name, sure in found.items()]
    follows = {column.name: column.follows for column in columns if column.follows}
    weighed = [
        (sure + 15 * (at > 0 and follows.get(name) in strong[at - 1]), -at, name)
        for sure, at, name in fits
    ]
    assigned: dict[int, str] = {}
    total = 0.0
    for sure, minus_at, name in sorted(weighed, reverse=True):
        if -minus_at not in assigned and name not in assigned.values():
            assigned[-minus_at] = name
            total += sure
    return dict(sorted(assigned.items())), total


def _keys(column: Column) -> list[str]:
    said = (tr(column.label), *column.heads, column.label, column.name)
    return list(dict.fromkeys(key for word in said if (key := head_key(word))))


def _sure(stack: Sequence[str], keys: Sequence[str]) -> float:
    """Return the confidence that the header belongs to the column with these names; 0 if none."""
    own = stack[-1] if not _UNIT.fullmatch(stack[-1]) or len(stack) == 1 else stack[-2]
    group = "".join(stack[: stack.index(own)])
    best = 0.0
    for rank, key in enumerate(keys):
        sure = _fit(own, group, key)
        if sure:
            best = max(best, sure + min(len(key), 12) / 2 - min(rank, 20) / 4)
    return best


def _fit(own: str, group: str, key: str) -> float:
    full, plain = plain_key(own), head_key(own)
    if group and key in (head_key(group + own), head_key(own + group)):
        return _STACKED
    if key == full:
        return _EXACT
    if key == plain:
        return _PLAIN
    parts = [head_key(part) for part in re.split(r"[/,\n]| และ|หรือ", own)]
    if len(parts) > 1 and key in parts:
        return _PART - 4 * parts.index(key)
    if len(key) >= 5 and plain.startswith(key) and len(plain) - len(key) <= 10:
        return _BEGINS
    if len(key) >= 5 and plain.startswith("จำนวน") and plain[5:] == key:
        return _PART
    return _LIKE if _is_like(plain, key) else 0.0


def _is_like(one: str, other: str) -> bool:
    """Return whether two keys differ only in tone marks, or in one letter of a longer word."""
    left, right = skeleton(one), skeleton(other)
    if len(right) >= 4 and left == right:
        return True
    return len(right) >= 7 and distance(left, right, 1) <= 1
