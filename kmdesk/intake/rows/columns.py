"""Columns of a table to import: where their rows come from, and the values of their cells."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kmdesk.i18n import tr
from kmdesk.intake.table import Cells, day_of, is_blank, plain_key, read_sheets, text_of
from kmdesk.thai.digits import to_arabic
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


_EPOCH = date(1899, 12, 30)
_SERIALS = (range(18_000, 75_000), range(216_000, 275_000))  # of years in ค.ศ. and in พ.ศ.
_TIME_TAIL = re.compile(
    r"(?:[ t,]+(?:เวลา ?)?\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)?(?: ?(?:น\.?|นาฬิกา|am|pm))?)$"
)
_DAY_LEAD = re.compile(r"^(?:ลว\.?|ลง|รับ|เมื่อ|ที่)[ :.]*(?=\d|วัน)")
_CLOCK = re.compile(
    r"(?:เวลา ?)?(\d{1,2}) ?[.:,;] ?(\d{1,2})(?: ?[.:] ?\d{2}(?:\.\d+)?)?"
    r" ?(?:น\.?|นาฬิกา|hrs?\.?|h)?"
)
_RUN = re.compile(r"(?:เวลา ?)?(\d{1,2})(\d{2}) ?(?:น\.?|นาฬิกา)?")
_HOUR = re.compile(r"(?:เวลา ?)?(\d{1,2}) ?(?:น\.?|นาฬิกา)")


def day(cell: object) -> str:
    """Return the ISO date in a cell, in any notation. Raises ValueError when there is none."""
    if isinstance(cell, datetime | date):
        return day_of(cell)
    if isinstance(cell, int | float):
        return _of_serial(float(cell))
    text = to_arabic(normal_form(str(cell)))
    for variant in (text, _plainer(text)):
        try:
            return day_of(variant)
        except ValueError:
            continue
    return _of_serial(float(text) if text.isdecimal() else 0.0)


def _plainer(text: str) -> str:
    """Strip a trailing time, a leading word and unusual separators from a date."""
    text = _DAY_LEAD.sub("", _TIME_TAIL.sub("", text).strip(" .,;")).strip(" .,;")
    text = text.replace("\\", "/").replace("|", "/").replace("'", "").replace("’", "")
    if re.fullmatch(r"\d{1,2} ?, ?\d{1,2} ?, ?\d{2,4}", text) or re.fullmatch(
        r"\d{1,2}[/.-]+\d{1,2}[/.-]+\d{2,4}", text
    ):
        return "/".join(re.findall(r"\d+", text))
    if re.fullmatch(r"\d{1,2} \d{1,2} \d{4}", text):
        return text.replace(" ", "/")
    return re.sub(r"(?<=[ก-ฮ.์า])\s*[/-]\s*(?=\d)|(?<=\d)\s*[/-]\s*(?=[ก-ฮ])", " ", text)


def _of_serial(number: float) -> str:
    """Return the date of a spreadsheet serial number. Raises ValueError if it is out of range."""
    if not any(int(number) in span for span in _SERIALS):
        raise ValueError(str(number))
    return day_of(_EPOCH + timedelta(days=int(number)))


def recent_year_meant(iso: str, near: int) -> int | None:
    """Return the CE year probably meant by a date decades off ``near``; None if it is plausible.

    พ.ศ. ๖๘ taken for 1968 is 57 years early, ค.ศ. 25 taken for ๒๕๒๕ is 43.
    """
    year = int(iso[:4])
    if abs(year - near) < _FAR:
        return None
    shifts = (57, 43, -43, -57, 543, -543, 100, -100)
    return min((year + shift for shift in shifts), key=lambda other: abs(other - near))


_FAR = 40


def clock(cell: object) -> str:
    """Return a time of day as 09.30, from any notation. Raises ValueError if it is none."""
    if isinstance(cell, datetime):
        return f"{cell:%H.%M}"
    if isinstance(cell, time):
        return f"{cell:%H.%M}"
    if isinstance(cell, timedelta):
        cell = cell.total_seconds() / 86_400
    if isinstance(cell, float) and 0 < cell < 1:
        minutes = round(cell * 1440)
        return _clock(minutes // 60, minutes % 60)
    if isinstance(cell, float) and not cell.is_integer():
        cell = f"{cell:.2f}"  # a spreadsheet stores 9.30 as 9.3
    text = to_arabic(normal_form(text_of(cell))).strip(" .")
    found = _CLOCK.fullmatch(text) or _RUN.fullmatch(text)
    if found:
        return _clock(int(found[1]), int(found[2]) * (10 if len(found[2]) == 1 else 1))
    hour = _HOUR.fullmatch(text)
    if hour:
        return _clock(int(hour[1]), 0)
    raise ValueError(text)


def _clock(hours: int, minutes: int) -> str:
    if hours > 23 or minutes > 59:
        raise ValueError(f"{hours}.{minutes}")
    return f"{hours:02}.{minutes:02}"


def number(cell: object) -> float:
    """Parse a non-negative amount: Thai or Arabic digits, commas, a unit after it.

    Raises ValueError for anything else.
    """
    if isinstance(cell, bool):
        raise ValueError(str(cell))
    if isinstance(cell, int | float):
        value = float(cell)
    else:
        text = to_arabic(normal_form(str(cell)))
        found = re.fullmatch(r"(?:฿ ?)?(\d[\d, ]*(?:\.\d+)?)(?: ?[ก-๙.]+| ?\.?-)?", text)
        if found is None:
            raise ValueError(text)
        value = float(found[1].replace(",", "").replace(" ", ""))
    if value < 0:
        raise ValueError(str(cell))
    return value


def whole(cell: object) -> int:
    """Parse a non-negative integer. Raises ValueError for anything else."""
    value = number(cell)
    if value != int(value):
        raise ValueError(str(cell))
    return int(value)


def be_year_in(cell: object) -> int:
    """Parse a Buddhist year, also with two digits or after ปี or พ.ศ.; else raises ValueError."""
    text = re.sub(r"^(?:ปีบัญชี|ปีงบประมาณ|ปี)?[ .:]*(?:พ\.? ?ศ\.?)? *", "", normal_form(text_of(cell)))
    year = whole(text)
    if 0 < year < 100:
        year += 2500
    if not 2400 <= year <= 2650:
        raise ValueError(text)
    return year


def phone(cell: object) -> object:
    """Return a telephone number as written, restoring a leading zero lost by the spreadsheet."""
    text = text_of(cell)
    digits = re.sub(r"\D", "", to_arabic(text))
    if not isinstance(cell, int | float) and not text.isdecimal():
        return text
    mobile, landline = len(digits) == 9 and digits[0] in "689", len(digits) == 8
    if mobile or (landline and digits[0] in "234567"):
        whole_number = f"0{digits}"
        return Noted(whole_number, tr("The zero in front is put back: {text}", text=whole_number))
    return text


def choice(
    words: Mapping[str, str], more: Mapping[str, str] | None = None
) -> Callable[[object], str]:
    """Create a parser for a closed list: by code, word, translation or an unambiguous prefix.

    ``more`` maps further words to their codes.
    """

    def read(cell: object) -> str:
        key = plain_key(text_of(cell))
        names: dict[str, str] = {plain_key(said): code for said, code in (more or {}).items()}
        for code, word in words.items():
            for said in (code, word, tr(word)):
                names.setdefault(plain_key(said), code)
        if key in names:
            return names[key]
        begins = {code for said, code in names.items() if len(key) >= 3 and said.startswith(key)}
        begins = begins or {
            code for said, code in names.items() if len(said) >= 4 and key.startswith(said)
        }
        if len(begins) == 1:
            return begins.pop()
        raise ValueError(text_of(cell))

    return read


def agreed(cell: object) -> bool:
    """Parse yes or no, as people tick it. Raises ValueError for anything else."""
    text = text_of(cell).strip()
    key = plain_key(text)
    if text in _TICKS or key in _YES:
        return True
    if text in _CROSSES or key in _NO:
        return False
    raise ValueError(text)


_TICKS, _CROSSES = frozenset("✓✔√☑/"), frozenset("✗✘×☐-")
_YES = frozenset({"ใช่", "ยินยอม", "ให้", "ให้ความยินยอม", "มี", "yes", "y", "true", "1", "x"})
_NO = frozenset({"ไม่", "ไม่ใช่", "ไม่ยินยอม", "ไม่ให้", "ไม่มี", "no", "n", "false", "0"})


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
