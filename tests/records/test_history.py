"""The change feed, undo and trash on a real library."""

import pytest

from kmdesk.records import WALK_UP, Actor, Library, NotAllowed, PassageText, RecordError
from kmdesk.records.describe import tag_names
from kmdesk.records.model import Change, Link, Record
from tests.feed import history_of


def _add(library: Library, clerk: Actor, title: str) -> tuple[int, str]:
    with library.writing(clerk, "Add documents") as unit:
        record = unit.add(kind="document", title=title)
        unit.passages(record, [PassageText("page:1", "1", "สหกรณ์")])
        unit.commit()
        return record.id, unit.id


def _retitle(library: Library, clerk: Actor, record_id: int, title: str) -> str:
    with library.writing(clerk, "Retitle") as unit:
        unit.retitle(unit.record(record_id), title)
        unit.commit()
        return unit.id


def _title(library: Library, record_id: int) -> str:
    with library.reading(WALK_UP) as reading:
        return reading.record(record_id).title


def test_leaving_without_commit_changes_nothing(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "Add documents") as unit:
        unit.add(kind="document", title="ไม่เก็บ")
    with library.reading(clerk) as reading:
        assert reading.session.query(Record).count() == 0
        assert reading.session.query(Change).count() == 0


def test_walk_up_cannot_write(library: Library) -> None:
    with pytest.raises(NotAllowed):
        library.writing(WALK_UP, "Add documents")


def test_every_change_raises_the_version_once_per_unit(library: Library, clerk: Actor) -> None:
    record_id, _ = _add(library, clerk, "ก")
    with library.writing(clerk, "Edit") as unit:
        record = unit.record(record_id)
        unit.retitle(record, "ข")
        unit.session.flush()
        record.number = "1"
        unit.tag(record, "ป้าย")
        unit.commit()
        assert record.version == 2


def test_history_tells_before_and_after_with_who(library: Library, clerk: Actor) -> None:
    record_id, _ = _add(library, clerk, "ก")
    _retitle(library, clerk, record_id, "ข")
    newest = history_of(library, clerk, record_id)[0]
    assert newest.actor == clerk.name
    assert newest.differences() == [("title", "ก", "ข")]


def test_undo_and_redo(library: Library, clerk: Actor) -> None:
    record_id, _ = _add(library, clerk, "ก")
    changed = _retitle(library, clerk, record_id, "ข")
    undone = library.undo(clerk, changed)
    assert _title(library, record_id) == "ก"
    library.undo(clerk, undone)
    assert _title(library, record_id) == "ข"


def test_undo_refuses_when_the_record_moved_on(library: Library, clerk: Actor) -> None:
    record_id, _ = _add(library, clerk, "ก")
    first = _retitle(library, clerk, record_id, "ข")
    _retitle(library, clerk, record_id, "ค")
    with pytest.raises(RecordError):
        library.undo(clerk, first)
    assert _title(library, record_id) == "ค"


def test_undo_twice_is_refused(library: Library, clerk: Actor) -> None:
    record_id, _ = _add(library, clerk, "ก")
    changed = _retitle(library, clerk, record_id, "ข")
    library.undo(clerk, changed)
    with pytest.raises(RecordError):
        library.undo(clerk, changed)


def test_undoing_an_addition_after_its_edits_were_undone(library: Library, clerk: Actor) -> None:
    record_id, added = _add(library, clerk, "ก")
    library.undo(clerk, _retitle(library, clerk, record_id, "ข"))
    library.undo(clerk, added)
    with library.reading(clerk) as reading, pytest.raises(RecordError):
        reading.record(record_id)


def test_a_version_never_goes_back(library: Library, clerk: Actor) -> None:
    record_id, _ = _add(library, clerk, "ก")
    library.undo(clerk, _retitle(library, clerk, record_id, "ข"))
    with library.reading(clerk) as reading:
        assert reading.record(record_id).version == 3


def test_trash_hides_and_restore_brings_back(library: Library, clerk: Actor) -> None:
    record_id, _ = _add(library, clerk, "ก")
    with library.writing(clerk, "Trash") as unit:
        unit.trash(record_id)
        unit.commit()
    with pytest.raises(RecordError):
        _title(library, record_id)
    with library.writing(clerk, "Restore") as unit:
        unit.restore(record_id)
        unit.commit()
    assert _title(library, record_id) == "ก"


def test_internal_records_are_hidden_from_walk_ups(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "Add documents") as unit:
        record = unit.add(kind="document", title="ร่าง", audience="internal")
        unit.commit()
        record_id = record.id
    with library.reading(WALK_UP) as reading, pytest.raises(RecordError):
        reading.record(record_id)
    with library.reading(clerk) as reading:
        assert reading.record(record_id).title == "ร่าง"


def test_links_are_not_doubled_and_are_in_the_feed(library: Library, clerk: Actor) -> None:
    first, _ = _add(library, clerk, "ก")
    second, _ = _add(library, clerk, "ข")
    for _ in range(2):
        with library.writing(clerk, "Link") as unit:
            unit.link(first, second, "cites", "page:1", "provision:33/1")
            unit.commit()
    with library.reading(clerk) as reading:
        assert reading.session.query(Link).count() == 1
    assert [row.entity for row in history_of(library, clerk, first)][:2].count("link") == 1


def _tags(library: Library, record_id: int) -> list[str]:
    with library.reading(WALK_UP) as reading:
        return tag_names(reading.session, record_id)


def _set_tags(library: Library, clerk: Actor, record_id: int, *names: str) -> str:
    with library.writing(clerk, "Tag") as unit:
        unit.set_tags(unit.record(record_id), names)
        unit.commit()
        return unit.id


def test_tags_are_set_told_and_undone(library: Library, clerk: Actor) -> None:
    first, _ = _add(library, clerk, "หนึ่ง")
    second, _ = _add(library, clerk, "สอง")
    _set_tags(library, clerk, second, "เกษตร")
    _set_tags(library, clerk, first, "สินเชื่อ", "เกษตร")
    changed = _set_tags(library, clerk, first, " เกษตร ", "", "ภัย  แล้ง", "เกษตร")
    assert _tags(library, first) == ["เกษตร", "ภัย แล้ง"]
    assert _tags(library, second) == ["เกษตร"]
    with library.reading(clerk) as reading:
        rows = reading.session.query(Change).filter_by(unit=changed, entity="record_tag")
        assert sorted((row.record_id, row.op) for row in rows) == [
            (first, "delete"),
            (first, "insert"),
        ]
        assert reading.record(first).version == 3
    library.undo(clerk, changed)
    assert _tags(library, first) == ["เกษตร", "สินเชื่อ"]


def test_undoing_a_new_tag_leaves_it_on_other_records(library: Library, clerk: Actor) -> None:
    first, _ = _add(library, clerk, "หนึ่ง")
    second, _ = _add(library, clerk, "สอง")
    coined = _set_tags(library, clerk, first, "ภัยแล้ง")
    _set_tags(library, clerk, second, "ภัยแล้ง")
    library.undo(clerk, coined)
    assert (_tags(library, first), _tags(library, second)) == ([], ["ภัยแล้ง"])
