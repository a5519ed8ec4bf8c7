"""Sandbox for worker processes: no network, limited memory, file size and CPU time."""

import contextlib
import ctypes
import os
import platform
import struct
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from kmdesk.child_process import Job, Limits, drop_privileges

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
