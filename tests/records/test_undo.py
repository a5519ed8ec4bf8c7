"""Undo and redo step by step, as one session sees them, on a real library."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from kmdesk.records import WALK_UP, Actor, Duty, Library, PassageText, RecordError
from kmdesk.records.model import Attachment, Passage, Place, Record, RecordTag, Tag
from kmdesk.records.unit import new_batch
from kmdesk.store.files import remove_strays

Retitle = Callable[[str], str]


@pytest.fixture
def record_id(library: Library, clerk: Actor) -> int:
    with library.writing(clerk, "Add documents") as unit:
        record = unit.add(kind="document", title="ก")
        unit.commit()
        return record.id


@pytest.fixture
def since(library: Library, record_id: int) -> int:
    return library.feed_end()


@pytest.fixture
def retitle(library: Library, clerk: Actor, record_id: int) -> Retitle:
    def change(title: str) -> str:
        with library.writing(clerk, f"Retitle {title}") as unit:
            unit.retitle(unit.record(record_id), title)
            unit.commit()
            return unit.id

    return change


def _title(library: Library, record_id: int) -> str:
    with library.reading(WALK_UP) as reading:
        return reading.record(record_id).title


def test_back_and_forth_through_several_acts(library, clerk, record_id, since, retitle) -> None:
    for title in "ขคง":
        retitle(title)
    seen = []
    for _ in range(3):
        seen.append(library.undo_last(clerk, since))
    assert seen == ["Retitle ง", "Retitle ค", "Retitle ข"]
    assert _title(library, record_id) == "ก"
    with pytest.raises(RecordError):
        library.undo_last(clerk, since)
    assert [library.redo_last(clerk, since) for _ in range(2)] == ["Retitle ข", "Retitle ค"]
    assert _title(library, record_id) == "ค"
    library.undo_last(clerk, since)
    library.redo_last(clerk, since)
    library.redo_last(clerk, since)
    assert _title(library, record_id) == "ง"
    with pytest.raises(RecordError):
        library.redo_last(clerk, since)


def test_a_new_act_empties_what_can_be_redone(library, clerk, record_id, since, retitle) -> None:
    retitle("ข")
    library.undo_last(clerk, since)
    retitle("ค")
    with pytest.raises(RecordError):
        library.redo_last(clerk, since)
    assert _title(library, record_id) == "ค"


def test_only_this_session_and_only_ones_own(library, clerk, record_id, since, retitle) -> None:
    retitle("ข")
    other = Actor("another", clerk.duty)
    with pytest.raises(RecordError):
        library.undo_last(other, since)
    with pytest.raises(RecordError):
        library.undo_last(clerk, library.feed_end())
    assert _title(library, record_id) == "ข"


def test_what_somebody_else_changed_since_is_not_undone(
    library, clerk, record_id, since, retitle
) -> None:
    retitle("ข")
    with library.writing(Actor("another", clerk.duty), "Retitle") as unit:
        unit.retitle(unit.record(record_id), "ค")
        unit.commit()
    with pytest.raises(RecordError, match="เลิกทำไม่ได้"):
        library.undo_last(clerk, since)
    assert _title(library, record_id) == "ค"


def test_a_step_undone_in_the_history_leaves_the_stack(
    library, clerk, record_id, since, retitle
) -> None:
    library.undo(clerk, retitle("ข"))
    assert library.redo_last(clerk, since) == "Retitle ข"
    assert _title(library, record_id) == "ข"


def _add_batch(library: Library, clerk: Actor, count: int) -> list[int]:
    batch, ids = new_batch(), []
    for number in range(count):
        with library.writing(clerk, "Add documents", batch) as unit:
            record = unit.add(kind="document", title=f"ไฟล์ {number}")
            file = unit.attach(record, f"เนื้อ {number}".encode(), f"{number}.txt", "text/plain")
            unit.passages(record, [PassageText("page:1", "1", f"สหกรณ์ {number}")], file)
            unit.tag(record, "ใหม่")
            unit.commit()
            ids.append(record.id)
    return ids


def _counts(library: Library, clerk: Actor) -> list[int]:
    with library.reading(clerk) as reading:
        tables = (Record, Attachment, Passage, RecordTag, Tag)
        return [reading.session.query(table).count() for table in tables]


def test_a_batch_is_one_step_and_comes_back_with_its_texts(library, clerk, since) -> None:
    before = _counts(library, clerk)
    ids = _add_batch(library, clerk, 4)
    after = _counts(library, clerk)
    library.undo_last(clerk, since)
    assert _counts(library, clerk) == before
    library.redo_last(clerk, since)
    assert _counts(library, clerk) == after
    with library.reading(clerk) as reading:
        texts = reading.session.query(Passage).order_by(Passage.record_id).all()
        assert [text.text for text in texts] == [f"สหกรณ์ {n}" for n in range(4)]
        assert all(text.attachment_id for text in texts)
    assert ids == [text.record_id for text in texts]
    library.undo_last(clerk, since)
    assert _counts(library, clerk) == before


def test_a_batch_of_which_one_record_moved_on_stays_whole(library, clerk, since) -> None:
    ids = _add_batch(library, clerk, 3)
    with library.writing(Actor("another", clerk.duty), "Retitle") as unit:
        unit.retitle(unit.record(ids[1]), "เปลี่ยน")
        unit.commit()
    after = _counts(library, clerk)
    with pytest.raises(RecordError):
        library.undo_last(clerk, since)
    assert _counts(library, clerk) == after


def test_files_of_an_undone_addition_go_at_the_next_start(library, clerk, since) -> None:
    _add_batch(library, clerk, 2)
    library.undo_last(clerk, since)
    assert remove_strays(library.root) == 0  # another process starts: a redo must still find them
    assert len(list(library.files.hashes())) == 2
    assert remove_strays(library.root, undone=True) == 2
    assert [path for path in library.files.root.rglob("*") if path.is_file()] == []
    before = _counts(library, clerk)
    with pytest.raises(RecordError, match="ไม่ได้เก็บไฟล์"):
        library.redo_last(clerk, since)
    assert _counts(library, clerk) == before


def test_an_addition_others_point_at_is_not_undone(library, clerk, record_id, since) -> None:
    (added,) = _add_batch(library, clerk, 1)
    with library.writing(Actor("another", clerk.duty), "Link") as unit:
        unit.link(record_id, added, "cites")
        unit.commit()
    with pytest.raises(RecordError):
        library.undo_last(clerk, since)
    assert _title(library, added) == "ไฟล์ 0"


def test_a_place_that_was_filled_since_is_not_undone(library, clerk, record_id, since) -> None:
    with library.writing(clerk, "Places") as unit:
        place = Place(kind="shelf", name="ชั้น ๑")
        unit.session.add(place)
        unit.session.flush()
        place_id = place.id
        unit.commit()
    with library.writing(Actor("another", clerk.duty), "Move") as unit:
        unit.record(record_id).place_id = place_id
        unit.commit()
    with pytest.raises(RecordError):
        library.undo_last(clerk, since)
    with library.reading(clerk) as reading:
        assert reading.session.get(Place, place_id) is not None


def test_a_new_sign_in_does_not_stand_in_the_way(library, record_id, since) -> None:
    from kmdesk.people.accounts import add_account

    chief = Actor("chief", Duty.ADMINISTRATOR)
    with library.writing(chief, "Retitle") as unit:
        unit.retitle(unit.record(record_id), "ข")
        unit.commit()
    add_account(library, chief, "ใหม่", "รหัสลับ๑", Duty.CLERK)
    assert library.undo_last(chief, since) == "Retitle"
    assert _title(library, record_id) == "ก"


def test_a_batch_goes_in_one_stroke_but_keeps_the_word_another_uses(library, clerk, since) -> None:
    batch = new_batch()
    for number in range(3):
        with library.writing(clerk, "Add documents", batch) as unit:
            record = unit.add(kind="document", title=f"ฉบับที่ {number}")
            unit.tag(record, "ใช้ร่วมกัน")
            unit.passages(record, [PassageText("text:1", "", f"ข้อความ {number}")])
            unit.commit()
    other = Actor("another", clerk.duty)
    with library.writing(other, "Add documents") as unit:
        unit.tag(unit.add(kind="document", title="ของอีกคน"), "ใช้ร่วมกัน")
        unit.commit()
    library.undo_last(clerk, since)
    with library.reading(WALK_UP) as reading:
        session = reading.session
        titles = set(session.scalars(select(Record.title)))
        assert {"ก", "ของอีกคน"} == titles
        assert session.scalars(select(Tag.name)).all() == ["ใช้ร่วมกัน"]
        assert session.scalars(select(Passage.text)).all() == []
    library.redo_last(clerk, since)
    with library.reading(WALK_UP) as reading:
        session = reading.session
        assert len(session.scalars(select(RecordTag.id)).all()) == 4
        assert sorted(session.scalars(select(Passage.text))) == [f"ข้อความ {n}" for n in range(3)]


def test_one_changed_paper_keeps_the_whole_batch(library, clerk, since) -> None:
    batch, ids = new_batch(), []
    for number in range(3):
        with library.writing(clerk, "Add documents", batch) as unit:
            ids.append(unit.add(kind="document", title=f"ฉบับที่ {number}").id)
            unit.commit()
    other = Actor("another", clerk.duty)
    with library.writing(other, "Retitle") as unit:
        unit.retitle(unit.record(ids[1]), "แก้แล้ว")
        unit.commit()
    with pytest.raises(RecordError):
        library.undo_last(clerk, since)
    assert [_title(library, record_id) for record_id in ids] == ["ฉบับที่ 0", "แก้แล้ว", "ฉบับที่ 2"]
