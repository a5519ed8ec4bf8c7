"""Backup settings of this machine and the latest outcome: ``backup.json``.

The file is in the library's folder but in no backup: the key of encrypted backups stays here.
"""

import base64
import json
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path

from kmdesk import clock
from kmdesk.store.atomic import write_whole
from kmdesk.store.bagit import Encryption

_NAME = "backup.json"
EVERY = timedelta(hours=20)
"""One backup a day, even if the clerk starts the machine earlier than the day before."""
RETRY = timedelta(minutes=30)
OLD = timedelta(days=4)
"""A warning is due after this time without a verified backup: longer than a weekend."""


@dataclass(slots=True)
class BackupSettings:
    """The chosen folder, the key (``""`` for none), and the latest outcomes (UTC, ISO)."""

    folder: str = ""
    identity: str = ""
    wrapped: str = ""
    last_at: str = ""
    last_folder: str = ""
    last_missing: int = 0
    failed_at: str = ""
    failed: str = ""
    proposed: str = ""
    """Folder this library was restored from, proposed for backups."""
    checked_at: str = ""
    problems: int = 0

    @property
    def seal(self) -> Encryption | None:
        """Return the key for encrypted backups; None when they are not encrypted."""
        if not self.identity:
            return None
        return Encryption(self.identity, base64.b64decode(self.wrapped))

    def set_seal(self, seal: Encryption | None) -> None:
        """Set the key for encrypting later backups; None turns encryption off."""
        self.identity = seal.identity if seal else ""
        self.wrapped = base64.b64encode(seal.wrapped).decode() if seal else ""

    def is_due(self, now: datetime) -> bool:
        """Return whether a backup should be made now."""
        if not self.folder:
            return False
        failed = moment(self.failed_at)
        if failed is not None and timedelta(0) <= now - failed < RETRY:
            return False
        return _is_past(moment(self.last_at), now, EVERY)

    def is_old(self, now: datetime) -> bool:
        """Return whether the latest verified backup is too old."""
        return _is_past(moment(self.last_at), now, OLD)

    def is_check_due(self, now: datetime) -> bool:
        """Return whether a full check is due."""
        return _is_past(moment(self.checked_at), now, EVERY)


def read_backup_settings(root: Path) -> BackupSettings:
    """Return the backup settings of ``root``; defaults when missing or unreadable."""
    known = {field.name: field.type for field in fields(BackupSettings)}
    try:
        stored = json.loads((root / _NAME).read_text("utf-8"))
        return BackupSettings(**{key: value for key, value in stored.items() if key in known})
    except (OSError, ValueError, TypeError, AttributeError):
        return BackupSettings()


def write_backup_settings(root: Path, plan: BackupSettings) -> None:
    """Store the settings with owner-only permissions; raises OSError."""
    write_whole(root / _NAME, json.dumps(asdict(plan), ensure_ascii=False), private=True)


def moment(stored: str) -> datetime | None:
    """Parse a stored instant; None for an empty or invalid one."""
    return clock.instant(stored)


def _is_past(then: datetime | None, now: datetime, span: timedelta) -> bool:
    # A clock that was set back must not delay the next backup for years.
    return then is None or now - then >= span or then - now > timedelta(days=1)
