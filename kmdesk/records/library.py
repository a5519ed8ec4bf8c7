"""A library on disk: its database, its files, and the units of work on them."""

import sqlite3
from collections.abc import Collection
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import Connection, event, select

from kmdesk.i18n import N_
from kmdesk.records.model import OfficeValue, Record
from kmdesk.records.restore_version import restore_state
from kmdesk.records.trash import CHECKPOINT, erase
from kmdesk.records.undo import ERASURE, feed_end, steps, undo
from kmdesk.records.unit import WALK_UP, Actor, Reading, RecordError, RemoteUnit, Unit
from kmdesk.store.atomic import Tell, quiet
from kmdesk.store.backup import back_up, tidy_backup
from kmdesk.store.engine import head, migrate, open_engine, revision_of
from kmdesk.store.errors import StoreError, unwritable
from kmdesk.store.files import FileStore, remove_strays
from kmdesk.store.folder import DATABASE, RESTORE_POINTS, server_of

if TYPE_CHECKING:  # a PC without a server never loads its driver
    from kmdesk.store.server_link import ServerLink

MANY = 30
"""Number of records from which an action or import starts with a restore point."""
COPIED = 80
"""Share of a migration's progress (percent) taken by the copy made before it."""


class Library:
    """The data of an office: ``library.sqlite`` and ``files/`` in one folder.

    With an office server, the server holds the data and the folder is this PC's mirror of it: all
    reads use the mirror, and only units of work go to the server.
    """

    def __init__(
        self, root: Path, *, readonly: bool = False, link: "ServerLink | None" = None
    ) -> None:
        self.root = root
        self.files = FileStore(root / "files")
        self.link = link
        """Connection to the office server; None for a local library."""
        self._write_engine = None if readonly or link else open_engine(root / DATABASE)
        if self._write_engine is not None:
            # Checked at every BEGIN: another process may move the library while this one has it
            # open.
            event.listen(self._write_engine, "begin", self._refuse_if_moved)
        # An engine of its own: a reader must not wait for the lock that a writer takes at BEGIN.
        self._read_engine = open_engine(root / DATABASE, readonly=True)

    def _refuse_if_moved(self, _connection: Connection) -> None:
        """Refuse local writes after the library was moved to a server while open here."""
        if server_of(self.root):
            raise StoreError(
                "This library has been brought to the office's server meanwhile. Nothing was saved"
                " here; start the program again, then it saves there."
            )

    @classmethod
    def exists(cls, root: Path) -> bool:
        """Return whether ``root`` holds a library."""
        return (root / DATABASE).is_file()

    @classmethod
    def create(cls, root: Path) -> Self:
        """Create an empty library.

        A folder created for it is accessible to its owner only. Raises StoreError when a library is
        already there or the folder is read-only.
        """
        if cls.exists(root):
            raise StoreError("There is already a library in {folder}.", folder=str(root))
        try:
            root.mkdir(mode=0o700, parents=True, exist_ok=True)
            (root / "files").mkdir(exist_ok=True)
            migrate(root / DATABASE)
        except (OSError, sqlite3.OperationalError) as error:
            raise unwritable(root, error) from error
        return cls(root)

    @classmethod
    def open(
        cls, root: Path, *, readonly: bool = False, server: str = "", tell: Tell = quiet
    ) -> Self:
        """Open the library in ``root``, backing up and migrating an older one first.

        With a ``server`` address, given or stored in the folder, it is opened as a mirror of that
        server; an empty folder becomes a new mirror. While the server is unreachable, the mirror
        shows what it has. ``tell`` receives the progress in percent. Raises StoreError when there
        is no library, it is damaged, a newer version made it, or a migration failed.
        """
        server = server or server_of(root)
        if server and not readonly and not cls.exists(root):
            # Imported only here: a PC without a server never loads the PostgreSQL driver.
            from kmdesk.store.server_link import join

            join(root, server)
        if not cls.exists(root):
            raise StoreError(
                "There is no library in {folder}. Start a new one or choose another folder.",
                folder=str(root),
            )
        revision = revision_of(root / DATABASE)
        if revision != head():
            if readonly:
                raise StoreError(
                    "The library in {folder} is of an older version. Open it once in kmdesk"
                    " so that it can be brought up to date.",
                    folder=str(root),
                )
            _bring_up_to_date(root, tell)
        if not readonly:
            tidy_backup(root)
            # A process killed while it wrote leaves files that no row refers to.
            remove_strays(root)
        if readonly:
            return cls(root, readonly=True)
        from kmdesk.store.folder import forget_mirror

        if server:
            from kmdesk.store.server_link import open_link

            return cls(root, link=open_link(root, server))
        forget_mirror(root)
        return cls(root)

    def reading(self, actor: Actor) -> Reading:
        """Return a read-only session for ``actor``; use it in a ``with`` statement."""
        return Reading(self._read_engine, actor)

    def writing(self, actor: Actor, label: str, batch: str = "") -> Unit:
        """Return a unit of work for ``actor``; ``label`` (a message id) names it in the history.

        Units of the same ``batch`` (:func:`new_batch`) are undone together.
        """
        if self.link is not None:
            return RemoteUnit(self.link, actor, label, self.files, batch)
        if self._write_engine is None:
            raise StoreError("This library is open for reading only.")
        return Unit(self._write_engine, actor, label, self.files, batch)

    def restore_state(self, actor: Actor, record_id: int, seq: int) -> str:
        """Restore a record to its state after feed entry ``seq``; return the new unit's id."""
        with self.writing(actor, N_("Restore an earlier state")) as unit:
            restore_state(unit, record_id, seq)
            unit.commit()
            return unit.id

    def erase(self, actor: Actor, record_id: int, why: str) -> None:
        """Delete a record in the trash permanently; see :func:`kmdesk.records.trash.erase`."""
        with self.writing(actor, ERASURE) as unit:
            erase(unit, record_id, why)
            unit.commit()
        # A checkpoint cannot run inside the unit, and until then the log still has the deleted
        # pages.
        with closing(sqlite3.connect(self.root / DATABASE)) as base:
            base.execute(CHECKPOINT)

    def undo(self, actor: Actor, *unit_ids: str, label: str = N_("Undo")) -> str:
        """Undo units, given in the order they were done; return the compensating unit's id."""
        with self.writing(actor, label) as unit:
            undo(unit, *unit_ids)
            unit.commit()
            return unit.id

    def undo_last(self, actor: Actor, since: int, labels: Collection[str] = ()) -> str:
        """Undo the last action of ``actor`` after feed entry ``since``; return its label.

        With ``labels`` only actions with these labels count. Raises RecordError when there is
        nothing to undo or the records were changed since.
        """
        return self._turn(actor, since, labels, back=True)

    def redo_last(self, actor: Actor, since: int) -> str:
        """Redo what ``actor`` undid last and return its label; see :meth:`undo_last`."""
        return self._turn(actor, since, back=False)

    def _turn(self, actor: Actor, since: int, labels: Collection[str] = (), *, back: bool) -> str:
        with self.reading(actor) as reading:
            done, undone = steps(reading.session, actor.name, since)
        stack = [s for s in (done if back else undone) if not labels or s.label in labels]
        if not stack:
            raise RecordError("There is nothing to undo." if back else "There is nothing to redo.")
        self.undo(actor, *stack[-1].units, label=N_("Undo") if back else N_("Redo"))
        return stack[-1].label

    def feed_end(self) -> int:
        """Return the number of the newest entry of the change feed."""
        with self.reading(WALK_UP) as reading:
            return feed_end(reading.session)

    def value(self, key: str, default: str = "") -> str:
        """Return a value of the office stored in the library, e.g. ``office_name``."""
        with self.reading(WALK_UP) as reading:
            found = reading.session.get(OfficeValue, key)
            return found.value if found else default

    def keep_point(self) -> None:
        """Create a restore point in the library: a database copy and hard links to the files."""
        back_up(self.root, self.root / RESTORE_POINTS, link=True)

    def keep_point_for(self, count: int) -> None:
        """Create a restore point before changing ``count`` records, if many and any exist."""
        if count >= MANY and self._has_records():
            self.keep_point()

    def _has_records(self) -> bool:
        with self.reading(WALK_UP) as reading:
            return reading.session.scalar(select(Record.id).limit(1)) is not None

    def close(self) -> None:
        """Release the database files."""
        if self.link is not None:
            self.link.close()
        self._read_engine.dispose()
        if self._write_engine is not None:
            self._write_engine.dispose()


def _bring_up_to_date(root: Path, tell: Tell) -> None:
    """Create a verified restore point, then migrate.

    The restore point hard-links the files, so they take no extra space.
    """

    def copying(done: int, total: int) -> None:
        tell(done * COPIED // max(total, 1), 100)

    def stepping(done: int, total: int) -> None:
        tell(COPIED + done * (100 - COPIED) // max(total, 1), 100)

    back_up(root, root / RESTORE_POINTS, link=True, tell=copying)
    migrate(root / DATABASE, tell=stepping)
