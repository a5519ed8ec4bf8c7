"""As at a day on screen and paper: date, line of changes, comparison, history."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from kmdesk.i18n import tr
from kmdesk.jobs import TaskRunner
from kmdesk.records import Actor, Kinds, Library
from kmdesk.regulations import version_store
from kmdesk.regulations.amendments import confirm, propose
from kmdesk.regulations.edits import change_law
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.kind import KINDS
from kmdesk.regulations.model import OFFICIAL_NOTICE, REGISTERED_NOTICE, RegulationError, notice_of
from kmdesk.regulations.print import (
    write_comparison,
    write_history,
    write_law,
    write_law_at,
    write_provisions,
)
from kmdesk.regulations.queries import DIGEST_MARK, DIGEST_SOURCE, instrument
from kmdesk.regulations.timeline import (
    Mark,
    compare_laws,
    compare_words,
    made_by,
    provision_history,
    span,
    tokens,
)
from kmdesk.regulations.ui.compare_view import CompareDialog, HistoryDialog, default_days
from kmdesk.regulations.ui.law_body import LawBody
from kmdesk.regulations.ui.tab import RegulationsSpec, Tab
from kmdesk.regulations.view import LawView, load_view
from kmdesk.widgets.context import Context, OfficeSettings
from tests.regulations.test_amend_law import BASE, SECOND, TITLE

SECOND_TITLE = "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๕๕๐"
NOTED = (
    "พระราชบัญญัติ\nหิ้ง\nพ.ศ. ๒๕๔๐\n\nมาตรา ๑ ชื่อ\n\nมาตรา ๒[๑] หิ้งสูง\n\nมาตรา ๓[๒] หิ้งต่ำ\n\n"
    "ผู้รับสนองพระบรมราชโองการ\nบรรณารักษ์\n\n"
    "[๑] มาตรา ๒ แก้ไขเพิ่มเติมโดยพระราชบัญญัติหิ้ง (ฉบับที่ ๒) พ.ศ. ๒๕๕๐\n"
    "[๒] มาตรา ๓ แก้ไขเพิ่มเติมโดยพระราชบัญญัติหิ้ง (ฉบับที่ ๓) พ.ศ. ๒๕๖๐\n"
)


@pytest.fixture
def carried(library: Library, clerk: Actor) -> Library:
    """Record 1 carried through record 2, in force from 31 March 2007; record 3 has footnotes."""
    with library.writing(clerk, "fill") as unit:
        base = import_law(unit, TITLE, BASE, "พระราชบัญญัติ", None)
        change_law(unit, base.id, {"effective_on": "1997-01-01"})
        act = import_law(unit, SECOND_TITLE, SECOND, "พระราชบัญญัติ", None)
        change_law(unit, act.id, {"gazetted_on": "2007-03-01"})
        import_law(unit, "พระราชบัญญัติหิ้ง พ.ศ. ๒๕๔๐", NOTED, "พระราชบัญญัติ", None)
        propose(unit, base.id, act.id)
        rows = version_store.amendment_rows(unit.session, base.id)
        assert confirm(unit, [row.id for row in rows]) == {}
        unit.commit()
    return library


@pytest.fixture
def context(qtbot: QtBot, carried: Library, clerk: Actor) -> Iterator[Context]:
    kinds = Kinds()
    for kind in KINDS:
        kinds.register(kind)
    runner = TaskRunner()
    yield Context(carried, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    runner.close()


@pytest.fixture
def body(qtbot: QtBot, context: Context) -> LawBody:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1280, 800)
    tab.show()
    tab.open_record(1, "provision:3")
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == 1)
    assert isinstance(tab.spec, RegulationsSpec)
    found = tab.spec.open_body
    assert found is not None
    qtbot.waitUntil(lambda: found.place == "provision:3")
    return found


def shown(body: LawBody) -> str:
    return body.reader.toPlainText().replace("\u200b", "")


words = st.text(alphabet="กขคงาิ้ (๑)\n", max_size=40)


@given(words, words)
@settings(max_examples=100)
def test_a_comparison_holds_both_texts(old: str, new: str) -> None:
    assert "".join(tokens(old)) == old
    segments = compare_words(old, new)
    assert "".join(s.text for s in segments if s.mark is not Mark.ADDED) == old
    assert "".join(s.text for s in segments if s.mark is not Mark.STRUCK) == new


def test_words_are_compared_not_letters() -> None:
    found = compare_words("ให้จัดทำเป็นแผนสี่ปี", "ให้จัดทำเป็นแผนห้าปี")
    assert [(s.mark, s.text) for s in found] == [
        (Mark.SAME, "ให้จัดทำเป็นแผน"),
        (Mark.STRUCK, "สี่"),
        (Mark.ADDED, "ห้า"),
        (Mark.SAME, "ปี"),
    ]


def test_what_is_known_of_other_days(carried: Library, clerk: Actor) -> None:
    with carried.reading(clerk) as reading:
        early = load_view(reading, 1, "1990-01-01")
        assert isinstance(early, LawView) and early.time is not None
        assert "ยังไม่มีผลใช้บังคับ" in early.time.day_warnings()[0]
        then = load_view(reading, 1, "2007-03-30")
        assert isinstance(then, LawView) and "provision:4/1" not in then.places
        noted = load_view(reading, 3, "2007-06-01")
        assert isinstance(noted, LawView) and noted.time is not None
        assert (noted.time.later, noted.time.unsure) == (("มาตรา ๓",), ("มาตรา ๒",))
        assert load_view(reading, 3) != noted
        history = provision_history(reading, 3, "provision:3")
        assert history is not None
        assert [(e.number, e.year) for e in history.entries] == [("3", 2560)]
        assert span(history.versions[0]) == "ข้อความตามฉบับที่นำเข้า"
        changed = provision_history(reading, 1, "provision:3")
        assert changed is not None
        assert made_by(changed.versions[1].acts) == f"{SECOND_TITLE} มาตรา ๓"
        assert provision_history(reading, 1, "provision:99") is None


def test_the_day_is_chosen_by_date_and_by_keys(qtbot: QtBot, body: LawBody) -> None:
    assert body.times.isVisible()  # the law changed, so its days are shown at once
    assert "กันปลวก" in shown(body)
    body.times.day.line.setText("1/1/2550")
    qtbot.keyClick(body.times.day.line, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "กันปลวก" not in shown(body))
    assert "ไม่ใช่ฉบับปัจจุบัน" in body.times.notice.plain
    assert "มาตรา ๔/๑" not in shown(body)
    assert body.place == "provision:3"
    qtbot.keyClick(body.times.line, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: "กันปลวก" in shown(body))
    assert body.times.day.iso() == "2007-03-31"
    qtbot.keyClick(body.times.line, Qt.Key.Key_Left)
    qtbot.waitUntil(lambda: body.times.day.iso() == "2007-03-30")
    body.times.today_button.click()
    qtbot.waitUntil(lambda: not body.times.notice.isVisible())
    assert "มาตรา ๕ (ยกเลิก)" in shown(body)


@pytest.mark.parametrize("typed", ["", "32/1/2560", "ก" * 10_000, "'; DROP TABLE"])
def test_a_day_that_is_none_is_said(qtbot: QtBot, body: LawBody, typed: str) -> None:
    body.times.day.line.setText(typed)
    qtbot.keyClick(body.times.day.line, Qt.Key.Key_Return)
    assert body.times.problem.isVisible()
    assert "๑/๕/๒๕๖๒" in body.times.problem.plain


def test_two_days_are_compared(qtbot: QtBot, body: LawBody, context: Context) -> None:
    days = ("2007-01-01", "2020-01-01")
    dialog = CompareDialog(body, context, 1, TITLE, "provision:3", days)
    dialog.open()
    qtbot.waitUntil(lambda: bool(dialog._rows))
    assert [row.label for row in dialog.shown()] == ["มาตรา ๓"]
    dialog.scope.setCurrentIndex(0)
    assert [row.label for row in dialog.shown()] == ["มาตรา ๓", "มาตรา ๔/๑", "มาตรา ๕"]
    assert "ต่างกัน 3 แห่ง" in dialog.count.plain
    assert "ไม่มีในวันนั้น" in dialog.text.toPlainText()
    assert "line-through" in dialog.text.toHtml()
    dialog.columns.setChecked(False)
    assert "ไม่มีในวันนั้น" not in dialog.text.toPlainText()
    dialog.first.line.setText("เมื่อวาน")
    dialog.load()
    assert dialog.problem.isVisible()
    dialog.first.set_iso("2020-01-01")
    dialog.load()
    qtbot.waitUntil(lambda: "เหมือนกัน" in dialog.count.plain)
    dialog.reject()
    assert default_days("2007-04-01", ("2007-03-31",)) == ("2007-03-30", "2007-04-01")


def test_the_history_of_a_provision(qtbot: QtBot, body: LawBody, context: Context) -> None:
    dialog = HistoryDialog(body, context, 1, "provision:3")
    dialog.open()
    qtbot.waitUntil(lambda: dialog.steps.count() == 2)
    qtbot.keyClick(dialog.steps, Qt.Key.Key_Down)
    assert "กันปลวก" in dialog.text.toPlainText().replace("\u200b", "")
    assert "underline" in dialog.text.toHtml()
    dialog.reject()


def pages(path: Path) -> str:
    document = pypdfium2.PdfDocument(path)
    said = "".join(page.get_textpage().get_text_bounded() for page in document)
    return "".join(said.split())


@pytest.mark.parametrize("rank", ["act", "bylaw"])
def test_prints_in_time_say_what_is_official_and_what_is_a_digest(
    carried: Library, clerk: Actor, tmp_path: Path, rank: str
) -> None:
    with carried.writing(clerk, "Rank") as unit:
        detail = instrument(unit.session, 1)
        assert detail is not None
        detail.rank = rank
        unit.record(1).source = DIGEST_SOURCE
        unit.commit()
    write_law_at(carried, clerk, 1, "2007-01-01", tmp_path / "at.pdf")
    days = ("2007-01-01", "2020-01-01")
    write_comparison(carried, clerk, 1, days, ["provision:3"], tmp_path / "two.pdf")
    write_history(carried, clerk, 1, "provision:3", tmp_path / "history.pdf")
    for name in ("at", "two", "history"):
        said = pages(tmp_path / f"{name}.pdf")
        for notice in (OFFICIAL_NOTICE, REGISTERED_NOTICE):
            assert ("".join(tr(notice).split()) in said) == (notice == notice_of(rank)), name
        assert "".join(tr(DIGEST_MARK).split()) in said, name


def test_prints(carried: Library, clerk: Actor, tmp_path: Path) -> None:
    write_law_at(carried, clerk, 1, "2007-01-01", tmp_path / "then.pdf")
    said = pages(tmp_path / "then.pdf")
    assert "ณวันที่๑มกราคม๒๕๕๐" in said
    assert "กันปลวก" not in said
    write_law_at(carried, clerk, 1, "2020-01-01", tmp_path / "one.pdf", "provision:4/1")
    said = pages(tmp_path / "one.pdf")
    assert "ต้องมีกุญแจ" in said
    assert "มาตรา๓" not in said
    with pytest.raises(RegulationError):
        write_law_at(carried, clerk, 1, "2007-01-01", tmp_path / "none.pdf", "provision:4/1")
    write_provisions(carried, clerk, 1, ["provision:3"], tmp_path / "old.pdf", "2007-01-01")
    said = pages(tmp_path / "old.pdf")
    assert "ณวันที่๑มกราคม๒๕๕๐" in said
    assert "กันปลวก" not in said
    write_provisions(carried, clerk, 1, ["provision:3"], tmp_path / "new.pdf", "2020-01-01")
    assert "กันปลวก" in pages(tmp_path / "new.pdf")
    days = ("2007-01-01", "2020-01-01")
    anchors = ["provision:3", "provision:4/1", "provision:5"]
    for beside in (True, False):
        write_comparison(carried, clerk, 1, days, anchors, tmp_path / "two.pdf", beside)
        said = pages(tmp_path / "two.pdf")
        assert "กันปลวก" in said
        assert "ผู้ใดทำตู้หาย" in said
        assert ("ไม่มีในวันนั้น" in said) == beside
    write_comparison(carried, clerk, 1, days, [], tmp_path / "same.pdf")
    assert "เหมือนกัน" in pages(tmp_path / "same.pdf")
    write_history(carried, clerk, 3, "provision:3", tmp_path / "history.pdf")
    assert "๒๕๖๐" in pages(tmp_path / "history.pdf")
    write_history(carried, clerk, 1, "provision:3", tmp_path / "history.pdf")
    assert "กันปลวก" in pages(tmp_path / "history.pdf")


def test_parts_of_both_states_keep_their_order(carried: Library, clerk: Actor) -> None:
    with carried.reading(clerk) as reading:
        states = [load_view(reading, 1, day) for day in ("2007-01-01", "2020-01-01")]
    assert all(isinstance(state, LawView) for state in states)
    rows = compare_laws(*(state.rows for state in states if isinstance(state, LawView)))
    labels = [row.label for row in rows if row.anchor.startswith("provision:")]
    assert labels == ["มาตรา ๑", "มาตรา ๒", "มาตรา ๓", "มาตรา ๔", "มาตรา ๔/๑", "มาตรา ๕"]


def test_paper_says_which_amendments_are_not_in_it(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    with library.writing(clerk, "fill") as unit:
        base = import_law(unit, TITLE, BASE, "พระราชบัญญัติ", None).id
        act = import_law(unit, SECOND_TITLE, SECOND, "พระราชบัญญัติ", None).id
        propose(unit, base, act)
        unit.commit()
    write_law(library, clerk, base, tmp_path / "law.pdf")
    write_provisions(library, clerk, base, ["provision:3"], tmp_path / "one.pdf")
    for name in ("law.pdf", "one.pdf"):
        said = pages(tmp_path / name)
        assert "มีกฎหมายแก้ไขเพิ่มเติมที่ยังไม่ได้รวมในฉบับนี้" in said
        assert "(ฉบับที่๒)พ.ศ.๒๕๕๐" in said
