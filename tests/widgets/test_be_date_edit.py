"""The พ.ศ. date edit stores ISO whatever form was typed."""

import pytest
from PySide6.QtWidgets import QHBoxLayout, QWidget

from kmdesk.widgets.be_date_edit import BeDateEdit, MonthPicker


@pytest.mark.parametrize(
    "typed", ["12/3/2551", "๑๒ มีนาคม ๒๕๕๑", "12 มี.ค. 51", "12-03-51", "2008-03-12"]
)
def test_every_typed_form_becomes_the_same_iso_date(qtbot, typed) -> None:
    edit = BeDateEdit()
    qtbot.addWidget(edit)
    edit.line.setText(typed)
    assert edit.is_valid
    assert edit.iso() == "2008-03-12"


def test_a_stored_date_is_shown_in_the_buddhist_era(qtbot) -> None:
    edit = BeDateEdit(iso="2008-03-12")
    qtbot.addWidget(edit)
    assert edit.line.text() == "๑๒ มีนาคม ๒๕๕๑"


def test_nonsense_is_not_valid_and_nothing_is_stored(qtbot) -> None:
    edit = BeDateEdit()
    qtbot.addWidget(edit)
    edit.line.setText("31/2/2551")
    assert not edit.is_valid
    assert edit.iso() is None


def test_the_month_shows_its_buddhist_year_and_picks_a_day(qtbot) -> None:
    from datetime import date

    from PySide6.QtWidgets import QWidget

    parent = QWidget()
    qtbot.addWidget(parent)
    picker = MonthPicker(parent, date(2008, 2, 10))
    assert picker._name.text() == "กุมภาพันธ์ ๒๕๕๑"
    assert len(picker._days) == 29
    with qtbot.waitSignal(picker.picked) as picked:
        picker._days[28].click()
    assert picked.args == ["2008-02-29"]


def test_a_date_is_named_by_its_label(qtbot) -> None:
    edit = BeDateEdit()
    qtbot.addWidget(edit)
    assert edit.line.accessibleName() == "วันที่"
    edit.setAccessibleName("ลงวันที่")
    assert edit.line.accessibleName() == "ลงวันที่"
    assert edit.button.accessibleName() == "เลือกวันที่: ลงวันที่"


@pytest.mark.parametrize("points", [9.0, 12.5, 25.0])
def test_a_whole_date_is_readable_however_little_room_there_is(qtbot, points: float) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    font = box.font()
    font.setPointSizeF(points)
    box.setFont(font)
    edit = BeDateEdit(box, "2026-09-28")
    QHBoxLayout(box).addWidget(edit)
    box.show()
    box.resize(10, 10)
    words = edit.line.fontMetrics().horizontalAdvance(edit.line.text())
    assert edit.line.width() >= words + 16
