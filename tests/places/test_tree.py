"""Places: labels keep in step, nothing is lost, nothing is put where it cannot be."""

from collections.abc import Callable, Iterator

import pytest

from kmdesk import places
from kmdesk.places import (
    PlaceError,
    add_place,
    move_place,
    place_label,
    place_labels,
    remove_place,
    rename_place,
)
from kmdesk.records import Actor, Library, Unit


@pytest.fixture
def unit(library: Library, clerk: Actor) -> Iterator[Unit]:
    with library.writing(clerk, "Arrange") as unit:
        yield unit


@pytest.fixture
def folder(unit: Unit) -> int:
    room = add_place(unit, "room", "มุมความรู้")
    cupboard = add_place(unit, "cupboard", "ตู้ ๒", room.id)
    shelf = add_place(unit, "shelf", "ชั้น ๓", cupboard.id)
    return add_place(unit, "folder", "แฟ้ม ๑๒", shelf.id).id


def named(unit: Unit, name: str) -> int:
    found = places.place_named(unit.session, name)
    assert found is not None
    return found


def test_full_label_leaves_the_room_out(unit: Unit, folder: int) -> None:
    assert place_label(unit.session, folder) == "ตู้ ๒ › ชั้น ๓ › แฟ้ม ๑๒"
    assert place_label(unit.session, None) == ""


def test_renaming_a_cupboard_rewords_all_within(unit: Unit, folder: int) -> None:
    rename_place(unit, named(unit, "ตู้ ๒"), "  ตู้ไม้  ใหญ่ ")
    assert place_label(unit.session, folder) == "ตู้ไม้ ใหญ่ › ชั้น ๓ › แฟ้ม ๑๒"


def test_moving_a_shelf_takes_its_folders_along(unit: Unit, folder: int) -> None:
    other = add_place(unit, "cupboard", "ตู้ ๕")
    move_place(unit, named(unit, "ชั้น ๓"), other.id)
    labels = place_labels(unit.session, [folder, other.id])
    assert labels[folder] == "ตู้ ๕ › ชั้น ๓ › แฟ้ม ๑๒"


def test_records_within_follow_a_renamed_or_moved_place(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "Arrange") as unit:
        cupboard = add_place(unit, "cupboard", "ตู้ ๑")
        shelf = add_place(unit, "shelf", "ชั้น ๑", cupboard.id)
        other = add_place(unit, "cupboard", "ตู้ ๒")
        inside = unit.add(kind="document", title="ก", place_id=shelf.id).id
        outside = unit.add(kind="document", title="ข", place_id=other.id).id
        unit.commit()
        cupboard_id, shelf_id, other_id = cupboard.id, shelf.id, other.id

    def change(act: Callable[[Unit], None]) -> tuple[int, int]:
        with library.writing(clerk, "Arrange") as unit:
            act(unit)
            unit.commit()
        with library.reading(clerk) as reading:
            return reading.record(inside).version, reading.record(outside).version

    assert change(lambda unit: rename_place(unit, cupboard_id, "ตู้ใหญ่")) == (2, 1)
    assert change(lambda unit: move_place(unit, shelf_id, other_id)) == (3, 1)
    assert change(lambda unit: rename_place(unit, other_id, "ตู้ ๓")) == (4, 2)
    assert change(lambda unit: move_place(unit, cupboard_id, None, 0)) == (4, 2)


def test_order_after_a_move(unit: Unit) -> None:
    ids = [add_place(unit, "cupboard", f"ตู้ {n}").id for n in range(4)]
    move_place(unit, ids[3], None, 1)
    assert [p.id for p in places.children(unit.session, None)] == [ids[0], ids[3], ids[1], ids[2]]


def test_what_cannot_be(unit: Unit, folder: int) -> None:
    cupboard = named(unit, "ตู้ ๒")
    for wrong in (
        lambda: add_place(unit, "folder", "แฟ้ม ๑"),
        lambda: add_place(unit, "cupboard", " "),
        lambda: add_place(unit, "shelf", "ชั้น ๓", cupboard),
        lambda: move_place(unit, cupboard, folder),
        lambda: remove_place(unit, cupboard),
        lambda: rename_place(unit, 9999, "x"),
    ):
        with pytest.raises(PlaceError):
            wrong()


def test_a_place_in_use_is_not_removed(unit: Unit, folder: int) -> None:
    record = unit.add(kind="document", title="หนังสือเวียน")
    record.place_id = folder
    unit.session.flush()
    assert places.in_use(unit.session, named(unit, "ตู้ ๒")) == 1
    with pytest.raises(PlaceError):
        remove_place(unit, folder)
    record.place_id = None
    unit.session.flush()
    remove_place(unit, folder)
    assert places.find_place(unit.session, folder) is None


def test_counts_leave_out_what_a_walk_up_may_not_see(
    library: Library, clerk: Actor, walk_up: Actor
) -> None:
    with library.writing(clerk, "Arrange") as unit:
        cupboard = add_place(unit, "cupboard", "ตู้ ๑")
        for audience in ("public", "internal"):
            unit.add(kind="document", title="ก", audience=audience, place_id=cupboard.id)
        unit.commit()
    for actor, count in ((walk_up, 1), (clerk, 2)):
        with library.reading(actor) as reading:
            assert [row.records for row in places.all_places(reading)] == [count]
