"""Footnotes read as each provision's history, against 240 marked by hand.

python -m tests.benchmarks.regulations_footnotes CORPUS_FOLDER

The gold file keeps only law, footnote number and the values expected; 200 footnotes are a plain
random draw from all that laws_acts hangs on its parts, the rest a draw of unusual wordings.
"""

import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from kmdesk.regulations.import_law import footnotes_of
from kmdesk.regulations.parse import parse
from kmdesk.regulations.timeline import Entry, read_footnote
from tests.benchmarks.regulations_parse import ACTS, read_lines

GOLD = Path(__file__).parents[1] / "regulations" / "gold_footnotes.tsv"
FIELDS = ("kind", "act", "number", "year", "place")


@dataclass(frozen=True)
class Marked:
    """What a reader wrote down for one step a footnote tells of."""

    law: str
    footnote: str
    drawn: bool
    values: tuple[str, ...]


def gold() -> list[Marked]:
    """The marked steps; ``kind`` "none" where a footnote tells of none."""
    rows = [line.split("\t") for line in GOLD.read_text("utf-8").splitlines() if line[0] != "#"]
    return [Marked(row[0], row[1], row[2] == "drawn", tuple(row[3:])) for row in rows]


def notes(corpus: Path, wanted: set[str] | None = None) -> dict[tuple[str, str], str]:
    """(law, footnote number) → its words, of the laws wanted (default: all)."""
    return {
        (item["id"], mark): words
        for item in read_lines(corpus / ACTS)
        if wanted is None or item["id"] in wanted
        for mark, words in footnotes_of(parse(item["text"])).items()
    }


def values_of(entry: Entry) -> tuple[str, ...]:
    """An entry in the gold file's form."""
    place = entry.place
    words = [place.number] if place.number and not place.chapter else []
    if place.paragraph:
        words.append(f"p{place.paragraph}")
    words += [f"({item})" for item in place.items]
    if place.term:
        words.append(f"t:{place.term}")
    if place.chapter:
        words.append(f"h:{place.chapter} {place.number}")
    return (entry.kind.value, entry.act, entry.number, str(entry.year or ""), " ".join(words))


def agrees(found: tuple[str, ...], wanted: tuple[str, ...]) -> list[str]:
    """Names of the fields in which they differ; of the act its kind is compared."""
    return [
        name
        for name, one, two in zip(FIELDS, found, wanted, strict=True)
        if not (one.startswith(two) if name == "act" else one == two)
    ]


@dataclass
class Score:
    """Steps wanted, found and right, and where they differ."""

    wanted: int = 0
    found: int = 0
    right: int = 0

    def line(self, name: str) -> str:
        """One line of the report."""
        precision = self.right / self.found if self.found else 1.0
        recall = self.right / self.wanted if self.wanted else 1.0
        return (
            f"{name}: {self.wanted} steps marked, {self.found} read, {self.right} right in every"
            f" field; precision {precision:.4f}, recall {recall:.4f}"
        )


def score(corpus: Path) -> tuple[dict[str, Score], list[str]]:
    """By set ("drawn", "odd") the figures, and the faults in words."""
    marked = gold()
    texts = notes(corpus, {row.law for row in marked})
    groups: dict[tuple[str, str], list[Marked]] = defaultdict(list)
    for row in marked:
        groups[row.law, row.footnote].append(row)
    scores, faults = {"drawn": Score(), "odd": Score()}, []
    for key, rows in groups.items():
        wanted = [row.values for row in rows if row.values[0] != "none"]
        found = [values_of(entry) for entry in read_footnote(texts[key])]
        now = scores["drawn" if rows[0].drawn else "odd"]
        now.wanted, now.found = now.wanted + len(wanted), now.found + len(found)
        for at in range(max(len(wanted), len(found))):
            one = found[at] if at < len(found) else None
            two = wanted[at] if at < len(wanted) else None
            wrong = agrees(one, two) if one and two else ["missing" if two else "invented"]
            now.right += not wrong
            if wrong:
                faults.append(f"  {key}: {', '.join(wrong)}: {one} instead of {two}")
    return scores, faults


def main(corpus: Path) -> None:
    """Print the figures."""
    scores, faults = score(corpus)
    print(f"footnotes marked by hand: {len({(row.law, row.footnote) for row in gold()})}")
    print(scores["drawn"].line("plain draw of 200"))
    print(scores["odd"].line("unusual wordings"))
    print("\n".join(faults))
    kinds: Counter[str] = Counter()
    unread: list[str] = []
    every = notes(corpus)
    for words in every.values():
        entries = read_footnote(words)
        kinds.update(entry.kind.value for entry in entries)
        if not entries and any(w in words for w in ("แก้ไขเพิ่มเติม", "เพิ่มโดย", "ยกเลิกโดย")):
            unread.append(words)
    print(f"all {len(every):,} footnotes of {ACTS}: {dict(kinds)}")
    print(f"with words of amendment but not read: {len(unread)}")
    for words in unread[:12]:
        print(f"  {words[:150]}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
