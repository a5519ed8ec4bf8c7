"""A spreadsheet used as a register: its sheets, cell values, and how they travel to the window.

A file is read by :mod:`kmdesk.intake.sheets` in the readers' process, for a row import and not for
search; what reaches the window are the plain cells below.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from kmdesk import intake
from kmdesk.i18n import N_, tr
from kmdesk.intake import IntakeError
from kmdesk.thai.dates import be_year, from_be, parse_date
from kmdesk.thai.normal import normal_form
from kmdesk.thai.numbers import to_arabic

LONGEST = 20_000
"""Maximum number of rows read from a sheet."""
WIDEST = 60
_BUDDHIST_FROM = 2400
_MOST_CELLS = 2 * LONGEST * WIDEST
_MOST_TEXT = 32 << 20  # characters

HIDDEN_ROWS = N_("{count} rows are hidden in the file; they are taken too.")
ROWS_CUT = N_("Only the first {count} rows are read; split the file for the others.")

Cells = list[list[object]]


class Formula(str):
    """A formula, as written, whose value was never calculated and is not in the file."""

    __slots__ = ()


class ShownDay(datetime):
    """A date that the sheet displays with a Buddhist year."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file as rows of cells: its name ("" when the file has only one), remarks.

    A cell holds a string, a number, a date (``datetime``), a ``time``, or a ``Formula`` that was
    never calculated; digits that matter as displayed ("0812345678") are a string.
    """

    name: str
    cells: Cells
    notes: tuple[str, ...] = ()
    """What the importing user should know before anything is stored, as sentences."""
    is_hidden: bool = False
    """Whether the sheet is hidden in the file."""


def remarks_on(cells: Cells, hidden_rows: int, is_cut: bool) -> tuple[str, ...]:
    """Return the remarks on a sheet with so many hidden rows, which may have been cut off."""
    said = []
    if hidden_rows:
        said.append(tr(HIDDEN_ROWS, count=f"{hidden_rows:,}"))
    if any(isinstance(cell, Formula) for row in cells for cell in row):
        said.append(tr(intake.NOT_CALCULATED))
    if is_cut:
        said.append(tr(ROWS_CUT, count=f"{LONGEST:,}"))
    return tuple(said)


# How cells travel ------------------------------------------------------------------------


class Moment(Struct, frozen=True, array_like=True, tag="day"):
    """A date, or a date with a time of day."""

    at: datetime
    is_buddhist: bool = False


class TimeOfDay(Struct, frozen=True, array_like=True, tag="time"):
    """A time without a date."""

    at: time


class Duration(Struct, frozen=True, array_like=True, tag="span"):
    """Elapsed time."""

    seconds: float


class NotCalculated(Struct, frozen=True, array_like=True, tag="formula"):
    """A formula without a value."""

    text: str


Cell = str | int | float | bool | None | Moment | TimeOfDay | Duration | NotCalculated


class RowsRead(Struct, frozen=True):
    """Rows of the sheets of a file, in order: a part of a ``sheets`` request's answer."""

    sheet: int
    rows: list[list[Cell]]


class SheetDone(Struct, frozen=True):
    """What is known of a sheet once all its rows have come."""

    name: str
    is_hidden: bool
    hidden_rows: int
    is_cut: bool


def to_wire(cell: object) -> Cell:
    """Return a cell as it travels."""
    match cell:
        case None:  # most cells of a sheet are empty, or a text
            return None
        case Formula():
            return NotCalculated(str(cell))
        case str() | bool() | int() | float():
            return cell
        case datetime():
            return Moment(datetime(*cell.timetuple()[:6]), isinstance(cell, ShownDay))
        case date():
            return Moment(datetime(cell.year, cell.month, cell.day))
        case time():
            return TimeOfDay(cell)
        case timedelta():
            return Duration(cell.total_seconds())
    return str(cell)


def from_wire(cell: Cell) -> object:
    """Return the cell that travelled."""
    if not isinstance(cell, Struct):
        return cell
    match cell:
        case Moment(at, is_buddhist):
            return ShownDay(*at.timetuple()[:6]) if is_buddhist else at.replace(tzinfo=None)
        case TimeOfDay(at):
            return at
        case Duration(seconds):
            return timedelta(seconds=seconds)
        case NotCalculated(text):
            return Formula(text)


class Budget:
    """What the sheets of a file may hold together: kept by the reader, and checked by its client.

    A few bytes can stand for any number of long cells, as merged areas and shared strings do.
    """

    def __init__(self, name: str) -> None:
        self._name, self._cells, self._text = name, _MOST_CELLS, _MOST_TEXT

    def take(self, rows: Iterable[Iterable[object]]) -> None:
        """Count rows. Raises IntakeError when the file holds too much."""
        for row in rows:
            for cell in row:
                self._cells -= 1
                if isinstance(cell, str | NotCalculated):
                    self._text -= len(cell if isinstance(cell, str) else cell.text)
            if self._cells < 0 or self._text < 0:
                raise IntakeError(intake.TOO_MANY_CELLS, name=self._name)


# Cell values -----------------------------------------------------------------------------


def is_blank(cell: object) -> bool:
    """Return whether the cell is empty or white space."""
    return cell is None or not str(cell).strip()


def text_of(cell: object) -> str:
    """Return the cell as one line of text; whole numbers without a decimal point, dates in พ.ศ."""
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime | date):
        year = cell.year if cell.year >= _BUDDHIST_FROM else be_year(cell)
        return f"{cell.day}/{cell.month}/{year}"
    if isinstance(cell, time):
        return cell.strftime("%H:%M")
    return " ".join(str(cell).split())


def trouble_of(cell: object) -> str:
    """Return a sentence saying why this cell cannot be stored; empty for nearly all cells."""
    return tr(intake.NOT_CALCULATED) if isinstance(cell, Formula) else ""


def day_of(cell: object) -> str:
    """Return the ISO date in a cell, in any notation. Raises ValueError when there is none.

    A native spreadsheet date with a Buddhist year was typed that way by someone used to พ.ศ.
    """
    if isinstance(cell, datetime | date):
        if cell.year >= _BUDDHIST_FROM:
            return from_be(cell.year, cell.month, cell.day).isoformat()
        return cell.strftime("%Y-%m-%d")
    found = parse_date(str(cell).strip())
    if found is None:
        raise ValueError(str(cell))
    return found.isoformat()


def plain_key(text: str) -> str:
    """Return a comparison key: without spaces and marks, with digits normalised."""
    plain = normal_form(to_arabic(text)).casefold()
    return "".join(c for c in plain if c.isalnum() or "\u0e30" <= c <= "\u0e4e")


@dataclass(frozen=True, slots=True)
class Noted:
    """A value stored differently from what the cell shows, with a sentence saying so."""

    value: object
    remark: str


Parse = Callable[[object], object]
"""Parse a cell to a value, possibly Noted. Raises ValueError when it does not fit the column."""


# Excel counts 29 February 1900, which never was. From March 1900 on its days agree with this start.
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


# Thai forms are ticked with a stroke, so / is a yes.
_TICKS, _CROSSES = frozenset("✓✔√☑/"), frozenset("✗✘×☐-")
_YES = frozenset({"ใช่", "ยินยอม", "ให้", "ให้ความยินยอม", "มี", "yes", "y", "true", "1", "x"})
_NO = frozenset({"ไม่", "ไม่ใช่", "ไม่ยินยอม", "ไม่ให้", "ไม่มี", "no", "n", "false", "0"})
