"""The language is switched in the real window: everything is made anew, nothing is lost."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from kmdesk.i18n import language
from kmdesk.office.protocol import Outcome
from kmdesk.office.ui.stick_bar import StickBar
from kmdesk.records import WALK_UP, Actor, Duty
from kmdesk.widgets.dialogs import FormDialog

CLERK = Actor("ธุรการ", Duty.CLERK)
BOSS = Actor("ผู้ดูแล", Duty.ADMINISTRATOR)
STOCKED = Actor("ธุรการทดสอบ", Duty.ADMINISTRATOR)
"""The sign-in that the library of the desk has."""


def _settle(qtbot, desk) -> None:
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    qtbot.wait(1)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)


def _switch(qtbot, desk, to: str) -> None:
    desk.window.top.words.click()
    assert language() == to
    _settle(qtbot, desk)


def test_a_tab_stays_filtered_scrolled_chosen_and_open(qtbot, desk) -> None:
    desk.context.set_actor(CLERK)
    desk.window.resize(1366, 700)
    tab = desk.window.pages.show_page("shelf")
    qtbot.waitUntil(lambda: len(tab.list.ids) == 40)
    tab.filter.setText("เรื่องที่")
    tab.list.order_by(0, True)
    qtbot.waitUntil(lambda: len(tab.list.ids) == 40)
    _settle(qtbot, desk)
    chosen = tab.list.ids[20:22]
    tab.list.select(*chosen)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == chosen[0])
    _settle(qtbot, desk)
    bar = tab.list.verticalScrollBar()
    bar.setValue(bar.maximum() - 3)
    at = bar.value()
    assert at > 0
    tab.splitter.setSizes([200, 500, 600])
    ids, sizes, order = list(tab.list.ids), tab.splitter.sizes(), tab.list.order
    button = tab.record.print_button.text()
    for to in ("en", "th"):
        _switch(qtbot, desk, to)
        anew = desk.window.pages.page("shelf")
        assert anew is not tab
        assert desk.window.pages.current == "shelf"
        assert anew.isVisible()
        qtbot.waitUntil(lambda tab=anew: tab.list.ids == ids)
        qtbot.waitUntil(lambda tab=anew: tab.shown is not None and tab.shown.id == chosen[0])
        qtbot.waitUntil(lambda tab=anew: tab.selected_ids == chosen)
        qtbot.waitUntil(lambda tab=anew: tab.list.verticalScrollBar().value() == at)
        assert anew.filter.text() == "เรื่องที่"
        assert anew.list.order == order
        assert anew.splitter.sizes() == sizes
        assert anew.record.print_button.text() == ("Print" if to == "en" else button)
        tab = anew


def test_a_browse_node_stays_chosen(qtbot, sample_desk) -> None:
    desk = sample_desk
    tab = desk.window.pages.show_page("regulations")
    qtbot.waitUntil(lambda: tab.tree.topLevelItemCount() > 1)
    tab.tree.select([1])
    _settle(qtbot, desk)
    assert tab.tree.path() == [1]
    ids = list(tab.list.ids)
    for to in ("en", "th"):
        _switch(qtbot, desk, to)
        anew = desk.window.pages.page("regulations")
        qtbot.waitUntil(lambda tab=anew: tab.tree.path() == [1])
        qtbot.waitUntil(lambda tab=anew: sorted(tab.list.ids) == sorted(ids))


def test_a_law_stays_open_at_its_provision_and_day(qtbot, sample_desk) -> None:
    desk = sample_desk
    tab = desk.window.pages.show_page("regulations")
    qtbot.waitUntil(lambda: bool(tab.list.ids))
    body = tab.record.body
    for record_id in tab.list.ids:
        tab.open_record(record_id)
        qtbot.waitUntil(lambda id_=record_id: tab.shown is not None and tab.shown.id == id_)
        _settle(qtbot, desk)
        if body._law is not None and body._law.pieces:
            break
    body.times_button.setChecked(True)
    day = "2026-11-01"
    body.times.day_chosen.emit(day)
    qtbot.waitUntil(lambda: body._day == day)
    body.reader.go_to(body._law.pieces[-1].row.anchor)
    place = body.place
    for to in ("en", "th"):
        _switch(qtbot, desk, to)
        body = desk.window.pages.page("regulations").record.body
        qtbot.waitUntil(lambda body=body: body._day == day)
        assert body.place == place
        assert body.times_button.isChecked()


def test_a_process_stays_at_its_page_and_version(qtbot, sample_desk) -> None:
    desk = sample_desk
    tab = desk.window.pages.show_page("processes")
    qtbot.waitUntil(lambda: bool(tab.list.ids))
    body = tab.record.body
    for record_id in tab.list.ids:
        tab.open_record(record_id)
        qtbot.waitUntil(lambda id_=record_id: tab.shown is not None and tab.shown.id == id_)
        if len(body.chart.versions) > 1:
            break
    other = next(v for v in body.chart.versions if v.id != body.chart.version.id)
    body._choose_version(other)
    body.visitor.filed.set_iso("2026-03-09")
    body.pages.setCurrentWidget(body.steps)
    for to in ("en", "th"):
        _switch(qtbot, desk, to)
        body = desk.window.pages.page("processes").record.body
        qtbot.waitUntil(lambda body=body: body.steps.version is not None)
        assert body.steps.version.id == body.chart.version.id == other.id
        assert body.pages.currentWidget() is body.steps
        assert body.visitor.filed.iso() == "2026-03-09"
        assert ("March" in body.visitor.filed.line.text()) == (to == "en")


def test_a_half_typed_form_stays_open_in_the_other_language(qtbot, desk) -> None:
    desk.context.set_actor(CLERK)
    tab = desk.window.pages.show_page("shelf")
    tab.open_record(3)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == 3)
    tab._act(next(a for a in tab.spec.actions if a.label == "Stamp of receipt…"))
    (form,) = desk.window.findChildren(FormDialog)
    thai = form.windowTitle()
    form.editors["number"].widget.insert("12")

    def open_forms() -> list[FormDialog]:
        return [form for form in desk.window.findChildren(FormDialog) if form.isVisible()]

    for to in ("en", "th"):
        _switch(qtbot, desk, to)
        qtbot.waitUntil(lambda: len(open_forms()) == 1)
        (form,) = open_forms()
        assert form.editors["number"].typed() == "12"
        assert (form.windowTitle() == thai) == (to == "th")
    form.discard()
    assert desk.context.draft_store.of(CLERK.name) == []


def test_results_and_what_was_typed_stay(qtbot, desk) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None)
    desk.context.search.catch_up()
    desk.window.top.search.setText("ประชุมใหญ่")
    with qtbot.waitSignal(desk.window.pages.page("results").answered, timeout=60_000):
        desk.window.top.go.click()
    page = desk.window.pages.page("results")
    page.facets.choose("year", "2025")
    qtbot.waitUntil(lambda: page.is_filled and len(page.cards) == 20)
    page.more.click()
    qtbot.waitUntil(lambda: page.is_filled and len(page.cards) == 39)
    bar = page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 500)
    bar.setValue(500)
    hits = [card.hit for card in page.cards]
    thai = page.headline.plain
    for to in ("en", "th"):
        _switch(qtbot, desk, to)
        anew = desk.window.pages.page("results")
        qtbot.waitUntil(lambda page=anew: page.is_filled)
        assert [card.hit for card in anew.cards] == hits
        assert anew.facets.chosen == {"year": "2025"}
        assert (anew.headline.plain == thai) == (to == "th")
        qtbot.waitUntil(lambda page=anew: page.area.verticalScrollBar().value() == 500)
        assert desk.window.top.search.text() == "ประชุมใหญ่"
    page = desk.window.pages.page("results")
    page.cards[0].opened.emit(page.cards[0].hit)
    reader = desk.window.pages.page("reader")
    qtbot.waitUntil(lambda: reader.record_id == hits[0].record_id)
    marked = reader.text.hits
    assert marked
    _switch(qtbot, desk, "en")
    again = desk.window.pages.page("reader")
    qtbot.waitUntil(lambda: again.record_id == hits[0].record_id)
    assert again.text.hits == marked
    assert again.back.text() == "← Back"
    desk.window.go_back()
    assert desk.window.pages.current == "results"


def test_office_pages_keep_what_is_half_typed(qtbot, desk) -> None:
    desk.context.set_actor(BOSS)
    office = desk.window.pages.show_page("office")
    office.show_named("synonyms")
    _settle(qtbot, desk)
    office.synonyms.lines.setFocus()
    qtbot.keyClicks(office.synonyms.lines, "abc = a b c")
    office.show_named("history")
    _settle(qtbot, desk)
    office.history.since.set_iso("2020-01-31")
    typed = office.history.since.iso()
    thai = office.history.look.text()
    for to in ("en", "th"):
        _switch(qtbot, desk, to)
        anew = desk.window.pages.page("office")
        assert anew.page_name == "history"
        assert anew.history.since.iso() == typed
        assert (anew.history.look.text() == thai) == (to == "th")
        assert anew.synonyms.lines.toPlainText() == "abc = a b c"
        assert anew.synonyms.lines.document().isModified()


def test_keys_buttons_and_bars_work_as_before(qtbot, desk) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None)
    desk.context.set_actor(CLERK)
    _switch(qtbot, desk, "en")
    assert CLERK.name in desk.window.top.sign_in.text()
    assert desk.window.top.office.text() == "สำนักงานทดสอบ"
    desk.window.top.basket.click()
    assert desk.window.pages.current == "basket"
    desk.window.top.help.click()
    assert desk.window.pages.current == "help"
    qtbot.keyClick(desk.window, Qt.Key.Key_Escape)
    assert desk.window.pages.current == "basket"
    desk.pages.idle.counting.emit(9)
    assert "9" in desk.pages.bar.text.plain
    _switch(qtbot, desk, "th")
    assert "9" in desk.pages.bar.text.plain
    assert desk.pages.bar.isVisible()
    desk.pages.bar.stay.click()
    left = [b for b in desk.window.findChildren(QPushButton) if b.isVisible()]
    assert not [b.text() for b in left if b.text() in ("Search", "Office work", "← Back")]


def _search(qtbot, desk, words: str) -> None:
    qtbot.waitUntil(lambda: desk.pages.idle is not None)
    desk.context.search.catch_up()
    desk.window.top.search.setText(words)
    desk.window.top.go.click()


def test_what_a_clerk_found_goes_with_the_clerk(qtbot, desk) -> None:
    desk.context.set_actor(CLERK)
    _search(qtbot, desk, "หนังสือเวียนเรื่องที่ 40")
    page = desk.window.pages.page("results")
    qtbot.waitUntil(lambda: 40 in [card.hit.record_id for card in page.cards])  # an internal one
    desk.window.pages.show_page("office")
    _switch(qtbot, desk, "en")
    desk.context.set_actor(WALK_UP)  # the office is left: what was found before it is shown
    _settle(qtbot, desk)
    assert desk.window.pages.current == "results"
    page = desk.window.pages.page("results")
    assert 40 not in [card.hit.record_id for card in page.cards]
    assert "40" not in page.headline.plain


def test_a_search_under_way_is_answered_in_the_other_language(qtbot, desk) -> None:
    _search(qtbot, desk, "เวียน")
    page = desk.window.pages.page("results")
    qtbot.waitUntil(lambda: page.is_filled and bool(page.cards))
    desk.window.top.search.setText("ประชุมใหญ่")
    desk.window.top.go.click()
    desk.window.top.words.click()  # before anything has answered
    anew = desk.window.pages.page("results")
    assert anew is not page
    qtbot.waitUntil(lambda: anew.result is not None and anew.result.query == "ประชุมใหญ่")
    qtbot.waitUntil(lambda: anew.is_filled and bool(anew.cards))
    assert "ประชุมใหญ่" in anew.headline.plain


def test_the_report_of_an_import_stays(qtbot, desk, tmp_path) -> None:
    desk.context.set_actor(STOCKED)
    (tmp_path / "หนึ่ง.txt").write_text("เอกสารทดสอบ", "utf-8")
    (tmp_path / "ว่าง.pdf").write_bytes(b"")
    office = desk.window.pages.show_page("office")
    with qtbot.waitSignal(office.adding.finished, timeout=60_000):
        office.adding.add([str(path) for path in sorted(tmp_path.glob("*.*"))])
    _settle(qtbot, desk)

    def names(page) -> set[str]:
        return {page.table.item(row, 1).text() for row in range(page.table.rowCount())}

    assert names(office.adding) == {"หนึ่ง.txt", "ว่าง.pdf"}
    _switch(qtbot, desk, "en")
    anew = desk.window.pages.page("office").adding
    assert names(anew) == {"หนึ่ง.txt", "ว่าง.pdf"}
    assert anew.counts == {"added": 1, "refused": 1}
    assert anew.undo_button.isVisible()
    anew.undo()
    qtbot.waitUntil(lambda: "undone" in anew.state.plain)


def test_what_was_only_read_does_not_count_as_typed(qtbot, desk) -> None:
    desk.context.set_actor(BOSS)
    office = desk.window.pages.show_page("office")
    with desk.context.library.writing(BOSS, "x") as unit:
        unit.set_value("search_synonyms", "กขค = ก ข ค")
        unit.commit()
    office.show_named("synonyms")
    qtbot.waitUntil(lambda: "กขค" in office.synonyms.lines.toPlainText())
    _switch(qtbot, desk, "en")
    anew = desk.window.pages.page("office").synonyms
    qtbot.waitUntil(lambda: "กขค" in anew.lines.toPlainText())
    assert not anew.lines.document().isModified()  # or it would never be read again


def test_a_library_that_is_being_made_keeps_its_page(qtbot, empty_desk) -> None:
    page = empty_desk.window.pages.page("first_run")
    page.set_busy(True)
    empty_desk.window.top.words.click()
    assert empty_desk.window.pages.page("first_run") is page  # stages and errors are told there
    page.show_error("")
    empty_desk.window.top.words.click()
    assert empty_desk.window.pages.page("first_run") is not page


def test_what_comes_from_the_folder_for_scans_is_reported_though_nobody_looks(qtbot, desk) -> None:
    desk.context.set_actor(STOCKED)
    desk.window.pages.show_page("office")
    desk.window.pages.show_page("shelf")
    _switch(qtbot, desk, "en")
    desk.pages.adding.watch_inbox().said.emit(Outcome("1.exe", "refused", reason="no paper"))
    page = desk.window.pages.show_page("office").adding
    assert page.table.item(0, 2).text() == "no paper"


def test_a_stick_that_is_being_looked_at_is_offered_after_all(
    qtbot, desk, tmp_path, monkeypatch
) -> None:
    desk.context.set_actor(STOCKED)
    (tmp_path / "1.txt").write_text("เอกสารใหม่", "utf-8")
    _settle(qtbot, desk)
    monkeypatch.setattr(StickBar.__init__, "__defaults__", (lambda: [tmp_path],))
    desk.pages.adding.sticks._plugged([tmp_path])
    desk.window.top.words.click()  # the answer finds the bar gone
    bar = desk.pages.adding.sticks
    qtbot.waitUntil(bar.isVisible)
