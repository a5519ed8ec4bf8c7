"""An office on one server: 20 PCs search and read, 3 of them catalogue, the server restarts twice.

``python -m tests.benchmarks.office_lan [CORPUS] [--seconds 600] [--pcs 20] [--records 2000]``;
``--seconds 30`` is the short form. Each PC is a process of its own with its mirror, its
index and its search. Printed: p95 of each act, lag until a new document is found on every
PC, changes lost or doubled, and whether all mirrors are equal in the end.
"""

import argparse
import hashlib
import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

from kmdesk.composition import build_kinds
from kmdesk.records import SYSTEM, WALK_UP, Actor, Duty, Library, PassageText
from kmdesk.search.engine import Request
from kmdesk.search.worker import Service
from kmdesk.store import StoreError
from tests.benchmarks.measure import corpus, news
from tests.postgres import Postgres

CATALOGUERS = 3
PUBLIC = ("public",)
_WAIT_S = 120


def main() -> int:
    """Run the office, or one PC of it."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?")
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--pcs", type=int, default=20)
    parser.add_argument("--records", type=int, default=2000)
    parser.add_argument("--pc", nargs=2, metavar=("ROOT", "NUMBER"))
    options = parser.parse_args()
    if options.pc:
        return Pc(Path(options.pc[0]), int(options.pc[1])).run()
    with tempfile.TemporaryDirectory(prefix="kmdesk-lan-") as folder:
        server = Postgres(fsync=True)
        try:
            return office(Path(folder), server, options)
        finally:
            server.close()


def office(folder: Path, server: Postgres, options: argparse.Namespace) -> int:
    """Fill the server, start the PCs, restart the server twice, then compare everything."""
    from kmdesk.store.server_copying import to_server

    build_kinds()
    first = folder / "pc0"
    fill(first, news(corpus(), options.records))
    began = time.perf_counter()
    copied = to_server(first, server.create("office"))
    print(f"  to the server  {copied.rows} rows in {time.perf_counter() - began:.1f} s", flush=True)
    service = Service(first, build_kinds())
    service.catch_up()
    service.close()
    for number in range(1, options.pcs):
        shutil.copytree(first, folder / f"pc{number}")
    announced(folder).touch()
    command = [sys.executable, "-m", "tests.benchmarks.office_lan", "--pc"]
    pcs = [subprocess.Popen([*command, str(folder / f"pc{n}"), str(n)]) for n in range(options.pcs)]
    while sum(1 for _ in folder.glob("pc*/ready")) < options.pcs:
        time.sleep(0.5)
    until = time.time() + options.seconds
    (folder / "go.part").write_text(str(until), "utf-8")
    (folder / "go.part").rename(folder / "go")
    for part in (1, 2):
        time.sleep(max(0.0, until - options.seconds * (1 - part / 3) - time.time()))
        began = time.perf_counter()
        server.stop("immediate" if part == 1 else "fast")
        time.sleep(3)
        server.start()
        print(f"  server away    {time.perf_counter() - began:.1f} s", flush=True)
    codes = [pc.wait(options.seconds + 3 * _WAIT_S) for pc in pcs]
    if any(codes):
        print(f"  PCs failed: {codes}")
        return 1
    return report(folder, server, options.pcs)


def fill(root: Path, lines: Iterable[str]) -> None:
    """A library of these documents."""
    library = Library.create(root)
    with library.writing(SYSTEM, "fill") as unit:
        for line in lines:
            document = json.loads(line)
            title = document["text"].strip().split("\n")[0][:200]
            record = unit.add(kind="document", title=title)
            unit.passages(record, [PassageText("text:1", "", document["text"])])
        unit.commit()
    library.close()


def announced(folder: Path) -> Path:
    """Where cataloguers note what was accepted: token and moment, one a line."""
    return folder / "announced.jsonl"


class Pc:
    """One PC: searches, reads, and looks out for what others catalogued."""

    def __init__(self, root: Path, number: int) -> None:
        self.root, self.number = root, number
        self.random = random.Random(number)
        self.times: dict[str, list[float]] = {"search": [], "read": [], "save": [], "lag": []}
        self.refused = 0
        self.library = Library.open(root)
        assert self.library.link is not None
        self.link = self.library.link
        self.link.follow(lambda _changed: None)
        self.service = Service(root, build_kinds())
        self.waiting: dict[str, float] = {}
        self.heard = 0
        self.pending = ""
        self.saved = 0
        with self.library.reading(WALK_UP) as reading:
            query = "SELECT text FROM passage ORDER BY id LIMIT 300"
            rows = reading.session.connection().exec_driver_sql(query).fetchall()
        self.words = [word for (text,) in rows for word in text.split() if 4 < len(word) < 20]

    def run(self) -> int:
        """Work until the time is up, then until all is found here."""
        (self.root / "ready").touch()
        go = self.root.parent / "go"
        while not go.exists():
            time.sleep(0.1)
        self.until = float(go.read_text("utf-8"))
        self.next_save = time.time() + self.random.uniform(1, 4)
        while time.time() < self.until or self.pending:
            self.search()
            self.look_out()
            if self.number < CATALOGUERS and time.time() >= self.next_save:
                self.catalogue()
            pause = time.time() + self.random.uniform(0.5, 1.5)
            while time.time() < pause:
                self.look_out()
                time.sleep(0.2)
        end = time.time() + _WAIT_S
        while time.time() < end and (self.waiting or time.time() < self.until + 10):
            self.look_out()
            time.sleep(0.2)
        said = {"times": self.times, "left": sorted(self.waiting), "refused": self.refused}
        (self.root / "said.json").write_text(json.dumps(said), "utf-8")
        self.service.close()
        self.library.close()
        return 0

    def timed(self, act: str, began: float) -> None:
        self.times[act].append(time.perf_counter() - began)

    def search(self) -> None:
        """Ask for a word and open the first hit."""
        began = time.perf_counter()
        found = self.service.search(Request(self.random.choice(self.words), PUBLIC))
        self.timed("search", began)
        if found.hits:
            began = time.perf_counter()
            with self.library.reading(WALK_UP) as reading:
                record = found.hits[0].record_id
                reading.record(record)
                query = "SELECT text FROM passage WHERE record_id = ?"
                reading.session.connection().exec_driver_sql(query, (record,)).fetchall()
            self.timed("read", began)

    def catalogue(self) -> None:
        """Add a document with a file; what was refused is tried again, as a clerk would."""
        self.pending = self.pending or f"ทดสอบ{self.number}x{self.saved:05}"
        began = time.perf_counter()
        try:
            if not self.is_there(self.pending):
                self.add(self.pending)
        except StoreError:
            self.refused += 1
            self.next_save = time.time() + 1
            return
        self.timed("save", began)
        line = json.dumps({"token": self.pending, "at": time.time()}) + "\n"
        with announced(self.root.parent).open("a", encoding="utf-8") as out:
            out.write(line)
        self.pending = ""
        self.saved += 1
        self.next_save = time.time() + self.random.uniform(2, 4)

    def add(self, token: str) -> None:
        size = int(self.random.lognormvariate(12, 1)) % 2_000_000 + 20_000
        with self.library.writing(Actor(f"clerk{self.number}", Duty.CLERK), "Add document") as unit:
            record = unit.add(kind="document", title=f"หนังสือ {token}")
            unit.passages(record, [PassageText("text:1", "", f"ข้อความของ {token}")])
            unit.attach(record, self.random.randbytes(size), "a.pdf", "application/pdf")
            unit.commit()

    def is_there(self, token: str) -> bool:
        """After a refusal: whether it was kept all the same."""
        if not self.refused:
            return False
        self.link.catch_up()
        with self.library.reading(SYSTEM) as reading:
            query = "SELECT 1 FROM record WHERE title = ?"
            asked = reading.session.connection().exec_driver_sql(query, (f"หนังสือ {token}",))
            return asked.fetchone() is not None

    def look_out(self) -> None:
        """Which of the documents announced by now does the search of this PC find?"""
        with announced(self.root.parent).open(encoding="utf-8") as lines:
            lines.seek(self.heard)
            for line in lines.read().splitlines(keepends=True):
                if line.endswith("\n"):
                    self.heard += len(line.encode("utf-8"))
                    said = json.loads(line)
                    self.waiting[said["token"]] = said["at"]
        for token, at in list(self.waiting.items()):
            if self.service.search(Request(token, PUBLIC, snippets=False, facets=False)).hits:
                self.times["lag"].append(time.time() - at)
                del self.waiting[token]


def report(folder: Path, server: Postgres, pcs: int) -> int:
    """Print the figures; 1 when anything was lost, doubled or differs."""
    said: list[dict[str, Any]] = [
        json.loads((folder / f"pc{n}" / "said.json").read_text("utf-8")) for n in range(pcs)
    ]
    for act in ("search", "read", "save", "lag"):
        times = sorted(t for one in said for t in one["times"][act])
        if times:
            print(f"  {act:8} n={len(times):6}  median {times[len(times) // 2] * 1000:7.0f} ms"
                  f"  p95 {times[int(len(times) * 0.95)] * 1000:7.0f} ms"
                  f"  worst {times[-1] * 1000:7.0f} ms")  # fmt: skip
    accepted = [json.loads(line)["token"] for line in announced(folder).read_text().splitlines()]
    kept = [
        str(row[0]).removeprefix("หนังสือ ")
        for row in server.sql("SELECT title FROM record WHERE title LIKE 'หนังสือ ทดสอบ%'", "office")
    ]
    lost, doubled = set(accepted) - set(kept), len(kept) - len(set(kept))
    unfound = sum(len(one["left"]) for one in said)
    states = {state_of(folder / f"pc{n}") for n in range(pcs)}
    refused = sum(one["refused"] for one in said)
    print(
        f"  accepted {len(accepted)}, lost {len(lost)}, doubled {doubled}, refused and tried"
        f" again {refused}, not found somewhere {unfound}, different mirrors {len(states)}"
    )
    return int(bool(lost or doubled or unfound or len(states) != 1 or set(kept) - set(accepted)))


def state_of(root: Path) -> str:
    """One hash of all rows and of the names of all files of a mirror."""
    digest = hashlib.sha256()
    with closing(sqlite3.connect(root / "library.sqlite")) as base:
        for line in base.iterdump():
            if "sqlite_stat" not in line:
                digest.update(line.encode("utf-8"))
    for path in sorted((root / "files").glob("??/*")):
        digest.update(str(path.relative_to(root)).encode())
    return digest.hexdigest()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    sys.exit(main())
