"""Typed, killed, started again: letter, plan and steps offer what was typed."""

import random
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.office.ingest import Ingest
from kmdesk.records import Library
from tests.letters.facts import make_facts
from tests.letters.layouts import rows_of, write_pdf
from tests.window.killed_desk import CLERK, TYPED, open_form

TREE = Path(__file__).parents[2]


def _stored(name: str, form: Any) -> Any:
    """What the form holds, apart from what is only shown."""
    if name == "letter":
        return form.fields.editors["contact"].typed()
    if name == "plan":
        return [shape.kind for shape in form.sketch.floors[0].shapes]
    return form.model.rows[0].name


@pytest.mark.linux_only("no such signal")
@pytest.mark.parametrize("name", ["letter", "plan", "steps"])
def test_what_was_typed_is_offered_after_a_kill(
    qtbot: QtBot, sample_root: Path, tmp_path: Path, name: str
) -> None:
    root = sample_root
    library = Library.open(root)
    chance = random.Random(12)
    write_pdf(rows_of(make_facts(chance, "external"), chance), tmp_path / "letter.pdf")
    list(Ingest(library, CLERK).run([tmp_path / "letter.pdf"]))
    library.close()
    command = [sys.executable, "-m", "tests.window.killed_desk", str(root), name]
    killed = subprocess.run(command, cwd=TREE, check=False, timeout=240, capture_output=True)
    assert killed.returncode == -9, killed.stderr.decode()
    desk = Desk(root)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.pages is not None, timeout=60_000)
    assert desk.context is not None
    desk.context.set_actor(CLERK)
    qtbot.waitUntil(desk.pages.drafts.isVisible, timeout=60_000)
    found = open_form(desk, name)
    qtbot.waitUntil(lambda: found() is not None, timeout=60_000)
    form = found()
    before = _stored(name, form)
    qtbot.waitUntil(form.draft.bar.isVisible)
    form.draft.bar.take.click()
    after = _stored(name, form)
    assert after != before
    if name == "plan":
        assert after == [*before, "desk"]
    else:
        assert TYPED in after
    desk.close()
