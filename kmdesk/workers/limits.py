"""What holds a process that may be owned by a hostile file: no network, memory, files, time.

On Linux rlimits and a seccomp filter; on Windows a job object, which also ends a process with its
holder. Wine accepts every value, reports none of them back and enforces only the end of the group;
that memory, time and number of processes are limited can only be shown on real Windows.
"""

import contextlib
import ctypes
import os
import platform
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

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


# Rights ---------------------------------------------------------------------------------

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
            # TOKEN_PRIVILEGES with a single entry: a count, then the privilege.
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


_MB = 1 << 20
_MAX_WRITTEN = 512 * _MB
_MAX_OPEN_FILES = 512
_MAX_CHILDREN = 8  # tesseract, an office program and its child processes
_PR_SET_NO_NEW_PRIVS = 38
_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2
# machine → (audit architecture, number of the socket call)
_SOCKET_CALLS = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}
_INTERNET_FAMILIES = (2, 10, 17)  # AF_INET, AF_INET6, AF_PACKET
_RING_CALL = 425  # io_uring_setup on both: its rings open sockets without the socket call
_OTHER_CALLS = 0x40000000  # from here on: the same calls under x32 numbers


def confine() -> None:
    """Drop network access and priority permanently; called once when a worker starts."""
    with contextlib.suppress(OSError, AttributeError):
        os.nice(10)
    if os.name == "nt":
        _hold_to(_held)
        with contextlib.suppress(OSError):
            drop_privileges()
    if sys.platform == "linux":
        _no_network()
    if sys.platform != "win32":
        import resource

        _lower(resource.RLIMIT_FSIZE, _MAX_WRITTEN)
        _lower(resource.RLIMIT_NOFILE, _MAX_OPEN_FILES)
        # A dump would leave the document open on the disk.
        _lower(resource.RLIMIT_CORE, 0)


def limit_memory(size: int) -> None:
    """Limit this process's address space to ``size`` bytes; 0 lifts the limit."""
    if os.name == "nt":
        _hold_to(replace(_held, memory=size))
    if sys.platform != "win32":
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        wanted = size or resource.RLIM_INFINITY
        if hard != resource.RLIM_INFINITY:
            # An unprivileged process cannot raise its hard limit.
            wanted = hard if wanted == resource.RLIM_INFINITY else min(wanted, hard)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))


@contextlib.contextmanager
def memory_for_child(size: int) -> Iterator[None]:
    """Raise the memory limit to ``size`` bytes for a child process: office programs map a lot."""
    if os.name == "nt":
        before = _held.memory
        limit_memory(size)
        try:
            yield
        finally:
            limit_memory(before)
        return
    import resource

    before, _ = resource.getrlimit(resource.RLIMIT_AS)
    limit_memory(size)
    try:
        yield
    finally:
        limit_memory(0 if before == resource.RLIM_INFINITY else before)


def limit_cpu(seconds: float) -> None:
    """Kill this process after ``seconds`` more of CPU time, as a fallback if no one else does."""
    if os.name == "nt":
        _hold_to(replace(_held, seconds=time.process_time() + seconds + 5))
    if sys.platform != "win32":
        import resource

        used = resource.getrusage(resource.RUSAGE_SELF)
        soft = int(used.ru_utime + used.ru_stime + seconds) + 5
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


_held = Limits(processes=_MAX_CHILDREN + 1, is_reader=True)


def _hold_to(limits: Limits) -> None:
    """On Windows: apply these limits from now on to this process and its children."""
    global _held
    _held = limits
    with contextlib.suppress(OSError):
        _own_job().limit(limits)


@cache
def _own_job() -> Job:
    job = Job()
    job.take(os.getpid())
    return job


def _lower(kind: int, value: int) -> None:
    if sys.platform != "win32":
        import resource

        soft, hard = resource.getrlimit(kind)
        if soft == resource.RLIM_INFINITY or soft > value:
            with contextlib.suppress(ValueError, OSError):
                resource.setrlimit(kind, (value, hard))


def _no_network() -> None:
    """Make socket() fail for internet families, here and in every child (seccomp filter)."""
    call = _SOCKET_CALLS.get(platform.machine())
    if call is None:
        return
    program = _filter_program(*call)
    buffer = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    block = Program(len(program) // 8, ctypes.cast(buffer, ctypes.c_void_p))
    libc = ctypes.CDLL(None, use_errno=True)
    # Without this the kernel takes a filter from root only.
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(block), 0, 0)


def _filter_program(architecture: int, socket_call: int) -> bytes:
    """Build a classic BPF program that answers EACCES to every way of opening an internet socket.

    Besides socket() itself these are calls of another architecture (a 64-bit process can make
    32-bit ones), x32 call numbers, and io_uring.
    """
    load, equal, at_least, answer = 0x20, 0x15, 0x35, 0x06
    allow, refuse = 0x7FFF0000, 0x00050000 | 13
    families = len(_INTERNET_FAMILIES)
    # Loads are offsets in seccomp_data: call at 0, architecture at 4, first argument at 16. A jump
    # says how many steps are skipped; the last two allow and refuse.
    steps = [
        (load, 0, 0, 4),
        (equal, 0, families + 6, architecture),
        (load, 0, 0, 0),
        (at_least, families + 4, 0, _OTHER_CALLS),
        (equal, families + 3, 0, _RING_CALL),
        (equal, 0, families + 1, socket_call),
        (load, 0, 0, 16),
    ]
    for left, family in zip(range(families, 0, -1), _INTERNET_FAMILIES, strict=True):
        steps.append((equal, left, 0, family))
    steps += [(answer, 0, 0, allow), (answer, 0, 0, refuse)]
    return b"".join(struct.pack("<HBBI", *step) for step in steps)
