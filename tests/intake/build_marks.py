"""Makes kmdesk/intake/thai_marks.json: which letters stand around each Thai mark.

    python tests/intake/build_marks.py CORPUS_FOLDER

Counted in the public-domain laws and government news; sara am counts as nikhahit before sara aa.
"""

import json
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

from kmdesk.intake.thai_repair import repair
from tests.intake.build_sara_am import LAWS, NEWS, texts

CHARACTERS = 2_500_000
OUT = Path("kmdesk/intake/thai_marks.json")
_CLUSTER = re.compile("([เ-ไ]?)([ก-ฮ])([ัิ-ฺ็-๎]{1,2})([ก-ะาเ-ไ]?)")


def main() -> None:
    counts: dict[str, dict[str, list[Counter[str]]]] = defaultdict(
        lambda: defaultdict(lambda: [Counter(), Counter(), Counter()])
    )
    for name in (LAWS, NEWS):
        for text in texts(Path(sys.argv[1]) / name, CHARACTERS):
            plain = re.sub("([่-๋]?)ำ", r"ํ\1า", repair(text))
            for lead, before, marks, after in _CLUSTER.findall(plain):
                for place, mark in enumerate(marks):
                    slot = f"{place}{len(marks)}"
                    counts[slot][mark][0][before] += 1
                    counts[slot][mark][1][after or " "] += 1
                    counts[slot][mark][2][lead or " "] += 1
    table = {
        slot: {
            mark: ["".join(f"{c}{n} " for c, n in sorted(side.items()) if n > 1) for side in sides]
            for mark, sides in sorted(marks.items())
            if sum(sides[0].values()) > 20
        }
        for slot, marks in sorted(counts.items())
    }
    OUT.write_text(json.dumps(table, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
    print(OUT.stat().st_size, {slot: list(marks) for slot, marks in table.items()})


if __name__ == "__main__":
    main()
