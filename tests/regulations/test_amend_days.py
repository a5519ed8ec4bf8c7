"""One day for all sections of an amending act; what is told of the text moves with it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from kmdesk.jobs import TaskRunner
from kmdesk.records import Actor, Kinds, Library
from kmdesk.records.fields import screen_date
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.amendments import act_days, change_amendment, confirm, date_act, propose
from kmdesk.regulations.edits import change_law, tidy_title
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.kind import KINDS
from kmdesk.regulations.model import RegulationError
from kmdesk.regulations.ui.amend_page import AmendDialog
from kmdesk.regulations.view import law_fields, law_note
from kmdesk.thai.numbers import to_thai
from kmdesk.widgets.context import Context, OfficeSettings

BASE_TITLE = "พระราชบัญญัติห้องสมมุติ พ.ศ. ๒๖๐๐"
COUNT = 12
BASE = to_thai(
    "พระราชบัญญัติ\nห้องสมมุติ\nพ.ศ. ๒๖๐๐\n\n"
    + "\n\n".join(f"มาตรา {at} ให้มีข้อความเดิมลำดับ {at}" for at in range(1, COUNT + 5))
    + "\n"
)


def _act(number: int, effect: str) -> str:
    changes = "\n\n".join(
        f"มาตรา {at} ให้ยกเลิกความในมาตรา {at} แห่ง{BASE_TITLE} และให้ใช้ความต่อไปนี้แทน\n"
        f"“มาตรา {at} ข้อความใหม่ที่ {at} ของฉบับที่ {number}”"
        for at in range(3, 3 + COUNT)
    )
    return to_thai(
        f"พระราชบัญญัติ\nห้องสมมุติ (ฉบับที่ {number})\nพ.ศ. ๒๖๐๒\n\n"
        f"มาตรา ๑ พระราชบัญญัตินี้เรียกว่า “พระราชบัญญัติห้องสมมุติ (ฉบับที่ {number}) พ.ศ. ๒๖๐๒”\n\n"
        f"มาตรา ๒ พระราชบัญญัตินี้ให้ใช้บังคับ{effect}\n\n{changes}\n"
    )


NEXT_DAY = "ตั้งแต่วันถัดจากวันประกาศในราชกิจจานุเบกษาเป็นต้นไป"
NINETY = "เมื่อพ้นกำหนดเก้าสิบวันนับแต่วันประกาศในราชกิจจานุเบกษาเป็นต้นไป"


@pytest.fixture
def laws(library: Library, clerk: Actor) -> Library:
    """A law (1) as of 1 June 2019, and its second (2) and third (3) acts, of no known day."""
    with library.writing(clerk, "x") as unit:
        import_law(unit, BASE_TITLE, BASE, "พระราชบัญญัติ", None)
        change_law(unit, 1, {"text_as_of": "2019-06-01"})
        for number, effect in ((2, NEXT_DAY), (3, NINETY)):
            title = f"พระราชบัญญัติห้องสมมุติ (ฉบับที่ {number}) พ.ศ. ๒๖๐๒"
            import_law(unit, title, _act(number, effect), "พระราชบัญญัติ", None)
            propose(unit, 1, number + 0)
        unit.commit()
    return library


def _rows(library: Library, clerk: Actor) -> list[version_store.AmendmentRow]:
    with library.reading(clerk) as reading:
        return version_store.amendments(reading.session, 1)


def test_the_acts_own_words_propose_the_day_from_that_of_the_gazette(
    laws: Library, clerk: Actor
) -> None:
    rows = _rows(laws, clerk)
    second, third = (next(row for row in rows if row.by_id == key) for key in (2, 3))
    with laws.reading(clerk) as reading:
        for row, day in ((second, "2026-05-02"), (third, "2026-07-30")):
            days = act_days(reading, row.id)
            assert days is not None
            assert (days.undated, days.gazetted_on, days.effective_on) == (COUNT, None, None)
            assert days.effective_by("2026-05-01") == day
            assert days.effective_by(None) is None


def test_one_answer_dates_all_of_one_act_and_undo_takes_it_back(
    laws: Library, clerk: Actor
) -> None:
    first = next(row for row in _rows(laws, clerk) if row.by_id == 2)
    with laws.writing(clerk, "x") as unit:
        change_amendment(unit, first.id + 1, {"effective_on": "2027-01-01"})  # apart, by hand
        unit.commit()
    with laws.writing(clerk, "x") as unit:
        assert date_act(unit, first.id, "1/5/2569", "2 พ.ค. 2569") == COUNT - 1
        unit.commit()
        done = unit.id
    rows = _rows(laws, clerk)
    days = [row.effective_on for row in rows if row.by_id == 2]
    assert sorted(set(map(str, days))) == ["2026-05-02", "2027-01-01"]
    assert {row.effective_on for row in rows if row.by_id == 3} == {None}
    with laws.reading(clerk) as reading:
        detail = queries.instrument(reading.session, 2)
        assert detail is not None
        assert (detail.gazetted_on, detail.effective_on) == ("2026-05-01", "2026-05-02")
    laws.undo(clerk, done)
    assert [row.effective_on for row in _rows(laws, clerk) if row.by_id == 2].count(None) == 11


@pytest.mark.parametrize("day", [None, "วันไหนก็ได้"])
def test_a_missing_or_odd_day_is_refused_at_its_field(
    laws: Library, clerk: Actor, day: str | None
) -> None:
    first = _rows(laws, clerk)[0]
    with laws.writing(clerk, "x") as unit:
        with pytest.raises(RegulationError) as refused:
            date_act(unit, first.id, None, day)
        assert refused.value.field == "effective_on"
        with pytest.raises(RegulationError) as refused:
            confirm(unit, [first.id])
        assert (refused.value.field, refused.value.row) == ("effective_on", first.id)


def test_what_is_told_of_the_texts_day_moves_with_an_amendment(laws: Library, clerk: Actor) -> None:
    with laws.writing(clerk, "x") as unit:
        assert screen_date("2019-06-01") in law_note(unit.session, 1)
        ids = [row.id for row in version_store.amendment_rows(unit.session, 1, 2)]
        date_act(unit, ids[0], None, "2026-05-02")
        confirm(unit, ids)
        note = law_note(unit.session, 1)
        assert screen_date("2026-05-02") in note
        assert screen_date("2019-06-01") not in note
        fields = dict(law_fields(unit.session, 1))
        assert fields["Text as of"].startswith(screen_date("2026-05-02"))
        assert screen_date("2019-06-01") in fields["Text as of"]


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("พระราชบัญญัติ\nสมมุติ\nพ.ศ. ๒๕๔๒", "พระราชบัญญัติสมมุติ พ.ศ. ๒๕๔๒"),
        ("พระราชบัญญัติ สมมุติ (ฉบับที่ ๒) พ.ศ. ๒๕๔๕", "พระราชบัญญัติสมมุติ (ฉบับที่ ๒) พ.ศ. ๒๕๔๕"),
        ("พระราชกฤษฎีกา  ว่าด้วยเรื่องสมมุติ", "พระราชกฤษฎีกา ว่าด้วยเรื่องสมมุติ"),
        ("กฎกระทรวง ฉบับที่ ๓ (พ.ศ. ๒๕๔๐)", "กฎกระทรวง ฉบับที่ ๓ (พ.ศ. ๒๕๔๐)"),
        ("กฎกระทรวง\nกำหนดค่าสมมุติ", "กฎกระทรวงกำหนดค่าสมมุติ"),
        ("ระเบียบ นายทะเบียนสมมุติ ว่าด้วยตู้", "ระเบียบนายทะเบียนสมมุติ ว่าด้วยตู้"),
        ("ประกาศ เรื่อง ตู้", "ประกาศ เรื่อง ตู้"),
        ("พระราชบัญญัติ พ.ศ. ๒๕๐๐", "พระราชบัญญัติ พ.ศ. ๒๕๐๐"),
        ("ประมวลกฎหมาย สมมุติ", "ประมวลกฎหมายสมมุติ"),
        ("ระเบียบสมมุติ", "ระเบียบสมมุติ"),
    ],
)
def test_the_line_break_of_a_title_is_no_space(
    library: Library, clerk: Actor, typed: str, title: str
) -> None:
    assert tidy_title(typed) == title
    with library.writing(clerk, "x") as unit:
        record = import_law(unit, typed, "มาตรา ๑ ก", "", None)
        assert record.title == title
        change_law(unit, record.id, {"title": typed})
        assert record.title == title


# On screen --------------------------------------------------------------------------------------


@pytest.fixture
def dialog(qtbot: QtBot, laws: Library, clerk: Actor) -> Iterator[AmendDialog]:
    """The amendments of the law, none of which has a day."""
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    runner = TaskRunner()
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    context = Context(laws, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    made = AmendDialog(window, context, 1, BASE_TITLE)
    made.open()
    qtbot.waitUntil(made.days.isVisible)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.close()
    runner.close()


def _answer_box(qtbot: QtBot, dialog: AmendDialog) -> None:
    def boxes() -> list[QMessageBox]:
        return [box for box in dialog.findChildren(QMessageBox) if box.isVisible()]

    qtbot.waitUntil(lambda: bool(boxes()))
    qtbot.keyClick(boxes()[0], Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not boxes())


def test_the_question_is_asked_once_for_the_whole_act(qtbot: QtBot, dialog: AmendDialog) -> None:
    row = dialog.chosen
    assert row is not None
    qtbot.keyClicks(dialog.days.gazetted.line, "1/5/2569")
    assert dialog.days.effective.iso() == "2026-05-02"  # by the act's own words
    qtbot.keyClick(dialog.days.gazetted.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog._rows[0].effective_on))
    dated = [one for one in dialog._rows if one.effective_on == "2026-05-02"]
    assert len(dated) == COUNT
    assert {one.by_id for one in dated} == {row.by_id}
    qtbot.waitUntil(dialog.days.isHidden)
    dialog.table.setCurrentCell(COUNT, 0)  # the next act is asked for its own
    qtbot.waitUntil(dialog.days.isVisible)
    qtbot.waitUntil(lambda: dialog.days.gazetted.iso() is None)


def test_a_missing_day_leads_to_the_field(qtbot: QtBot, dialog: AmendDialog) -> None:
    dialog.confirm_button.click()
    _answer_box(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.days.gazetted.line)
    qtbot.keyClicks(dialog.days.effective.line, "2/5/2569")
    dialog.days.button.click()
    qtbot.waitUntil(dialog.days.isHidden)
    dialog.form.day.line.setText("วันไหนก็ได้")
    dialog.form._edited()
    dialog.save_button.click()
    _answer_box(qtbot, dialog)
    qtbot.waitUntil(lambda: dialog.focusWidget() is dialog.form.day.line)
    line = dialog.form.day.line
    shown = dialog._scroll.viewport().rect()
    assert shown.contains(line.mapTo(dialog._scroll.viewport(), line.rect().center()))
