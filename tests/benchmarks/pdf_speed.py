"""Pages a second against a plain ReportLab Paragraph with the same text in the same run.

python -m tests.benchmarks.pdf_speed CORPUS [PARAGRAPHS]
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

import fontpkg
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate

from kmdesk.pdf import Document
from tests.benchmarks.pdf_extraction import paragraphs


def plain(sources: list[str], out: Path) -> tuple[int, float]:
    """Set the texts with ReportLab alone, marks and line ends wrong as they are."""
    start = time.perf_counter()
    style = ParagraphStyle("x", fontName="Sarabun", fontSize=11, leading=16.5, spaceAfter=5)
    document = SimpleDocTemplate(str(out))
    escaped = (text.replace("&", "&amp;").replace("<", "&lt;") for text in sources)
    document.build([Paragraph(text, style) for text in escaped])
    return document.page, time.perf_counter() - start


def ours(sources: list[str], out: Path, style: str) -> tuple[int, float]:
    """Set the texts with this package."""
    start = time.perf_counter()
    document = Document(out, title="x", office="สำนักงานตัวอย่าง")
    for text in sources:
        document.paragraph(text, style)
    document.save()
    return len(document.sheets), time.perf_counter() - start


def main() -> None:
    """Time three rounds of each and print the ratio of the best."""
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1000
    sources = paragraphs(Path(sys.argv[1]), count)
    pdfmetrics.registerFont(TTFont("Sarabun", str(fontpkg.path("Sarabun"))))
    best: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "a.pdf"
        for _ in range(3):
            for name, run in (
                ("reportlab", lambda: plain(sources, out)),
                ("left", lambda: ours(sources, out, "left")),
                ("justified", lambda: ours(sources, out, "body")),
            ):
                pages, took = run()
                best[name] = max(best.get(name, 0), pages / took)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    for name, rate in best.items():
        print(f"{name}: {rate:.0f} pages/s, {best['reportlab'] / rate:.2f} times the time a page")
    print(f"peak {peak} MiB")


if __name__ == "__main__":
    main()
