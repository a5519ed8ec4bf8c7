"""Before and after made sure of: matches corrected, the certificate, all processes together."""

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from kmdesk.intake.client import RenderClient
from kmdesk.processes import queries
from kmdesk.processes.compare import (
    Fate,
    Portfolio,
    Saving,
    compare,
    comparison_of,
    matches_of,
    portfolio_words,
    read_portfolio,
    verdict_words,
)
from kmdesk.processes.kind import add_process
from kmdesk.processes.print import write_certificate, write_portfolio
from kmdesk.processes.ui.body import ProcessBody
from kmdesk.processes.ui.match_editor import MatchEditor
from kmdesk.processes.ui.portfolio_view import PortfolioDialog
from kmdesk.processes.ui.tab import Tab
from kmdesk.records import Actor, Library
from kmdesk.widgets.context import Context
from kmdesk.widgets.preview import PreviewDialog
from tests.processes.test_compare import AFTER, BEFORE
from tests.processes.test_layout import generated


def text_of(path: Path) -> str:
    pdf = pypdfium2.PdfDocument(path)
    return "".join(page.get_textpage().get_text_range() for page in pdf)


def bare(text: str) -> str:
    return "".join(text.split()).replace("\ufffe", "")


@pytest.fixture
def body(tab: Tab, qtbot: QtBot, context: Context, clerk: Actor) -> ProcessBody:
    context.set_actor(clerk)
    tab.open_record(1)
    qtbot.waitUntil(lambda: tab.shown is not None)
    found = tab.findChild(ProcessBody)
    assert found is not None
    return found


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> Iterator[Tab]:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 768)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 8)
    yield tab


@pytest.fixture
def editor(body: ProcessBody) -> MatchEditor:
    body.compare.buttons["match"].click()
    found = body.window().findChild(MatchEditor)
    assert found is not None
    return found


def test_a_comparison_written_as_matches_gives_the_same() -> None:
    found = compare(BEFORE, AFTER)
    assert compare(BEFORE, AFTER, matches_of(found)) == found


def test_the_clerk_says_a_step_was_removed(
    qtbot: QtBot, editor: MatchEditor, office: Library, clerk: Actor, tab: Tab
) -> None:
    key, box = next((k, b) for k, b in editor.choices.items() if b.currentData() is not None)
    box.setCurrentIndex(0)
    box.activated.emit(0)
    fates = {s.key: row.fate for row in editor.comparison.rows for s in row.before}
    assert fates[key] == Fate.REMOVED
    assert editor._fates[key].plain == "ยกเลิก"
    editor.submit()
    qtbot.waitUntil(lambda: tab.window().findChild(MatchEditor) is None)
    with office.reading(clerk) as reading:
        view = queries.view(reading.session, 1)
        assert view is not None
        assert (key, None) in view.matches
        comparison = comparison_of(view)
        assert comparison is not None
        saved = {s.key: row.fate for row in comparison.rows for s in row.before}
    assert saved == fates


def test_automatic_matches_are_not_kept(
    qtbot: QtBot, editor: MatchEditor, office: Library, clerk: Actor, tab: Tab
) -> None:
    opened = list(editor.pairs)
    box = next(iter(editor.choices.values()))
    other = (box.currentIndex() + 1) % box.count()
    box.setCurrentIndex(other)
    box.activated.emit(other)
    assert set(editor.pairs) != set(opened)
    editor.reject()
    question = editor.findChild(QMessageBox)
    assert question is not None
    question.done(0)
    editor.auto_button.click()
    assert set(editor.pairs) == set(opened)
    editor.submit()
    qtbot.waitUntil(lambda: tab.window().findChild(MatchEditor) is None)
    with office.reading(clerk) as reading:
        assert queries.matches(reading.session, 1) == []


def test_a_reader_prints_but_does_not_correct(
    qtbot: QtBot, body: ProcessBody, context: Context, walk_up: Actor
) -> None:
    context.set_actor(walk_up)
    assert body.compare.buttons["match"].isHidden()
    assert not body.compare.buttons["a4"].isHidden()
    context.render = RenderClient()
    try:
        body.compare.buttons["a4"].click()
        qtbot.waitUntil(lambda: body.window().findChild(PreviewDialog) is not None)
        dialog = body.window().findChild(PreviewDialog)
        assert dialog is not None
        dialog.close()
    finally:
        context.render.close()


@pytest.mark.parametrize("paper", ["a4", "a3"])
def test_every_certificate_fits_one_sheet(
    office: Library, walk_up: Actor, out: Path, paper: str
) -> None:
    with office.reading(walk_up) as reading:
        views = [queries.view(reading.session, i) for i in queries.process_ids(reading)]
    for view in views:
        assert view is not None
        comparison = comparison_of(view)
        assert comparison is not None
        write_certificate(out, comparison, "กระบวนงาน", target=40, paper=paper)
        assert len(pypdfium2.PdfDocument(out)) == 1
        printed = bare(text_of(out))
        for row in comparison.rows:
            for step in (*row.before, *((row.after,) if row.after else ())):
                assert bare(step.name) in printed
        assert printed.count("ลงชื่อ") == 3
        assert "ผู้อนุมัติ" in printed


def test_a_certificate_of_forty_steps_still_fits(out: Path) -> None:
    before, after = generated(3, 40), generated(4, 30)
    moved = replace(after, steps=tuple(after.steps))
    write_certificate(out, compare(before, moved), "ยาว", target=30, paper="a3")
    pdf = pypdfium2.PdfDocument(out)
    assert len(pdf) == 1


def test_all_processes_together(office: Library, clerk: Actor, walk_up: Actor, out: Path) -> None:
    with office.writing(clerk, "Add") as unit:
        add_process(unit, {"title": "ยังไม่มีขั้นตอน"})
        add_process(unit, {"title": "ภายใน", "audience": "internal"})
        unit.commit()
    with office.reading(walk_up) as reading:
        portfolio = read_portfolio(reading)
    assert len(portfolio.savings) == 8
    assert portfolio.open_titles == ("ยังไม่มีขั้นตอน",)
    days = [saving.days for saving in portfolio.savings]
    assert days == sorted(days, reverse=True)
    assert portfolio.days == pytest.approx(sum(days))
    assert portfolio.reached == 8
    write_portfolio(out, portfolio, office="สำนักงาน")
    printed = bare(text_of(out))
    for saving in portfolio.savings:
        assert bare(saving.title) in printed
    assert bare(portfolio_words(portfolio)) in printed
    assert "ยังไม่มีขั้นตอน" in printed


def test_a_longer_time_is_called_longer_on_screen_and_paper(out: Path) -> None:
    """A process that got slower is “more”, never a negative saving."""
    slower, faster = compare(AFTER, BEFORE), compare(BEFORE, AFTER)
    assert faster.percent_time > 0 > slower.percent_time
    assert "ลดลงร้อยละ" in verdict_words(faster, 30.0)
    words = verdict_words(slower, 30.0)
    assert "เพิ่มขึ้นร้อยละ" in words
    assert "ลดลง" not in words
    assert "-" not in words
    assert "เท่าเดิม" in verdict_words(compare(BEFORE, BEFORE), 30.0)
    shown = slower.before.typical, slower.after.typical
    saving = Saving(1, "กระบวนงานตัวอย่าง", "", 3, 5, *shown, slower.percent_time, 30.0)
    portfolio = Portfolio((saving,), ())
    printed = bare(text_of(write_portfolio(out, portfolio)))
    assert bare("เพิ่มขึ้นร้อยละ") in printed
    for said in (portfolio_words(portfolio), printed):
        assert not re.search(r"-\s*[0-9๐-๙]", said)


def test_an_empty_office_has_saved_nothing(library: Library, walk_up: Actor, out: Path) -> None:
    with library.reading(walk_up) as reading:
        portfolio = read_portfolio(reading)
    assert (portfolio.days, portfolio.percent) == (0, 0.0)
    write_portfolio(out, portfolio)
    assert len(pypdfium2.PdfDocument(out)) == 1


def test_a_name_in_the_portfolio_opens_the_process(
    qtbot: QtBot, tab: Tab, context: Context
) -> None:
    button = next(b for a, b in tab._list_buttons if a.label == "All savings…")
    assert button.isVisible()
    button.click()
    qtbot.waitUntil(lambda: tab.window().findChild(PortfolioDialog) is not None)
    dialog = tab.window().findChild(PortfolioDialog)
    assert dialog is not None
    with qtbot.waitSignal(context.open_requested) as opened:
        dialog.names[2].click()
    assert opened.args[0] == dialog.portfolio.savings[2].record_id
