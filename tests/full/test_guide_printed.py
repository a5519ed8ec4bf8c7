"""The guide printed from its page, its pictures taken from the real window meanwhile."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.office.guide import PICTURES
from kmdesk.widgets.preview import PreviewDialog
from tests.borders import BANGKOK, stand_at
from tests.office.test_guide import pictures_in
from tests.window.walk import opened_desk


@pytest.mark.parametrize("moment", ["2026-11-18T10:00", "2026-11-01T01:00"])
def test_the_guide_is_printed_from_its_page_with_pictures(
    qtbot: QtBot, sample_root: Path, moment: str
) -> None:
    stand_at(moment, BANGKOK)
    desk = opened_desk(qtbot, sample_root)
    guide = desk.window.pages.show_page("help")
    guide.print.click()
    assert guide.progress.isVisible()
    qtbot.waitUntil(lambda: guide.progress.value() > 2, timeout=120_000)
    qtbot.waitUntil(lambda: desk.window.findChild(PreviewDialog) is not None, timeout=300_000)
    preview = desk.window.findChild(PreviewDialog)
    assert pictures_in(preview.path) == len(PICTURES)
    assert not guide.progress.isVisible()
    preview.accept()
    desk.close()
