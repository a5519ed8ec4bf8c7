"""Packs and long prints: pages a second, the first page on screen, memory, file size, stalls.

    python -m tests.benchmarks.pdf_pack CORPUS

Each figure comes from a process of its own; plain ReportLab sets the same text beside it.
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests.benchmarks.pdf_extraction import paragraphs

PREVIEWED, LARGE, PRINTED = 100, 1_000, 300
_ITEM = 5  # pages an item


def pages_of_text(sources: list[str], pages: int, out: Path) -> Path:
    """One PDF of exactly so many pages."""
    from kmdesk.pdf import Document

    document = Document(out, title="ชุดเอกสาร", office="สำนักงานตัวอย่าง")
    at = 0
    while len(document.sheets) <= pages:
        document.paragraph(sources[at % len(sources)])
        at += 1
    document.sheets.pop()
    document.save()
    return out


def packed(sources: list[str], pages: int, folder: Path) -> tuple[Path, int]:
    """A pack of about so many pages, five an item; the file and its pages."""
    from kmdesk.pdf.pack import PackItem, write_pack

    items = []
    for number in range(pages // _ITEM):
        start = number * 7 % len(sources)
        text = [*sources[start:], *sources[:start]]
        part = pages_of_text(text, _ITEM, folder / f"{number}.pdf")
        items.append(
            PackItem(f"เรื่องที่ {number + 1}", part, "หนังสือ", "ใช้บังคับ", "ที่มา", "ตู้ ๑", f"KM-{number}")
        )
    out = folder / "pack.pdf"
    return out, write_pack(out, items, title="ชุดเอกสาร", office="สำนักงานตัวอย่าง")


def speed(sources: list[str], folder: Path) -> None:
    """Time for a pack of 100 pages, items included."""
    packed(sources, _ITEM, folder)  # imports and faces are there
    begun = time.perf_counter()
    _out, pages = packed(sources, PREVIEWED, folder)
    took = time.perf_counter() - begun
    print(f"pack of {pages} pages made in {took:.2f} s, {pages / took:.0f} pages/s")


def preview(sources: list[str], folder: Path) -> None:
    """From the finished pack to its first page on the screen."""
    from PySide6.QtCore import QEventLoop, QTimer
    from PySide6.QtWidgets import QWidget

    from kmdesk.app import make_application
    from kmdesk.intake.client import RenderClient
    from kmdesk.jobs import TaskRunner
    from kmdesk.records import Actor, Duty, Kinds, Library
    from kmdesk.widgets.context import Context, OfficeSettings
    from kmdesk.widgets.preview import PreviewDialog

    make_application()
    out, pages = packed(sources, PREVIEWED, folder)
    library = Library.create(folder / "library")
    runner, render = TaskRunner(), RenderClient()
    context = Context(library, Kinds(), Actor("", Duty.WALK_UP), runner, OfficeSettings(""))
    context.render = render
    window = QWidget()
    window.resize(1366, 768)
    window.show()
    for turn in ("first", "again"):
        begun = time.perf_counter()
        dialog = PreviewDialog(window, context, out, "ชุดเอกสาร")
        dialog.open()
        loop = QEventLoop()
        dialog.view.drawn.connect(loop.quit)
        QTimer.singleShot(20_000, loop.quit)
        loop.exec()
        shown = time.perf_counter() - begun
        print(f"first page of {pages} on screen after {shown * 1000:.0f} ms ({turn})")
        dialog.done(0)
    render.close()
    runner.close()
    library.close()


def large(sources: list[str], folder: Path) -> None:
    """Peak memory and size of 1,000 pages in one document, then as a pack."""
    begun = time.perf_counter()
    out = pages_of_text(sources, LARGE, folder / "large.pdf")
    took = time.perf_counter() - begun
    print(f"{LARGE} pages in {took:.1f} s, {out.stat().st_size / 1e6:.2f} MB, peak {peak()} MB")


def large_pack(sources: list[str], folder: Path) -> None:
    """The same as a pack."""
    begun = time.perf_counter()
    out, pages = packed(sources, LARGE, folder)
    took = time.perf_counter() - begun
    size = out.stat().st_size / 1e6
    print(f"pack of {pages} pages in {took:.1f} s, {size:.2f} MB, peak {peak()} MB")


def plain(sources: list[str], folder: Path) -> None:
    """ReportLab alone with the same text on as many pages."""
    import fontpkg
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.platypus import Paragraph, SimpleDocTemplate

    pdfmetrics.registerFont(TTFont("Sarabun", str(fontpkg.path("Sarabun"))))
    style = ParagraphStyle("x", fontName="Sarabun", fontSize=11, leading=16.5, spaceAfter=5)
    begun = time.perf_counter()
    out = folder / "plain.pdf"
    document = SimpleDocTemplate(str(out))
    texts = [s.replace("&", "&amp;").replace("<", "&lt;") for s in sources]
    document.build([Paragraph(texts[at % len(texts)], style) for at in range(6 * LARGE)])
    took = time.perf_counter() - begun
    size = out.stat().st_size / 1e6
    print(
        f"plain ReportLab: {document.page} pages in {took:.1f} s, {size:.2f} MB, peak {peak()} MB"
    )


def printing(sources: list[str], folder: Path) -> None:
    """300 pages to Qt's own printer at 150 dots an inch: time, and how long the window stood."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer
    from PySide6.QtPrintSupport import QPrinter

    from kmdesk.app import make_application
    from kmdesk.intake.client import RenderClient
    from kmdesk.jobs import TaskRunner
    from kmdesk.widgets.paper import full_sheet_printer, print_pages

    make_application()
    path = pages_of_text(sources, PRINTED, folder / "long.pdf")
    runner, render = TaskRunner(), RenderClient()
    printer = full_sheet_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(folder / "printed.pdf"))
    printer.setResolution(150)
    gaps: list[float] = []
    last = time.perf_counter()

    def beat() -> None:
        nonlocal last
        now = time.perf_counter()
        gaps.append((now - last) * 1000)
        last = now

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(beat)
    timer.start(5)
    loop = QEventLoop()
    begun = last = time.perf_counter()
    runner.submit_read(print_pages, render, path, printer, done=lambda _count: loop.quit())
    loop.exec()
    took = time.perf_counter() - begun
    gaps.sort()
    print(
        f"{PRINTED} pages printed in {took:.1f} s; window stood at most {gaps[-1]:.0f} ms,"
        f" 99th percentile {gaps[len(gaps) * 99 // 100]:.0f} ms"
    )
    render.close()
    runner.close()


def peak() -> int:
    """The most memory this process ever held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1000


PARTS: dict[str, Callable[[list[str], Path], None]] = {
    part.__name__: part for part in (speed, preview, large, large_pack, plain, printing)
}


def main() -> None:
    """Run one part, or all of them one after the other."""
    corpus = Path(sys.argv[1])
    if len(sys.argv) > 2:
        with tempfile.TemporaryDirectory() as folder:
            PARTS[sys.argv[2]](paragraphs(corpus, 1000), Path(folder))
        return
    for name in PARTS:
        command = [sys.executable, "-m", "tests.benchmarks.pdf_pack", str(corpus), name]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main()
