"""The floor plan: shapes are kept, checked and found from a place."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from kmdesk import places
from kmdesk.office.sample import load_places
from kmdesk.places import floor_plan
from kmdesk.places.floor_plan import PlanError, ShapeRow, add_plan, save_shapes
from kmdesk.records import Actor, Library, Unit
from kmdesk.resources import resource_path

DESK = ShapeRow("desk", "โต๊ะ ๑", 100, 100, 150, 80)


@pytest.fixture
def unit(library: Library, clerk: Actor) -> Iterator[Unit]:
    with library.writing(clerk, "Draw") as unit:
        yield unit


def test_shapes_keep_their_ids_when_saved_again(unit: Unit) -> None:
    plan = add_plan(unit, "ชั้น ๑", 1000, 800)
    save_shapes(unit, plan.id, [DESK, replace(DESK, text="โต๊ะ ๒", x=400)])
    first, second = floor_plan.plans(unit.session)[0].shapes
    save_shapes(unit, plan.id, [replace(second, x=500), replace(DESK, text="โต๊ะ ๓", x=700)])
    shapes = floor_plan.plans(unit.session)[0].shapes
    assert [(s.text, s.x) for s in shapes] == [("โต๊ะ ๒", 500), ("โต๊ะ ๓", 700)]
    assert shapes[0].id == second.id != first.id


@pytest.mark.parametrize(
    "wrong",
    [
        replace(DESK, x=-1),
        replace(DESK, x=900),
        replace(DESK, y=790),
        replace(DESK, width=1),
        replace(DESK, kind="spaceship"),
    ],
)
def test_shapes_that_cannot_be_are_refused(unit: Unit, wrong: ShapeRow) -> None:
    plan = add_plan(unit, "ชั้น ๑", 1000, 800)
    with pytest.raises(PlanError):
        save_shapes(unit, plan.id, [wrong])


def test_every_place_of_the_sample_office_is_found_on_its_plan(unit: Unit) -> None:
    load_places(unit, resource_path("sample") / "places")
    rows = places.all_places(unit)
    assert sum(row.kind == "cupboard" for row in rows) == 4
    for row in rows:
        assert floor_plan.shape_of(unit.session, row.id) is not None, row.label
    folder = next(row.id for row in rows if row.label == "ตู้ ๒ › ชั้น ๓ › แฟ้ม ๑๒")
    shape = floor_plan.shape_of(unit.session, folder)
    assert shape is not None
    assert shape.text == "ตู้ ๒"
