"""The working calendar as a form: office hours, weekdays, days off."""

from typing import Any

from PySide6.QtWidgets import QPlainTextEdit

from kmdesk.i18n import N_
from kmdesk.processes import queries
from kmdesk.processes.compare import digits
from kmdesk.processes.kind import holiday_check, holiday_lines, read_holidays, save_calendar
from kmdesk.processes.working_time import WorkCalendar
from kmdesk.records.settings import CLOSED_WEEKDAYS, OFFICE_HOURS
from kmdesk.records.unit import Reading, Unit
from kmdesk.widgets.acting_tab import ActingTab
from kmdesk.widgets.dialogs import Field, ask_form

WEEKDAYS = (
    N_("Monday"),
    N_("Tuesday"),
    N_("Wednesday"),
    N_("Thursday"),
    N_("Friday"),
    N_("Saturday"),
    N_("Sunday"),
)


def edit_calendar(tab: ActingTab) -> None:
    """Open the form; a save is told to every screen."""
    tab.context.read(_present, done=lambda found: _ask(tab, *found))


def _present(reading: Reading) -> tuple[WorkCalendar, list[tuple[str, str]]]:
    return queries.calendar(reading.session), queries.days_off(reading.session)


def _ask(tab: ActingTab, calendar: WorkCalendar, days: list[tuple[str, str]]) -> None:
    fields = [
        Field("hours", OFFICE_HOURS.label, required=True, check=OFFICE_HOURS.check),
        *(
            Field(f"closed_{number}", name, "check", hint=CLOSED_WEEKDAYS.label)
            for number, name in enumerate(WEEKDAYS)
        ),
        Field("days", N_("Days off"), "lines", check=holiday_check),
    ]
    values: dict[str, Any] = {
        "hours": digits(OFFICE_HOURS.written(calendar.hours)),
        "days": holiday_lines(days),
    }
    values |= {f"closed_{number}": number in calendar.closed for number in range(7)}
    form = ask_form(
        tab,
        N_("Working calendar"),
        fields,
        values,
        lambda given, form: tab.save(N_("Save working calendar"), store_calendar, given, form=form),
        note=N_(
            "Due dates leave out closed days. One day off a line: date, then name. A working day"
            " of a step stays 7 hours."
        ),
    )
    box = form.editors["days"].widget
    if isinstance(box, QPlainTextEdit):
        # A year has some twenty days off, a line each; other fields show three.
        box.setFixedHeight(box.fontMetrics().lineSpacing() * 8 + 20)
        form.resize(form.width(), 720)


def store_calendar(unit: Unit, values: dict[str, Any]) -> None:
    """Keep what the form gave; SettingError when no day of the week would be left."""
    closed = frozenset(number for number in range(7) if values[f"closed_{number}"])
    hours = OFFICE_HOURS.parse(values["hours"])
    save_calendar(unit, read_holidays(values["days"]), hours, closed)
