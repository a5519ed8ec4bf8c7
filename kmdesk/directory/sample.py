"""Sample directory of the sample office."""

import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kmdesk import clock
from kmdesk.directory.edit import add_entry, set_year
from kmdesk.directory.statutory import last_year_end
from kmdesk.people import Person
from kmdesk.places.tree import place_named
from kmdesk.records import Unit
from kmdesk.thai.dates import be_year
from kmdesk.thai.normal import sort_key

_WRITTEN_IN = 2569  # calendar year that the years of the entries refer to
_SATURDAY = 5


def load_sample(unit: Unit, folder: Path) -> None:
    """Add the cooperatives, resource persons and staff of ``directory.toml``."""
    data = tomllib.loads((folder / "directory.toml").read_text("utf-8"))
    today = clock.today()
    later = be_year(today) - _WRITTEN_IN  # the sample always ends in the current year
    for entry in data.get("cooperative", []):
        years, meeting = entry.pop("years", []), entry.pop("meeting_after", "")
        if meeting:
            entry["meeting_on"] = _meeting_on(str(entry["year_end"]), meeting, today)
        record = add_entry(unit, "cooperative", entry)
        for year in years:
            set_year(unit, record.id, **{**year, "year": year["year"] + later})
    for kind in ("resource_person", "staff"):
        for entry in data.get(kind, []):
            _add_person(unit, kind, entry)


def _meeting_on(year_end: str, meeting: str, today: date) -> str:
    """Return the Saturday of the general meeting after the last end of the accounting year."""
    month, day = map(int, meeting.split("-"))
    closed = last_year_end(year_end, today)
    assert closed is not None, year_end
    on = date(closed.year, month, day)
    if on <= closed:
        on = on.replace(year=closed.year + 1)
    return (on + timedelta(days=(_SATURDAY - on.weekday()) % 7)).isoformat()


def _add_person(unit: Unit, kind: str, entry: dict[str, Any]) -> None:
    desk = entry.pop("desk", "")
    person = Person(name=entry["title"], sort_key=sort_key(entry["title"]))
    unit.session.add(person)
    unit.session.flush()
    place_id = place_named(unit.session, desk) if desk else None
    add_entry(unit, kind, {**entry, "person_id": person.id, "place_id": place_id})
