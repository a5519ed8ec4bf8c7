"""Attachments in the server's database beside a plain folder, as a share would be at best.

``python -m tests.benchmarks.server_files [CORPUS] [--files 100]``: files of 200 KB to 20 MB, put
there and fetched by another PC, in seconds and MB/s; the database's size beside the files'.
"""

import argparse
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from kmdesk.composition import build_kinds
from kmdesk.store.files import FileStore, StoredFile
from kmdesk.store.server_copying import found
from kmdesk.store.server_engine import reading_engine, writing_engine
from kmdesk.store.server_mirror import fetch_file, send_file
from tests.postgres import Postgres


def contents(count: int) -> Iterator[bytes]:
    """Bytes that do not compress, as PDF and pictures do not; sizes log-uniform."""
    chance = random.Random(1)
    for _ in range(count):
        yield chance.randbytes(int(200_000 * 100 ** chance.random()))


def timed(name: str, megabytes: float, work: Callable[[], object]) -> None:
    """Run ``work`` and print what it took."""
    began = time.perf_counter()
    work()
    took = time.perf_counter() - began
    print(f"  {name:24} {took:6.1f} s  {megabytes / took:6.1f} MB/s", flush=True)


def main() -> int:
    """Put and fetch the same files both ways."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", nargs="?")
    parser.add_argument("--files", type=int, default=100)
    options = parser.parse_args()
    build_kinds()
    with tempfile.TemporaryDirectory(prefix="kmdesk-files-") as name:
        folder = Path(name)
        here = FileStore(folder / "here")
        stored = [here.put(data) for data in contents(options.files)]
        megabytes = sum(one.size for one in stored) / 1e6
        print(f"  {len(stored)} files, {megabytes:.0f} MB")
        server = Postgres(fsync=True)
        try:
            in_database(server, folder, here, stored, megabytes)
        finally:
            server.close()
        share = FileStore(folder / "share")
        timed("folder, put", megabytes, lambda: [share.put(here.path(s.sha256)) for s in stored])
        other = FileStore(folder / "second")
        timed("folder, fetch", megabytes, lambda: [other.put(share.path(s.sha256)) for s in stored])
    return 0


def in_database(
    server: Postgres, folder: Path, here: FileStore, stored: list[StoredFile], megabytes: float
) -> None:
    """One transaction a file, as when a clerk adds them."""
    address = server.create("files")
    found(address)
    engine, reader = writing_engine(address), reading_engine(address)

    def put() -> None:
        for one in stored:
            with engine.begin() as connection:
                send_file(connection, here.path(one.sha256), one.sha256)

    def fetch() -> None:
        files = FileStore(folder / "first")
        for one in stored:
            with reader.connect() as connection:
                assert fetch_file(connection, files, one.sha256)

    timed("database, put", megabytes, put)
    timed("database, fetch", megabytes, fetch)
    engine.dispose()
    reader.dispose()
    size = server.sql("SELECT pg_total_relation_size('stored_part')", "files")[0][0]
    print(f"  database: {int(str(size)) / 1e6:.0f} MB")


if __name__ == "__main__":
    sys.exit(main())
