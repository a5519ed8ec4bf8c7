"""Cyclic garbage is collected on the UI thread only.

Python collects wherever an allocation happens to cross its threshold: in a lane's thread,
too. A QObject caught in a cycle would be destroyed there, while the UI thread still
delivers events to it, and the process would crash.
"""

import gc

from PySide6.QtCore import QObject, QTimer

INTERVAL_MS = 1000


class Collector(QObject):
    """Takes over from Python's own collector for as long as the process lives."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(INTERVAL_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()

    def collect(self) -> int:
        """Collect the oldest generation that is due; how many objects went."""
        counts, limits = gc.get_count(), gc.get_threshold()
        # The oldest first: it takes the younger ones along.
        for generation in (2, 1, 0):
            if counts[generation] > limits[generation]:
                return gc.collect(generation)
        return 0
