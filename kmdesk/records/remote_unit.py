"""Units of work on the office server; the PC's mirror is up to date when they end."""

from pathlib import Path

from kmdesk.records.unit import Actor, Unit
from kmdesk.store.atomic import point
from kmdesk.store.errors import ServerLost
from kmdesk.store.files import FileStore, StoredFile
from kmdesk.store.server_engine import forget_rows
from kmdesk.store.server_link import ServerLink
from kmdesk.store.server_mirror import forget_file, send_file

_MARK = "INSERT INTO mirror_row (tab, op, body) VALUES ('', 'C', %s)"


class RemoteUnit(Unit):
    """A Unit whose rows and files go to the server first and return through the mirror."""

    def __init__(
        self, link: ServerLink, actor: Actor, label: str, files: FileStore, batch: str = ""
    ) -> None:
        super().__init__(link.engine, actor, label, files, batch)
        self._link = link
        self._commits = 0

    def keep(self, source: Path | bytes) -> StoredFile:
        """Store a file here and on the server; see :meth:`Unit.keep`."""
        stored = super().keep(source)
        send_file(self.session.connection(), self.files.path(stored.sha256), stored.sha256)
        return stored

    def forget_rows(self, record_id: int) -> None:
        """Remove the record's values from the server's row log, so no PC receives them later."""
        forget_rows(self.session.connection(), record_id)

    def commit(self) -> None:
        """Commit on the server, then update the mirror.

        Raises StoreError when the server is lost, and says so when the outcome is unknown.
        """
        self.session.flush()
        for sha256 in self._released:
            if not self._is_wanted(sha256):
                forget_file(self.session.connection(), sha256)
        self._commits += 1
        mark = f"{self.id}:{self._commits}"
        self.session.connection().exec_driver_sql(_MARK, (mark,))
        point("commit")
        try:
            self.session.commit()
        except ServerLost:
            # The connection may break after the server committed: its log has our mark then.
            self.session.rollback()
            if not self._link.is_committed(mark):
                raise
        point("committed")
        self._settle()
        self._link.try_to_catch_up()
