"""Anonymous search counters: answered searches (to suggest) and unanswered ones (wanted).

Only walk-up searches are counted, no names are stored, and the file may be lost.
"""

import json
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from kmdesk import clock
from kmdesk.store.atomic import write_whole
from kmdesk.thai.normal import normal_form

_MOST = 2000  # different searches kept
_EVERY = 10.0  # seconds between two writes
_LONGEST = 80


@dataclass(slots=True)
class Usage:
    """Counters in memory, written to ``path`` now and then."""

    path: Path
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    asked: dict[str, str] = field(default_factory=dict)
    """Day (never the hour) of the last unanswered search for each term."""
    answered: dict[str, str] = field(default_factory=dict)
    """Day of the last answered search for each term."""
    done: dict[str, str] = field(default_factory=dict)
    """Terms the clerk has marked as done, and the day."""
    _written: float = 0.0
    _dirty: bool = False

    @classmethod
    def open(cls, path: Path) -> "Usage":
        """Read the counters of the file, or start empty."""
        usage = cls(path)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            usage.found.update({str(k): int(v) for k, v in data["found"].items()})
            usage.missed.update({str(k): int(v) for k, v in data["missed"].items()})
            usage.asked.update({str(k): str(v) for k, v in data.get("asked", {}).items()})
            usage.done.update({str(k): str(v) for k, v in data.get("done", {}).items()})
            usage.answered.update({str(k): str(v) for k, v in data.get("answered", {}).items()})
            usage._date_all(
                clock.day_of(datetime.fromtimestamp(path.stat().st_mtime, UTC)).isoformat()
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass
        return usage

    def note(self, query: str, *, answered: bool) -> None:
        """Count one search."""
        text = normal_form(query)
        if not 2 <= len(text) <= _LONGEST:
            return
        counter = self.found if answered else self.missed
        counter[text] += 1
        if answered:
            self.answered[text] = _today()
        else:
            self.asked[text] = _today()
            self.done.pop(text, None)  # unanswered again: not done after all
        if len(counter) > _MOST:
            for rare, _ in counter.most_common()[_MOST * 3 // 4 :]:
                del counter[rare]
                if answered:
                    self.answered.pop(rare, None)
                else:
                    self._forget(rare)
        self._dirty = True

    def sweep(self, days: int, today: date | None = None) -> int:
        """Delete terms nobody searched for in the last ``days`` days; return how many.

        A day in the future, from a wrong clock, counts as today.
        """
        now = today or clock.today()
        last, first = now.isoformat(), (now - timedelta(days=days)).isoformat()
        gone = 0
        for counter, dates in ((self.found, self.answered), (self.missed, self.asked)):
            for text in list(counter):
                dates[text] = min(dates.get(text, last), last)
                if days == 0 or dates[text] < first:
                    del counter[text]
                    dates.pop(text)
                    self.done.pop(text, None)
                    gone += 1
        self._dirty = self._dirty or gone > 0
        return gone

    def _date_all(self, day: str) -> None:
        """Date terms of a file without dates by the day it was last written."""
        for counter, dates in ((self.found, self.answered), (self.missed, self.asked)):
            for text in counter:
                dates.setdefault(text, day)

    def wanted(self, limit: int) -> list[tuple[str, int, str, str]]:
        """Return (term, count, last day, day done) of unanswered searches, open ones first."""
        ranked = sorted(self.missed.items(), key=lambda pair: (pair[0] in self.done, -pair[1]))
        return [
            (text, times, self.asked.get(text, ""), self.done.get(text, ""))
            for text, times in ranked[:limit]
        ]

    def settle(self, text: str, *, delete: bool) -> None:
        """Mark an unanswered search as done, or delete it."""
        if text not in self.missed:
            return
        if delete:
            del self.missed[text]
            self._forget(text)
        else:
            self.done[text] = _today()
        self._dirty = True

    def _forget(self, text: str) -> None:
        self.asked.pop(text, None)
        self.done.pop(text, None)

    def begun(self, prefix: str) -> list[str]:
        """Return answered searches that start with ``prefix``, the most frequent first."""
        begun = [t for t in self.found if t.startswith(prefix) and t != prefix]
        return sorted(begun, key=lambda t: (-self.found[t], t))

    def save(self, *, now: bool = False) -> None:
        """Write the file, at most every few seconds unless ``now``."""
        if not self._dirty or (not now and time.monotonic() - self._written < _EVERY):
            return
        self._written, self._dirty = time.monotonic(), False
        data = {
            "found": dict(self.found),
            "missed": dict(self.missed),
            "asked": self.asked,
            "answered": self.answered,
            "done": self.done,
        }
        with suppress(OSError):
            write_whole(self.path, json.dumps(data, ensure_ascii=False), durable=False)


def _today() -> str:
    return clock.today_iso()
