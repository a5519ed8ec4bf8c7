"""All measurements, one after the other: ``python -m tests.benchmarks [NAME…] [--corpus DIR]``."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
NOT_A_BENCHMARK = {"__init__", "__main__", "measure", "search_common"}


def main() -> int:
    """Run the named benchmarks (default: all); the number that failed."""
    names = sorted(path.stem for path in HERE.glob("*.py") if path.stem not in NOT_A_BENCHMARK)
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks")
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(names))
    parser.add_argument("--corpus", type=Path, help="the real documents (../shared/corpus)")
    options = parser.parse_args()
    if unknown := set(options.names) - set(names):
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}")
    folder = options.corpus or HERE.parent.parent.parent / "shared" / "corpus"
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ, "KMDESK_CORPUS": str(folder)}
    failed = 0
    for name in options.names or names:
        print(f"\n=== {name}", flush=True)
        command = [sys.executable, "-m", f"tests.benchmarks.{name}", str(folder)]
        failed += subprocess.run(command, env=environment, check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
