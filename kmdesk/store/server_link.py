"""A PC's connection to the server: an engine for its writes, and its mirror kept up to date."""

import sqlite3
import threading
import time
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.engine import migrate
from kmdesk.store.errors import StoreError, reason_of
from kmdesk.store.files import FileStore
from kmdesk.store.folder import DATABASE, keep_server
from kmdesk.store.server_engine import (
    check_schema,
    forget_rows,
    reading_engine,
    worded,
    writing_engine,
)
from kmdesk.store.server_mirror import Mirror, forget_file, send_file

CHANNEL = "kmdesk"
# A notice is lost with the connection it was meant for, so the log is asked now and then, too.
_POLL_S = 5.0
_LISTEN_S = 0.5
_RETRY_S = 3.0
_DOUBT_S = 30.0
_SEEN = "server.seen"
_COMMITTED = text("SELECT 1 FROM mirror_row WHERE op = 'C' AND body = :mark")
# A PC that was off for longer is filled anew: slower, but right.
_KEPT_DAYS = 14
# An undo leaves a file without a row, and a redo wants it back.
_FILE_DAYS = 30


class ServerLink:
    """The server at ``address`` and its mirror in ``root``; connects when first needed."""

    def __init__(self, root: Path, address: str) -> None:
        self.root, self.address = root, address
        self.engine = writing_engine(address)
        self._reader = reading_engine(address)
        self.mirror = Mirror(root, self._reader)
        self.trouble: StoreError | None = None
        """Why the mirror cannot follow now; None while it does."""
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._told: Callable[[bool], None] = _tell_nobody

    @property
    def seen(self) -> datetime | None:
        """When the mirror was last known to be up to date (UTC)."""
        try:
            return datetime.fromtimestamp((self.root / _SEEN).stat().st_mtime, UTC)
        except OSError:
            return None

    def catch_up(self, tell: Tell = quiet) -> bool:
        """Apply new rows; return whether there were any. Raises StoreError when that fails."""
        try:
            changed = self.mirror.catch_up(tell)
        except StoreError as error:
            self._mark(error)
            raise
        self._mark(None)
        return changed

    def try_to_catch_up(self) -> bool:
        """Catch up like :meth:`catch_up`, but only record a failure: what was saved stays saved."""
        try:
            return self.catch_up()
        except Exception as error:
            self._mark(self._why(error))
            return False

    def is_committed(self, mark: str) -> bool:
        """Return whether a commit whose reply was lost took place; waits for the server a while.

        Raises StoreError when it does not come back in time.
        """
        until = time.monotonic() + _DOUBT_S
        while True:
            try:
                # Taking the turn waits for whatever is left of the old connection.
                with self.engine.connect() as connection:
                    return connection.scalar(_COMMITTED, {"mark": mark}) is not None
            except StoreError as error:
                self._mark(error)
                if time.monotonic() > until:
                    raise StoreError(
                        "The connection broke in the moment of saving, so it is not certain that"
                        " the change is kept. When the server is back, look first; then save again"
                        " only if it is missing."
                    ) from error
            self._stop.wait(1.0)

    # In a unit of work ------------------------------------------------------------------

    def send_file(self, connection: Connection, path: Path, sha256: str) -> None:
        """Upload a file within the transaction of the unit, unless the server has it."""
        send_file(connection, path, sha256)

    def forget_file(self, connection: Connection, sha256: str) -> None:
        """Delete a file on the server within the transaction of the unit."""
        forget_file(connection, sha256)

    def forget_rows(self, connection: Connection, record_id: int) -> None:
        """Remove the values of a record from the log of rows, so that no PC receives them later."""
        forget_rows(connection, record_id)

    # In the background ------------------------------------------------------------------

    def follow(self, told: Callable[[bool], None]) -> None:
        """Follow in a thread until :meth:`close`; it calls ``told(rows changed)`` there.

        It is also called when the server is lost and when it is back.
        """
        self._told = told
        self._thread = threading.Thread(target=self._run, name="kmdesk-mirror", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop following and release all connections."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
        self.engine.dispose()
        self._reader.dispose()

    def _run(self) -> None:
        """Follow until :meth:`close`: a thread that died would leave old data looking new."""
        while not self._stop.is_set():
            try:
                self._listen()
            except Exception as error:
                self._mark(self._why(error))
            self._stop.wait(_RETRY_S)

    def _why(self, error: Exception) -> StoreError:
        if isinstance(error, StoreError):
            return error
        driver = self._reader.dialect.loaded_dbapi.Error
        said = worded(error, lost=True) if isinstance(error, driver) else None
        if said is not None:
            return said
        known = isinstance(error, sqlite3.Error | OSError)
        return StoreError(
            "This PC's copy of the library cannot be kept up to date ({reason}). It is tried again"
            " every few seconds; if this line stays, tell the technician.",
            reason=reason_of(error) if known else f"{type(error).__name__}: {error}"[:160],
        )

    def _listen(self) -> None:
        with self._reader.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            connection.exec_driver_sql(f"LISTEN {CHANNEL}")
            raw = connection.connection.driver_connection
            assert raw is not None
            looked = 0.0
            self._tell(self.mirror.catch_up())
            self._try_to_tidy()
            self.mirror.fetch_missing()
            self._mark(None)
            while not self._stop.is_set():
                heard = any(raw.notifies(timeout=0 if not looked else _LISTEN_S, stop_after=1))
                if heard or time.monotonic() - looked > _POLL_S:
                    looked = time.monotonic()
                    if self.catch_up():
                        self._tell(True)

    def _tell(self, changed: bool) -> None:
        # The listener may be gone while the thread still runs.
        with suppress(RuntimeError):
            self._told(changed)

    def _mark(self, error: StoreError | None) -> None:
        was, self.trouble = self.trouble, error
        if error is None:
            self._note_seen()
        if (was is None) != (error is None):
            self._tell(False)

    def _note_seen(self) -> None:
        with suppress(OSError):
            (self.root / _SEEN).touch()

    def _try_to_tidy(self) -> None:
        """Try :meth:`tidy`; another PC does it where this one's role may not.

        A lost server is noticed anyway.
        """
        with suppress(StoreError, SQLAlchemyError):
            self.tidy()

    def tidy(self) -> None:
        """Delete what no PC needs any more: old rows of the log, unreferenced files."""
        from kmdesk.store.files import WANTED

        with self.engine.begin() as connection:
            connection.exec_driver_sql(
                "WITH gone AS (DELETE FROM mirror_row WHERE at <"
                f" now() - interval '{_KEPT_DAYS} days' RETURNING n)"
                " UPDATE kmdesk_clock SET trimmed = greatest(trimmed, (SELECT max(n) FROM gone))"
            )
            connection.exec_driver_sql(
                f"DELETE FROM stored_file WHERE at < now() - interval '{_FILE_DAYS} days'"
                f" AND sha256 NOT IN ({WANTED})"
            )


def join(root: Path, address: str, tell: Tell = quiet) -> None:
    """Create a mirror of the server in the folder ``root``.

    Raises StoreError when a library is there already, when the server has none or cannot be
    reached. Files downloaded before an interruption are not downloaded again.
    """
    if (root / DATABASE).is_file():
        raise StoreError("There is already a library in {folder}.", folder=str(root))
    engine = reading_engine(address)
    try:
        check_schema(engine)
        root.mkdir(mode=0o700, parents=True, exist_ok=True)
        # The database takes its place when it is full; files go straight to theirs, so that a join
        # that was cut off need not fetch them again.
        beside = root / ".joining"
        beside.mkdir(exist_ok=True)
        database = beside / DATABASE
        for left in beside.iterdir():
            left.unlink()
        migrate(database)
        Mirror(beside, engine, FileStore(root / "files")).fill(tell)
        with closing(sqlite3.connect(database)) as base:
            # The rename takes the database alone: what its log still held would be lost.
            base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        # The address first: a library without it would open as one of its own.
        keep_server(root, address)
        database.replace(root / DATABASE)
        for left in beside.iterdir():
            left.unlink()
        beside.rmdir()
    finally:
        engine.dispose()


def look(root: Path, address: str) -> int | None:
    """Return how many rows the mirror in ``root`` is behind; None if it mirrors another server.

    Raises StoreError when the server cannot be reached or its schema does not fit.
    """
    engine = reading_engine(address)
    try:
        library = check_schema(engine)
        known, cursor = Mirror(root, engine).cursor()
        if known != library:
            return None
        with engine.connect() as connection:
            query = text("SELECT count(*) FROM mirror_row WHERE n > :cursor")
            return int(connection.scalar(query, {"cursor": cursor}) or 0)
    finally:
        engine.dispose()


def open_link(root: Path, address: str) -> ServerLink:
    """Return the link for the mirror in ``root``, not yet connected.

    Raises StoreError when the folder holds a local library.
    """
    link = ServerLink(root, address)
    if link.mirror.cursor() == ("", 0):
        link.close()
        raise StoreError(
            "The folder {folder} holds a library of its own, which is not the server's. Choose an"
            " empty folder for this PC, or bring this library to a new server: kmdesk migrate-to.",
            folder=str(root),
        )
    keep_server(root, address)
    return link


def _tell_nobody(_changed: bool) -> None:
    pass
