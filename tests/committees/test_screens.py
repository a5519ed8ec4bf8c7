"""The tab on a real window: a clerk's forms, errors at the field, the body and its anchors."""

from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from kmdesk.committees import queries
from kmdesk.committees.kind import KINDS
from kmdesk.committees.ui.body import BlocksBody
from kmdesk.committees.ui.tab import Tab
from kmdesk.i18n import tr
from kmdesk.records import WALK_UP, Library
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import FormDialog

TEAM = "คณะทำงานกระบวนการจัดการความรู้"


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> Iterator[Tab]:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 17)
    yield tab


@pytest.fixture
def team(office: Library) -> int:
    with office.reading(WALK_UP) as reading:
        found = queries.titled(reading.session, "committee", TEAM)
    assert found is not None
    return found


def opened(tab: Tab, qtbot: QtBot, record_id: int, anchor: str = "") -> BlocksBody:
    tab.open_record(record_id, anchor)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == record_id)
    body = tab.findChild(BlocksBody)
    assert body is not None
    return body


def press(tab: Tab, words: str) -> None:
    (button,) = (
        b for b in tab.findChildren(QPushButton) if b.isVisibleTo(tab) and b.text() == tr(words)
    )
    button.click()


def form_of(tab: Tab, qtbot: QtBot) -> FormDialog:
    def there() -> list[FormDialog]:
        return [d for d in tab.window().findChildren(FormDialog) if d.isVisible()]

    qtbot.waitUntil(lambda: bool(there()))
    return there()[-1]


def test_a_clerk_adds_a_member_and_a_second_head_is_refused_at_its_field(
    tab: Tab, qtbot: QtBot, team: int
) -> None:
    body = opened(tab, qtbot, team)
    press(tab, "New member…")
    form = form_of(tab, qtbot)
    form.editors["name"].set_value("นาย ก. ตัวอย่างใหม่")
    form.editors["role"].set_value("head")
    form.submit()
    problem = form._problems["role"]
    qtbot.waitUntil(problem.isVisible)
    assert "หัวหน้าทีม" in problem.plain
    form.editors["role"].set_value("adviser")
    form.submit()
    qtbot.waitUntil(lambda: "นาย ก. ตัวอย่างใหม่" in body.text.toPlainText().replace("\u200b", ""))


def test_a_picked_member_is_changed(tab: Tab, qtbot: QtBot, team: int, office: Library) -> None:
    opened(tab, qtbot, team)
    press(tab, "Edit a member…")
    form_of(tab, qtbot).submit()
    qtbot.waitUntil(
        lambda: any(
            "to_on" in d.editors for d in tab.window().findChildren(FormDialog) if d.isVisible()
        )
    )
    form = form_of(tab, qtbot)
    form.editors["to_on"].set_value("2020-01-01")
    form.submit()

    def ends() -> list[str | None]:
        with office.reading(WALK_UP) as reading:
            return [m.to_on for m in queries.roster(reading.session, team)]

    qtbot.waitUntil(lambda: ends()[0] == "2020-01-01")


def test_the_body_is_as_tall_as_its_words_and_goes_to_an_anchor(
    tab: Tab, qtbot: QtBot, team: int
) -> None:
    body = opened(tab, qtbot, team)
    bar = tab.record._scroll.verticalScrollBar()
    qtbot.waitUntil(lambda: body.text.height() >= body.text.document().size().height() > 400)
    assert bar.value() == 0
    opened(tab, qtbot, team, "section:3")
    qtbot.waitUntil(lambda: bar.value() > 100)


def test_every_record_of_the_room_opens_and_shows_something(tab: Tab, qtbot: QtBot) -> None:
    body = opened(tab, qtbot, tab.list.ids[0])
    for record_id in list(tab.list.ids):
        body.text.clear()
        opened(tab, qtbot, record_id)
        qtbot.waitUntil(lambda: bool(body.text.toPlainText()))


def test_the_minutes_print_what_the_meeting_decided(office: Library, tmp_path: Path) -> None:
    kinds = {kind.code: kind for kind in KINDS}
    with office.reading(WALK_UP) as reading:
        meeting = queries.titled(reading.session, "meeting", f"การประชุม{TEAM}")
    assert meeting is not None
    out = tmp_path / "minutes.pdf"
    kinds["meeting"].write_pdf(office, WALK_UP, meeting, out)
    pdf = pypdfium2.PdfDocument(out)
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    pdf.close()
    assert "เห็นชอบสี่ประเด็น" in text
    assert "๑/๒๕๖๘" in text
