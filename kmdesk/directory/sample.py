"""The directory of the sample office."""

import tomllib
from pathlib import Path
from typing import Any

from kmdesk.directory.edit import add_entry, set_year
from kmdesk.directory.queries import place_named
from kmdesk.people import Person
from kmdesk.records import Unit
from kmdesk.thai.collate import sort_key


def load_sample(unit: Unit, folder: Path) -> None:
    """Cooperatives, resource persons and staff from ``directory.toml``."""
    data = tomllib.loads((folder / "directory.toml").read_text("utf-8"))
    for entry in data.get("cooperative", []):
        years = entry.pop("years", [])
        record = add_entry(unit, "cooperative", entry)
        for year in years:
            set_year(unit, record.id, **year)
    for kind in ("resource_person", "staff"):
        for entry in data.get(kind, []):
            _add_person(unit, kind, entry)


def _add_person(unit: Unit, kind: str, entry: dict[str, Any]) -> None:
    desk = entry.pop("desk", "")
    person = Person(name=entry["title"], sort_key=sort_key(entry["title"]))
    unit.session.add(person)
    unit.session.flush()
    place_id = place_named(unit.session, desk) if desk else None
    add_entry(unit, kind, {**entry, "person_id": person.id, "place_id": place_id})
