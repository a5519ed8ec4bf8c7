"""One rule for two people at one item, whatever it is: together, or asked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.records import Actor, Duty, Library
from kmdesk.records.edit import EditConflict, FieldConflict, concat_unique, merge_edits, three_way

OTHER = Actor("ธุรการสอง", Duty.CLERK)
FIELDS = ("title", "issuer", "number", "dated", "status")


@pytest.fixture
def item(library: Library, clerk: Actor) -> int:
    with library.writing(clerk, "x") as unit:
        found = unit.add(kind="document", title="เดิม", issuer="", number="๑", status="received").id
        unit.commit()
    return found


def _values(library: Library, item: int) -> dict[str, object]:
    with library.reading(OTHER) as reading:
        record = reading.record(item)
        return {name: getattr(record, name) for name in FIELDS}


def _save(
    library: Library, actor: Actor, item: int, opened: dict[str, object], **typed: object
) -> None:
    """What every room does: merge, then write."""
    with library.writing(actor, "x") as unit:
        record = unit.record(item)
        present = {name: getattr(record, name) for name in FIELDS}
        for name, value in merge_edits(unit, item, opened, present, {**opened, **typed}).items():
            setattr(record, name, value)
        unit.commit()


def test_a_whole_form_changes_only_what_was_typed_in_it(
    library: Library, clerk: Actor, item: int
) -> None:
    opened = _values(library, item)
    _save(library, OTHER, item, opened, issuer="กรม", dated="2025-01-02")
    _save(library, clerk, item, opened, title="ใหม่")
    assert _values(library, item) == {
        **opened, "title": "ใหม่", "issuer": "กรม", "dated": "2025-01-02",
    }  # fmt: skip


def test_all_fields_both_changed_are_named_at_once_and_nothing_is_stored(
    library: Library, clerk: Actor, item: int
) -> None:
    opened = _values(library, item)
    _save(library, OTHER, item, opened, title="ของเขา", issuer="กรม", number="๒", status="filed")
    stored = _values(library, item)
    with pytest.raises(EditConflict, match="ธุรการสอง") as asked:
        _save(library, clerk, item, opened, title="ของฉัน", issuer="ฉัน", number="๒")
    assert asked.value.clashes == (
        FieldConflict("title", "ของเขา", "ของฉัน"),
        FieldConflict("issuer", "กรม", "ฉัน"),
    )
    assert _values(library, item) == stored
    seen = {**opened, **{clash.field: clash.theirs for clash in asked.value.clashes}}
    _save(library, clerk, item, seen, title="ของฉัน", issuer="กรม", number="๒")
    assert _values(library, item) == {**stored, "title": "ของฉัน"}


def test_what_is_changed_a_third_time_is_asked_again(
    library: Library, clerk: Actor, item: int
) -> None:
    opened = _values(library, item)
    for theirs in ("หนึ่ง", "สอง"):
        _save(library, OTHER, item, _values(library, item), title=theirs)
        with pytest.raises(EditConflict) as asked:
            _save(library, clerk, item, opened, title="ของฉัน")
        opened["title"] = asked.value.clashes[0].theirs
    _save(library, clerk, item, opened, title="ของฉัน")
    assert _values(library, item)["title"] == "ของฉัน"


EMPTY = st.sampled_from([None, "", False, " "])


@given(EMPTY, EMPTY, EMPTY, st.sampled_from([0, 0.0, "0", "ก", True]))
def test_an_empty_field_is_empty_however_its_editor_says_so_and_naught_is_not(
    one: object, two: object, three: object, full: object
) -> None:
    assert three_way({"a": one}, {"a": two}, {"a": three}) == ({"a": three}, [])
    assert three_way({"a": one}, {"a": full}, {"a": two}) == ({"a": full}, [])
    clash = FieldConflict("a", one, full, 3)
    assert three_way({"a": "เดิม"}, {"a": one}, {"a": full}, 3) == ({"a": full}, [clash])


VALUES = st.sampled_from(["ก", "ข", "ค"])


@given(VALUES, VALUES, VALUES)
def test_nobodys_change_is_lost_unasked(before: str, theirs: str, mine: str) -> None:
    values, clashes = three_way({"a": before}, {"a": theirs}, {"a": mine})
    if clashes:
        assert len({before, theirs, mine}) == 3
    else:
        assert values["a"] == (theirs if mine == before else mine)


def test_what_the_form_or_the_item_does_not_know_is_taken_as_typed() -> None:
    assert three_way({}, {"a": "ก"}, {"a": "ข"}) == ({"a": "ข"}, [])
    assert three_way({"a": "ก"}, {}, {"a": "ข"}) == ({"a": "ข"}, [])


@given(st.text(alphabet="กข \n", max_size=12), st.text(alphabet="กข \n", max_size=12))
def test_put_together_nothing_of_either_text_is_missing(mine: str, theirs: str) -> None:
    whole = concat_unique(mine, theirs)
    assert mine.strip() in whole
    assert theirs.strip() in whole
