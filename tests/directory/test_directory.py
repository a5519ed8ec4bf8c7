"""Cooperatives, resource persons and staff; consent decides what leaves the directory."""

import pytest

from kmdesk.directory import queries
from kmdesk.directory.edit import DirectoryError, add_entry, change_entry, set_year
from kmdesk.directory.kind import KINDS, CooperativeKind, ResourcePersonKind
from kmdesk.i18n import tr
from kmdesk.records import WALK_UP, Actor, Library


def _add(library: Library, clerk: Actor, kind: str, **values: object) -> int:
    with library.writing(clerk, "Add to the directory") as unit:
        record = add_entry(unit, kind, {"title": "รายการตัวอย่าง", **values})
        unit.commit()
        return record.id


def _person_fields(library: Library, record_id: int) -> dict[str, str]:
    with library.reading(WALK_UP) as reading:
        return dict(ResourcePersonKind().fields(reading.session, record_id))


def test_without_consent_no_telephone_or_address(library: Library, clerk: Actor) -> None:
    record_id = _add(library, clerk, "resource_person", phone="0-0000-0101", address="บ้านตัวอย่าง")
    assert not {"Telephone", "Address"} & set(_person_fields(library, record_id))
    with library.writing(clerk, "Edit the directory") as unit:
        change_entry(unit, record_id, {"consent": True})
        unit.commit()
    assert _person_fields(library, record_id)["Telephone"] == "0-0000-0101"


def test_below_standard_looks_at_the_latest_rated_year(library: Library, clerk: Actor) -> None:
    better = _add(library, clerk, "cooperative")
    worse = _add(library, clerk, "cooperative")
    with library.writing(clerk, "Set the year's result") as unit:
        for record_id, first, second in ((better, "failed", "passed"), (worse, "passed", "failed")):
            set_year(unit, record_id, 2567, standard=first)
            set_year(unit, record_id, 2568, standard=second)
            set_year(unit, record_id, 2569, standard="not_rated")
        unit.commit()
    with library.reading(WALK_UP) as reading:
        found = reading.session.scalars(
            queries.select(queries.Record.id).where(queries.below_standard())
        ).all()
    assert found == [worse]


def test_a_year_is_changed_not_doubled(library: Library, clerk: Actor) -> None:
    record_id = _add(library, clerk, "cooperative")
    with library.writing(clerk, "Set the year's result") as unit:
        set_year(unit, record_id, 2568, members=10)
        set_year(unit, record_id, 2568, members=12, standard="passed")
        unit.commit()
    with library.reading(WALK_UP) as reading:
        (year,) = queries.years(reading.session, record_id)
        fields = CooperativeKind().fields(reading.session, record_id)
    assert (year.members, year.standard) == (12, "passed")
    assert any("12" in value for label, value in fields if label == "Result of the year")


@pytest.mark.parametrize("year", [2026, 2399, 2701])
def test_years_outside_the_buddhist_range_are_refused(
    library: Library, clerk: Actor, year: int
) -> None:
    record_id = _add(library, clerk, "cooperative")
    with library.writing(clerk, "Set the year's result") as unit, pytest.raises(DirectoryError):
        set_year(unit, record_id, year)


def test_a_name_is_needed(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "Add to the directory") as unit, pytest.raises(DirectoryError):
        add_entry(unit, "staff", {"title": " "})


def test_a_desk_is_not_where_a_person_s_paper_lies() -> None:
    words = {kind.code: tr(getattr(kind, "place_words", ""), place="โต๊ะ ๑") for kind in KINDS}
    assert words["staff"] == "นั่งที่ โต๊ะ ๑"
    assert words["cooperative"] == "ต้นฉบับอยู่ที่ โต๊ะ ๑"
