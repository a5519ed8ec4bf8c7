"""What holds the readers on Windows: the values set, and that no child outlives its parent.

Wine takes the values; that real Windows holds a process to them is for the technician's page.
"""

import ctypes
import os
import subprocess
import sys

import pytest

from kmdesk.child_process import start_child
from kmdesk.windows_job import ExtendedLimits

WINDOWS = pytest.mark.skipif(os.name != "nt", reason="job objects are of Windows")


def test_the_structure_is_as_large_as_windows_says() -> None:
    assert ctypes.sizeof(ExtendedLimits) == (144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112)
    assert ExtendedLimits.process_memory.offset == 112 or ctypes.sizeof(ctypes.c_void_p) != 8


def test_a_child_is_started_with_pipes_and_ends_with_its_input() -> None:
    child = start_child([sys.executable, "-c", "print(input())"], is_quiet=True)
    out, _ = child.communicate(b"ok\n", timeout=60)
    assert out.split() == [b"ok"]
    assert child.returncode == 0


_CONFINED = """
from kmdesk.intake import confine
from kmdesk.windows_job import drop_privileges
confine.confine()
confine.limit_memory(300 << 20)
confine.limit_cpu(60)
with confine.memory_for_child(900 << 20):
    print(confine._own_job().limits().memory >> 20)
found = confine._own_job().limits()
print(found.memory >> 20, 60 < found.seconds < 120, found.processes, found.is_reader)
confine.limit_memory(0)
print(confine._own_job().limits().memory, drop_privileges())
"""


@WINDOWS
def test_a_reader_sets_its_limits_and_drops_its_rights() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CONFINED], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.splitlines() == ["900", "300 True 9 True", "0 0"], done.stderr


_PARENT = """
import sys
from kmdesk.child_process import start_child
child = start_child([sys.executable, "-c", "import time; time.sleep(600)"])
print(child.pid, flush=True)
sys.stdin.read()
"""


@WINDOWS
def test_a_child_ends_with_a_parent_that_is_killed() -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", _PARENT], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    kernel = vars(ctypes)["WinDLL"]("kernel32")
    child = kernel.OpenProcess(0x00100000, False, pid)  # SYNCHRONIZE
    assert child
    parent.kill()
    parent.communicate()
    assert kernel.WaitForSingleObject(child, 60_000) == 0
    kernel.CloseHandle(child)
