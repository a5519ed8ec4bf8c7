"""References on screen: links, previews, backlinks, definitions, confirming, checking."""

from collections.abc import Iterator
from typing import cast

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QTextCursor
from PySide6.QtWidgets import QMenu, QToolTip
from pytestqt.qtbot import QtBot

from kmdesk.records import WALK_UP, Actor, Library, PassageText
from kmdesk.regulations.edits import add_card, confirm_status
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.model import RegulationError
from kmdesk.regulations.ui.law_body import LawBody
from kmdesk.regulations.ui.tab import RegulationsSpec, Tab
from kmdesk.regulations.view import LawView, definitions, term_at
from kmdesk.search.client import SearchClient
from kmdesk.widgets.citation_links import CitationLinks, ReferenceButton, words_of
from kmdesk.widgets.clerk_actions import CLERK_ACTIONS
from kmdesk.widgets.confirm_links import ConfirmLinksDialog
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.record_panel import reference_lines
from kmdesk.widgets.text_body import TextBody
from kmdesk.workers.child import self_command

NAME = "พระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐"
OTHER = (
    "ระเบียบว่าด้วยการอ่าน พ.ศ. ๒๖๐๑\n\n"
    f"ข้อ ๑ ให้อ่านตามมาตรา ๓/๑ แห่ง{NAME}\n\n"
    "ข้อ ๒ ให้อ่านตามมาตรา ๓ แห่งพระราชบัญญัติอื่น พ.ศ. ๒๕๐๐ และข้อ ๑ กับมาตรา ๓\n\n"
)


@pytest.fixture
def linked(filled: Library, clerk: Actor) -> Library:
    """A rule (4) and a card (5) that refer to the act (1)."""
    with filled.writing(clerk, "fill") as unit:
        import_law(unit, "ระเบียบว่าด้วยการอ่าน พ.ศ. ๒๖๐๑", OTHER, "ระเบียบ", None)
        answer = f"ได้ ตาม{NAME} มาตรา ๓/๑ และมาตรา ๙๙ แห่งพระราชบัญญัติอื่น พ.ศ. ๒๕๐๐"
        add_card(unit, "เพิ่มตู้ได้หรือไม่", answer)
        unit.commit()
    return filled


@pytest.fixture
def search(context: Context, linked: Library) -> Iterator[SearchClient]:
    client = SearchClient(self_command(["worker", "search", "--library", str(linked.root)]))
    context.search = client
    yield client
    context.search = None
    client.close()


@pytest.fixture
def tab(qtbot: QtBot, context: Context, linked: Library) -> Tab:
    made = Tab(context)
    qtbot.addWidget(made)
    made.resize(1280, 800)
    made.show()
    qtbot.waitUntil(lambda: len(made.list.ids) == 5)
    return made


def show(qtbot: QtBot, tab: Tab, record_id: int, anchor: str = "") -> LawBody:
    tab.open_record(record_id, anchor)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record_id)
    body = cast(RegulationsSpec, tab.spec).open_body
    assert body is not None
    qtbot.waitUntil(lambda: not anchor or body.place == anchor)
    return body


def tip(qtbot: QtBot) -> str:
    qtbot.waitUntil(lambda: bool(QToolTip.text()))
    return QToolTip.text().replace("\u200b", "")


def test_only_what_the_library_has_is_a_link(qtbot: QtBot, tab: Tab, context: Context) -> None:
    body = show(qtbot, tab, 4)
    html = body.reader.document().toHtml()
    assert html.count("href=") == 3
    assert 'href="record:1#"' in html  # the act by its name
    assert 'href="record:1#provision:3/1"' in html
    assert 'href="provision:1"' in html  # its own ข้อ ๑, but no มาตรา ๓: the rule counts in ข้อ
    with qtbot.waitSignal(context.open_requested) as opened:
        body.reader._follow("record:1#provision:3/1")
    assert opened.args == [1, "provision:3/1"]


def test_a_link_shows_its_target_before_it_is_followed(qtbot: QtBot, tab: Tab) -> None:
    body = show(qtbot, tab, 4)
    body.reader.setFocus()
    body.reader.moveCursor(QTextCursor.MoveOperation.Start)
    qtbot.keyClick(body.reader, Qt.Key.Key_Tab)
    assert "ตู้เพิ่ม" in tip(qtbot)
    assert NAME in QToolTip.text().replace("\u200b", "")
    QToolTip.hideText()


def test_a_preview_says_when_the_number_is_not_there() -> None:
    assert words_of((NAME, ""), "provision:99").endswith("ไม่พบเลขนี้ในกฎหมายฉบับนี้")
    assert words_of((NAME, "ก" * 1000), "").endswith("…")
    assert words_of(None, "") == ""


def test_backlinks_of_the_provision_being_read(
    qtbot: QtBot, tab: Tab, search: SearchClient, context: Context
) -> None:
    search.catch_up()
    body = show(qtbot, tab, 1, "provision:3/1")
    body.backlinks.refresh()
    qtbot.waitUntil(lambda: len(body.backlinks.links) == 2)
    assert body.backlinks.button.text() == "อ้างถึงโดย (2)"
    body.backlinks.button.click()
    assert body.backlinks.isVisible()
    lines = body.backlinks.findChildren(ReferenceButton)
    assert {line.full.split(" ·")[0] for line in lines} == {
        "ข้อหารือ–คำตอบ: เพิ่มตู้ได้หรือไม่",
        "กฎหมายหรือระเบียบ: ระเบียบว่าด้วยการอ่าน พ.ศ. ๒๖๐๑",
    }
    with qtbot.waitSignal(context.open_requested) as opened:
        lines[0].click()
    assert opened.args[0] in (4, 5)
    body.reader.go_to("provision:8")
    qtbot.waitUntil(lambda: body.backlinks.links == [])
    assert not body.backlinks.button.isVisible()
    assert not body.backlinks.isVisible()


def test_no_backlink_tells_of_an_internal_record(
    qtbot: QtBot, tab: Tab, search: SearchClient, context: Context, linked: Library, clerk: Actor
) -> None:
    with linked.writing(clerk, "hide") as unit:
        unit.record(5).audience = "internal"
        unit.commit()
    search.catch_up()
    context.set_actor(WALK_UP)
    body = show(qtbot, tab, 1, "provision:3/1")
    body.backlinks.refresh()
    qtbot.waitUntil(lambda: [link.record_id for link in body.backlinks.links] == [4])


def test_the_panel_lists_what_a_card_refers_to(qtbot: QtBot, tab: Tab) -> None:
    show(qtbot, tab, 5)
    assert tab.shown is not None
    assert reference_lines(tab.shown) == [(f"มาตรา 3/1 {NAME}", (1, "provision:3/1"))]

    def lines() -> list[ReferenceButton]:
        return [b for b in tab.record.findChildren(ReferenceButton) if b.isVisible()]

    qtbot.waitUntil(lambda: bool(lines()) and not tab.context.runner.is_busy)
    button = lines()[0]
    assert button.full == f"มาตรา ๓/๑ {NAME}"
    QToolTip.hideText()
    button.event(QFocusEvent(QEvent.Type.FocusIn))
    assert "ตู้เพิ่ม" in tip(qtbot)
    QToolTip.hideText()


def test_a_confirmed_reference_is_a_link_and_stays(
    qtbot: QtBot, tab: Tab, linked: Library, clerk: Actor
) -> None:
    show(qtbot, tab, 5)
    action = next(a for a in CLERK_ACTIONS if a.label == "Confirm references…")
    action.run(tab, tab.shown)
    dialog = tab.window().findChildren(ConfirmLinksDialog)[0]
    assert [r.to_anchor for r in dialog.chosen] == ["", "provision:3/1"]
    dialog.list.item(0).setCheckState(Qt.CheckState.Unchecked)
    dialog.save.click()
    qtbot.waitUntil(lambda: bool(tab.shown and tab.shown.links))
    assert tab.shown is not None
    assert [(link.record_id, link.anchor) for link in tab.shown.links] == [(1, "provision:3/1")]
    assert reference_lines(tab.shown) == [(NAME, (1, ""))]
    with linked.writing(clerk, "edit") as unit:
        unit.retitle(unit.record(1), "พระราชบัญญัติใหม่ พ.ศ. ๒๖๙๙")
        unit.commit()
    tab.refresh()
    qtbot.waitUntil(lambda: bool(tab.shown and not tab.shown.references))
    assert tab.shown.links[0].title == "พระราชบัญญัติใหม่ พ.ศ. ๒๖๙๙"


def test_pages_of_a_circular_carry_links(
    qtbot: QtBot, context: Context, linked: Library, clerk: Actor
) -> None:
    from kmdesk.records.citations import references

    with linked.writing(clerk, "letter") as unit:
        record = unit.add(kind="answer_card", title="x")
        unit.passages(
            record,
            [
                PassageText("page:1", "หน้า 1", f"ตามมาตรา ๓/๑ แห่ง{NAME} ที่ท่านสอบถามมานั้น " * 3),
                PassageText("page:2", "หน้า 2", "  \nให้ถือปฏิบัติตามมาตรา ๒ โดยเคร่งครัด"),
            ],
        )
        number = record.id
        unit.commit()
    with linked.reading(clerk) as reading:
        found = references(reading, context.kinds, number)
        from kmdesk.widgets.queries import passages

        rows = tuple(passages(reading, number))
    body = TextBody(context, None)  # type: ignore[arg-type]
    qtbot.addWidget(body)
    body.show_passages(rows, references=found)
    html = body.text.document().toHtml()
    assert html.count('href="record:1#provision:3/1"') >= 3
    assert html.count('href="record:1#provision:2"') == 1
    assert "ตามมาตรา ๓/๑" in body.text.toPlainText().replace("\u200b", "")
    with qtbot.waitSignal(context.open_requested) as opened:
        body.findChild(CitationLinks)._follow("record:1#provision:2")  # type: ignore[union-attr]
    assert opened.args == [1, "provision:2"]


def test_definitions_are_read_with_their_items() -> None:
    text = (
        "มาตรา ๔ ในพระราชบัญญัตินี้\n“สหกรณ์” หมายความว่า คณะบุคคล\n"
        "“กรรมการ” หมายความว่า\n(๑) ประธาน\n(๒) เลขานุการ\n“กรรมการดำเนินการ” หมายความว่า ผู้แทน"
    )
    found = definitions([("provision:3", "มาตรา ๓"), ("provision:4", text)])
    assert list(found) == ["สหกรณ์", "กรรมการ", "กรรมการดำเนินการ"]
    assert found["กรรมการ"].text.endswith("(๒) เลขานุการ")
    line = "ให้กรรมการดำเนินการของสหกรณ์ประชุม"
    assert term_at(line, line.index("กรรมการ") + 2, found) == "กรรมการดำเนินการ"
    assert term_at(line, line.index("สหกรณ์"), found) == "สหกรณ์"
    assert term_at(line, line.index("ประชุม") + 1, found) == ""


def test_a_defined_word_shows_its_meaning(qtbot: QtBot, tab: Tab) -> None:
    body = show(qtbot, tab, 1, "provision:3/1")
    reader = body.reader
    found = reader.document().find("มาตรา ๓/๑")
    found.setPosition(found.selectionEnd() + 1)  # before the word behind the number
    place = reader.cursorRect(found).center() + QPoint(4, 0)
    assert "ที่เก็บหนังสือ" in reader.meaning_at(place).replace("\u200b", "")
    assert isinstance(body._law, LawView)
    assert body.terms_button.isVisible()
    body.terms_button.click()
    menu = body.findChildren(QMenu)[-1]
    assert [action.text() for action in menu.actions()] == ["ตู้"]
    menu.actions()[0].trigger()
    assert body.place == "provision:2"
    menu.close()


def test_a_chapter_is_printed_with_all_its_provisions(qtbot: QtBot, tab: Tab) -> None:
    body = show(qtbot, tab, 1, "provision:3")
    body.print_requested.disconnect()
    with qtbot.waitSignal(body.print_requested) as asked:
        body.chapter_button.click()
    assert asked.args == [1, ["provision:3", "provision:3/1", "provision:4 ทวิ"], None]


def test_f8_says_who_checked_and_when(qtbot: QtBot, tab: Tab) -> None:
    show(qtbot, tab, 1)
    assert tab.shown is not None
    assert tab.shown.status == "unchecked"
    assert "ข้อมูล ณ" in tab.shown.status_note
    tab.activateWindow()
    qtbot.waitUntil(tab.isActiveWindow)
    qtbot.keyClick(tab.list, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: bool([f for f in tab.findChildren(FormDialog) if f.isVisible()]))
    form = next(f for f in tab.findChildren(FormDialog) if f.isVisible())
    form.save_button.click()
    qtbot.waitUntil(lambda: bool(tab.shown and tab.shown.status == "in_force"))
    assert tab.shown.status_note.startswith("ตรวจสอบโดย clerk เมื่อ ")


def test_checking_again_needs_one_key_only(library: Library, linked: Library, clerk: Actor) -> None:
    with linked.writing(clerk, "check") as unit:
        with pytest.raises(RegulationError):
            confirm_status(unit, 1)
        confirm_status(unit, 1, "amended")
        confirm_status(unit, 1)
        assert unit.record(1).status == "amended"
        unit.commit()
