"""Makes kmdesk/intake/thai_sara_am.txt: contexts in which a lost sara am can be put back.

    python tests/intake/build_sara_am.py CORPUS_FOLDER

Reads the public-domain laws and every other government news item, writes sara am as sara aa
as careless PDF producers do, and keeps the shortest contexts (letters left | letters right)
that nearly always meant sara am. Prints how the table does on news it has not seen.
"""

import io
import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import zstandard

from kmdesk.intake.thai_repair import SHAPES, Contexts, context, places, skeleton

LAWS = "laws_acts.jsonl.zst"
NEWS = "thaigov_news.jsonl.zst"
LAW_CHARACTERS = 9_000_000
NEWS_CHARACTERS = 14_000_000
SEEN_AT_LEAST = 4
WRONG_AT_MOST = 0.002
OUT = Path("kmdesk/intake/thai_sara_am.txt")


def texts(path: Path, limit: int, odd: bool | None = None) -> Iterator[str]:
    with path.open("rb") as packed:
        stream = zstandard.ZstdDecompressor(max_window_size=1 << 27).stream_reader(packed)
        for number, line in enumerate(io.TextIOWrapper(stream, "utf-8")):
            if odd is not None and number % 2 != odd:
                continue
            text = json.loads(line)["text"].replace("ํา", "ำ").replace("\u200b", "")
            yield text
            limit -= len(text)
            if limit < 0:
                return


def count(folder: Path) -> tuple[Counter[str], Counter[str]]:
    with_am: Counter[str] = Counter()
    for wanted in (True, False):
        without: Counter[str] = Counter()
        for path, limit, odd in ((LAWS, LAW_CHARACTERS, None), (NEWS, NEWS_CHARACTERS, False)):
            for text in texts(folder / path, limit, odd):
                bare = skeleton(text)
                for place in places(bare):
                    if (text[place] == "ำ") == wanted:
                        keys = [context(bare, place, *shape) for shape in SHAPES]
                        if wanted:
                            with_am.update(keys)
                        else:
                            without.update(key for key in keys if key in with_am)
    return with_am, without


def choose(with_am: Counter[str], without: Counter[str]) -> list[str]:
    kept: set[str] = set()
    by_size = sorted(with_am, key=lambda key: (len(key), key))
    for key in by_size:
        if with_am[key] < SEEN_AT_LEAST or without[key] > WRONG_AT_MOST * with_am[key]:
            continue
        left, right = key.split("|")
        shorter = (
            f"{left[i:]}|{right[:j]}" for i in range(len(left)) for j in range(len(right) + 1)
        )
        if not any(other in kept for other in shorter):
            kept.add(key)
    return sorted(kept)


def judge(folder: Path, table: list[str]) -> None:
    contexts = Contexts(frozenset(table))
    found = missed = wrong = right = 0
    for text in texts(folder / NEWS, 3_000_000, True):
        bare = skeleton(text)
        for place in places(bare):
            said = contexts.mean_am(bare, place)
            if text[place] == "ำ":
                found, missed = found + said, missed + (not said)
            else:
                wrong, right = wrong + said, right + (not said)
    print(f"recall {found / (found + missed):.4f}, precision {found / (found + wrong):.4f}")


def main() -> None:
    folder = Path(sys.argv[1])
    table = choose(*count(folder))
    OUT.write_text("\n".join(table) + "\n", encoding="utf-8")
    print(len(table), "contexts,", OUT.stat().st_size, "bytes")
    judge(folder, table)


if __name__ == "__main__":
    main()
