"""What the letterhead reader proposes: precision and recall per field, typed and scanned.

Letters are generated in every layout (seeds not used while the rules were written); real ones
are the DOCX and PDF files of the corpus with the values in ``tests/letters/gold.toml``.
"""

import sys
import time
import tomllib

from kmdesk.intake.client import read_file
from kmdesk.intake.letterhead import read_letterhead
from kmdesk.intake.letterhead.layout import FIELDS
from tests.benchmarks.measure import TREE, corpus, table
from tests.letters.measure import WITHIN, Score, run, score

COUNT, SEED = 1000, 2026
GOLD = TREE / "tests" / "letters" / "gold.toml"


def main() -> int:
    """Print the tables; 1 when a field of typed letters is less precise than 0.98."""
    begin = time.perf_counter()
    levels = {level: run(COUNT, SEED, level) for level in ("typed", "light", "heavy")}
    seconds = time.perf_counter() - begin
    rows = []
    for field in (*FIELDS, WITHIN):
        cells: list[object] = [field, levels["typed"][field].there]
        for scores in levels.values():
            cells += [f"{scores[field].precision:.3f}", f"{scores[field].recall:.3f}"]
        rows.append(cells)
    columns = ["field", "letters", *(f"{level} {what}" for level in levels for what in "PR")]
    table(f"{COUNT} generated letters a level (P precision, R recall)", rows, columns)
    print(f"  {seconds / COUNT / len(levels) * 1000:.1f} ms a letter")
    _real()
    low = [field for field in FIELDS if levels["typed"][field].precision < 0.98]
    if low:
        print(f"  below 0.98 on typed letters: {', '.join(low)}")
    return int(bool(low))


def _real() -> None:
    folder = corpus() / "files"
    scores: dict[str, Score] = {}
    rows = []
    known = tomllib.loads(GOLD.read_text("utf-8"))
    names = sorted(path.name for path in folder.iterdir() if path.suffix in (".pdf", ".docx"))
    for name in names:
        gold = known.get(name, {})  # what is not listed there is no letter
        pages = [page.text for page in read_file(folder / name).pages[:3]]
        wrong = score(scores, gold, read_letterhead(pages))
        rows.append([name, len(gold), ", ".join(wrong) or "none"])
    table("Real files of the corpus", rows, ["file", "fields there", "wrong proposals"])
    there = sum(s.there for s in scores.values())
    proposed = sum(s.proposed for s in scores.values())
    right = sum(s.right for s in scores.values())
    print(f"  {right} of {there} fields found, {proposed - right} of {proposed} proposals wrong")


if __name__ == "__main__":
    sys.exit(main())
