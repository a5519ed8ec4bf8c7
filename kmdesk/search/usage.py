"""Nameless counters of what was searched: with an answer (to suggest) and without (wanted).

Only walk-up searches count, no one's name is kept, and the file may be lost.
"""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from kmdesk import clock
from kmdesk.thai.normal import normal_form

_MOST = 2000  # different searches kept
_EVERY = 10.0  # seconds between two writes
_LONGEST = 80


@dataclass(slots=True)
class Usage:
    """Counters in memory, now and then written to ``path``."""

    path: Path
    found: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    asked: dict[str, str] = field(default_factory=dict)
    """Day of the last vain search for each term, never the hour."""
    done: dict[str, str] = field(default_factory=dict)
    """Terms the clerk has settled, and the day."""
    _written: float = 0.0
    _dirty: bool = False

    @classmethod
    def open(cls, path: Path) -> "Usage":
        """Counters of the file, or empty ones."""
        usage = cls(path)
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
            usage.found.update({str(k): int(v) for k, v in data["found"].items()})
            usage.missed.update({str(k): int(v) for k, v in data["missed"].items()})
            usage.asked.update({str(k): str(v) for k, v in data.get("asked", {}).items()})
            usage.done.update({str(k): str(v) for k, v in data.get("done", {}).items()})
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
        if not answered:
            self.asked[text] = _today()
            self.done.pop(text, None)  # asked in vain again: not done after all
        if len(counter) > _MOST:
            for rare, _ in counter.most_common()[_MOST * 3 // 4 :]:
                del counter[rare]
                if not answered:
                    self._forget(rare)
        self._dirty = True

    def wanted(self, limit: int) -> list[tuple[str, int, str, str]]:
        """(term, times, last day, day it was done) of vain searches: open ones first."""
        ranked = sorted(self.missed.items(), key=lambda pair: (pair[0] in self.done, -pair[1]))
        return [
            (text, times, self.asked.get(text, ""), self.done.get(text, ""))
            for text, times in ranked[:limit]
        ]

    def settle(self, text: str, *, delete: bool) -> None:
        """Mark a vain search as done, or forget it altogether."""
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
        """Answered searches that begin so, the most frequent first."""
        begun = [t for t in self.found if t.startswith(prefix) and t != prefix]
        return sorted(begun, key=lambda t: (-self.found[t], t))

    def save(self, *, now: bool = False) -> None:
        """Write, at most every few seconds unless ``now``."""
        if not self._dirty or (not now and time.monotonic() - self._written < _EVERY):
            return
        self._written, self._dirty = time.monotonic(), False
        data = {
            "found": dict(self.found),
            "missed": dict(self.missed),
            "asked": self.asked,
            "done": self.done,
        }
        try:
            part = self.path.with_suffix(".part")
            part.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            part.replace(self.path)
        except OSError:
            pass


def _today() -> str:
    return clock.today_iso()
