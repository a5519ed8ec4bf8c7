"""Garbage with Qt objects in it is destroyed on the UI thread, whoever allocates."""

import gc
import threading
import weakref

from PySide6.QtCore import QObject

from kmdesk.widgets.collector import Collector


class Ring(QObject):
    """A Qt object in a cycle with itself."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


def test_a_busy_thread_never_destroys_a_qt_object(qtbot) -> None:
    parent = QObject()
    collector = Collector(parent)
    gc.collect()
    where: list[int] = []
    ring = Ring()
    weakref.finalize(ring, lambda: where.append(threading.get_ident()))
    del ring

    def allocate() -> None:
        keep = [[number] for number in range(50_000)]
        keep.clear()

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert where == []
    for _generation in range(40):
        [[] for _each in range(1000)]
        kept = [[number] for number in range(1000)]
        collector.collect()
        assert kept
    assert where == [threading.get_ident()]
