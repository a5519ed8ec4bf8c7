"""Values."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from kmdesk.i18n import tr
from kmdesk.intake.table import day_of, plain_key, text_of
from kmdesk.thai.digits import to_arabic
from kmdesk.thai.normal import normal_form


@dataclass(frozen=True, slots=True)
class Noted:
    """A value stored differently from what the cell shows, with a sentence saying so."""

    value: object
    remark: str


Parse = Callable[[object], object]
"""Parse a cell to a value, possibly Noted. Raises ValueError when it does not fit the column."""


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
