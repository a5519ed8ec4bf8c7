"""From the first screen to the administrator's first sign-in, also when the power goes between."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.office.new_library import STEPS, begin, step_states
from kmdesk.office.ui.recovery import RecoveryDialog
from kmdesk.people.accounts import sign_in
from kmdesk.records import Actor, Duty, Library
from kmdesk.widgets.dialogs import FormDialog

OFFICE, NAME, PASSWORD = "สำนักงานแรก", "ธุรการ", "รหัสลับ๑"
PATIENCE = 20_000
_BEGIN = "import sys; from pathlib import Path; from kmdesk.office.new_library import begin;"
_BEGIN += "begin(Path(sys.argv[1]), *sys.argv[2:])"


@contextmanager
def window_of(qtbot: QtBot, root: Path) -> Iterator[Desk]:
    """One start of the program, to its end."""
    desk = Desk(root)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: bool(desk.window.pages.current), timeout=PATIENCE)
    yield desk
    desk.window.close()
    desk.close()


def enter(qtbot: QtBot, desk: Desk) -> None:
    qtbot.waitUntil(lambda: desk.pages is not None, timeout=PATIENCE)
    desk.window.top.sign_in.click()
    form = form_of(qtbot, desk)
    form.editors["name"].set_value(NAME)
    form.editors["password"].set_value(PASSWORD)
    form.submit()
    qtbot.waitUntil(lambda: desk.context.actor.duty == Duty.ADMINISTRATOR, timeout=PATIENCE)


def form_of(qtbot: QtBot, desk: Desk) -> FormDialog:
    def forms() -> list[FormDialog]:
        return [form for form in desk.window.findChildren(FormDialog) if form.isVisible()]

    qtbot.waitUntil(lambda: bool(forms()))
    return forms()[0]


def done(root: Path) -> set[str]:
    library = Library.open(root, readonly=True)
    try:
        return {state.step.code for state in step_states(library) if state.done}
    finally:
        library.close()


def test_the_first_sign_in_leads_to_what_is_left_once(qtbot: QtBot, tmp_path: Path) -> None:
    root = tmp_path / "office" / "library"
    with window_of(qtbot, root) as desk:
        desk.window.pages.page("first_run").empty.click()
        form = form_of(qtbot, desk)
        for field, value in (
            ("office_name", OFFICE), ("name", NAME), ("password", PASSWORD), ("again", PASSWORD)
        ):  # fmt: skip
            form.editors[field].set_value(value)
        form.submit()
        qtbot.waitUntil(lambda: bool(desk.window.findChildren(RecoveryDialog)), timeout=PATIENCE)
        assert "recovery" not in done(root)
        desk.window.findChildren(RecoveryDialog)[0].accept()
        qtbot.waitUntil(lambda: "recovery" in done(root), timeout=PATIENCE)
        # whoever typed name and password a moment ago does not type them again
        made = Actor(NAME, Duty.ADMINISTRATOR)
        qtbot.waitUntil(lambda: desk.context.actor == made, timeout=PATIENCE)
        assert NAME in desk.window.top.sign_in.text()
        assert desk.window.pages.current == "office"
        office = desk.window.pages.page("office")
        assert office.page_name == "firststeps"
        qtbot.waitUntil(lambda: len(office.first_steps.buttons) == len(STEPS))
        qtbot.waitUntil(lambda: not desk.runner.is_busy)
        office.first_steps.skips["crest"].click()
        qtbot.waitUntil(lambda: any(state.skipped for state in office.first_steps.states))
        desk.window.top.sign_in.click()  # out, and in again: this time as on any day
        enter(qtbot, desk)
        assert desk.window.pages.current == "home"
    with window_of(qtbot, root) as desk:
        enter(qtbot, desk)
        assert desk.window.pages.current == "home"
        desk.window.pages.show_page("office").show_named("firststeps")
        page = desk.window.pages.page("office").first_steps
        qtbot.waitUntil(lambda: [s.step.code for s in page.states if s.skipped] == ["crest"])


def test_a_code_nobody_saw_is_still_to_do_and_the_hand_over_waits(
    qtbot: QtBot, tmp_path: Path
) -> None:
    root = tmp_path / "library"
    begin(root, OFFICE, NAME, PASSWORD)  # and then the power goes, before the window shows it
    assert done(root) == set()
    with window_of(qtbot, root) as desk:
        enter(qtbot, desk)
        office = desk.window.pages.page("office")
        assert desk.window.pages.current == "office"
        assert office.page_name == "firststeps"
        qtbot.waitUntil(lambda: "recovery" in office.first_steps.skips)
        office.show_named("signins")
        office.sign_ins._make_code()
        qtbot.waitUntil(lambda: bool(desk.window.findChildren(RecoveryDialog)), timeout=PATIENCE)
        desk.window.findChildren(RecoveryDialog)[0].accept()
        qtbot.waitUntil(lambda: "recovery" in done(root), timeout=PATIENCE)


@pytest.mark.linux_only("there is no SIGKILL")
@pytest.mark.parametrize("at", ["commit:1", "commit:2", "committed:2", "commit:3"])
def test_killed_in_the_middle_it_begins_afresh(at: str, tmp_path: Path) -> None:
    root = tmp_path / "library"
    command = [sys.executable, "-c", _BEGIN, str(root), OFFICE, NAME, PASSWORD]
    killed = subprocess.run(command, env={**os.environ, "KMDESK_KILL_AT": at}, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert not Library.exists(root)
    assert len(begin(root, OFFICE, NAME, PASSWORD).replace("-", "")) == 20
    assert [path.name for path in tmp_path.iterdir()] == ["library"]
    library = Library.open(root)
    try:
        assert sign_in(library, NAME, PASSWORD).duty == Duty.ADMINISTRATOR
    finally:
        library.close()
