"""Where marks stand in the finished PDF, beside Qt's own drawing of the same lines.

    python -m tests.benchmarks.pdf_raster CORPUS [PARAGRAPHS]

Prints how far ink and cluster origins are off at the most and how many lines pass half a point.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtGui import QGuiApplication

from tests.benchmarks.pdf_extraction import paragraphs
from tests.pdf import raster

LIMIT = 0.5  # points
_PART = 100  # paragraphs a file, to keep memory low


def displaced(sources: list[str], folder: Path) -> tuple[list[raster.Misplaced], int]:
    """Every comparable line of the texts, and how many lines there are in all."""
    found: list[raster.Misplaced] = []
    lines = 0
    for start in range(0, len(sources), _PART):
        out = folder / "part.pdf"
        placed = raster.set_all(sources[start : start + _PART], out)
        lines += sum(bool(each.line.text.strip()) for each in placed)
        found += raster.compare(out, placed)
    return found, lines


def main() -> None:
    """Measure and print, the worst lines with their text."""
    application = QGuiApplication([])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 2000
    sources = paragraphs(Path(sys.argv[1]), count)
    begun = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        found, lines = displaced(sources, Path(folder))
    took = time.perf_counter() - begun
    print(f"{len(sources)} paragraphs, {len(found)} of {lines} lines compared in {took:.0f} s")
    print("  (the rest have characters the face lacks, or no ink)")
    for name in ("ink", "origin"):
        values = sorted(getattr(line, name) for line in found)
        over = sum(value > LIMIT for value in values)
        print(
            f"{name}: median {values[len(values) // 2]:.2f} pt, 99th percentile"
            f" {values[len(values) * 99 // 100]:.2f} pt, worst {values[-1]:.2f} pt,"
            f" {over} lines over {LIMIT} pt"
        )
    for line in sorted(found, key=lambda each: -max(each.ink, each.origin))[:5]:
        print(f"  {line.ink:.2f} {line.origin:.2f} {line.text[:60]}")
    application.quit()


if __name__ == "__main__":
    main()
