"""Versions with dates: changed, removed with all that hangs on them, brought back."""

from collections.abc import Iterator

import pytest

from kmdesk.processes import queries
from kmdesk.processes.kind import ProcessError, add_process, add_version, change_version, tie_step
from kmdesk.processes.kind import remove_version as remove
from kmdesk.processes.queries import links_of
from kmdesk.records import Actor, Library, Unit

DATES = {"phase": "after", "name": " ใหม่ ", "valid_from": "2026-01-05", "valid_to": "2026-12-31"}


@pytest.fixture
def unit(office: Library, clerk: Actor) -> Iterator[Unit]:
    with office.writing(clerk, "Versions") as unit:
        yield unit


def test_a_version_takes_name_phase_and_dates(unit: Unit) -> None:
    before = queries.versions(unit.session, 1)[0]
    assert change_version(unit, before.id, DATES) == 1
    view = queries.view(unit.session, 1)
    assert view is not None
    changed = view.versions[0]
    assert (changed.phase, changed.name, changed.valid_to) == ("after", "ใหม่", "2026-12-31")


@pytest.mark.parametrize(
    "wrong", [{**DATES, "valid_to": "2025-01-01"}, {**DATES, "phase": "sometimes"}]
)
def test_what_cannot_be_is_refused(unit: Unit, wrong: dict[str, object]) -> None:
    version = queries.versions(unit.session, 1)[0]
    with pytest.raises(ProcessError):
        change_version(unit, version.id, wrong)
    with pytest.raises(ProcessError):
        change_version(unit, 999_999, DATES)


def test_the_last_version_stays(unit: Unit) -> None:
    record = add_process(unit, {"title": "ใหม่"})
    version = add_version(unit, record.id, "before")
    with pytest.raises(ProcessError):
        remove(unit, version.id)


def test_a_removed_version_comes_back_whole(office: Library, clerk: Actor) -> None:
    with office.writing(clerk, "Tie") as unit:
        version = queries.versions(unit.session, 1)[0]
        step = queries.steps(unit.session, version.id)[1]
        tie_step(unit, 1, step.id, 2, "", "form")
        unit.commit()
        version_id, step_id = version.id, step.id
        before = queries.process(unit.session, version_id)
    with office.writing(clerk, "Remove") as unit:
        assert remove(unit, version_id) == 1
        assert queries.steps(unit.session, version_id) == []
        assert links_of(unit, None, 1) == ()
        unit.commit()
        removed = unit.id
    office.undo(clerk, removed)
    with office.reading(clerk) as reading:
        assert queries.process(reading.session, version_id) == before
        assert [link.step_id for link in links_of(reading, None, 1)] == [step_id]
