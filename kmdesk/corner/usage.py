"""Anonymous counters beside the library: most-read records. They may be lost."""

import json
from collections import Counter
from contextlib import suppress
from pathlib import Path

from kmdesk.store.atomic import write_whole

_NAME = "usage.json"
_KEPT = 500


class Usage:
    """Number of times each record was opened on this machine; never who opened it."""

    def __init__(self, root: Path) -> None:
        self._path = root / _NAME
        self._opened: Counter[int] = Counter()
        try:
            stored = json.loads(self._path.read_text("utf-8"))
            self._opened.update({int(key): int(count) for key, count in stored.items()})
        except (OSError, ValueError, AttributeError):
            pass  # a missing or damaged file only restarts the count

    def opened(self, record_id: int) -> None:
        """Count one opening."""
        self._opened[record_id] += 1

    def most(self, count: int) -> list[int]:
        """Return the most-read record ids, most read first."""
        return [record_id for record_id, _times in self._opened.most_common(count)]

    def save(self) -> None:
        """Store the counters; does nothing when the folder is not writable."""
        content = {str(key): times for key, times in self._opened.most_common(_KEPT)}
        with suppress(OSError):
            write_whole(self._path, json.dumps(content), durable=False)
