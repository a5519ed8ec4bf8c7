"""What holds the readers on Windows: the values set, and that no child outlives its parent.

Wine takes the values; that real Windows holds a process to them is for the technician's page.
"""

import ctypes
import os
import subprocess
import sys

import pytest

from kmdesk.workers.child import start_child
from kmdesk.workers.limits import ExtendedLimits, Limits, extended

WINDOWS = pytest.mark.skipif(os.name != "nt", reason="job objects are of Windows")


def test_the_structure_is_as_large_as_windows_says() -> None:
    assert ctypes.sizeof(ExtendedLimits) == (144 if ctypes.sizeof(ctypes.c_void_p) == 8 else 112)
    assert ExtendedLimits.process_memory.offset == 112 or ctypes.sizeof(ctypes.c_void_p) != 8


def test_each_limit_is_said_to_windows_as_it_wants_it() -> None:
    nothing = extended(Limits()).basic
    assert nothing.flags == 0x2000  # JOB_OBJECT_LIMIT_KILL_ON_JOB_CLOSE
    all_of_them = extended(Limits(300 << 20, 60, 9, is_reader=True))
    assert all_of_them.basic.flags == 0x2000 | 0x100 | 0x2 | 0x8 | 0x400 | 0x20
    assert all_of_them.process_memory == 300 << 20
    assert all_of_them.basic.process_time == 60 * 10_000_000  # in 100 ns
    assert (all_of_them.basic.processes, all_of_them.basic.priority) == (9, 0x4000)


def test_a_child_is_started_with_pipes_and_ends_with_its_input() -> None:
    child = start_child([sys.executable, "-c", "print(input())"], is_quiet=True)
    out, _ = child.communicate(b"ok\n", timeout=60)
    assert out.split() == [b"ok"]
    assert child.returncode == 0


_CONFINED = """
from kmdesk.workers import limits as confine
from kmdesk.workers.limits import drop_privileges
told = []
confine._own_job().limit = told.append
confine.confine()
confine.limit_memory(300 << 20)
confine.limit_cpu(60)
with confine.memory_for_child(900 << 20):
    pass
confine.limit_memory(0)
print([limits.memory >> 20 for limits in told])
print(60 < told[-1].seconds < 120, told[-1].processes, told[-1].is_reader, drop_privileges())
"""


@WINDOWS
def test_a_reader_sets_its_limits_and_drops_its_rights() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _CONFINED], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.stdout.splitlines() == ["[0, 300, 300, 900, 300, 0]", "True 9 True 0"], done.stderr


@WINDOWS
def test_windows_takes_every_limit() -> None:
    from kmdesk.workers.limits import Job

    job = Job()
    for limits in (Limits(), Limits(300 << 20), Limits(0, 60), Limits(300 << 20, 60, 9, True)):
        job.limit(limits)


_PARENT = """
import sys
from kmdesk.workers.child import start_child
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
