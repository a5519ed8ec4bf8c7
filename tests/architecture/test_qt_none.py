"""The Qt binding in use must not eat references to None (a release of it did)."""

import sys

from PySide6.QtCore import QObject


def test_none_keeps_its_references() -> None:
    thing = QObject()
    thing.setObjectName("warm")
    before = sys.getrefcount(None)
    for _ in range(1000):
        thing.setObjectName("name")
    # the broken release lost exactly one a call
    assert abs(sys.getrefcount(None) - before) < 100
