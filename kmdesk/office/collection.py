"""Text collections: ``.jsonl`` and ``.jsonl.zst`` with id, title, kind, date and text."""

import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import zstandard

from kmdesk.i18n import tr
from kmdesk.store.import_paths import is_ordinary, open_file, shown_name
from kmdesk.thai.dates import parse_date

SUFFIXES = (".jsonl", ".jsonl.zst")

_WINDOW = 1 << 27  # the window of archives made with zstd --long
_LINE_LIMIT = 64 << 20


@dataclass(frozen=True, slots=True)
class Item:
    """One line: a text with its metadata, or the problem that excludes it."""

    line: int
    source_id: str = ""
    title: str = ""
    kind: str = ""
    dated: str | None = None
    text: str = ""
    problem: str = ""


def is_collection(path: Path) -> bool:
    """Return whether the file is a text collection; other JSON lines are an ordinary text file."""
    if not path.name.endswith(SUFFIXES) or not is_ordinary(path):
        return False
    if path.suffix == ".zst":
        return True
    with open_file(path) as stream:
        try:
            first = json.loads(stream.readline(_LINE_LIMIT))
        except (ValueError, RecursionError):
            return True  # each damaged line gets its own message
    return isinstance(first, dict) and "text" in first


def read_collection(path: Path) -> Iterator[Item]:
    """Yield the items of a collection line by line, without holding the file in memory."""
    with ExitStack() as stack:
        raw: IO[bytes] = stack.enter_context(open_file(path))
        if path.suffix == ".zst":
            reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(raw)
            raw = io.BufferedReader(stack.enter_context(reader))
        number = 0
        try:
            while line := raw.readline(_LINE_LIMIT):
                number += 1
                if line.strip():
                    yield _item(number, line)
        except zstandard.ZstdError:
            yield Item(
                number + 1,
                problem=tr(
                    "{name} is damaged; the rest of it was not read.", name=shown_name(path)
                ),
            )


def _item(number: int, line: bytes) -> Item:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return Item(number, problem=tr("Line {number} is not a JSON object.", number=number))
    text = _words(values.get("text"))
    title = " ".join(_words(values.get("title")).split()) or text.strip().split("\n")[0][:200]
    if not title:
        return Item(number, problem=tr("Line {number} has neither title nor text.", number=number))
    source_id = _words(values.get("id"))
    if not source_id:
        source_id = "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Item(
        number,
        source_id[:200],
        title,
        _words(values.get("kind")),
        _date(values),
        text,
    )


def _words(value: object) -> str:
    if value is None:
        return ""
    # A lone surrogate cannot be stored as UTF-8 and means nothing to a reader.
    return str(value).encode("utf-8", "replace").decode()


def _date(values: dict[str, object]) -> str | None:
    for key in ("date", "date_th"):
        found = parse_date(_words(values.get(key)))
        if found:
            return found.isoformat()
    return None
