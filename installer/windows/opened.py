"""What a start reads from the disk: how many files of each folder, and how much of them.

opened.py forget FOLDER...         nothing of them is in memory, as when the PC was switched on
opened.py tell START PROC FOLDER...
                                   waits until START says ready_ms, stops the program there (PROC is
                                   its /proc), prints a line for each FOLDER

A file counts once a page of it came into the kernel's page cache; what the disk reads ahead counts
along. That sees libraries that are mapped as well as files that are read, whoever opened them.
"""

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

PROGRAM = b"kmdesk-cli.exe"
READY = "ready_ms"
PATIENCE = 300.0  # seconds


def files_in(folder: Path) -> list[Path]:
    """Every file below ``folder``."""
    return [path for path in sorted(folder.rglob("*")) if path.is_file()]


def forget(folder: Path) -> None:
    """Put all of it out of memory."""
    os.sync()
    for path in files_in(folder):
        handle = os.open(path, os.O_RDONLY)
        os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
        os.close(handle)


def in_memory(folder: Path) -> dict[Path, int]:
    """Bytes of each file that are in memory; files of which nothing is are left out."""
    found: dict[Path, int] = {}
    names = [str(path) for path in files_in(folder)]
    for start in range(0, len(names), 500):
        command = ["fincore", "--bytes", "--noheadings", "--raw", "--output", "RES,FILE", "--"]
        command += names[start : start + 500]
        said = subprocess.run(command, check=False, capture_output=True, text=True).stdout
        for size, _, name in (line.partition(" ") for line in said.splitlines()):
            if int(size):
                found[Path(name)] = int(size)
    return found


def wait_until_usable(start: Path) -> str:
    """The line of the trace that says so."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        lines = start.read_text("utf-8", "replace").splitlines() if start.exists() else []
        for line in lines:
            if line.startswith(READY):
                return line
        time.sleep(0.02)
    raise SystemExit("the window did not open")


def halt(processes: Path) -> None:
    """Stop the program where it is: what it reads afterwards does not count."""
    for process in processes.glob("[0-9]*"):
        with suppress(OSError):  # it has ended
            if PROGRAM in (process / "cmdline").read_bytes():
                os.kill(int(process.name), signal.SIGSTOP)


def main(act: str, *places: str) -> None:
    """Do what the first argument says."""
    if act == "forget":
        for folder in map(Path, places):
            forget(folder)
            if left := in_memory(folder):
                print(f"{folder}: still in memory: {[path.name for path in left]}")
        return
    line = wait_until_usable(Path(places[0]))
    halt(Path(places[1]))
    print(line)
    for folder in map(Path, places[2:]):
        found = in_memory(folder)
        whole = sum(path.stat().st_size for path in files_in(folder))
        print(
            f"{folder.name}: {len(found)} of {len(files_in(folder))} files opened,"
            f" {sum(found.values()) / 1e6:.1f} of {whole / 1e6:.1f} MB read"
        )
        if os.environ.get("KMDESK_WHICH"):
            for path, size in sorted(found.items(), key=lambda pair: -pair[1]):
                print(f"  {size / 1e6:7.2f} MB  {path.relative_to(folder)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
