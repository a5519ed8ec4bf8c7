"""The manual on paper: all of it there, extractable, in order."""

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from kmdesk.places.floor_plan import plans
from kmdesk.places.print import write_plan
from kmdesk.processes import queries
from kmdesk.processes.kind import KINDS
from kmdesk.records import Actor, Library


def text_of(path: Path) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_every_step_of_every_version_is_printed(office: Library, walk_up: Actor, out: Path) -> None:
    with office.reading(walk_up) as reading:
        ids = queries.process_ids(reading)
        views = {i: queries.view(reading.session, i) for i in ids}
    for record_id, view in views.items():
        KINDS[0].write_pdf(office, walk_up, record_id, out)
        printed = bare(text_of(out))
        for version in view.versions:
            for step in version.process.steps:
                assert printed.count(bare(step.name)) >= 1, step.name
        assert "หากเอกสารครบถ้วน" in printed
        assert bare(view.papers[0].name) in printed


@pytest.mark.parametrize("count", [3, 80])
def test_a_long_process_goes_over_pages_whole(
    library: Library, clerk: Actor, out: Path, count: int
) -> None:
    from kmdesk.processes.kind import add_process, add_version, save_steps
    from tests.processes.test_layout import generated

    with library.writing(clerk, "Add") as unit:
        record_id = add_process(unit, {"title": "ยาว"}).id
        version = add_version(unit, record_id, "before")
        save_steps(unit, version.id, generated(7, count))
        unit.commit()
    KINDS[0].write_pdf(library, clerk, record_id, out)
    assert len(PdfReader(out).pages) >= (2 if count < 10 else 6)


def test_floor_plan_names_every_shape(office: Library, walk_up: Actor, out: Path) -> None:
    with office.reading(walk_up) as reading:
        plan = plans(reading.session)[0]
    write_plan(out, plan, office="สำนักงาน", lit=plan.shapes[7])
    printed = bare(text_of(out))
    assert len(PdfReader(out).pages) == 1
    for shape in plan.shapes:
        assert bare(shape.text) in printed
