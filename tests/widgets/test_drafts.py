"""What is typed in a form is kept, offered back, and gone once it is saved or thrown away."""

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kmdesk.records import Actor, Duty
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.drafts import Draft, DraftStore, FormPlace
from kmdesk.widgets.tab import NUMBER, TITLE, Action, RecordTab, TabSpec

FIELDS = [
    Field("title", "Title", required=True),
    Field("dated", "Dated", "date"),
    Field("kind", "Kind", "choice", choices={"a": "One", "b": "Two"}),
    Field("note", "Note", "lines"),
    Field("shown", "Shown", "check"),
]
CLERK = Actor("clerk", Duty.CLERK)


@pytest.fixture
def page(qtbot: QtBot, context: Context) -> QWidget:
    context.set_actor(CLERK)
    made = QWidget()
    made.context = context
    qtbot.addWidget(made)
    return made


def _ask(page: QWidget, values: dict | None = None, **options) -> FormDialog:
    return ask_form(page, "Edit", FIELDS, values or {"kind": "b"}, lambda _v, _f: None, **options)


def _files(context: Context) -> list[Path]:
    return (
        sorted(context.draft_store.folder.glob("*")) if context.draft_store.folder.exists() else []
    )


def _type(form: FormDialog) -> None:
    form.editors["title"].set_value("เรื่องที่พิมพ์ค้างไว้ \"'\\ ๑๒")
    form.editors["dated"].widget.line.setText("เมื่อวา")
    form.editors["kind"].set_value("a")
    form.editors["note"].set_value("ก" * 10_000 + "\nบรรทัดสอง")
    form.editors["shown"].set_value(True)


def _typed(form: FormDialog) -> dict:
    return {name: editor.typed() for name, editor in form.editors.items()}


def test_typing_is_on_the_disk_a_moment_later_for_the_owner_only(qtbot, page, context) -> None:
    form = _ask(page)
    assert _files(context) == []
    _type(form)
    qtbot.waitUntil(lambda: len(_files(context)) == 1)
    if os.name != "nt":
        assert _files(context)[0].stat().st_mode & 0o077 == 0
    form.accept()
    assert _files(context) == []


def test_an_escaped_form_offers_everything_back(qtbot, page, context) -> None:
    form = _ask(page)
    assert form.draft.bar.isHidden()
    _type(form)
    wanted = _typed(form)
    form.reject()
    again = _ask(page)
    assert not again.draft.bar.isHidden()
    assert "พบร่างที่ยังไม่ได้บันทึก" in again.draft.bar.words.plain
    assert again.editors["title"].typed() == ""  # nothing is taken unasked
    again.draft.bar.take.click()
    assert _typed(again) == wanted
    assert again.draft.bar.isHidden()
    again.accept()
    assert _files(context) == []


def test_cancel_throws_away_what_was_typed_here_only(qtbot, page, context) -> None:
    form = _ask(page)
    _type(form)
    wanted = _typed(form)
    form.reject()
    second = _ask(page)
    second.editors["title"].set_value("อีกเรื่อง")
    second.draft.flush()
    second.cancel_button.click()
    third = _ask(page)
    third.draft.bar.take.click()
    assert _typed(third) == wanted
    third.cancel_button.click()
    assert _files(context) == []


def test_a_draft_thrown_away_is_gone(qtbot, page, context) -> None:
    form = _ask(page)
    _type(form)
    form.reject()
    again = _ask(page)
    again.draft.bar.drop.click()
    assert again.draft.bar.isHidden()
    again.reject()
    assert _files(context) == []


def test_typing_back_to_what_it_was_leaves_no_draft(qtbot, page, context) -> None:
    form = _ask(page, {"kind": "b", "title": "ก"})
    form.editors["title"].set_value("ข")
    form.draft.flush()
    assert len(_files(context)) == 1
    form.editors["title"].set_value("ก")
    form.reject()
    assert _files(context) == []


def test_drafts_are_per_actor_and_per_record(qtbot, page, context) -> None:
    form = _ask(page, {"title": "ฉบับหนึ่ง"})
    form.editors["title"].set_value("ฉบับหนึ่ง แก้")
    form.reject()
    assert _ask(page, {"title": "ฉบับสอง"}).draft.offered is None
    context.set_actor(Actor("another", Duty.CLERK))
    assert _ask(page, {"title": "ฉบับหนึ่ง"}).draft.offered is None
    context.set_actor(CLERK)
    assert _ask(page, {"title": "ฉบับหนึ่ง"}).draft.offered is not None


def test_no_password_and_no_print_wish_is_kept(qtbot, page, context) -> None:
    secret = [Field("name", "Name"), Field("password", "Password", "password")]
    form = ask_form(page, "Sign in", secret, {}, lambda _v, _f: None)
    form.editors["password"].set_value("ความลับ")
    form.reject()
    assert form.draft is None
    assert _ask(page, button="Show it").draft is None
    assert _files(context) == []


def test_a_damaged_draft_and_a_full_disk_do_no_harm(qtbot, page, context, tmp_path) -> None:
    form = _ask(page)
    _type(form)
    form.reject()
    _files(context)[0].write_text('{"actor": "clerk"', "utf-8")
    assert _ask(page).draft.offered is None
    assert context.draft_store.of("clerk") == []
    blocked = tmp_path / "blocked"
    blocked.write_text("")
    context.draft_store = DraftStore(blocked / "drafts")
    form = _ask(page)
    _type(form)
    form.draft.flush()
    assert "เก็บร่าง" in form.draft.bar.words.plain


class _Spec(TabSpec):
    code = "shelf"
    kinds = ("document",)
    columns = (NUMBER, TITLE)
    sort = (1, False)

    def __init__(self) -> None:
        self.opened: list[FormDialog] = []

    def _open(self, tab, view) -> None:
        values = {"title": view.title if view else ""}
        self.opened.append(ask_form(tab, "Edit", FIELDS, values, lambda _v, _f: None))

    @property
    def actions(self):
        return (
            Action("Edit…", self._open),
            Action("New document…", self._open, needs_record=False),
        )


def test_a_tab_opens_the_form_of_a_draft_again(qtbot, context) -> None:
    context.set_actor(CLERK)
    spec = _Spec()
    tab = RecordTab(spec, context)
    qtbot.addWidget(tab)
    tab.open_record(7)
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.id == 7)
    tab._act(spec.actions[0])
    spec.opened[-1].editors["note"].set_value("ค้างไว้")
    spec.opened[-1].reject()
    tab._act(spec.actions[1])
    spec.opened[-1].editors["title"].set_value("ฉบับใหม่")
    spec.opened[-1].reject()
    newest, older = sorted(context.draft_store.of("clerk"), key=lambda d: d.place.record)
    assert (newest.place.record, older.place.record) == (0, 7)
    assert older.place.title == tab.shown.title
    tab.open_record(8)
    qtbot.waitUntil(lambda: tab.shown.id == 8)
    context.draft_store.wanted = older
    tab.reopen(older.place)
    qtbot.waitUntil(lambda: len(spec.opened) == 3)
    assert tab.shown.id == 7
    assert spec.opened[-1].editors["note"].typed() == "ค้างไว้"
    spec.opened[-1].accept()
    assert [draft.place.record for draft in context.draft_store.of("clerk")] == [0]


@pytest.mark.linux_only("there is no SIGKILL")
def test_a_draft_survives_a_killed_program(tmp_path: Path) -> None:
    code = textwrap.dedent(
        """
        import os, signal, sys
        from pathlib import Path
        from PySide6.QtCore import QTimer
        from PySide6.QtWidgets import QApplication, QWidget
        from kmdesk.jobs import TaskRunner
        from kmdesk.records import Actor, Duty, Kinds, Library
        from kmdesk.widgets.context import Context, OfficeSettings
        from kmdesk.widgets.dialogs import Field, ask_form

        app = QApplication([])
        library = Library.create(Path(sys.argv[1]))
        page = QWidget()
        page.context = Context(
            library, Kinds(), Actor("clerk", Duty.CLERK), TaskRunner(), OfficeSettings()
        )
        form = ask_form(page, "Edit", [Field("title", "Title")], {}, lambda v, f: None)
        form.editors["title"].widget.insert("พิมพ์ค้าง")

        def look():
            if list(page.context.draft_store.folder.glob("*.json")):
                os.kill(os.getpid(), signal.SIGKILL)

        watch = QTimer()
        watch.timeout.connect(look)
        watch.start(20)
        app.exec()
        """
    )
    root = tmp_path / "library"
    done = subprocess.run([sys.executable, "-c", code, str(root)], check=False, timeout=60)
    assert done.returncode != 0
    (draft,) = DraftStore(root / "drafts").of("clerk")
    assert draft.values == {"title": "พิมพ์ค้าง"}
    assert isinstance(draft, Draft)
    assert draft.place == FormPlace(mark=draft.place.mark)
