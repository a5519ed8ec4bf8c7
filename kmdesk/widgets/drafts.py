"""Drafts: what is typed in a form, kept beside the library until it is saved or thrown away.

One small file a form, readable by the owner only, replaced whole at each write. It
is no part of the truth: it may be lost, and a damaged one is as good as none.
"""

import contextlib
import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from kmdesk import clock
from kmdesk.store.atomic import write_whole

FOLDER = "drafts"
_PICTURE = ".picture"


@dataclass(frozen=True, slots=True)
class FormPlace:
    """Where a form is opened from, so that it can be opened there again.

    ``room`` and ``action`` name a tab and the message id of its button; both are empty for
    forms of other pages. ``record`` is 0 for what is new, ``title`` the words for it.
    ``mark`` tells forms of one place apart that no button names: what they showed at first.
    """

    room: str = ""
    action: str = ""
    record: int = 0
    title: str = ""
    mark: str = ""

    @property
    def can_reopen(self) -> bool:
        """Whether a button of a tab opens this form."""
        return bool(self.room and self.action)


@dataclass(frozen=True, slots=True)
class Draft:
    """What was typed in the form ``form`` (message id), when (UTC), by whom."""

    actor: str
    form: str
    place: FormPlace
    at: str
    values: Mapping[str, Any] = field(default_factory=dict)


class DraftStore:
    """The folder of drafts; every method is one small file operation and never raises."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.wanted: Draft | None = None
        """A draft somebody asked to go on with: its form takes it as soon as it opens."""

    def keep(self, draft: Draft) -> bool:
        """Write a draft in place of an older one; whether the disk took it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self._path(draft.actor, draft.form, draft.place)
            # private: nobody else may read what somebody typed
            content = json.dumps(asdict(draft), ensure_ascii=False)
            # No fsync: this is written at every pause in typing, and a draft may be lost.
            write_whole(path, content, private=True, durable=False)
        except (OSError, TypeError, ValueError):
            return False
        return True

    def find(self, actor: str, form: str, place: FormPlace) -> Draft | None:
        """The draft of this form and record."""
        return _read(self._path(actor, form, place))

    def drop(self, actor: str, form: str, place: FormPlace) -> None:
        """Forget the draft: it was saved or thrown away."""
        try:
            self._path(actor, form, place).unlink(missing_ok=True)
        except OSError:
            return

    def keep_picture(self, name: str, content: bytes) -> bool:
        """Keep a picture that a draft names by its hash; whether the disk took it."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            path = self.folder / f"{name}{_PICTURE}"
            write_whole(path, content, private=True, durable=False)
        except (OSError, ValueError):
            return False
        return True

    def picture(self, name: str) -> bytes | None:
        """A picture kept for a draft."""
        try:
            return (self.folder / f"{name}{_PICTURE}").read_bytes()
        except (OSError, ValueError):
            return None

    def drop_pictures(self, names: Iterable[str]) -> None:
        """Forget pictures: what they belonged to was saved or thrown away."""
        for name in names:
            with contextlib.suppress(OSError, ValueError):
                (self.folder / f"{name}{_PICTURE}").unlink(missing_ok=True)

    def of(self, actor: str) -> list[Draft]:
        """All drafts of an actor, newest first."""
        try:
            paths = sorted(self.folder.glob("*.json"))
        except OSError:
            return []
        found = [draft for draft in map(_read, paths) if draft is not None]
        mine = [draft for draft in found if draft.actor == actor]
        return sorted(mine, key=lambda draft: draft.at, reverse=True)

    def drop_record(self, record: int) -> None:
        """Forget every draft about a record, whoever typed it: it was deleted for good."""
        try:
            paths = list(self.folder.glob("*.json"))
        except OSError:
            return
        for path in paths:
            draft = _read(path)
            if draft is not None and draft.place.record == record:
                with contextlib.suppress(OSError):
                    path.unlink(missing_ok=True)

    def _path(self, actor: str, form: str, place: FormPlace) -> Path:
        # Hashed: names and titles of any length and language then make a valid file name.
        said = "\0".join((actor, form, place.room, place.action, str(place.record), place.mark))
        return self.folder / f"{hashlib.sha256(said.encode()).hexdigest()[:32]}.json"


def marked(place: FormPlace, shown: Mapping[str, Any]) -> FormPlace:
    """``place``, told apart by what the form shows at first when no button names it."""
    if place.can_reopen:
        return place
    said = json.dumps(shown, ensure_ascii=False, sort_keys=True, default=str)
    return replace(place, mark=hashlib.sha256(said.encode()).hexdigest()[:16])


def this_moment() -> str:
    """Now, as a draft tells it (UTC, seconds)."""
    return clock.stamp()


def local_time(at: str) -> str:
    """Hour and minute of a stored instant on the clock of this machine, e.g. ``14.05``."""
    moment = clock.instant(at)
    return f"{clock.on_wall(moment):%H.%M}" if moment is not None else ""


def local_day(at: str) -> str:
    """ISO day of a stored instant on the calendar of this machine."""
    return clock.wall_day(at)


def _read(path: Path) -> Draft | None:
    try:
        said = json.loads(path.read_text("utf-8"))
        draft = Draft(**{**said, "place": FormPlace(**said["place"])})
        # Drafts are sorted by it and offered with it: without a moment one is damaged.
        datetime.fromisoformat(draft.at.replace("Z", "+00:00"))
        return draft if isinstance(draft.values, dict) else None
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
