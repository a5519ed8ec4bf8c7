"""Drawing a plan: snapping, limits, undo by whole drags, floors."""

import pytest

from kmdesk.places.floor_plan import PlanRow
from kmdesk.places.sketch import Sketch


@pytest.fixture
def sketch() -> Sketch:
    made = Sketch([PlanRow(1, "ชั้น ๑", 1000, 800, ())])
    made.add("desk", 101, 98, 151, 82)
    return made


def drawn(sketch: Sketch) -> tuple[float, float, float, float]:
    shape = sketch.shape
    assert shape is not None
    return (shape.x, shape.y, shape.width, shape.height)


def test_a_new_shape_lies_on_the_grid_and_is_chosen(sketch: Sketch) -> None:
    assert drawn(sketch) == (100, 100, 150, 80)


def test_moving_snaps_to_the_edge_of_a_neighbour(sketch: Sketch) -> None:
    sketch.change(width=153)
    sketch.add("desk", 600, 300, 100, 50)
    sketch.grid = 50
    sketch.move(251, 309)
    assert drawn(sketch)[:2] == (253, 300)
    sketch.move(149, 309)  # its right edge would be at 249, four from the neighbour's
    assert drawn(sketch)[0] == 153


@pytest.mark.parametrize(("x", "y"), [(-500, -500), (5000, 5000), (990, 10)])
def test_a_shape_cannot_leave_the_floor(sketch: Sketch, x: float, y: float) -> None:
    sketch.move(x, y)
    left, top, width, height = drawn(sketch)
    assert 0 <= left <= 1000 - width
    assert 0 <= top <= 800 - height


def test_stretching_past_the_other_corner_turns_it_over(sketch: Sketch) -> None:
    sketch.stretch(100, 100, 20, 40, 1)
    assert drawn(sketch) == (20, 40, 80, 60)
    sketch.stretch(20, 40, 21, 40, 1)
    assert drawn(sketch)[2] >= 10


def test_one_drag_is_one_step_back(sketch: Sketch) -> None:
    start = drawn(sketch)
    for x in range(110, 400, 10):
        sketch.move(x, 200, merge=7)
    sketch.move(500, 500, merge=8)
    sketch.undo()
    assert drawn(sketch)[:2] == (390, 200)
    sketch.undo()
    assert drawn(sketch) == start
    sketch.redo()
    assert drawn(sketch)[:2] == (390, 200)


def test_undo_goes_back_to_what_was_opened(sketch: Sketch) -> None:
    sketch.double()
    sketch.add_floor("ชั้น ๒", 500, 400)
    sketch.add("room", 0, 0, 300, 300)
    sketch.remove_floor()
    assert sketch.is_changed
    while sketch.can_undo:
        sketch.undo()
    assert not sketch.is_changed
    assert sketch.floors == (PlanRow(1, "ชั้น ๑", 1000, 800, ()),)


def test_copies_stand_beside_and_then_below(sketch: Sketch) -> None:
    sketch.change(place_id=5)
    sketch.double()
    assert drawn(sketch) == (270, 100, 150, 80)
    assert sketch.shape is not None
    assert sketch.shape.place_id is None
    sketch.move(850, 100)
    sketch.double()
    assert drawn(sketch) == (850, 200, 150, 80)


def test_what_lies_in_a_room_is_hit_before_the_room(sketch: Sketch) -> None:
    sketch.add("room", 0, 0, 900, 700)
    assert sketch.at(120, 120) == 0
    assert sketch.at(700, 600) == 1
    assert sketch.at(950, 750) is None


def test_a_floor_never_shrinks_below_what_is_drawn(sketch: Sketch) -> None:
    sketch.change_floor("ชั้นล่าง", 50, 50)
    assert sketch.floor is not None
    assert (sketch.floor.name, sketch.floor.width, sketch.floor.height) == ("ชั้นล่าง", 250, 180)


def test_a_picture_is_kept_by_its_hash(sketch: Sketch) -> None:
    sketch.put_picture(b"png")
    assert sketch.floor is not None
    assert sketch.pictures[sketch.floor.image] == b"png"
    sketch.put_picture(None)
    assert sketch.floor.image == ""
    sketch.undo()
    assert sketch.floor.image in sketch.pictures


def test_nothing_happens_without_a_floor() -> None:
    sketch = Sketch()
    sketch.add("desk", 0, 0, 100, 100)
    sketch.move(1, 1)
    sketch.remove()
    sketch.choose_next(1)
    sketch.put_picture(b"x")
    assert not sketch.is_changed
    assert sketch.at(1, 1) is None
