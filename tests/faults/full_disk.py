"""Print onto a disk that fills up: ``python -m tests.faults.full_disk FOLDER``.

FOLDER is a small disk of its own. Each way to write a PDF is tried; a line of JSON says what it
was told and what was left behind.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

TEXT = "การจัดการความรู้ของสำนักงานสหกรณ์จังหวัดต้องทำให้ผู้ใหญ่ค้นหาน้ำหนักของเรื่องได้ " * 40


def source(folder: Path) -> Path:
    """A PDF larger than the small disk."""
    import random

    from kmdesk.pdf import Document

    document = Document(folder / "source.pdf", title="ต้นฉบับ")
    chosen = random.Random(1)
    for _ in range(60):
        words = TEXT.split()
        chosen.shuffle(words)
        document.paragraph("".join(chosen.sample(TEXT, 2000)))
    return document.save()


def ways(whole: Path, out: Path) -> dict[str, Callable[[], object]]:
    """Everything that writes a PDF."""
    from kmdesk.pdf.merging import impose, join_pdfs
    from kmdesk.pdf.pack import PackItem, write_pack
    from kmdesk.widgets.keeping import save_copy

    item = PackItem("เรื่อง", whole)
    return {
        "document": lambda: source(out),
        "pack": lambda: write_pack(out / "a.pdf", [item], title="ชุด", office="สำนักงาน"),
        "join": lambda: join_pdfs([whole, whole], out / "a.pdf"),
        "impose": lambda: impose(whole, out / "a.pdf", "booklet"),
        "save": lambda: save_copy(whole, out / "a.pdf"),
        "printer": lambda: printed(whole, out / "a.pdf"),
    }


def printed(whole: Path, out: Path) -> int:
    """Through Qt's own printer."""
    from PySide6.QtGui import QGuiApplication
    from PySide6.QtPrintSupport import QPrinter

    from kmdesk.intake.client import RenderClient
    from kmdesk.widgets.paper import full_sheet_printer, print_pages

    application = QGuiApplication([])
    render = RenderClient()
    printer = full_sheet_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    printer.setResolution(100)
    try:
        return print_pages(render, whole, printer, range(4))
    finally:
        render.close()
        application.quit()


def main() -> None:
    """Try every way."""
    from kmdesk.i18n import KmdeskError, set_language

    set_language("th")
    out = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as name:
        whole = source(Path(name))
        for way, write in ways(whole, out).items():
            said = ""
            try:
                write()
            except KmdeskError as error:
                said = str(error)
            left = sorted(path.name for path in out.iterdir())
            print(json.dumps({"way": way, "said": said, "left": left}), flush=True)
            for path in out.iterdir():
                path.unlink()


if __name__ == "__main__":
    main()
