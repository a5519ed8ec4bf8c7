"""A form shows what somebody else saved meanwhile: taken over, joined, or kept as typed."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QFormLayout, QWidget
from pytestqt.qtbot import QtBot

from kmdesk.records import Actor, Duty, Library
from kmdesk.records.edit import EditConflict, merge_edits
from kmdesk.widgets.both_texts import BothTexts
from kmdesk.widgets.clashes import ClashOffer
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form

OTHER = Actor("ธุรการสอง", Duty.CLERK)
FIELDS = [
    Field("title", "Title", "lines"),
    Field("issuer", "Issuer"),
    Field("dated", "Dated", "date"),
    Field("status", "Status", "choice", choices={"received": "One", "filed": "Two"}),
    Field("on_shelf", "Shown", "check"),
]
OPENED = {
    "title": "เดิม", "issuer": "กอง", "dated": None, "status": "received", "on_shelf": True,
}  # fmt: skip


@pytest.fixture
def item(library: Library, clerk: Actor) -> int:
    with library.writing(clerk, "x") as unit:
        found = unit.add(kind="document", **OPENED).id
        unit.commit()
    return found


@pytest.fixture
def form(qtbot: QtBot, library: Library, clerk: Actor, item: int) -> Iterator[FormDialog]:
    """A form on the item of a real library, saved as every room does."""

    def save(values: dict[str, Any], form: FormDialog) -> None:
        try:
            with library.writing(clerk, "x") as unit:
                record = unit.record(item)
                present = {name: getattr(record, name) for name in OPENED}
                typed = form.touched(values)
                for name, value in merge_edits(unit, item, form.opened, present, typed).items():
                    setattr(record, name, value)
                unit.commit()
        except EditConflict as error:
            form.show_error(error)
        else:
            form.accept()

    window = QWidget()
    qtbot.addWidget(window)
    window.resize(900, 700)
    window.show()
    yield ask_form(window, "Edit", FIELDS, OPENED, save)


@pytest.fixture
def elsewhere(library: Library, item: int) -> Callable[..., None]:
    """Save something as the other person."""

    def change(**values: object) -> None:
        with library.writing(OTHER, "x") as unit:
            for name, value in values.items():
                setattr(unit.record(item), name, value)
            unit.commit()

    return change


def _stored(library: Library, item: int) -> dict[str, object]:
    with library.reading(OTHER) as reading:
        record = reading.record(item)
        return {name: getattr(record, name) for name in OPENED}


def _offer(form: FormDialog, name: str) -> ClashOffer:
    """The buttons right below what is said at a field."""
    rows = form._problems[name].parentWidget().layout()
    assert isinstance(rows, QFormLayout)
    row, _role = rows.getWidgetPosition(form._problems[name])
    offer = rows.itemAt(row + 1, QFormLayout.ItemRole.FieldRole).widget()
    assert isinstance(offer, ClashOffer)
    return offer


def test_each_clash_stands_at_its_field_in_words_and_may_be_taken_over(
    form: FormDialog, elsewhere: Callable[..., None], library: Library, item: int, qtbot: QtBot
) -> None:
    elsewhere(title="ของเขา", issuer="กรม", dated="2025-01-02", status="filed")
    form.editors["title"].set_value("ของฉัน")
    form.editors["dated"].set_value("2025-03-04")
    form.submit()
    assert form.isVisible()
    assert "ธุรการสอง" in form._error.plain
    assert form._problems["title"].plain == "ขณะนี้เป็น: ของเขา"
    assert form._problems["dated"].plain == "ขณะนี้เป็น: ๒ ม.ค. ๖๘"
    assert form._problems["issuer"].isHidden()
    offer = _offer(form, "dated")
    assert (offer.both.isHidden(), offer.compare.isHidden()) == (True, True)
    qtbot.waitUntil(lambda: offer.rect().contains(offer.take.geometry()))
    offer.take.click()
    assert form._problems["dated"].isHidden()
    form.submit()
    assert form.isHidden()
    assert _stored(library, item) == {
        "title": "ของฉัน", "issuer": "กรม", "dated": "2025-01-02", "status": "filed",
        "on_shelf": True,
    }  # fmt: skip


def test_texts_are_put_together_in_the_way_of_their_field(
    form: FormDialog, elsewhere: Callable[..., None], library: Library, item: int
) -> None:
    elsewhere(title="ของเขา", issuer="กรม")
    form.editors["title"].set_value("ของฉัน")
    form.editors["issuer"].set_value("ฝ่าย")
    form.submit()
    for name in ("title", "issuer"):
        _offer(form, name).both.click()
    form.submit()
    stored = _stored(library, item)
    assert (stored["title"], stored["issuer"]) == ("ของเขา\nของฉัน", "กรม ฝ่าย")


def test_what_stood_there_at_first_may_be_put_back_over_the_other(
    form: FormDialog, elsewhere: Callable[..., None], library: Library, item: int
) -> None:
    elsewhere(title="ของเขา", on_shelf=False)
    form.editors["title"].set_value("ของฉัน")
    form.submit()
    form.editors["title"].set_value("เดิม")
    form.submit()
    stored = _stored(library, item)
    assert (stored["title"], stored["on_shelf"]) == ("เดิม", False)


def test_what_was_changed_again_is_shown_again_with_its_buttons_once(
    form: FormDialog, elsewhere: Callable[..., None], library: Library, item: int, qtbot: QtBot
) -> None:
    form.editors["title"].set_value("ของฉัน")
    for theirs in ("หนึ่ง", "สอง"):
        elsewhere(title=theirs)
        form.submit()
        assert form._problems["title"].plain == f"ขณะนี้เป็น: {theirs}"
    qtbot.waitUntil(lambda: len(form.findChildren(ClashOffer)) == 1)
    form.submit()
    assert _stored(library, item)["title"] == "ของฉัน"


def test_a_long_text_is_shortened_and_compared_side_by_side(
    form: FormDialog, elsewhere: Callable[..., None], library: Library, item: int
) -> None:
    theirs = "ข้อความยาว\n" * 200
    elsewhere(title=theirs)
    form.editors["title"].set_value("ของฉัน")
    form.submit()
    assert len(form._problems["title"].plain) < 200
    _offer(form, "title").compare.click()
    (window,) = form.findChildren(BothTexts)
    window.both.click()
    assert window.isHidden()
    form.submit()
    assert _stored(library, item)["title"] == f"{theirs}ของฉัน"


def test_a_choice_and_a_tick_are_told_in_words(form: FormDialog) -> None:
    assert form.editors["status"].words("filed") == "Two"
    assert (form.editors["on_shelf"].words(True), form.editors["on_shelf"].words(None)) == (
        "ใช่",
        "ไม่ใช่",
    )
