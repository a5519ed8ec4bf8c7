"""Nameless counters of what was searched: with an answer (to suggest) and without (wanted).

Only walk-up searches count, no one's name is kept, and the file may be lost.
"""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

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
        if len(counter) > _MOST:
            for rare, _ in counter.most_common()[_MOST * 3 // 4 :]:
                del counter[rare]
        self._dirty = True

    def begun(self, prefix: str) -> list[str]:
        """Answered searches that begin so, the most frequent first."""
        begun = [t for t in self.found if t.startswith(prefix) and t != prefix]
        return sorted(begun, key=lambda t: (-self.found[t], t))

    def save(self, *, now: bool = False) -> None:
        """Write, at most every few seconds unless ``now``."""
        if not self._dirty or (not now and time.monotonic() - self._written < _EVERY):
            return
        self._written, self._dirty = time.monotonic(), False
        data = {"found": dict(self.found), "missed": dict(self.missed)}
        try:
            part = self.path.with_suffix(".part")
            part.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
            part.replace(self.path)
        except OSError:
            pass
