"""A record brought back to any earlier state, and what the whole office did, in words."""

import pytest
from sqlalchemy import select

from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Kinds, Library, NotAllowed, RecordError
from kmdesk.records.history import actors, acts, changes_of
from kmdesk.records.model import Change, Link, Record

BOSS = Actor("หัวหน้า", Duty.SECRETARY)


def _edit(library: Library, actor: Actor, record_id: int, **values: object) -> int:
    """Change columns in a unit of its own; the feed's last entry."""
    with library.writing(actor, "Edit") as unit:
        record = unit.record(record_id)
        for name, value in values.items():
            setattr(record, name, value)
        unit.commit()
    return library.feed_end()


@pytest.fixture
def edited(library: Library, clerk: Actor) -> tuple[int, list[int]]:
    """A record changed three times, and the feed's end after each."""
    with library.writing(clerk, "Add documents") as unit:
        record = unit.add(kind="document", title="หนึ่ง", number="ที่ 1")
        unit.tag(record, "แรก")
        unit.commit()
        record_id = record.id
    ends = [library.feed_end()]
    ends.append(_edit(library, BOSS, record_id, title="สอง", dated="2025-06-02"))
    with library.writing(clerk, "Link") as unit:
        other = unit.add(kind="document", title="อื่น")
        unit.link(record_id, other.id, "cites")
        unit.set_tags(unit.record(record_id), ["หลัง"])
        unit.commit()
    ends.append(library.feed_end())
    ends.append(_edit(library, BOSS, record_id, title="สาม", audience="internal"))
    return record_id, ends


def _now(library: Library, record_id: int) -> tuple[str, str | None, int, list[str]]:
    from kmdesk.records.describe import tag_names

    with library.reading(SYSTEM) as reading:
        record = reading.session.get(Record, record_id)
        assert record is not None
        links = reading.session.scalars(select(Link).where(Link.record_id == record_id)).all()
        tags = tag_names(reading.session, record_id)
        return record.title, record.dated, len(links), tags


@pytest.mark.parametrize(
    ("step", "wanted"),
    [
        (0, ("หนึ่ง", None, 0, ["แรก"])),
        (1, ("สอง", "2025-06-02", 0, ["แรก"])),
        (2, ("สอง", "2025-06-02", 1, ["หลัง"])),
    ],
)
def test_any_earlier_state_comes_back_and_the_way_back_too(
    library: Library, clerk: Actor, edited: tuple[int, list[int]], step: int, wanted: object
) -> None:
    record_id, ends = edited
    before, feed = _now(library, record_id), library.feed_end()
    with library.reading(SYSTEM) as reading:
        version = reading.session.get_one(Record, record_id).version
    unit = library.restore_state(clerk, record_id, ends[step])
    assert _now(library, record_id) == wanted
    with library.reading(SYSTEM) as reading:
        assert reading.session.get_one(Record, record_id).version > version
        kept = reading.session.scalars(select(Change.seq).where(Change.seq <= feed)).all()
    assert len(kept) == feed  # nothing was taken out of the feed
    library.undo(clerk, unit)
    assert _now(library, record_id) == before


def test_the_present_state_is_no_earlier_one(
    library: Library, clerk: Actor, edited: tuple[int, list[int]]
) -> None:
    record_id, ends = edited
    with pytest.raises(RecordError, match="ตรงกับ"):
        library.restore_state(clerk, record_id, ends[-1])
    with pytest.raises(RecordError, match="ยังไม่มี"):
        library.restore_state(clerk, record_id, 0)
    with pytest.raises(NotAllowed):
        library.restore_state(WALK_UP, record_id, ends[0])


def test_files_that_came_since_are_not_dropped_in_passing(
    library: Library, clerk: Actor, edited: tuple[int, list[int]]
) -> None:
    record_id, ends = edited
    with library.writing(clerk, "x") as unit:
        unit.attach(unit.record(record_id), b"x", "a.txt", "text/plain")
        unit.commit()
    with pytest.raises(RecordError, match="ไฟล์"):
        library.restore_state(clerk, record_id, ends[0])


def test_the_office_history_by_who_and_when(
    library: Library, clerk: Actor, edited: tuple[int, list[int]]
) -> None:
    with library.reading(SYSTEM) as reading:
        assert actors(reading) == sorted([clerk.name, BOSS.name])
        mine = acts(reading, who=BOSS.name)
        assert [act.actor for act in mine] == [BOSS.name] * 2
        assert acts(reading, until="2001-01-01") == []
        assert len(acts(reading, since="2001-01-01")) == 4
        lines = changes_of(reading, Kinds(), mine[-1].unit)
    assert any("หนึ่ง" in line and "สอง" in line for line in lines)
    assert any("วันที่" in line or "๖๘" in line for line in lines)


def test_what_is_for_internal_use_stays_out_of_a_readers_history(
    library: Library, edited: tuple[int, list[int]]
) -> None:
    with library.reading(WALK_UP) as reading:
        assert all(act.title != "สาม" for act in acts(reading))
