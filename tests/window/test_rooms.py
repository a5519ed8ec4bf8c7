"""What is imported ahead of the first look at a tab, in a process of its own."""

import subprocess
import sys

_ASK = """
import sys
from kmdesk.composition import build_kinds
from kmdesk.window.rooms import load_rooms
build_kinds()
load_rooms()
rooms = ("shelf", "regulations", "processes", "committees", "directory", "places")
mine = [name for name in sys.modules if name.startswith(tuple(f"kmdesk.{room}." for room in rooms))]
print(sum(".ui" in name for name in mine), "kmdesk.shelf.print" in mine)
"""


def test_rooms_are_imported_ahead_but_nothing_that_makes_classes_of_qt() -> None:
    found = subprocess.run(
        [sys.executable, "-c", _ASK], capture_output=True, text=True, check=True
    ).stdout
    assert found.split() == ["0", "True"]
