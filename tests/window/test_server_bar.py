"""The window of a PC in an office with a server: others' changes show, a loss is said quietly."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.app import Desk
from kmdesk.composition import build_kinds
from kmdesk.people.accounts import SignInError, add_account, sign_in
from kmdesk.records import SYSTEM, WALK_UP, Duty, Library
from kmdesk.store.server_copying import to_server
from kmdesk.window.server_bar import ServerBar
from tests.postgres import Postgres, programs

PASSWORD = "รหัสลับ๑"


@pytest.fixture
def server() -> Iterator[Postgres]:
    """A server of the test's own, which it may stop."""
    if programs() is None:
        pytest.skip("needs PostgreSQL (Debian: postgresql)")
    made = Postgres()
    yield made
    made.close()


def test_news_loss_and_return_show_in_the_window(
    qtbot: QtBot, server: Postgres, tmp_path: Path
) -> None:
    build_kinds()
    library = Library.create(tmp_path / "first")
    add_account(library, SYSTEM, "clerk", PASSWORD, Duty.CLERK)
    library.close()
    address = server.create("office")
    to_server(tmp_path / "first", address)
    first = Library.open(tmp_path / "first")
    Library.open(tmp_path / "second", server=address).close()
    desk = Desk(tmp_path / "second")
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.context is not None, timeout=60_000)
    assert desk.context is not None
    library = desk.context.library
    bar = desk.window.findChild(ServerBar)
    assert bar is not None and bar.isHidden()

    changes: list[bool] = []
    desk.context.library_changed.connect(lambda: changes.append(True))
    with first.writing(SYSTEM, "stock") as unit:
        record = unit.add(kind="document", title="หนังสือจากเครื่องอื่น")
        unit.set_value("office_name", "สำนักงานกลาง")
        unit.commit()
        number = record.id
    qtbot.waitUntil(lambda: bool(changes), timeout=60_000)
    with library.reading(WALK_UP) as reading:
        assert reading.record(number).title == "หนังสือจากเครื่องอื่น"
    settings = desk.context.settings
    qtbot.waitUntil(lambda: settings.office_name == "สำนักงานกลาง", timeout=60_000)

    server.stop("immediate")
    qtbot.waitUntil(bar.isVisible, timeout=60_000)
    assert "ติดต่อเครื่องกลางไม่ได้" in bar.words.plain
    assert "ณ วันที่" in bar.words.plain
    with library.reading(WALK_UP) as reading:
        assert reading.record(number)
    assert sign_in(library, "clerk", PASSWORD).duty is Duty.CLERK
    for _ in range(3):
        with pytest.raises(SignInError, match="ไม่ถูกต้อง"):
            sign_in(library, "clerk", "ผิด")
    with pytest.raises(SignInError, match="รอ"):
        sign_in(library, "clerk", PASSWORD)

    server.start()
    qtbot.waitUntil(bar.isHidden, timeout=60_000)
    first.close()
    desk.close()
