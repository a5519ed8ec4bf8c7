"""The print menu of each tab holds every form that its kinds declare, and shows what it wrote."""

from collections.abc import Iterator
from importlib import import_module

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kmdesk.composition import build_kinds
from kmdesk.intake.client import RenderClient
from kmdesk.jobs import TaskRunner
from kmdesk.records import Actor, Library
from kmdesk.records.kinds import forms_of
from kmdesk.widgets.context import Context, OfficeSettings
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.preview import PreviewDialog
from kmdesk.widgets.tab import RecordTab
from kmdesk.window.rooms import ROOMS

KINDS = build_kinds()


@pytest.fixture
def context(qtbot: QtBot, library: Library, clerk: Actor) -> Iterator[Context]:
    """The context of a tab in an empty library; a clerk acts."""
    runner, render = TaskRunner(), RenderClient()
    made = Context(library, KINDS, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    made.render = render
    yield made
    runner.close()
    render.close()


@pytest.fixture
def parent(qtbot: QtBot) -> QWidget:
    """What a tab is laid into; the test holds it as long as the tab."""
    widget = QWidget()
    qtbot.addWidget(widget)
    return widget


def _tab(parent: QWidget, context: Context, room: str) -> RecordTab:
    tab = import_module(f"kmdesk.{room}.ui.tab").Tab(context, parent)
    assert isinstance(tab, RecordTab)
    parent.show()
    return tab


@pytest.mark.parametrize("room", ROOMS)
def test_each_form_of_a_tab_is_in_its_print_menu(
    context: Context, parent: QWidget, room: str
) -> None:
    declared = {
        form.label for code, form in forms_of(KINDS).values() if KINDS.get(code).tab == room
    }
    tab = _tab(parent, context, room)
    assert declared == {action.label for action in tab.spec.forms}
    assert set(tab.spec.forms) <= set(tab.spec.all_actions)


def test_a_register_is_asked_about_and_shown(
    context: Context, parent: QWidget, qtbot: QtBot
) -> None:
    tab = _tab(parent, context, "shelf")
    action = next(a for a in tab.spec.forms if a.label == "Register of letters received")
    action.run(tab, None)
    form = parent.findChild(FormDialog)
    assert form is not None
    assert form.editors["first"].value().endswith("-01-01")
    form.submit()
    qtbot.waitUntil(lambda: parent.findChild(PreviewDialog) is not None, timeout=20_000)
    preview = parent.findChild(PreviewDialog)
    assert preview is not None
    preview.close()
