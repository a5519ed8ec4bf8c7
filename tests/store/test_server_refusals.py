"""Whatever the server answers, following goes on and says so; saving and sign-in say it in words.

The errors are the real server's: a statement is exchanged for one that raises the SQLSTATE.
"""

import re
import sqlite3
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from kmdesk.composition import build_kinds
from kmdesk.i18n import KmdeskError
from kmdesk.people.accounts import add_account, sign_in
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Library
from kmdesk.store import server_link as link_module
from tests.postgres import Postgres

CLERK = Actor("clerk", Duty.CLERK)
pytestmark = pytest.mark.usefixtures("postgres")
build_kinds()
# One of each class that a server at work, or a proxy before it, may answer with.
STATES = (
    *("08006", "0A000", "21000", "22021", "23505", "25006", "25P02", "28000", "2D000", "3D000"),
    *("40001", "40P01", "42501", "42P01", "53100", "53300", "54000", "55P03", "57014", "57P01"),
    *("58030", "F0000", "HV000", "P0001", "XX000"),
)
FOLLOWING = ("LISTEN", "trimmed", "SELECT tab, op, body")
TIDYING = ("FOR UPDATE", "DELETE FROM mirror_row", "DELETE FROM stored_file")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "library" in metafunc.fixturenames:
        metafunc.parametrize("library", ["postgresql"], indirect=True)


class Refusals:
    """The next statements that hold these words are refused with these SQLSTATEs, in order."""

    def __init__(self, *engines: Engine) -> None:
        self.ahead: list[tuple[str, str]] = []
        for engine in engines:
            event.listen(engine, "before_cursor_execute", self._exchange, retval=True)

    def _exchange(
        self, _connection: object, _cursor: object, statement: str, values: Any, *_rest: object
    ) -> tuple[str, Any]:
        if self.ahead and self.ahead[0][0] in statement:
            _words, state = self.ahead.pop(0)
            return f"DO $$ BEGIN RAISE SQLSTATE '{state}'; END $$", ()
        return statement, values


@pytest.fixture
def pcs(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Library, Library]]:
    """Two PCs of one office; the second tries again at once."""
    assert library.link is not None
    monkeypatch.setattr(link_module, "_RETRY_S", 0.02)
    monkeypatch.setattr(link_module, "_LISTEN_S", 0.05)
    other = Library.open(tmp_path / "other", server=library.link.address)
    yield library, other
    other.close()


def _add(library: Library, title: str) -> int:
    with library.writing(CLERK, "Add document") as unit:
        record = unit.add(kind="document", title=title)
        unit.commit()
        return record.id


class Heard:
    """What the thread that follows told: trouble, and how it ended."""

    def __init__(self, library: Library) -> None:
        assert library.link is not None
        self._link, self._told = library.link, threading.Condition()
        self.troubles: list[str] = []
        self._link.follow(self._hear)

    def _hear(self, _changed: bool) -> None:
        with self._told:
            if self._link.trouble is not None:
                self.troubles.append(str(self._link.trouble))
            self._told.notify_all()

    def wait(self, until: Callable[[], bool]) -> None:
        with self._told:
            for _try in range(600):
                if until():
                    return
                self._told.wait(0.1)
            raise AssertionError("never came")


def _titles(library: Library) -> set[str]:
    with library.reading(WALK_UP) as reading:
        query = "SELECT title FROM record"
        return set(reading.session.connection().exec_driver_sql(query).scalars())


def test_no_answer_of_the_server_ends_the_following(pcs: tuple[Library, Library]) -> None:
    one, other = pcs
    assert other.link is not None
    refusals, heard = Refusals(other.link._reader), Heard(other)
    heard.wait(lambda: other.link is not None and other.link.seen is not None)
    for state in STATES:
        for words in FOLLOWING:
            heard.troubles.clear()
            # the first sends the loop back to its beginning, past which LISTEN stands
            refusals.ahead = [("trimmed", state), *([(words, state)] if words == "LISTEN" else [])]
            if words == FOLLOWING[2]:
                refusals.ahead = [(words, state)]
            title = f"{state} {words}"
            _add(one, title)
            heard.wait(lambda: not refusals.ahead)
            heard.wait(lambda: bool(heard.troubles))
            heard.wait(lambda: other.link is not None and other.link.trouble is None)
            heard.wait(lambda title=title: title in _titles(other))
            assert re.search("[ก-๙]", heard.troubles[0]), heard.troubles
    assert other.link._thread is not None and other.link._thread.is_alive()


def test_tidying_up_may_be_refused(pcs: tuple[Library, Library]) -> None:
    one, other = pcs
    assert other.link is not None
    refusals = Refusals(other.link.engine)
    for state in STATES:
        for words in TIDYING:
            refusals.ahead = [(words, state)]
            other.link._try_to_tidy()
            assert not refusals.ahead
    refusals.ahead = [("FOR UPDATE", "42501")]
    heard = Heard(other)
    _add(one, "ข่าว")
    heard.wait(lambda: "ข่าว" in _titles(other))
    assert heard.troubles == []


def test_a_copy_that_another_program_holds_is_no_silence(
    pcs: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    from kmdesk.store import server_mirror

    one, other = pcs
    monkeypatch.setattr(server_mirror, "_WAIT_S", 0.05)
    heard = Heard(other)
    heard.wait(lambda: other.link is not None and other.link.seen is not None)
    holder = sqlite3.connect(other.root / "library.sqlite", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    _add(one, "ข่าว")
    heard.wait(lambda: bool(heard.troubles))
    holder.execute("ROLLBACK")
    holder.close()
    heard.wait(lambda: other.link is not None and other.link.trouble is None)
    heard.wait(lambda: "ข่าว" in _titles(other))


@pytest.mark.parametrize("state", STATES)
def test_saving_and_sign_in_say_what_was_refused(library: Library, state: str) -> None:
    add_account(library, SYSTEM, "clerk", "รหัสลับ๑", Duty.CLERK)
    assert library.link is not None
    refusals = Refusals(library.link.engine)
    if state != "23505":  # what services answer themselves
        for words in ("FOR UPDATE", "INSERT INTO record"):
            refusals.ahead = [(words, state)]
            with pytest.raises(KmdeskError) as said:
                _add(library, "ไม่ได้เก็บ")
            assert re.search("[ก-๙]", str(said.value))
            assert not refusals.ahead
        refusals.ahead = [("FOR UPDATE", state)]
        try:
            assert sign_in(library, "clerk", "รหัสลับ๑").duty is Duty.CLERK  # by what is known here
        except KmdeskError as error:
            assert re.search("[ก-๙]", str(error))
    assert _add(library, "เก็บแล้ว")
    assert "ไม่ได้เก็บ" not in _titles(library)


def test_a_pc_that_may_only_read_follows_and_says_that_it_cannot_save(
    library: Library, postgres: Postgres, tmp_path: Path
) -> None:
    assert library.link is not None
    add_account(library, SYSTEM, "clerk", "รหัสลับ๑", Duty.CLERK)
    database = library.link.engine.url.database or ""
    role = f"reader_{database}"
    postgres.sql(f"CREATE ROLE {role} LOGIN", database)
    for what in ("TABLES", "SEQUENCES"):
        postgres.sql(f"GRANT SELECT ON ALL {what} IN SCHEMA public TO {role}", database)
    address = library.link.address.replace("postgres@", f"{role}@", 1)
    reader = Library.open(tmp_path / "reader", server=address)
    assert reader.link is not None
    heard = Heard(reader)
    _add(library, "ข่าว")
    heard.wait(lambda: "ข่าว" in _titles(reader))
    assert reader.link.trouble is None
    with pytest.raises(KmdeskError, match="สิทธิ์ของเครื่องนี้"):
        _add(reader, "ไม่ได้เก็บ")
    assert sign_in(reader, "clerk", "รหัสลับ๑").duty is Duty.CLERK
    _add(library, "ข่าวต่อมา")
    heard.wait(lambda: "ข่าวต่อมา" in _titles(reader))
    reader.close()
    postgres.sql(f"DROP OWNED BY {role}", database)
    postgres.sql(f"DROP ROLE {role}", database)
