"""The order reader on orders with known contents: precision and recall by kind of fact.

python -m tests.benchmarks.orders [CORPUS_FOLDER] [FOLDER_OF_ORDERS]
"""

import sys
import time
from pathlib import Path

from tests.committees.gold import FOLDER, scores


def main() -> None:
    """Print the table, and below it what was wrong."""
    folder = Path(sys.argv[2]) if len(sys.argv) > 2 else FOLDER
    count = len(list(folder.glob("*.txt")))
    begun = time.perf_counter()
    found = scores(folder)
    spent = (time.perf_counter() - begun) * 1000 / max(1, count)
    print(f"| {count} orders, {spent:.1f} ms each | precision | recall | facts |")
    print("| --- | --- | --- | --- |")
    for kind, score in found.items():
        print(f"| {kind} | {score.precision:.3f} | {score.recall:.3f} | {score.wanted} |")
    for score in found.values():
        print(*score.wrong, sep="\n", end="\n" if score.wrong else "")


if __name__ == "__main__":
    main()
