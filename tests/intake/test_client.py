"""The reading process: killable, limited, replaced when it is gone, usable from threads."""

import os
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kmdesk import intake
from kmdesk.intake import IntakeCancelled, IntakeError
from kmdesk.intake.client import IntakeClient, read_file
from tests.intake import make

LINUX = pytest.mark.linux_only("limits are set on Linux")


def test_read_file_on_shared_workers(tmp_path: Path) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["hello"])
    result = read_file(path)
    assert (result.media_type, result.title_guess) == ("application/pdf", "hello")
    assert result.searchable


def test_cancel_stops_and_the_next_call_works(tmp_path: Path, client: IntakeClient) -> None:
    path = make.pdf(tmp_path / "thick.pdf", ["page"] * 400)
    stop = threading.Event()
    with pytest.raises(IntakeCancelled):
        client.read(path, cancelled=stop.is_set, progress=lambda _done, _of: stop.set())
    assert len(client.read(path).pages) == 400


def test_time_limit(tmp_path: Path, client: IntakeClient) -> None:
    path = make.pdf(tmp_path / "thick.pdf", ["page"] * 3000)
    with pytest.raises(IntakeError) as raised:
        client.read(path, timeout=0.05)
    assert raised.value.message.msgid == intake.TOO_SLOW


@LINUX
def test_memory_limit(tmp_path: Path, client: IntakeClient) -> None:
    path = tmp_path / "big.txt"
    path.write_text("สหกรณ์ " * 2_000_000, encoding="utf-8")
    with pytest.raises(IntakeError) as raised:
        client.read(path, memory=192 << 20)
    assert raised.value.message.msgid == intake.TOO_HUNGRY
    small = tmp_path / "small.txt"
    small.write_text("ok")
    assert client.read(small).pages[0].text == "ok"


def test_killed_worker_costs_one_file(tmp_path: Path, client: IntakeClient) -> None:
    path = make.pdf(tmp_path / "thick.pdf", ["page"] * 400)
    victims: list[int] = []

    def kill_first(_done: int, _of: int) -> None:
        if not victims:
            victims.append(client.worker_pids()[0])
            os.kill(victims[0], getattr(signal, "SIGKILL", signal.SIGTERM))

    with pytest.raises(IntakeError):
        client.read(path, progress=kill_first)
    assert len(client.read(path).pages) == 400


def test_many_threads(tmp_path: Path, client: IntakeClient) -> None:
    paths = [make.pdf(tmp_path / f"{n}.pdf", [f"number {n}"]) for n in range(12)]
    with ThreadPoolExecutor(6) as pool:
        results = list(pool.map(client.read, paths))
    assert [result.pages[0].text for result in results] == [f"number {n}" for n in range(12)]


@LINUX
def test_worker_is_polite_and_offline() -> None:
    code = (
        "from kmdesk.workers.limits import confine; confine()\n"
        "import os, resource, socket, subprocess, sys\n"
        "assert os.nice(0) >= 10\n"
        "assert resource.getrlimit(resource.RLIMIT_CORE)[0] == 0\n"
        "socket.socket(socket.AF_UNIX).close()\n"
        "inner = 'import socket; socket.socket()'\n"
        "assert subprocess.run([sys.executable, '-c', inner], stderr=-3).returncode\n"
        "try:\n socket.socket(socket.AF_INET)\n"
        "except PermissionError:\n print('offline')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "offline", done.stderr


_AROUND = """
import ctypes, errno, mmap, platform
from kmdesk.workers.limits import confine
confine()
libc = ctypes.CDLL(None, use_errno=True)
AF_INET, STREAM, X32_SOCKET, IO_URING_SETUP, I386_SOCKET = 2, 1, 0x40000029, 425, 359
ways = {"ring": (IO_URING_SETUP, 8, ctypes.create_string_buffer(120))}
if platform.machine() == "x86_64":
    ways["x32"] = (ctypes.c_long(X32_SOCKET), AF_INET, STREAM, 0)
for name, call in ways.items():
    assert libc.syscall(*call) == -1 and ctypes.get_errno() == errno.EACCES, name
if platform.machine() == "x86_64":
    # push rbx; eax, ebx, ecx, edx = socket, AF_INET, STREAM, 0; int 0x80; pop rbx; ret
    code = bytes.fromhex("53 b867010000 bb02000000 b901000000 31d2 cd80 5b c3")
    page = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    page.write(code)
    at = ctypes.addressof(ctypes.c_char.from_buffer(page))
    assert ctypes.CFUNCTYPE(ctypes.c_int)(at)() == -errno.EACCES
print("offline")
"""


@LINUX
def test_no_other_kind_of_call_leads_round_to_the_network() -> None:
    command = [sys.executable, "-c", _AROUND]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "offline", done.stderr


def test_worker_imports_little() -> None:
    code = (
        "import sys, kmdesk.intake.worker, kmdesk.intake.render\n"
        "heavy = {'PySide6', 'sqlalchemy', 'openpyxl', 'numpy', 'whoosh', 'PIL', 'lxml'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
