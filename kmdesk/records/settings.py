"""All settings of the office, each declared once: type, default, range, name, where it is shown.

Values are stored as text in the library's table of office values, so every copy and backup includes
them. A stored text that cannot be parsed counts as not set.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sqlalchemy import select

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records.model import OfficeValue
from kmdesk.records.unit import WALK_UP
from kmdesk.thai.dates import Hours, parse_hours, write_hours
from kmdesk.thai.numbers import to_arabic

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from kmdesk.records.library import Library
    from kmdesk.records.unit import Unit

T = TypeVar("T")


class SettingError(KmdeskError):
    """A value outside the range of the setting."""


class Shown(StrEnum):
    """Screen on which a setting is shown and changed."""

    SETTINGS = N_("Office work → Settings")
    CALENDAR = N_("Processes → Working calendar")
    SEARCH = N_("Office work → Abbreviations and synonyms")
    GOLDEN = N_("Office work → Test searches")
    LABELS = N_("Shelf → Labels")
    ADDING = N_("Office work → Add files")
    DUTIES = N_("Committees → Duties of a role")
    PICTURE = N_("Office work → Settings → Picture of the garuda…")
    NOWHERE = N_("Kept by the program")


@dataclass(frozen=True)
class Setting(Generic[T]):
    """A setting; subclasses define how its value is written as text."""

    key: str
    label: str
    default: T
    shown: Shown = Shown.SETTINGS
    hint: str = ""
    required: bool = False

    field_kind = "text"
    """The editor a form uses for it (see ``widgets.fields.Field``)."""

    def parse(self, text: str) -> T:
        """Parse a text into a value; raises SettingError when it is invalid."""
        raise NotImplementedError

    def written(self, value: T) -> str:
        """Return the text that is stored."""
        return str(value)

    def check(self, value: object) -> str | None:
        """Return what is wrong with a value typed in a form, as a message id; None if nothing."""
        try:
            self.parse(str(value))
        except SettingError as error:
            return error.message.msgid
        return None

    def read(self, session: "Session") -> T:
        """Return the current value."""
        row = session.get(OfficeValue, self.key)
        return self.value_of(row.value if row is not None else None)

    def of(self, library: "Library") -> T:
        """Return the current value, using a session of its own."""
        return self.value_of(library.value(self.key) or None)

    def value_of(self, text: str | None) -> T:
        """Return the value of a stored text; the default when it is missing or invalid."""
        if text is None:
            return self.default
        try:
            return self.parse(text)
        except SettingError:
            return self.default

    def store(self, unit: "Unit", value: T) -> None:
        """Store a value; raises SettingError when it is out of range."""
        text = self.written(value)
        self.parse(text)
        unit.set_value(self.key, text)


class TextSetting(Setting[str]):
    """A line of text."""

    def parse(self, text: str) -> str:
        """Return the text; raises SettingError for an empty one if a value is required."""
        if self.required and not text.strip():
            raise SettingError(N_("Please fill in this field."))
        return text


class LinesSetting(TextSetting):
    """Several lines of text."""

    field_kind = "lines"


class SwitchSetting(Setting[bool]):
    """Yes or no."""

    field_kind = "check"

    def parse(self, text: str) -> bool:
        """Accept 1 or 0, also as ``True`` or ``False`` from a form."""
        if text not in {"0", "1", "True", "False"}:
            raise SettingError(N_("This must be yes or no."))
        return text in {"1", "True"}

    def written(self, value: bool) -> str:
        """Return 1 or 0."""
        return "1" if value else "0"


@dataclass(frozen=True)
class NumberSetting(Setting[int]):
    """A whole number within a range, ends included."""

    low: int = 0
    high: int = 10**9

    field_kind = "number"

    def parse(self, text: str) -> int:
        """Accept Thai or Arabic digits."""
        plain = to_arabic(text).strip()
        # A length of its own: int() refuses thousands of digits with an error that nobody expects.
        if not re.fullmatch(r"-?\d{1,12}", plain) or not self.low <= int(plain) <= self.high:
            raise SettingError(self.hint or N_("This must be a number."))
        return int(plain)


class HoursSetting(Setting[Hours]):
    """Office hours: time spans in order, within one day."""

    def parse(self, text: str) -> Hours:
        """Parse spans such as ``08.30–12.00, 13.00–16.30`` in Thai or Arabic digits."""
        hours = parse_hours(text)
        if hours is None:
            raise SettingError(N_("Write the office hours in order as 08.30–12.00, 13.00–16.30."))
        return hours

    def written(self, value: Hours) -> str:
        """Return the spans as a clerk types them."""
        return write_hours(value)


class WeekdaysSetting(Setting[frozenset[int]]):
    """Days of the week, Monday 0 to Sunday 6; never all seven."""

    def parse(self, text: str) -> frozenset[int]:
        """Parse numbers such as ``5 6``."""
        parts = text.split()
        # With no working day at all, the search for the next one would never end.
        if not all(part in set("0123456") for part in parts) or len(set(parts)) > 6:
            raise SettingError(N_("At least one day of the week must be a working day."))
        return frozenset(int(part) for part in parts)

    def written(self, value: frozenset[int]) -> str:
        """Return the numbers in order."""
        return " ".join(str(day) for day in sorted(value))


OFFICE_NAME = TextSetting("office_name", N_("Name of the office"), "", required=True)
OFFICE_CODE = TextSetting(
    "office_code", N_("Number code of the office"), "", hint=N_("As letters begin, e.g. ชพ 0010")
)
OFFICE_ADDRESS = LinesSetting("office_address", N_("Address of the office"), "")
OFFICE_DIVISION = TextSetting(
    "office_division",
    N_("Division in charge, at the foot of letters"),
    "",
    hint=N_("e.g. General administration"),
)
OFFICE_PHONE = TextSetting("office_phone", N_("Telephone of the office"), "")
OFFICE_EMAIL = TextSetting("office_email", N_("E-mail of the office"), "")
OFFICE_HEAD = TextSetting("office_head", N_("Head of the office, who signs letters"), "")
OFFICE_HEAD_POST = TextSetting("office_head_post", N_("Post of the head"), "")
LETTER_FACTS: tuple[Setting[str], ...] = (
    OFFICE_ADDRESS,
    OFFICE_DIVISION,
    OFFICE_PHONE,
    OFFICE_EMAIL,
    OFFICE_HEAD,
    OFFICE_HEAD_POST,
)
"""What a letter states about the office (ระเบียบงานสารบรรณ ข้อ ๑๑)."""
SKIPPED_STEPS = TextSetting("skipped_steps", N_("First steps done without"), "", Shown.NOWHERE)
IDLE_MINUTES = NumberSetting(
    "idle_minutes",
    N_("Minutes until the screen is cleared"),
    5,
    hint=N_("Between 0 (never) and 240 minutes."),
    required=True,
    low=0,
    high=240,
)
SEARCH_DAYS = NumberSetting(
    "search_days",
    N_("Days for which searched words are kept"),
    365,
    hint=N_("Between 0 (not at all) and 3650 days."),
    required=True,
    low=0,
    high=3650,
)
"""Anonymous search terms are kept this long, for suggestions and the list of unmet searches."""
THAI_DIGITS = SwitchSetting("thai_digits", N_("Thai digits in print"), True)
EXPORT_FOLDER = TextSetting(
    "export_folder",
    N_("Folder of the stick for copies of prints"),
    "",
    hint=N_("For example E:\\ or /media/usb"),
)
KIOSK_PRINTER = TextSetting(
    "kiosk_printer",
    N_("Printer of the corner, for readers at a kiosk"),
    "",
    hint=N_("Its name in the system; empty: the system's own choice"),
)
"""The only printer offered to readers at a kiosk; they are not asked for another."""
VISITOR_PAGES = NumberSetting(
    "visitor_pages",
    N_("Pages a visitor may print at once"),
    40,
    hint=N_("Between 0 (any number) and 500 pages."),
    required=True,
    low=0,
    high=500,
)
CREST = TextSetting(
    "crest",
    N_("Picture of the garuda for official papers"),
    "",
    Shown.PICTURE,
)
"""Hash of a stored picture; ``store.files.WANTED`` refers to this key."""
OFFICE_HOURS = HoursSetting(
    "office_hours",
    N_("Office hours"),
    ((time(8, 30), time(12, 0)), (time(13, 0), time(16, 30))),
    Shown.CALENDAR,
)
CLOSED_WEEKDAYS = WeekdaysSetting(
    "closed_weekdays", N_("Closed every week on"), frozenset({5, 6}), Shown.CALENDAR
)
KIOSK = SwitchSetting(
    "kiosk", N_("Kiosk: full screen, left by the administrator only"), False, Shown.NOWHERE
)
"""Changed only by the administrator's button."""
SAMPLE = SwitchSetting("sample", N_("Holds the sample office"), False, Shown.NOWHERE)
NEW_LIBRARY = SwitchSetting(
    "new_library", N_("Not yet handed over to its administrator"), False, Shown.NOWHERE
)
CODE_UNSEEN = SwitchSetting(
    "code_unseen", N_("The recovery code is not on paper yet"), False, Shown.NOWHERE
)
SYNONYMS = LinesSetting("search_synonyms", N_("Abbreviations and synonyms"), "", Shown.SEARCH)
GOLDEN_QUERIES = LinesSetting("golden_queries", N_("Test searches"), "", Shown.GOLDEN)
LABEL_SHEET = TextSetting("label_sheet", N_("Sheet of labels"), "", Shown.LABELS)

INBOX_FOLDER = TextSetting("inbox_folder", N_("Folder for scans"), "", Shown.ADDING)
REGISTER_COLUMNS = LinesSetting(
    "register_columns", N_("Columns of imported registers"), "", Shown.NOWHERE
)
LIST_VIEWS = LinesSetting("list_views", N_("Filters and columns of lists"), "", Shown.NOWHERE)


def duties_setting(role: str) -> LinesSetting:
    """Return the setting for the office's own text on the duties of a committee role."""
    return LinesSetting(f"duties.{role}", N_("Duties"), "", Shown.DUTIES)


SETTINGS: tuple[Setting[Any], ...] = (
    OFFICE_NAME,
    OFFICE_CODE,
    *LETTER_FACTS,
    SKIPPED_STEPS,
    IDLE_MINUTES,
    SEARCH_DAYS,
    THAI_DIGITS,
    EXPORT_FOLDER,
    KIOSK_PRINTER,
    VISITOR_PAGES,
    CREST,
    OFFICE_HOURS,
    CLOSED_WEEKDAYS,
    KIOSK,
    SAMPLE,
    NEW_LIBRARY,
    CODE_UNSEEN,
    SYNONYMS,
    GOLDEN_QUERIES,
    LABEL_SHEET,
    INBOX_FOLDER,
    REGISTER_COLUMNS,
    LIST_VIEWS,
)


def stored_values(library: "Library") -> dict[str, str]:
    """Return the stored texts of the declared settings that are set, by key."""
    query = select(OfficeValue).where(OfficeValue.key.in_([each.key for each in SETTINGS]))
    with library.reading(WALK_UP) as reading:
        return {row.key: row.value for row in reading.session.scalars(query)}


def store_all(unit: "Unit", values: Mapping[str, Any]) -> None:
    """Store the declared settings among ``values``; other keys are ignored."""
    for setting in SETTINGS:
        if setting.key in values:
            setting.store(unit, values[setting.key])
