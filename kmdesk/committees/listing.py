"""Listings over all committees: seats on a day, training hours in a year."""

from collections import defaultdict
from dataclasses import dataclass, replace

from kmdesk.committees import queries, trainings
from kmdesk.committees.plan import fiscal_span
from kmdesk.committees.reports import owners
from kmdesk.committees.tables import member_name
from kmdesk.committees.terms import FORMS, role_shown
from kmdesk.i18n import N_, tr
from kmdesk.records.display import screen_date
from kmdesk.records.unit import Reading
from kmdesk.thai.normal import sort_key


@dataclass(frozen=True, slots=True)
class Listing:
    """A table of texts: its query, heads (message ids), rows and relative column widths.

    ``records`` are the records the rows open, 0 for none; ``note`` is a summary.
    """

    asked: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()
    records: tuple[int, ...] = ()
    note: str = ""

    def but(self, rows: tuple[tuple[str, ...], ...]) -> "Listing":
        """Return a copy with other rows."""
        return replace(self, rows=rows)


def seats_on(reading: Reading, day: str) -> Listing:
    """List the seats on ``day`` (ISO) by person, in dictionary order."""
    found = queries.every_seat(reading.session, day, reading.visible())
    found.sort(key=lambda place: (sort_key(place.seat.words), place.committee_id))
    rows = tuple(
        (
            member_name(place.seat),
            role_shown(place.seat),
            place.committee,
            tr(FORMS[place.form]),
            screen_date(place.seat.from_on, "short"),
            place.order,
        )
        for place in found
    )
    people = len({place.seat.words for place in found})
    heads = (
        N_("Name"),
        N_("Role"),
        N_("Committee or group"),
        N_("Form of committee"),
        N_("Since"),
        N_("Order"),
    )
    return Listing(
        tr("As at {day}", day=screen_date(day)),
        heads,
        rows,
        (5, 2, 5, 2, 2, 2),
        tuple(place.committee_id for place in found),
        tr("{people} people in {seats} seats", people=str(people), seats=str(len(rows))),
    )


def training_hours(reading: Reading, year: int) -> Listing:
    """List training hours per person in a fiscal year (พ.ศ.), attended and taught.

    A person's own hours count where recorded, else the training's; trainers are the names the
    training gives, each with all its hours.
    """
    first, last = fiscal_span(year)
    taken: dict[str, float] = defaultdict(float)
    taught: dict[str, float] = defaultdict(float)
    courses: dict[str, int] = defaultdict(int)
    offices: dict[str, str] = {}
    masters: set[str] = set()
    for part in trainings.parts_between(reading, first, last):
        taken[part.name] += part.hours
        courses[part.name] += 1
        offices.setdefault(part.name, part.office)
        if part.master_trainer:
            masters.add(part.name)
    for trainers, hours in trainings.taught_between(reading, first, last):
        for name in owners(trainers):
            taught[name] += hours
    names = sorted({*taken, *taught}, key=sort_key)
    rows = tuple(
        (
            name,
            offices.get(name, ""),
            str(courses[name]) if courses.get(name) else "",
            f"{taken[name]:g}" if name in taken else "",
            f"{taught[name]:g}" if name in taught else "",
            tr("Master Trainer") if name in masters else "",
        )
        for name in names
    )
    heads = (
        N_("Name"),
        N_("Affiliation"),
        N_("Trainings"),
        N_("Hours taken part in"),
        N_("Hours taught"),
        N_("Remarks"),
    )
    note = tr(
        "{people} people, {taken} hours taken part in, {taught} hours taught",
        people=str(len(taken)),
        taken=f"{sum(taken.values()):g}",
        taught=f"{sum(taught.values()):g}",
    )
    asked = tr("Fiscal year {year}", year=str(year))
    return Listing(asked, heads, rows, (5, 4, 2, 2, 2, 3), (), note)
