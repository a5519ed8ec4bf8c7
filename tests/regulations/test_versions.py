"""Versions never overlap, leave no hole, and do not depend on the order of entry."""

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kmdesk.regulations.operations import (
    LAST,
    Action,
    Conflict,
    Doubt,
    Operation,
    Place,
    ProvisionState,
)
from kmdesk.regulations.versions import Change, Outcome, apply, build

TEXTS = {
    "1": "มาตรา ๑ ต้น\nกลาง\nปลาย",
    "2": "มาตรา ๒ หน้าที่\n(๑) เปิด\n(๒) ปิด\n(ก) เบา\n(ข) ดัง\n(๓) ทำความสะอาด\nความท้าย",
    "3": "มาตรา ๓ ในกฎหมายนี้\n“ตู้” หมายความว่า ที่เก็บ\n“หิ้ง” หมายความว่า แผ่น",
    "4": "มาตรา ๔ สุดท้าย",
}


def base() -> list[ProvisionState]:
    head = ProvisionState("part:0", "heading", level=4, text="หมวด ๑ ทั่วไป")
    rest = [
        ProvisionState(f"provision:{number}", "provision", "มาตรา", number, text=text)
        for number, text in TEXTS.items()
    ]
    return [head, *rest, ProvisionState("part:9", "countersignature", text="ผู้รับสนอง")]


places = st.builds(
    Place,
    unit=st.just("มาตรา"),
    number=st.sampled_from(["1", "2", "3", "4", "1/1", "1/2", "2/1", "9"]),
    paragraph=st.sampled_from([0, 0, 0, 1, 2, 3, LAST]),
    items=st.sampled_from([(), (), (), ("1",), ("2",), ("2", "ก"), ("4",)]),
    term=st.sampled_from(["", "", "", "", "ตู้", "ชั้น"]),
)
words = st.sampled_from(["เปิด", "ปิด", "ต้น", "กลาง", "ไม่มี"])
operations = st.builds(
    Operation,
    action=st.sampled_from(list(Action)),
    place=places,
    text=st.sampled_from(["ความใหม่", "(๔) ข้อใหม่", "มาตรา ๑/๑ แทรก", "“ชั้น” หมายความว่า ไม้", "ก\nข"]),
    old=words,
    new=words,
    clause=st.sampled_from(["3", "4", "5"]),
)
days = st.sampled_from([f"20{year}-0{month}-15" for year in (10, 11, 12) for month in (1, 2)])
acts = st.sampled_from(["2009-01-01 2 ฉบับที่ ๒", "2010-01-01 3 ฉบับที่ ๓", "2011-01-01 4 ฉบับที่ ๔"])


@st.composite
def changes(draw: st.DrawFn) -> list[Change]:
    drawn = draw(st.lists(st.tuples(days, acts, operations), max_size=12))
    return [Change(key, day, act, op) for key, (day, act, op) in enumerate(drawn, 1)]


def plain(outcome: Outcome) -> object:
    """An outcome without the keys, which follow the order of entry."""
    versions = {
        anchor: [(v.valid_from, v.valid_to, v.text, v.ended) for v in found]
        for anchor, found in outcome.versions.items()
    }
    return versions, [part.anchor for part in outcome.parts]


@given(changes())
@settings(deadline=None, max_examples=150)
def test_versions_join_without_hole_or_overlap(entered: list[Change]) -> None:
    outcome = build(base(), entered)
    assert set(outcome.versions) == {part.anchor for part in outcome.parts}
    original = {part.anchor for part in base()}
    for part in outcome.parts:
        found = outcome.versions[part.anchor]
        assert (found[0].valid_from is None) == (part.anchor in original)
        assert found[-1].valid_to is None
        assert found[-1].text == part.text
        for one, two in pairwise(found):
            assert one.valid_to == two.valid_from
        for version in found:
            start, end = version.valid_from, version.valid_to
            assert start is None or end is None or start < end


@given(changes())
@settings(deadline=None, max_examples=150)
def test_exactly_one_version_stands_on_any_day(entered: list[Change]) -> None:
    outcome = build(base(), entered)
    for day in ("1900-01-01", "2010-01-14", "2010-01-15", "2011-02-15", "2012-12-31", "2900-01-01"):
        for found in outcome.versions.values():
            begun = (found[0].valid_from or "") <= day
            standing = [
                v for v in found if (v.valid_from or "") <= day < (v.valid_to or "9999-12-31")
            ]
            assert len(standing) == (1 if begun else 0)


@given(changes(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=150)
def test_the_order_of_entry_does_not_matter(entered: list[Change], rng: random.Random) -> None:
    shuffled = list(entered)
    rng.shuffle(shuffled)
    renamed = [
        Change(key, change.on, change.act, change.operation)
        for key, change in enumerate(shuffled, 100)
    ]
    one, two = build(base(), entered), build(base(), renamed)
    assert plain(one) == plain(two)
    by_key = {change.key: change for change in renamed}
    assert sorted(one.conflicts.values()) == sorted(two.conflicts.values())
    assert all(key in by_key for key in two.conflicts)


@given(changes())
@settings(deadline=None, max_examples=100)
def test_what_does_not_fit_changes_nothing(entered: list[Change]) -> None:
    outcome = build(base(), entered)
    fitting = [change for change in entered if change.key not in outcome.conflicts]
    assert plain(build(base(), fitting)) == plain(outcome)


def changed(operation: Operation) -> dict[str, str]:
    after, conflict = apply(base(), operation)
    assert conflict is None, conflict
    before = {part.anchor: part.text for part in base()}
    return {p.number: p.text for p in after if before.get(p.anchor) != p.text}


def at(number: str, paragraph: int = 0, items: tuple[str, ...] = (), term: str = "") -> Place:
    return Place("มาตรา", number, paragraph, items, term)


@pytest.mark.parametrize(
    ("operation", "number", "text"),
    [
        (Operation(Action.REPLACE, at("1", 1), "ใหม่"), "1", "มาตรา ๑ ใหม่\nกลาง\nปลาย"),
        (Operation(Action.REPLACE, at("1", LAST), "ใหม่"), "1", "มาตรา ๑ ต้น\nกลาง\nใหม่"),
        (Operation(Action.REPEAL, at("1", 1)), "1", "มาตรา ๑ กลาง\nปลาย"),
        (Operation(Action.INSERT, at("1", 2), "ใหม่"), "1", "มาตรา ๑ ต้น\nใหม่\nกลาง\nปลาย"),
        (Operation(Action.INSERT, at("1", 4), "ใหม่"), "1", "มาตรา ๑ ต้น\nกลาง\nปลาย\nใหม่"),
        (Operation(Action.REPEAL, at("4")), "4", "มาตรา ๔ (ยกเลิก)"),
        (Operation(Action.REPLACE, at("4"), "ใหม่"), "4", "มาตรา ๔ ใหม่"),
        (
            Operation(Action.REPLACE, at("2", items=("2",)), "(๒) ล็อก"), "2",
            "มาตรา ๒ หน้าที่\n(๑) เปิด\n(๒) ล็อก\n(๓) ทำความสะอาด\nความท้าย",
        ),
        (
            Operation(Action.REPLACE, at("2", items=("2", "ก")), "(ก) ช้า"), "2",
            "มาตรา ๒ หน้าที่\n(๑) เปิด\n(๒) ปิด\n(ก) ช้า\n(ข) ดัง\n(๓) ทำความสะอาด\nความท้าย",
        ),
        (
            Operation(Action.INSERT, at("2", items=("2/1",)), "(๒/๑) ล็อก"), "2",
            "มาตรา ๒ หน้าที่\n(๑) เปิด\n(๒) ปิด\n(ก) เบา\n(ข) ดัง\n(๒/๑) ล็อก\n(๓) ทำความสะอาด\nความท้าย",
        ),
        (
            Operation(Action.REPEAL, at("2", items=("1",))), "2",
            "มาตรา ๒ หน้าที่\n(๑) (ยกเลิก)\n(๒) ปิด\n(ก) เบา\n(ข) ดัง\n(๓) ทำความสะอาด\nความท้าย",
        ),
        (
            Operation(Action.INSERT, at("3", term="ชั้น"), "“ชั้น” หมายความว่า ไม้", after="ตู้"), "3",
            "มาตรา ๓ ในกฎหมายนี้\n“ตู้” หมายความว่า ที่เก็บ\n“ชั้น” หมายความว่า ไม้\n“หิ้ง” หมายความว่า แผ่น",
        ),
        (
            Operation(Action.REPEAL, at("3", term="ตู้")), "3",
            "มาตรา ๓ ในกฎหมายนี้\n“หิ้ง” หมายความว่า แผ่น",
        ),
        (Operation(Action.WORDS, at("1"), old="กลาง", new="ใน"), "1", "มาตรา ๑ ต้น\nใน\nปลาย"),
        (Operation(Action.INSERT, at("1/1"), "มาตรา ๑/๑ แทรก"), "1/1", "มาตรา ๑/๑ แทรก"),
    ],
)  # fmt: skip
def test_one_operation(operation: Operation, number: str, text: str) -> None:
    assert changed(operation) == {number: text}


@pytest.mark.parametrize(
    ("operation", "conflict"),
    [
        (Operation(Action.REPLACE, at("9"), "ใหม่"), Conflict.NO_PROVISION),
        (Operation(Action.REPLACE, at("1", 4), "ใหม่"), Conflict.NO_PARAGRAPH),
        (Operation(Action.INSERT, at("1", 5), "ใหม่"), Conflict.NO_PARAGRAPH),
        (Operation(Action.REPLACE, at("2", items=("9",)), "(๙) ใหม่"), Conflict.NO_ITEM),
        (Operation(Action.INSERT, at("2", items=("1",)), "(๑) ใหม่"), Conflict.EXISTS),
        (Operation(Action.INSERT, at("1"), "มาตรา ๑ ใหม่"), Conflict.EXISTS),
        (Operation(Action.INSERT, at("4"), "มาตรา ๔  สุดท้าย"), Conflict.SAME),
        (Operation(Action.REPLACE, at("4"), "สุดท้าย"), Conflict.SAME),
        (Operation(Action.REPLACE, at("3", term="ชั้น"), "“ชั้น” หมายความว่า ไม้"), Conflict.NO_TERM),
        (Operation(Action.WORDS, at("1"), old="ไม่มี", new="มี"), Conflict.NO_WORDS),
        (Operation(Action.REPLACE, at("1")), Conflict.NO_TEXT),
        (Operation(Action.REPLACE, Place(), "ก", doubt=Doubt.NOT_READ), Conflict.BY_HAND),
        (Operation(Action.REPEAL, Place(chapter="หมวด", number="7")), Conflict.NO_CHAPTER),
    ],
)
def test_a_conflict_is_named(operation: Operation, conflict: Conflict) -> None:
    after, found = apply(base(), operation)
    assert (found, after) == (conflict, base())


def test_two_laws_at_one_place_on_one_day_clash() -> None:
    one = Change(1, "2010-01-01", "ก", Operation(Action.REPLACE, at("1", 2), "ใหม่"))
    two = Change(2, "2010-01-01", "ข", Operation(Action.REPEAL, at("1")))
    other = Change(3, "2010-01-01", "ข", Operation(Action.REPLACE, at("4"), "ใหม่"))
    outcome = build(base(), [one, two, other])
    assert outcome.conflicts == {1: Conflict.CLASH, 2: Conflict.CLASH}
    later = Change(2, "2010-01-02", "ข", Operation(Action.REPEAL, at("1")))
    assert build(base(), [one, later, other]).conflicts == {}


def test_numbers_within_one_law_are_those_before_it() -> None:
    law = "ก"
    entered = [
        Change(1, "2010-01-01", law, Operation(Action.REPEAL, at("1", 2), clause="3")),
        Change(2, "2010-01-01", law, Operation(Action.REPLACE, at("1", 3), "จบ", clause="4")),
    ]
    outcome = build(base(), entered)
    assert outcome.versions["provision:1"][-1].text == "มาตรา ๑ ต้น\nจบ"


def test_a_repealed_provision_cannot_be_changed_but_be_put_in_anew() -> None:
    entered = [
        Change(1, "2010-01-01", "ก", Operation(Action.REPEAL, at("4"))),
        Change(2, "2011-01-01", "ข", Operation(Action.REPLACE, at("4"), "ใหม่")),
        Change(3, "2012-01-01", "ค", Operation(Action.INSERT, at("4"), "มาตรา ๔ คืน")),
    ]
    outcome = build(base(), entered)
    assert outcome.conflicts == {2: Conflict.ENDED}
    assert [v.text for v in outcome.versions["provision:4"]] == [
        "มาตรา ๔ สุดท้าย", "มาตรา ๔ (ยกเลิก)", "มาตรา ๔ คืน",
    ]  # fmt: skip


def test_a_new_chapter_stands_behind_the_one_before_it() -> None:
    parts = [
        ProvisionState("part:0", "heading", level=4, text="หมวด ๑ ทั่วไป"),
        ProvisionState("provision:1", "provision", "มาตรา", "1", text="มาตรา ๑ ก"),
        ProvisionState("part:1", "heading", level=4, text="หมวด ๒ อื่น"),
        ProvisionState("provision:2", "provision", "มาตรา", "2", text="มาตรา ๒ ข"),
    ]
    law = [
        Operation(Action.INSERT, at("1/2"), "มาตรา ๑/๒ ง", clause="3"),
        Operation(Action.INSERT, Place(chapter="หมวด", number="1/1"), "หมวด ๑/๑ แทรก", clause="3"),
        Operation(Action.INSERT, at("1/1"), "มาตรา ๑/๑ ค", clause="3"),
    ]
    outcome = build(parts, [Change(k, "2010-01-01", "ก", op) for k, op in enumerate(law)])
    assert outcome.conflicts == {}
    assert [part.text for part in outcome.parts] == [
        "หมวด ๑ ทั่วไป", "มาตรา ๑ ก", "หมวด ๑/๑ แทรก", "มาตรา ๑/๑ ค", "มาตรา ๑/๒ ง", "หมวด ๒ อื่น",
        "มาตรา ๒ ข",
    ]  # fmt: skip
    ended = [
        *(Change(k, "2010-01-01", "ก", op) for k, op in enumerate(law)),
        Change(9, "2011-01-01", "ข", Operation(Action.REPEAL, Place(chapter="หมวด", number="1/1"))),
    ]
    after = build(parts, ended)
    assert [part.text for part in after.parts if part.ended] == [
        "หมวด ๑/๑ (ยกเลิก)", "มาตรา ๑/๑ (ยกเลิก)", "มาตรา ๑/๒ (ยกเลิก)",
    ]  # fmt: skip
