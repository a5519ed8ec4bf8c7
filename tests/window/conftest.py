"""The real window on a small real library."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.people.accounts import add_account
from kmdesk.records import SYSTEM, Duty, Library, PassageText

CLERK, PASSWORD = "ธุรการทดสอบ", "รหัสลับ๑"


@pytest.fixture
def stocked(library: Library) -> Path:
    """A library with forty papers, one of them internal, and a clerk's sign-in."""
    with library.writing(SYSTEM, "stock") as unit:
        unit.set_value("office_name", "สำนักงานทดสอบ")
        for number in range(1, 41):
            record = unit.add(
                kind="document",
                title=f"หนังสือเวียนเรื่องที่ {number:02}",
                number=f"ตย 0010/ว {number}",
                dated="2025-06-02",
                status="in_use",
                audience="internal" if number == 40 else "public",
            )
            text = f"คณะกรรมการดำเนินการต้องจัดประชุมใหญ่สามัญ ครั้งที่ {number}"
            unit.passages(record, [PassageText("text:1", "", text)])
        unit.commit()
    add_account(library, SYSTEM, CLERK, PASSWORD, Duty.ADMINISTRATOR)
    return library.root


@pytest.fixture
def desk(qtbot: QtBot, stocked: Path) -> Iterator[Desk]:
    """The window with its library open and the home page shown."""
    made = Desk(stocked)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.pages is not None, timeout=60_000)
    yield made
    made.close()


@pytest.fixture
def empty_desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    """The window on a machine without a library."""
    made = Desk(tmp_path / "none" / "library")
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.window.pages.current == "first_run", timeout=60_000)
    yield made
    made.close()


@pytest.fixture
def sample_desk(qtbot: QtBot, sample_root: Path) -> Iterator[Desk]:
    """The window with the sample office open."""
    made = Desk(sample_root)
    qtbot.addWidget(made.window)
    made.show()
    qtbot.waitUntil(lambda: made.pages is not None, timeout=60_000)
    yield made
    made.close()
