"""A spreadsheet used as a register: its sheets, their cells, and the values of cells.

Read for a row import, not for search: merged cells hold their value in every cell, and values
omitted because they repeat the row above can be carried down.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

from kmdesk import intake
from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.intake.archive import open_archive
from kmdesk.intake.text_file import decode
from kmdesk.intake.workbook import Formula, NoWorkbook, SheetPart, Workbook
from kmdesk.thai.dates import be_year, from_be, parse_date
from kmdesk.thai.digits import to_arabic
from kmdesk.thai.normal import normal_form

DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 200
_SAMPLE_CHARS = 1 << 18  # characters
_MOST_STRAYS = 50
_SEP_LINE = re.compile(r'\s*"?sep=(.)\1*"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


def rows_of(text: str, suffix: str = "") -> Iterator[list[str]]:
    """Yield the rows of a delimited text; ``suffix`` (``.tsv``) breaks a tie between delimiters.

    A quote that is opened and never closed is an ordinary character and swallows no other row.
    """
    delimiter, text = delimiter_of(text.removeprefix("\ufeff"), suffix)
    lines = io.StringIO(text, newline="").readlines()
    at = begun = strays = 0
    while at < len(lines):
        # Strict: a quote that is never closed shall be an error here, not a cell that holds the
        # rest of the file.
        reader = csv.reader(islice(lines, at, None), delimiter=delimiter, strict=True)
        begun = at
        try:
            for row in reader:
                yield row
                begun = at + reader.line_num
            return
        except csv.Error:
            end = at + reader.line_num
        yield _careful(lines[begun], delimiter, is_stray=end - begun > 1)
        at = begun + 1
        strays += end >= len(lines)
        if strays > _MOST_STRAYS:  # each costs a scan to the end of the file
            break
    yield from (line.rstrip("\r\n").split(delimiter) for line in islice(lines, at, None))


def _careful(line: str, delimiter: str, is_stray: bool) -> list[str]:
    """Parse a line with malformed quotes: as CSV where possible, else split as plain text."""
    if not is_stray:
        with suppress(csv.Error):
            return next(csv.reader([line], delimiter=delimiter), [])
    return line.rstrip("\r\n").split(delimiter)


def delimiter_of(text: str, suffix: str = "") -> tuple[str, str]:
    """Return (delimiter, text without the ``sep=`` line that Excel reads and writes)."""
    named = _SEP_LINE.match(text)
    if named:
        return named[1], text[named.end() :]
    sample = text[:_SAMPLE_CHARS]
    ranked = sorted(DELIMITERS, key=lambda c: (c == "\t") != (suffix.lower() == ".tsv"))
    best, best_fit = ranked[0], (0.0, 0)
    for delimiter in ranked:
        fit = _delimiter_fit(sample, delimiter)
        if fit > best_fit:
            best, best_fit = delimiter, fit
    return best, text


def _delimiter_fit(sample: str, delimiter: str) -> tuple[float, int]:
    """Return (share of rows that have the commonest width, that width); zeros for one column."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(reader, _SAMPLE_ROWS) if row]
    except csv.Error:
        return 0.0, 0
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda each: (each[1], each[0]))
    return count / len(widths), width


LONGEST = 20_000
"""Maximum number of rows read from a sheet."""
WIDEST = 60
_LARGEST = 32 << 20  # bytes per file
_MOST_SHEETS = 40
_BOOKS = (".xlsx", ".xlsm")
_BUDDHIST_FROM = 2400

HIDDEN_ROWS = N_("{count} rows are hidden in the file; they are taken too.")
ROWS_CUT = N_("Only the first {count} rows are read; split the file for the others.")

Cells = list[list[object]]


class TableError(KmdeskError):
    """A file cannot be used as a register."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file as rows of cells, and the remarks about it.

    A cell holds a string, a number, a date (``datetime``), a ``time``, or a ``Formula`` that was
    never calculated; digits that matter as displayed ("0812345678") are a string.
    """

    cells: Cells
    name: str = ""
    is_hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    """Rows (from 0) hidden in the file; they are included in the cells."""
    is_cut: bool = False
    """Whether the sheet has more rows than were read."""

    def remarks(self) -> list[str]:
        """Return what the importing user should know before anything is stored, as sentences."""
        said = []
        if self.hidden_rows:
            said.append(tr(HIDDEN_ROWS, count=f"{len(self.hidden_rows):,}"))
        if any(isinstance(cell, Formula) for row in self.cells for cell in row):
            said.append(tr(intake.NOT_CALCULATED))
        if self.is_cut:
            said.append(tr(ROWS_CUT, count=f"{LONGEST:,}"))
        return said


def read_sheets(path: Path) -> list[Sheet]:
    """Read a CSV or TSV (in any Thai encoding), or all sheets of an XLSX file, hidden ones last.

    Raises TableError when the file is damaged, too large or not a spreadsheet.
    """
    try:
        if path.stat().st_size > _LARGEST:
            raise TableError(
                "{name} is too large for a register. Split it by years and try again.",
                name=path.name,
            )
        with path.open("rb") as stream:
            is_book = stream.read(4) == b"PK\x03\x04" or path.suffix.lower() in _BOOKS
        return _book(path) if is_book else [_csv(path)]
    except TableError:
        raise
    except Exception as error:  # a damaged file may raise anything in its parser
        raise TableError(
            "{name} could not be read as a spreadsheet. Save it as XLSX or CSV and try again.",
            name=path.name,
        ) from error


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


def _csv(path: Path) -> Sheet:
    content = path.read_bytes()
    text = decode(content) if content else ""
    if text is None:
        raise ValueError("no text")
    rows = list(islice(rows_of(text, path.suffix), LONGEST + 1))
    cells: Cells = [list(row) for row in rows[:LONGEST]]
    return Sheet(_trimmed(cells), path.stem, is_cut=len(rows) > LONGEST)


def _book(path: Path) -> list[Sheet]:
    with open_archive(path) as archive:  # refuses zip bombs
        book = Workbook(archive)
        ranked = sorted(book.sheets, key=lambda part: part.is_hidden)[:_MOST_SHEETS]
        if not ranked:
            raise NoWorkbook(path.name)
        return [_part(book, part) for part in ranked]


def _part(book: Workbook, part: SheetPart) -> Sheet:
    cells: Cells = []
    hidden, is_cut = set(), False
    for row in book.rows(part):
        at = row.number - 1
        if at >= LONGEST:
            is_cut = is_cut or bool(row.cells)
            continue  # merged areas are stored after the rows
        if at < len(cells):
            continue  # a damaged sheet: row numbers must increase
        cells.extend([] for _ in range(at - len(cells)))
        kept = {column: value for column, value in row.cells.items() if column < WIDEST}
        cells.append([kept.get(column) for column in range(max(kept, default=-1) + 1)])
        if row.is_hidden and kept:
            hidden.add(at)
    room = LONGEST * WIDEST
    for bounds in part.merged:
        left, top, right, bottom = bounds
        room -= max(0, min(bottom, len(cells)) - top + 1) * max(0, min(right, WIDEST) - left + 1)
        if room < 0:  # overlapping areas: a damaged sheet
            break
        _spread(cells, bounds)
    return Sheet(_trimmed(cells), part.name, part.is_hidden, frozenset(hidden), is_cut)


def _spread(cells: Cells, bounds: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = bounds
    if not (1 <= top <= len(cells) and left >= 1):
        return
    value = cells[top - 1][left - 1] if left <= len(cells[top - 1]) else None
    if value is None:
        return
    for row in cells[top - 1 : bottom]:
        row.extend([None] * (min(right, WIDEST) - len(row)))
        for column in range(left - 1, min(right, WIDEST)):
            row[column] = value


def _trimmed(cells: Cells) -> Cells:
    """Drop empty rows at the end and make every row equally long."""
    last = max((at for at, row in enumerate(cells) if not all(map(is_blank, row))), default=-1)
    kept = cells[: last + 1]
    width = min(WIDEST, max((_width(row) for row in kept), default=0))
    return [[*row[:width], *[None] * (width - len(row))] for row in kept]


def _width(row: Sequence[object]) -> int:
    return max((at + 1 for at, cell in enumerate(row) if not is_blank(cell)), default=0)


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
