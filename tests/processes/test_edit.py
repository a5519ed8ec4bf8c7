"""Saving processes: ids hold, history and undo work, walk-ups only read."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from kmdesk.office.sample import load_places as load_places
from kmdesk.office.sample import load_processes
from kmdesk.processes import queries
from kmdesk.processes.compare import comparison_of
from kmdesk.processes.flow import Flow, Process
from kmdesk.processes.kind import (
    KINDS,
    add_process,
    add_version,
    change_process,
    save_holidays,
    save_matches,
    save_papers,
    save_steps,
)
from kmdesk.processes.queries import Paper
from kmdesk.records import Actor, Library, NotAllowed, Unit
from kmdesk.records.fields import InvalidValue
from kmdesk.resources import resource_path
from tests.processes.builders import chain, step

TABLE = chain(
    step(-1, 0, "start"),
    step(-2, (30, 60, 90)),
    step(-3, 5, "decision"),
    step(-4, 0, "end"),
    flows=(Flow(-3, -2, "ไม่ครบ", 20.0, 2), Flow(-3, -4, "ครบ", 80.0)),
)


@pytest.fixture
def unit(library: Library, clerk: Actor) -> Iterator[Unit]:
    with library.writing(clerk, "Edit") as unit:
        yield unit


@pytest.fixture
def version_id(unit: Unit) -> int:
    record = add_process(unit, {"title": "รับจดทะเบียน", "issuer": "กลุ่มจดทะเบียน"})
    return add_version(unit, record.id, "before").id


def shape_of(process: Process) -> list[object]:
    row = process.row
    steps = [replace(step, key=0) for step in process.steps]
    return [*steps, *((row[f.source], row[f.target], replace(f, source=0, target=0))
                      for f in process.flows)]  # fmt: skip


def test_steps_come_back_as_saved(unit: Unit, version_id: int) -> None:
    ids = save_steps(unit, version_id, TABLE)
    assert shape_of(queries.process(unit.session, version_id)) == shape_of(TABLE)
    assert set(ids) == {-1, -2, -3, -4}


def test_saving_again_keeps_ids_and_drops_what_is_gone(unit: Unit, version_id: int) -> None:
    save_steps(unit, version_id, TABLE)
    stored = queries.process(unit.session, version_id)
    first, work, _decision, last = stored.steps
    shorter = chain(first, replace(work, name="ตรวจทันที"), step(-1, 7), last)
    save_steps(unit, version_id, shorter)
    again = queries.process(unit.session, version_id)
    assert [s.key for s in again.steps if s.key in stored.by_key] == [
        first.key,
        work.key,
        last.key,
    ]
    assert again.by_key[work.key].name == "ตรวจทันที"
    assert len(again.flows) == 3


def test_a_copied_version_has_steps_of_its_own(unit: Unit, version_id: int) -> None:
    save_steps(unit, version_id, TABLE)
    record_id = queries.version(unit.session, version_id).record_id
    copy = add_version(unit, record_id, "after", copy_of=version_id)
    mine, other = (queries.process(unit.session, v) for v in (version_id, copy.id))
    assert shape_of(mine) == shape_of(other)
    assert not mine.by_key.keys() & other.by_key.keys()


def test_matches_go_with_their_steps(unit: Unit, version_id: int) -> None:
    ids = save_steps(unit, version_id, TABLE)
    record_id = queries.version(unit.session, version_id).record_id
    save_matches(unit, record_id, [(ids[-2], None), (ids[-3], None)])
    left = queries.process(unit.session, version_id)
    save_steps(unit, version_id, Process(tuple(s for s in left.steps if s.key != ids[-2])))
    assert queries.view(unit.session, record_id).matches == ((ids[-3], None),)


def test_papers_are_replaced_in_order(unit: Unit, version_id: int) -> None:
    record_id = queries.version(unit.session, version_id).record_id
    save_papers(unit, record_id, [Paper("คำขอ", 1), Paper("สำเนารายงาน", 0, 2)])
    first, second = queries.view(unit.session, record_id).papers
    save_papers(unit, record_id, [second, replace(first, originals=3), Paper("แผน")])
    names = [(p.name, p.originals, p.copies) for p in queries.view(unit.session, record_id).papers]
    assert names == [("สำเนารายงาน", 0, 2), ("คำขอ", 3, 0), ("แผน", 0, 0)]


@pytest.mark.parametrize("values", [{"title": " "}, {"status": "?"}, {"target_percent": 101.0}])
def test_values_that_will_not_do(unit: Unit, version_id: int, values: dict[str, object]) -> None:
    record_id = queries.version(unit.session, version_id).record_id
    with pytest.raises(InvalidValue):
        change_process(unit, record_id, values)


def test_holidays_are_replaced(unit: Unit) -> None:
    save_holidays(unit, {date(2026, 4, 13): "สงกรานต์", date(2026, 4, 6): "จักรี"})
    save_holidays(unit, {date(2026, 4, 13): "วันสงกรานต์"})
    calendar = queries.calendar(unit.session)
    assert not calendar.is_open(date(2026, 4, 13))
    assert calendar.is_open(date(2026, 4, 6))


def test_a_saved_table_is_undone_whole(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "Add") as unit:
        record_id = add_process(unit, {"title": "ก"}).id
        version_id = add_version(unit, record_id, "before").id
        save_steps(unit, version_id, TABLE)
        unit.commit()
    with library.reading(clerk) as reading:
        stored = queries.process(reading.session, version_id)
    with library.writing(clerk, "Change") as unit:
        save_steps(unit, version_id, chain(stored.steps[3], step(-1, 5), stored.steps[0]))
        unit.commit()
        changed = unit.id
    library.undo(clerk, changed)
    with library.reading(clerk) as reading:
        assert queries.process(reading.session, version_id) == stored
        assert reading.record(record_id).version > 2


def test_walk_ups_do_not_write(library: Library, walk_up: Actor) -> None:
    with pytest.raises(NotAllowed):
        library.writing(walk_up, "Edit")


def test_the_sample_office_loads_and_says_what_is_saved(unit: Unit) -> None:
    load_places(unit, resource_path("sample") / "places")
    load_processes(unit, resource_path("sample") / "processes")
    ids = queries.process_ids(unit)
    assert len(ids) == 8
    kind = KINDS[0]
    for record_id in ids:
        view = queries.view(unit.session, record_id)
        comparison = comparison_of(view)
        assert comparison.percent_time >= view.target_percent
        assert view.desk.startswith("โต๊ะ")
        fields = dict(kind.facts(unit.session, record_id))
        assert "ร้อยละ" in fields["Time saved"]
        passages = list(kind.passages(unit.session, record_id))
        assert "ศูนย์ดำรงธรรม" in passages[0].text
        assert view.papers[0].name in passages[0].text
        anchors = [passage.anchor for passage in passages]
        assert len(anchors) == len(set(anchors)) > 15
