"""Kill ``kmdesk add`` and look at what is left: the program is only met through its face.

An item is accepted once ``add --json`` has printed it. Whatever happens next, it is found,
its file's hash holds, and nothing that nobody refers to is left behind.
"""

import hashlib
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TREE = Path(__file__).resolve().parent.parent.parent
KMDESK = (sys.executable, "-m", "kmdesk")
POINTS = ("fsync", "rename", "commit", "committed")
_LEFT = ("*.tmp", "*.part", ".incoming-*", "*-journal", "*.new")
_LIMIT_S = 300
MOST_ASKED = 30


@dataclass(frozen=True)
class Run:
    """One ``add`` that ended by itself or was killed."""

    accepted: list[dict[str, Any]]
    killed: bool
    seconds: float


def plain_files(folder: Path, count: int) -> list[Path]:
    """``count`` small, distinct documents, each with a word no other has."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for number in range(count):
        path = folder / f"doc{number:03}.txt"
        path.write_text(f"เรื่อง การประชุมใหญ่สามัญประจำปี\nรหัสทดสอบ {word(path)}\n", "utf-8")
        made.append(path)
    return made


def word(path: Path) -> str:
    """The word that only this file has."""
    return "zq" + hashlib.sha256(path.name.encode()).hexdigest()[:10]


def add(library: Path, sources: Sequence[Path], **environment: str) -> Run:
    """Run ``add`` to its end, however that comes."""
    child = _start(library, sources, environment)
    begin = time.monotonic()
    out, errors = child.communicate(timeout=_LIMIT_S)
    return _ended(child, out, errors, time.monotonic() - begin)


def add_and_kill(library: Path, sources: Sequence[Path], after_s: float) -> Run:
    """Run ``add`` and send SIGKILL ``after_s`` seconds later."""
    child = _start(library, sources, {})
    begin = time.monotonic()
    try:
        child.wait(after_s)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
    out, errors = child.communicate(timeout=_LIMIT_S)
    return _ended(child, out, errors, time.monotonic() - begin)


def moments(seconds: float, count: int, seed: int) -> list[float]:
    """``count`` random moments inside a run that takes ``seconds``."""
    chance = random.Random(seed)
    return [chance.uniform(0.02, 1.0) * seconds for _ in range(count)]


def _start(
    library: Path, sources: Sequence[Path], environment: dict[str, str]
) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*KMDESK, "add", *map(str, sources), "--library", str(library), "--json"],
        cwd=TREE,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def _ended(child: "subprocess.Popen[str]", out: str, errors: str, seconds: float) -> Run:
    killed = child.returncode == -signal.SIGKILL
    assert killed or child.returncode in (0, 1), f"add ended with {child.returncode}\n{errors}"
    # the last line may have been cut in the middle: then it was never said
    lines = [line for line in out.splitlines(keepends=True) if line.endswith("\n")]
    return Run([json.loads(line) for line in lines], killed, seconds)


def ask(library: Path, *arguments: str) -> list[dict[str, Any]]:
    """The lines of JSON that a kmdesk command prints."""
    done = subprocess.run(
        [*KMDESK, *arguments, "--library", str(library), "--json"],
        cwd=TREE,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=_LIMIT_S,
    )
    assert done.returncode in (0, 1), f"{arguments} ended with {done.returncode}\n{done.stderr}"
    return [json.loads(line) for line in done.stdout.splitlines()]


def faults_of(library: Path, accepted: Sequence[dict[str, Any]]) -> list[str]:
    """Everything that is not as promised, in words; empty when all is well."""
    if not (library / "library.sqlite").is_file():
        return [] if not accepted else ["the library is gone"]
    health = ask(library, "check")[-1]
    wrong = [f"missing file {name}" for name in health["missing_files"]]
    if health["drift"]:
        wrong.append(f"index and records differ by {health['drift']}")
    wrong += faults_of_database(library)
    wrong += faults_of_files(library)
    wrong += _not_found(library, [line for line in accepted if line["status"] == "added"])
    return wrong


def faults_of_database(library: Path) -> list[str]:
    """What SQLite finds wrong."""
    connection = sqlite3.connect(f"{(library / 'library.sqlite').as_uri()}?mode=ro", uri=True)
    try:
        whole = connection.execute("PRAGMA integrity_check").fetchall()
        broken = connection.execute("PRAGMA foreign_key_check").fetchall()
    finally:
        connection.close()
    return [f"database: {row}" for row in (*whole, *broken) if row != ("ok",)]


def faults_of_files(library: Path) -> list[str]:
    """Stray, false, missing and half-written files."""
    connection = sqlite3.connect(f"{(library / 'library.sqlite').as_uri()}?mode=ro", uri=True)
    try:
        wanted = {row[0] for row in connection.execute("SELECT sha256 FROM attachment")}
    finally:
        connection.close()
    wrong, present = [], set()
    for path in sorted((library / "files").rglob("*")):
        if not path.is_file():
            continue
        name = path.parent.name + path.name
        present.add(name)
        if name not in wanted:
            wrong.append(f"nobody refers to {path.relative_to(library)}")
        elif hashlib.sha256(path.read_bytes()).hexdigest() != name:
            wrong.append(f"{path.relative_to(library)} is not what its name says")
    wrong += [f"no file for attachment {name}" for name in sorted(wanted - present)]
    left = {path for pattern in _LEFT for path in library.rglob(pattern)}
    return wrong + [f"left over: {path.relative_to(library)}" for path in sorted(left)]


def _not_found(library: Path, added: Sequence[dict[str, Any]]) -> list[str]:
    asked = [(line, query) for line in _sample(added) if (query := _query_for(library, line))]
    if not asked:
        return []
    queries = library.parent / "queries.txt"
    queries.write_text("\n".join(query for _, query in asked), "utf-8")
    answers = ask(library, "search", "--batch", str(queries), "--ids", "--limit", "0")
    assert len(answers) == len(asked)
    return [
        f"{line['source']} was accepted as {line['record_id']}, and {query!r} does not find it"
        for (line, query), answer in zip(asked, answers, strict=True)
        if line["record_id"] not in {hit["record_id"] for hit in answer["hits"]}
    ]


def _sample(added: Sequence[dict[str, Any]]) -> Sequence[dict[str, Any]]:
    """All of a few, the ends and some between of many: the last ones are the ones at risk."""
    if len(added) <= MOST_ASKED:
        return added
    step = len(added) // (MOST_ASKED // 2)
    return [*added[: -MOST_ASKED // 2 : step], *added[-MOST_ASKED // 2 :]]


def _query_for(library: Path, line: dict[str, Any]) -> str:
    """Words that are in the item: the made-up one, or a piece of its own text."""
    path = Path(line["source"])
    if path.is_file() and word(path) in path.read_bytes().decode("utf-8", "replace"):
        return word(path)
    record = ask(library, "show", str(line["record_id"]))[-1]
    texts = [passage["text"] for passage in record["passages"] if not passage["problem"]]
    pieces = [piece for text in texts for piece in text[:4000].split() if piece.isalnum()]
    return max(pieces, key=len)[:40] if pieces else ""
