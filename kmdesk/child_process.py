"""Child processes that never outlive this one, and the Windows job objects that limit them.

On Linux a child notices the end of its input; on Windows a job object ends it with its parent, even
if that was killed. Wine accepts every limit of a job, reports none of them back and enforces only
the end of the group; that memory, time and number of processes are limited can only be shown on
real Windows.
"""

import ctypes
import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any


def start_child(
    command: Sequence[str],
    *,
    environment: Mapping[str, str] | None = None,
    is_quiet: bool = False,
    has_own_group: bool = False,
) -> "subprocess.Popen[bytes]":
    """Start ``command`` with pipes to its input and from its output, without a console window.

    ``is_quiet``: its standard error is discarded. ``has_own_group``: it can be killed together with
    all processes it has started. Raises OSError when it cannot be started.
    """
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL if is_quiet else None,
        close_fds=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        start_new_session=has_own_group,
        env=environment,
    )
    bind(child.pid)
    return child


def bind(pid: int) -> None:
    """Make a child end with this process; for children that Qt has started."""
    if os.name == "nt":
        _children().take(pid)


@cache
def _children() -> "Job":
    job = Job()
    job.limit(Limits())
    return job


# Windows job objects ---------------------------------------------------------------------

_PROCESS_TIME, _ACTIVE_PROCESSES, _PROCESS_MEMORY = 0x2, 0x8, 0x100
_DIES_QUIETLY, _ENDS_WITH_HANDLE, _PRIORITY = 0x400, 0x2000, 0x20
_BELOW_NORMAL = 0x4000
_EXTENDED_LIMITS, _UI_LIMITS = 9, 4
# clipboard read and write, system parameters, display settings, other desktops, end of session
_NO_SCREEN = 0x2 | 0x4 | 0x8 | 0x10 | 0x40 | 0x80
_SET_QUOTA_AND_END = 0x0100 | 0x0001
_TICKS = 10_000_000  # per second


class _Basic(ctypes.Structure):
    _fields_ = [
        ("process_time", ctypes.c_int64), ("job_time", ctypes.c_int64), ("flags", ctypes.c_uint32),
        ("least_set", ctypes.c_size_t), ("largest_set", ctypes.c_size_t),
        ("processes", ctypes.c_uint32), ("affinity", ctypes.c_size_t),
        ("priority", ctypes.c_uint32), ("scheduling", ctypes.c_uint32),
    ]  # fmt: skip


class ExtendedLimits(ctypes.Structure):
    """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

    _fields_ = [
        ("basic", _Basic), ("io", ctypes.c_uint64 * 6), ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t), ("peak_process", ctypes.c_size_t),
        ("peak_job", ctypes.c_size_t),
    ]  # fmt: skip


@dataclass(frozen=True)
class Limits:
    """Limits for each process of a job; 0 is no limit."""

    memory: int = 0
    """Bytes."""
    seconds: float = 0
    """Processor time in seconds, from its start."""
    processes: int = 0
    """Maximum number at once."""
    is_reader: bool = False
    """Runs at low priority, crashes without a dialog, and has no access to the screen."""


def extended(limits: Limits) -> ExtendedLimits:
    """Return the Windows structure for ``limits``."""
    data = ExtendedLimits()
    data.basic.flags = _ENDS_WITH_HANDLE
    if limits.memory:
        data.basic.flags |= _PROCESS_MEMORY
        data.process_memory = limits.memory
    if limits.seconds:
        data.basic.flags |= _PROCESS_TIME
        data.basic.process_time = int(limits.seconds * _TICKS)
    if limits.processes:
        data.basic.flags |= _ACTIVE_PROCESSES
        data.basic.processes = limits.processes
    if limits.is_reader:
        data.basic.flags |= _DIES_QUIETLY | _PRIORITY
        data.basic.priority = _BELOW_NORMAL
    return data


class Job:
    """A group of processes that is ended when the last handle to the job is closed."""

    def __init__(self) -> None:
        self._kernel = _library("kernel32")
        self._kernel.CreateJobObjectW.restype = ctypes.c_void_p
        self._handle = ctypes.c_void_p(self._kernel.CreateJobObjectW(None, None))
        _check(self._handle.value)

    def limit(self, limits: Limits) -> None:
        """Apply ``limits`` to every process of the job, replacing earlier ones."""
        self._set(_EXTENDED_LIMITS, extended(limits))
        if limits.is_reader:
            self._set(_UI_LIMITS, ctypes.c_uint32(_NO_SCREEN))

    def take(self, pid: int) -> None:
        """Add a process to the job, with all it starts from then on."""
        self._kernel.OpenProcess.restype = ctypes.c_void_p
        process = ctypes.c_void_p(self._kernel.OpenProcess(_SET_QUOTA_AND_END, False, pid))
        _check(process.value)
        try:
            _check(self._kernel.AssignProcessToJobObject(self._handle, process))
        finally:
            self._kernel.CloseHandle(process)

    def _set(self, kind: int, data: Any) -> None:
        size = ctypes.sizeof(data)
        _check(self._kernel.SetInformationJobObject(self._handle, kind, ctypes.byref(data), size))


# Rights of a Windows process -------------------------------------------------------------

_ADJUST_AND_QUERY, _PRIVILEGES, _REMOVED = 0x20 | 0x8, 3, 0x4
_PASS_THROUGH_FOLDERS = 23  # SeChangeNotifyPrivilege: without it no path can be opened


class _Privilege(ctypes.Structure):
    _fields_ = [("low", ctypes.c_uint32), ("high", ctypes.c_int32), ("state", ctypes.c_uint32)]


def drop_privileges() -> int:
    """Remove all privileges but one from this process for good; return how many are left."""
    kernel, rights = _library("kernel32"), _library("advapi32")
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    token, size = ctypes.c_void_p(), ctypes.c_uint32()
    process = ctypes.c_void_p(kernel.GetCurrentProcess())
    _check(rights.OpenProcessToken(process, _ADJUST_AND_QUERY, ctypes.byref(token)))
    try:
        for own in _privileges(rights, token, size):
            own.state = _REMOVED
            one = (ctypes.c_byte * (4 + ctypes.sizeof(own)))()
            ctypes.memmove(one, ctypes.byref(ctypes.c_uint32(1)), 4)
            ctypes.memmove(ctypes.byref(one, 4), ctypes.byref(own), ctypes.sizeof(own))
            rights.AdjustTokenPrivileges(token, False, ctypes.byref(one), 0, None, None)
        return len(_privileges(rights, token, size))
    finally:
        kernel.CloseHandle(token)


def _privileges(rights: Any, token: ctypes.c_void_p, size: ctypes.c_uint32) -> list[_Privilege]:
    """Return the privileges of a token except the one for traversing folders."""
    rights.GetTokenInformation(token, _PRIVILEGES, None, 0, ctypes.byref(size))
    block = (ctypes.c_byte * max(4, size.value))()
    _check(rights.GetTokenInformation(token, _PRIVILEGES, block, size, ctypes.byref(size)))
    count = ctypes.c_uint32.from_buffer(block).value
    found = (_Privilege * count).from_buffer(block, 4) if count else ()
    return [own for own in found if own.low != _PASS_THROUGH_FOLDERS]


def _library(name: str) -> Any:
    return vars(ctypes)["WinDLL"](name, use_last_error=True)


def _check(answer: object) -> None:
    if not answer:
        raise OSError(vars(ctypes)["get_last_error"](), "refused by Windows")
