"""Where and how this machine backs up, and what came of it last: ``backup.json``.

It lies in the library's folder and in no backup: the key of encrypted backups stays here.
"""

import base64
import json
import os
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path

from kmdesk import clock
from kmdesk.store.encryption import Encryption

_NAME = "backup.json"
EVERY = timedelta(hours=20)
"""One a day, though the clerk starts the machine earlier on one day than on the other."""
RETRY = timedelta(minutes=30)
OLD = timedelta(days=4)
"""Longer than a weekend without a proved backup is worth a warning."""


@dataclass(slots=True)
class BackupSettings:
    """The chosen folder, the key (``""`` for none), and the last outcomes (UTC, ISO)."""

    folder: str = ""
    identity: str = ""
    wrapped: str = ""
    last_at: str = ""
    last_folder: str = ""
    last_missing: int = 0
    failed_at: str = ""
    failed: str = ""
    proposed: str = ""
    """Where this library was restored from: offered as the folder for backups."""
    checked_at: str = ""
    problems: int = 0

    @property
    def seal(self) -> Encryption | None:
        """The key for encrypted backups; None when they are to be plain."""
        if not self.identity:
            return None
        return Encryption(self.identity, base64.b64decode(self.wrapped))

    def set_seal(self, seal: Encryption | None) -> None:
        """Encrypt from now on with this key, or no more."""
        self.identity = seal.identity if seal else ""
        self.wrapped = base64.b64encode(seal.wrapped).decode() if seal else ""

    def is_due(self, now: datetime) -> bool:
        """Whether a backup should be made now."""
        if not self.folder:
            return False
        failed = moment(self.failed_at)
        if failed is not None and timedelta(0) <= now - failed < RETRY:
            return False
        return _is_past(moment(self.last_at), now, EVERY)

    def is_old(self, now: datetime) -> bool:
        """Whether the last proved backup is too old to feel safe."""
        return _is_past(moment(self.last_at), now, OLD)

    def is_check_due(self, now: datetime) -> bool:
        """Whether everything should be checked again."""
        return _is_past(moment(self.checked_at), now, EVERY)


def read_backup_settings(root: Path) -> BackupSettings:
    """The plan of the library ``root``; a new one when there is none or it cannot be read."""
    known = {field.name: field.type for field in fields(BackupSettings)}
    try:
        stored = json.loads((root / _NAME).read_text("utf-8"))
        return BackupSettings(**{key: value for key, value in stored.items() if key in known})
    except (OSError, ValueError, TypeError, AttributeError):
        return BackupSettings()


def write_backup_settings(root: Path, plan: BackupSettings) -> None:
    """Keep the plan, readable for the owner alone. Raises OSError."""
    fresh = root / f".{_NAME}"
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as stream:
        json.dump(asdict(plan), stream, ensure_ascii=False)
        stream.flush()
        os.fsync(stream.fileno())
    fresh.replace(root / _NAME)


def moment(stored: str) -> datetime | None:
    """A stored instant; None for nothing or nonsense."""
    return clock.instant(stored)


def _is_past(then: datetime | None, now: datetime, span: timedelta) -> bool:
    # A clock that was set back must not put the next backup off for years.
    return then is None or now - then >= span or then - now > timedelta(days=1)
