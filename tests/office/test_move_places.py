"""Several places are moved at once, with all that is in them, and back by one undo."""

import pytest

from kmdesk import places
from kmdesk.places import PlaceError, add_place, move_places
from kmdesk.records import Actor, Library
from kmdesk.widgets.dialogs import FormDialog


@pytest.fixture
def tree(library: Library, clerk: Actor) -> dict[str, int]:
    """Two cupboards; the first with two shelves and a folder in each."""
    with library.writing(clerk, "Add a place") as unit:
        ids = {}
        for name, kind, inside in (
            ("ตู้ ๑", "cupboard", ""),
            ("ตู้ ๒", "cupboard", ""),
            ("ชั้น ๑", "shelf", "ตู้ ๑"),
            ("ชั้น ๒", "shelf", "ตู้ ๑"),
            ("แฟ้ม ๑", "folder", "ชั้น ๑"),
            ("แฟ้ม ๒", "folder", "ชั้น ๒"),
        ):
            ids[name] = add_place(unit, kind, name, ids.get(inside)).id
        record = unit.add(kind="document", title="ในแฟ้ม", place_id=ids["แฟ้ม ๑"])
        ids["record"] = record.id
        unit.commit()
    return ids


def _labels(library: Library, clerk: Actor, *ids: int) -> list[str]:
    with library.reading(clerk) as reading:
        return [places.find_place(reading.session, each).label for each in ids]


def test_shelves_go_with_their_folders_and_come_back(library, clerk, tree) -> None:
    folders = (tree["แฟ้ม ๑"], tree["แฟ้ม ๒"])
    before, since = _labels(library, clerk, *folders), library.feed_end()
    with library.writing(clerk, "Move places") as unit:
        chosen = [tree["ชั้น ๒"], tree["ชั้น ๑"], tree["แฟ้ม ๑"]]
        assert move_places(unit, chosen, tree["ตู้ ๒"]) == 2
        unit.commit()
    assert all(label.startswith("ตู้ ๒") for label in _labels(library, clerk, *folders))
    library.undo_last(clerk, since)
    assert _labels(library, clerk, *folders) == before


def test_one_that_does_not_fit_moves_none(library, clerk, tree) -> None:
    with library.writing(clerk, "Move places") as unit, pytest.raises(PlaceError):
        move_places(unit, [tree["ชั้น ๑"], tree["ตู้ ๒"]], tree["ตู้ ๑"])
    assert _labels(library, clerk, tree["แฟ้ม ๑"])[0].startswith("ตู้ ๑")


def test_chosen_places_are_moved_on_screen(qtbot, desk, tree) -> None:
    from kmdesk.records import Duty

    desk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    page = desk.window.pages.show_page("office").places
    page.refresh()
    qtbot.waitUntil(lambda: page.tree.topLevelItemCount() == 2)
    page.tree.clearSelection()
    for at in (0, 1):
        page.tree.topLevelItem(0).child(at).setSelected(True)
    page.move_button.click()
    qtbot.waitUntil(lambda: bool(desk.window.findChildren(FormDialog)))
    form = desk.window.findChildren(FormDialog)[-1]
    box = form.editors["parent_id"].widget
    assert [box.itemData(at) for at in range(box.count())] == [tree["ตู้ ๑"], tree["ตู้ ๒"]]
    form.editors["parent_id"].set_value(tree["ตู้ ๒"])
    form.submit()
    qtbot.waitUntil(lambda: page.tree.topLevelItem(1).childCount() == 2)
    assert page.tree.topLevelItem(0).childCount() == 0
