"""A window that types into a form until a draft lies on the disk, then is killed.

``python -m tests.window.killed_desk LIBRARY FORM``; nothing of the form is saved.
"""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kmdesk.app import Desk
from kmdesk.places.ui.plan_editor import PlanEditor, edit_plans
from kmdesk.processes.ui.editor import StepEditor
from kmdesk.records import Actor, Duty
from kmdesk.shelf.ui.letter_form import LetterForm, check_letters

CLERK = Actor("ธุรการ", Duty.CLERK)
TYPED = "077 511 099"
STEPS = "Steps…"


def open_form(desk: Desk, name: str) -> Callable[[], Any]:
    """Open a form as the clerk does; the call gives it once it is there."""
    assert desk.context is not None and desk.pages is not None
    window = desk.window
    if name == "letter":
        check_letters(window, desk.context)
        return lambda: next((f for f in window.findChildren(LetterForm) if f.letter), None)
    if name == "plan":
        edit_plans(window, desk.context)
        return lambda: next(iter(window.findChildren(PlanEditor)), None)
    tab: Any = window.pages.show_page("processes")
    asked: list[int] = []

    def steps() -> StepEditor | None:
        if not asked and tab.list.ids:
            asked.append(tab.list.ids[0])
            tab.open_record(asked[0])
        if len(asked) == 1 and tab.shown is not None and tab.shown.id == asked[0]:
            asked.append(0)
            tab._act(next(act for act in tab.spec.actions if act.label == STEPS))
        return next(iter(window.findChildren(StepEditor)), None)

    return steps


def type_in(form: Any) -> None:
    """A few keys, as somebody would; the table and the plan have their own ways in."""
    if isinstance(form, LetterForm):
        assert form.fields is not None
        QTest.keyClicks(form.fields.editors["contact"].widget, TYPED)
    elif isinstance(form, PlanEditor):
        form.canvas.setFocus()
        form.sketch.add("desk", 10, 10, 120, 60)
        form.show_sketch()
    else:
        form.model.setData(form.model.index(0, 1), TYPED)


def main(root: str, name: str) -> None:
    """Type, and be killed by oneself: no handler runs, nothing is closed."""
    app = QApplication([])
    desk = Desk(Path(root))
    desk.show()
    found: list[Callable[[], Any]] = []
    typed: list[Any] = []

    def look() -> None:
        if desk.pages is None or desk.context is None:
            return
        if not found:
            desk.context.set_actor(CLERK)
            found.append(open_form(desk, name))
        elif not typed and (form := found[0]()) is not None:
            typed.append(form)
            type_in(form)
        elif typed and desk.context.draft_store.of(CLERK.name):
            os.kill(os.getpid(), signal.SIGKILL)

    watch = QTimer()
    watch.timeout.connect(look)
    watch.start(30)
    app.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
