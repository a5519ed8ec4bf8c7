"""Cooperatives, resource persons and staff; consent decides what leaves the directory."""

import pytest

from kmdesk.directory import entries
from kmdesk.directory.kind import (
    KINDS,
    CooperativeKind,
    ResourcePersonKind,
    add_entry,
    change_entry,
    set_year,
)
from kmdesk.i18n import tr
from kmdesk.records import WALK_UP, Actor, Library
from kmdesk.records.edit import EditConflict, FieldConflict
from kmdesk.records.fields import InvalidValue


def _add(library: Library, clerk: Actor, kind: str, **values: object) -> int:
    with library.writing(clerk, "Add to the directory") as unit:
        record = add_entry(unit, kind, {"title": "รายการตัวอย่าง", **values})
        unit.commit()
        return record.id


def _person_fields(library: Library, record_id: int) -> dict[str, str]:
    with library.reading(WALK_UP) as reading:
        return dict(ResourcePersonKind().facts(reading.session, record_id))


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
            entries.select(entries.Record.id).where(entries.below_standard())
        ).all()
    assert found == [worse]


def test_a_year_is_changed_not_doubled(library: Library, clerk: Actor) -> None:
    record_id = _add(library, clerk, "cooperative")
    with library.writing(clerk, "Set the year's result") as unit:
        set_year(unit, record_id, 2568, members=10)
        set_year(unit, record_id, 2568, members=12, standard="passed")
        unit.commit()
    with library.reading(WALK_UP) as reading:
        (year,) = entries.years(reading.session, record_id)
        fields = CooperativeKind().facts(reading.session, record_id)
    assert (year.members, year.standard) == (12, "passed")
    assert any("12" in value for label, value in fields if label == "Result of the year")


@pytest.mark.parametrize("year", [2026, 2399, 2701])
def test_years_outside_the_buddhist_range_are_refused(
    library: Library, clerk: Actor, year: int
) -> None:
    record_id = _add(library, clerk, "cooperative")
    with library.writing(clerk, "Set the year's result") as unit, pytest.raises(InvalidValue):
        set_year(unit, record_id, year)


def test_a_name_is_needed(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "Add to the directory") as unit, pytest.raises(InvalidValue):
        add_entry(unit, "staff", {"title": " "})


def test_a_desk_is_not_where_a_person_s_paper_lies() -> None:
    words = {kind.code: tr(getattr(kind, "place_words", ""), place="โต๊ะ ๑") for kind in KINDS}
    assert words["staff"] == "นั่งที่ โต๊ะ ๑"
    assert words["cooperative"] == "ต้นฉบับอยู่ที่ โต๊ะ ๑"


WRONG = [
    ("cooperative", {"year_end": "สิ้นปี"}, "year_end"),
    ("cooperative", {"board_from": "2025-05-01", "board_until": "2025-04-30"}, "board_until"),
    ("cooperative", {"dated": "2025-05-01", "dissolved_on": "2025-04-30"}, "dissolved_on"),
    ("cooperative", {"meeting_on": "2700-01-01"}, "meeting_on"),
    ("cooperative", {"loan_limit": -1.0}, "loan_limit"),
    ("staff", {"title": "  "}, "title"),
]


@pytest.mark.parametrize(("kind", "values", "field"), WRONG)
def test_wrong_values_are_said_at_their_field(
    library: Library, clerk: Actor, kind: str, values: dict[str, object], field: str
) -> None:
    record_id = _add(library, clerk, kind)
    with library.writing(clerk, "x") as unit:
        with pytest.raises(InvalidValue) as added:
            add_entry(unit, kind, {"title": "ก", **values})
        assert added.value.field == field
        with pytest.raises(InvalidValue) as changed:
            change_entry(unit, record_id, values)
        assert changed.value.field == field


def test_what_somebody_else_changed_is_kept_or_asked_about(library: Library, clerk: Actor) -> None:
    seen = {"title": "รายการตัวอย่าง", "district": "เหนือ", "officer": ""}
    record_id = _add(library, clerk, "cooperative", district="เหนือ")
    with library.writing(clerk, "x") as unit:
        change_entry(unit, record_id, {"district": "ใต้"})
        change_entry(unit, record_id, {**seen, "officer": "นาย ก"}, seen)
        row = entries.detail(unit.session, "cooperative", record_id)
        assert (getattr(row, "district", ""), getattr(row, "officer", "")) == ("ใต้", "นาย ก")
        with pytest.raises(EditConflict) as caught:
            change_entry(unit, record_id, {"district": "กลาง"}, seen)
        assert caught.value.clashes == (FieldConflict("district", "ใต้", "กลาง"),)


def test_counts_for_the_plan_are_those_of_the_directory(library: Library, clerk: Actor) -> None:
    groups = [_add(library, clerk, "cooperative", form="farmer_group") for _ in range(3)]
    other = _add(library, clerk, "cooperative")
    _add(library, clerk, "resource_person")
    with library.writing(clerk, "x") as unit:
        for record_id in (groups[0], groups[1], other):
            set_year(unit, record_id, 2568, standard="failed")
        set_year(unit, groups[2], 2568, standard="passed")
        unit.commit()
    found: dict[str, float] = {}
    with library.reading(clerk) as reading:
        for kind in KINDS:
            counts = kind.measures(reading.session)
            assert set(counts) == set(kind.measured)
            found.update(counts)
    assert found == {
        "cooperatives": 4,
        "below_standard": 3,
        "farmer_groups_below": 2,
        "resource_persons": 1,
    }
