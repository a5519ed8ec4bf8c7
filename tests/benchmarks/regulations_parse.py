"""The structure parser on every law of the corpus: accuracy, characters lost, time.

python -m tests.benchmarks.regulations_parse CORPUS_FOLDER
"""

import io
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO

import zstandard

from kmdesk.regulations.parse import parse
from kmdesk.regulations.structure import LawText, clauses, plain
from kmdesk.thai.numbers import canonical_provision, read_provision

ACTS = "laws_acts.jsonl.zst"
REGULATIONS = "laws_decrees_regulations.jsonl"


def read_lines(path: Path) -> Iterator[dict[str, str]]:
    """Items of a .jsonl or .jsonl.zst file."""
    with ExitStack() as stack:
        raw: IO[bytes] = stack.enter_context(path.open("rb"))
        if path.suffix == ".zst":
            reader = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(raw)
            raw = io.BufferedReader(stack.enter_context(reader))
        for line in raw:
            yield json.loads(line)


def laws(corpus: Path) -> list[dict[str, str]]:
    """All laws of the corpus."""
    return [*read_lines(corpus / ACTS), *read_lines(corpus / REGULATIONS)]


def odd_numbers(law: LawText) -> list[str]:
    """Places where the numbering is not what one expects, as "28 → 30"."""
    odd: list[str] = []
    before, name = None, ""
    for part in law.provisions():
        key = read_provision(part.number)
        assert key is not None
        if before is None:
            if key.main != 1:
                odd.append(f"begins with {part.number}")
        elif not key.follows(before):
            odd.append(f"{name} → {part.number}")
        name = part.through or part.number
        before = read_provision(name)
    return odd if name else ["no provisions"]


def unaccounted(law: LawText) -> int:
    """Characters of the source that are in no part, or in two; clauses counted as well."""
    lost = 0 if "".join(law.text(part) for part in law.parts) == law.source else len(law.source)
    for part in law.provisions(None):
        spans = [law.source[node.start : node.end] for node in clauses(law, part)]
        if "".join(spans) != law.text(part):
            lost += part.end - part.start
    return lost


def same_words(first: str, second: str) -> bool:
    """Equal but for line breaks and runs of white space."""
    return " ".join(first.split()) == " ".join(second.split())


def cooperatives(corpus: Path, parsed: dict[str, LawText]) -> tuple[int, int, int]:
    """(sections wanted, sections found, sections equal text for text)."""
    wanted = list(read_lines(corpus / "retrieval" / "coop_act_sections.jsonl"))
    law = parsed["krisdika-395080"]
    found = {part.number: plain(law, part) for part in law.provisions()}
    same_order = list(found) == [row["section"] for row in wanted]
    equal = sum(same_words(found.get(row["section"], ""), row["text"]) for row in wanted)
    return len(wanted), len(found) if same_order else -1, equal


def nitibench(corpus: Path, items: list[dict[str, str]], parsed: dict[str, LawText]) -> str:
    """Sections of the independent set that the parser finds in the laws both have."""
    by_title = {_title(item["title"]): item["id"] for item in items}
    wanted: dict[str, set[str]] = {}
    for row in read_lines(corpus / "retrieval" / "nitibench_sections.jsonl.zst"):
        if read_provision(row["section"]):
            wanted.setdefault(_title(row["law"]), set()).add(canonical_provision(row["section"]))
    shared = {law: by_title[law] for law in wanted if law in by_title}
    total = sum(len(wanted[law]) for law in shared)
    found = sum(
        len(wanted[law] & {part.number for part in parsed[item].provisions()})
        for law, item in shared.items()
    )
    return f"nitibench: {found} of {total} sections found in {len(shared)} shared laws"


def _title(title: str) -> str:
    digits = str.maketrans("0123456789", "๐๑๒๓๔๕๖๗๘๙")
    return re.sub(r"\s+|\(ฉบับ Update ล่าสุด\)", "", title).translate(digits)


def main(corpus: Path) -> None:
    """Print the figures."""
    items = laws(corpus)
    parsed: dict[str, LawText] = {}
    slowest = (0.0, "")
    begun = time.perf_counter()
    for item in items:
        start = time.perf_counter()
        parsed[item["id"]] = parse(item["text"])
        slowest = max(slowest, (time.perf_counter() - start, item["id"]))
    spent = time.perf_counter() - begun
    size = sum(len(item["text"]) for item in items)
    provisions = sum(1 for law in parsed.values() for _ in law.provisions())
    lost = sum(unaccounted(law) for law in parsed.values())
    odd = {item["id"]: odd_numbers(parsed[item["id"]]) for item in items}
    good = sum(not places for places in odd.values())
    print(f"laws: {len(items)}, characters: {size:,}, provisions: {provisions:,}")
    print(f"numbering as expected: {good} of {len(items)} ({100 * good / len(items):.1f} %)")
    for name, places in odd.items():
        if places:
            print(f"  {name}: {', '.join(places)}")
    print(f"characters unaccounted: {lost}")
    print(f"time: {spent:.1f} s ({size / spent / 1e6:.1f} M characters/s), longest {slowest}")
    print("Cooperatives Act (wanted, found in order, equal):", *cooperatives(corpus, parsed))
    print(nitibench(corpus, items, parsed))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
