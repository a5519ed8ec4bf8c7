"""Laws carried through amendments in a real library: propose, confirm, as at a day, undo."""

import pytest

from kmdesk.records import Actor, Library
from kmdesk.records.model import Record
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.amendments import (
    add_amendment,
    change_amendment,
    confirm,
    propose,
    take_back,
)
from kmdesk.regulations.edits import add_card, change_card, change_law
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.model import RegulationError, Wording
from tests.feed import history_of

TITLE = "พระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐"
BASE = (
    "พระราชบัญญัติ\nตู้หนังสือ\nพ.ศ. ๒๖๐๐\n\n"
    "มาตรา ๑ พระราชบัญญัตินี้เรียกว่า “พระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐”\n\n"
    "มาตรา ๒ พระราชบัญญัตินี้ให้ใช้บังคับตั้งแต่วันถัดจากวันประกาศในราชกิจจานุเบกษาเป็นต้นไป\n\n"
    "หมวด ๑\nการจัดเก็บ\n\n"
    "มาตรา ๓ ตู้ต้องมีสามชั้น\nชั้นต้องแข็งแรง\n\n"
    "มาตรา ๔ เจ้าหน้าที่มีหน้าที่ดังนี้\n(๑) เปิดตู้\n(๒) ปิดตู้\n\n"
    "มาตรา ๕ ผู้ใดทำตู้หายต้องซื้อใหม่\n"
)
SECOND = (
    "พระราชบัญญัติ\nตู้หนังสือ (ฉบับที่ ๒)\nพ.ศ. ๒๖๐๒\n\n"
    "มาตรา ๑ พระราชบัญญัตินี้เรียกว่า “พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๖๐๒”\n\n"
    "มาตรา ๒ พระราชบัญญัตินี้ให้ใช้บังคับเมื่อพ้นกำหนดสามสิบวันนับแต่วันประกาศ"
    "ในราชกิจจานุเบกษาเป็นต้นไป\n\n"
    f"มาตรา ๓ ให้ยกเลิกความในวรรคสองของมาตรา ๓ แห่ง{TITLE} และให้ใช้ความต่อไปนี้แทน\n"
    "“ชั้นต้องแข็งแรงและกันปลวก”\n\n"
    f"มาตรา ๔ ให้เพิ่มความต่อไปนี้เป็นมาตรา ๔/๑ แห่ง{TITLE}\n“มาตรา ๔/๑ ตู้ต้องมีกุญแจ”\n\n"
    f"มาตรา ๕ ให้ยกเลิกมาตรา ๕ แห่ง{TITLE}\n\n"
    "มาตรา ๖ ให้บรรณารักษ์รักษาการตามพระราชบัญญัตินี้\n"
)
THIRD = (
    "พระราชบัญญัติ\nตู้หนังสือ (ฉบับที่ ๓)\nพ.ศ. ๒๖๐๕\n\n"
    "มาตรา ๑ พระราชบัญญัตินี้เรียกว่า “พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๓) พ.ศ. ๒๖๐๕”\n\n"
    "มาตรา ๒ พระราชบัญญัตินี้ให้ใช้บังคับตั้งแต่วันที่ ๑ มกราคม พ.ศ. ๒๖๐๖ เป็นต้นไป\n\n"
    f"มาตรา ๓ ให้ยกเลิกความในมาตรา ๔/๑ แห่ง{TITLE} ซึ่งแก้ไขเพิ่มเติมโดย"
    "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๖๐๒ และให้ใช้ความต่อไปนี้แทน\n"
    "“มาตรา ๔/๑ ตู้ต้องมีกุญแจสองดอก”\n"
)


def add(library: Library, clerk: Actor, title: str, text: str, **values: object) -> int:
    with library.writing(clerk, "add") as unit:
        record = import_law(unit, title, text, "พระราชบัญญัติ", None)
        if values:
            change_law(unit, record.id, values)
        unit.commit()
        return record.id


@pytest.fixture
def laws(library: Library, clerk: Actor) -> tuple[int, int, int]:
    """The base act, its second and its third."""
    return (
        add(library, clerk, TITLE, BASE),
        add(
            library, clerk, "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๖๐๒", SECOND,
            gazetted_on="2059-03-01",
        ),
        add(
            library, clerk, "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๓) พ.ศ. ๒๖๐๕", THIRD,
            gazetted_on="2062-05-01",
        ),
    )  # fmt: skip


def carry(library: Library, clerk: Actor, base: int, act: int) -> dict[int, str]:
    with library.writing(clerk, "carry") as unit:
        propose(unit, base, act)
        rows = version_store.amendment_rows(unit.session, base, act)
        conflicts = confirm(unit, [row.id for row in rows])
        unit.commit()
        return conflicts


def texts(library: Library, clerk: Actor, law: int, day: str) -> dict[str, str]:
    with library.reading(clerk) as reading:
        return {row.number: row.text for row in queries.provisions(reading.session, law, day)}


def test_proposals_say_place_day_and_source(
    library: Library, clerk: Actor, laws: tuple[int, int, int]
) -> None:
    base, second, _ = laws
    with library.writing(clerk, "read") as unit:
        told = propose(unit, base, second)
        unit.commit()
    assert (told.found, told.others) == (3, 0)
    with library.reading(clerk) as reading:
        rows = version_store.amendments(reading.session, base)
        assert [(row.clause, row.action, row.place.label) for row in rows] == [
            ("3", "replace", "มาตรา ๓ วรรคสอง"),
            ("4", "insert", "มาตรา ๔/๑"),
            ("5", "repeal", "มาตรา ๕"),
        ]
        assert {row.effective_on for row in rows} == {"2059-03-31"}
        assert "สามสิบวัน" in rows[0].effective_source
        assert version_store.unapplied(reading, base) == [
            "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๖๐๒",
            "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๓) พ.ศ. ๒๖๐๕",
        ]
    assert texts(library, clerk, base, "2070-01-01")["5"] == "มาตรา ๕ ผู้ใดทำตู้หายต้องซื้อใหม่"


def test_the_law_as_it_stood_on_any_day(
    library: Library, clerk: Actor, laws: tuple[int, int, int]
) -> None:
    base, second, third = laws
    assert carry(library, clerk, base, second) == {}
    assert carry(library, clerk, base, third) == {}
    before = texts(library, clerk, base, "2059-03-30")
    assert before["3"] == "มาตรา ๓ ตู้ต้องมีสามชั้น\nชั้นต้องแข็งแรง"
    assert "4/1" not in before
    between = texts(library, clerk, base, "2059-03-31")
    assert between["3"] == "มาตรา ๓ ตู้ต้องมีสามชั้น\nชั้นต้องแข็งแรงและกันปลวก"
    assert between["4/1"] == "มาตรา ๔/๑ ตู้ต้องมีกุญแจ"
    assert between["5"] == "มาตรา ๕ (ยกเลิก)"
    assert list(between) == ["1", "2", "3", "4", "4/1", "5"]
    assert texts(library, clerk, base, "2063-01-01")["4/1"] == "มาตรา ๔/๑ ตู้ต้องมีกุญแจสองดอก"
    with library.reading(clerk) as reading:
        days = version_store.change_days(reading.session, base)
        assert [(day.day, day.parts) for day in days] == [("2059-03-31", 3), ("2063-01-01", 1)]
        found = version_store.versions_of(reading.session, base, "provision:4/1")
        assert [(row.valid_from, row.valid_to) for row in found] == [
            ("2059-03-31", "2063-01-01"),
            ("2063-01-01", None),
        ]
        assert found[1].acts == (("พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๓) พ.ศ. ๒๖๐๕", "3"),)
        assert version_store.unapplied(reading, base) == []
        row = queries.part_at(reading.session, base, "provision:3")
        assert row is not None and "กันปลวก" not in row.text  # today is before that day


def test_the_order_of_entry_does_not_matter(
    library: Library, clerk: Actor, laws: tuple[int, int, int]
) -> None:
    base, second, third = laws
    conflicts = carry(library, clerk, base, third)
    assert list(conflicts.values()) == ["no_provision"]  # what it changes is not there yet
    with library.reading(clerk) as reading:
        assert len(version_store.unapplied(reading, base)) == 2
    assert carry(library, clerk, base, second) == {}
    assert texts(library, clerk, base, "2063-01-01")["4/1"] == "มาตรา ๔/๑ ตู้ต้องมีกุญแจสองดอก"
    with library.reading(clerk) as reading:
        assert version_store.unapplied(reading, base) == []


def test_undo_and_taking_back_leave_the_first_text(
    library: Library, clerk: Actor, laws: tuple[int, int, int]
) -> None:
    base, second, third = laws
    first = texts(library, clerk, base, "2070-01-01")
    carry(library, clerk, base, second)
    with library.reading(clerk) as reading:
        unit_id = history_of(library, clerk, base)[0].unit
    library.undo(clerk, unit_id)
    assert texts(library, clerk, base, "2070-01-01") == first
    with library.reading(clerk) as reading:
        assert version_store.amendments(reading.session, base) == []
    carry(library, clerk, base, second)
    carry(library, clerk, base, third)
    with library.writing(clerk, "back") as unit:
        rows = version_store.amendment_rows(unit.session, base, second)
        conflicts = take_back(unit, [row.id for row in rows])
        unit.commit()
    assert list(conflicts.values()) == ["no_provision"]
    assert texts(library, clerk, base, "2070-01-01") == first


def test_a_correction_is_applied_at_once(
    library: Library, clerk: Actor, laws: tuple[int, int, int]
) -> None:
    base, second, _ = laws
    carry(library, clerk, base, second)
    with library.writing(clerk, "correct") as unit:
        row = version_store.amendment_rows(unit.session, base)[0]
        change_amendment(
            unit, row.id, {"paragraph": "1", "text": "ตู้ต้องมีสี่ชั้น", "effective_on": "1/1/2603"}
        )
        with pytest.raises(RegulationError):
            change_amendment(unit, row.id, {"paragraph": "ก"})
        with pytest.raises(RegulationError):
            change_amendment(unit, row.id, {"effective_on": "32/13/2603"})
        with pytest.raises(RegulationError):
            change_amendment(unit, row.id, {"action": "ย้าย"})
        unit.commit()
    assert texts(library, clerk, base, "2060-01-01")["3"] == "มาตรา ๓ ตู้ต้องมีสี่ชั้น\nชั้นต้องแข็งแรง"
    assert texts(library, clerk, base, "2059-12-31")["3"] == "มาตรา ๓ ตู้ต้องมีสามชั้น\nชั้นต้องแข็งแรง"


def test_a_day_is_needed_and_an_older_amendment_is_flagged(
    library: Library, clerk: Actor, laws: tuple[int, int, int]
) -> None:
    base, second, _ = laws
    with library.writing(clerk, "by hand") as unit:
        key = add_amendment(
            unit,
            base,
            {"action": "words", "number": "๓", "old_words": "สาม", "new_words": "ห้า"},
            second,
        )
        with pytest.raises(RegulationError):
            confirm(unit, [key])
        with pytest.raises(RegulationError):
            add_amendment(unit, base, {"action": "repeal"})
        change_law(unit, base, {"text_as_of": "2059-12-31"})
        change_amendment(unit, key, {"effective_on": "2059-06-01"})
        assert confirm(unit, [key]) == {key: "included"}
        change_amendment(unit, key, {"effective_on": "2060-06-01"})
        unit.commit()
    assert texts(library, clerk, base, "2060-06-01")["3"].startswith("มาตรา ๓ ตู้ต้องมีห้าชั้น")


def test_cards_on_changed_provisions_are_flagged(
    library: Library, clerk: Actor, laws: tuple[int, int, int]
) -> None:
    base, second, _ = laws
    with library.writing(clerk, "cards") as unit:
        ids = [
            add_card(unit, f"ถาม {number}", "ตอบ", [(base, f"provision:{number}")]).id
            for number in ("3", "4")
        ]
        for key in ids:
            change_card(
                unit, key, {"status": "current", "checked_by": "ก.", "checked_on": "2025-01-01"}
            )
        unit.commit()
    carry(library, clerk, base, second)
    with library.reading(clerk) as reading:
        said = [reading.session.get_one(Record, key).status for key in ids]
    assert said == ["review", "current"]


def test_a_law_that_amends_nothing_here_is_refused(
    library: Library, clerk: Actor, laws: tuple[int, int, int]
) -> None:
    base, second, _ = laws
    other = add(library, clerk, "พระราชบัญญัติอื่น พ.ศ. ๒๖๐๐", BASE)
    with library.writing(clerk, "read") as unit:
        for target, act in ((base, base), (other, second), (base, other)):
            with pytest.raises(RegulationError):
                propose(unit, target, act)
    with library.reading(clerk) as reading:
        found = version_store.amended_by(reading, second)
        assert [law.record_id for law in found] == [base]
        assert reading.session.query(Wording).filter(Wording.made_by != "").count() == 0
