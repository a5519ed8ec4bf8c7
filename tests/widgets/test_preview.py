"""Preview, printing and keeping: real PDFs, a real window, Qt's own PDF printer."""

import os
import re
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QWidget

from kmdesk.i18n import KmdeskError
from kmdesk.intake.client import RenderClient
from kmdesk.pdf import Document
from kmdesk.records import WALK_UP, Actor, Duty
from kmdesk.widgets.anchors import code_of, read_code
from kmdesk.widgets.keeping import KeepError, drop_print, export_copy, file_name, save_copy
from kmdesk.widgets.page_range import PageRangeError, chosen_pages
from kmdesk.widgets.paper import PrintError, full_sheet_printer, print_pages
from kmdesk.widgets.preview import PreviewDialog
from kmdesk.widgets.printing import print_made, print_path
from tests.architecture.source import sources

PATIENCE = 30_000
DAY = date(2026, 3, 2)


def printed(path: Path, pages: int, *, wide: int = -1) -> Path:
    document = Document(path, title="งานพิมพ์", office="สำนักงานตัวอย่าง")
    for number in range(1, pages + 1):
        if number > 1:
            document.size = document.size.turned() if number - 1 == wide else document.size
            document.new_page()
        document.heading(f"หน้าที่ {number}", 1)
        document.sheet.box(60, 60, 10 * number, 10, fill="#000000")
    return document.save()


@pytest.fixture
def render():
    made = RenderClient()
    yield made
    made.close()


def pdf_printer(out: Path, dots: int = 100) -> QPrinter:
    printer = full_sheet_printer()
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(out))
    printer.setResolution(dots)
    return printer


def bars(path: Path) -> list[int]:
    """The width in points of the black bar at the foot of each page: tells the pages apart."""
    document = pypdfium2.PdfDocument(path)
    widths = []
    for page in document:
        picture = page.render(scale=1).to_pil().convert("L")
        row = picture.height - 65
        widths.append(sum(picture.getpixel((x, row)) < 100 for x in range(picture.width)))
    document.close()
    return widths


def test_all_pages_reach_the_paper_where_they_stand(qtbot, tmp_path, render) -> None:
    source = printed(tmp_path / "in.pdf", 3)
    told: list[tuple[int, int]] = []
    out = tmp_path / "out.pdf"
    count = print_pages(render, source, pdf_printer(out), progress=lambda *at: told.append(at))
    assert count == 3
    assert told == [(0, 3), (1, 3), (2, 3)]
    assert bars(out) == pytest.approx([10, 20, 30], abs=2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.pdf", "out.pdf"]


def test_bands_join_without_a_seam(qtbot, tmp_path, render, monkeypatch) -> None:
    source = printed(tmp_path / "in.pdf", 1)
    whole, cut = tmp_path / "whole.pdf", tmp_path / "cut.pdf"
    print_pages(render, source, pdf_printer(whole))
    monkeypatch.setattr("kmdesk.widgets.paper.BAND", 60_000)
    print_pages(render, source, pdf_printer(cut))
    pictures = []
    for path in (whole, cut):
        document = pypdfium2.PdfDocument(path)
        pictures.append(document[0].render(scale=1).to_pil().convert("L"))
        document.close()
    far = [a for a, b in zip(*(p.tobytes() for p in pictures), strict=True) if abs(a - b) > 60]
    assert len(far) < 40


def test_range_and_copies(qtbot, tmp_path, render) -> None:
    source, out = printed(tmp_path / "in.pdf", 4), tmp_path / "out.pdf"
    printer = pdf_printer(out)
    printer.setPrintRange(QPrinter.PrintRange.PageRange)
    printer.setFromTo(2, 3)
    printer.setCopyCount(2)
    sent = print_pages(render, source, printer)
    assert bars(out) == pytest.approx([20, 30] * (sent // 2), abs=2)


def test_a_stopped_print_leaves_nothing(qtbot, tmp_path, render) -> None:
    source, out = printed(tmp_path / "in.pdf", 3), tmp_path / "out.pdf"

    def stop(done: int, _total: int) -> None:
        if done == 1:
            raise InterruptedError

    with pytest.raises((InterruptedError, KmdeskError)):
        print_pages(render, source, pdf_printer(out), progress=stop)
    assert [p.name for p in tmp_path.iterdir()] == ["in.pdf"]


class JammedPrinter(QPrinter):
    """Takes one page, then no more paper; or starts and reports an error."""

    def __init__(self, out: Path, state: QPrinter.PrinterState) -> None:
        super().__init__(QPrinter.PrinterMode.HighResolution)
        self.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        self.setOutputFileName(str(out))
        self.setResolution(60)
        self.state = state

    def newPage(self) -> bool:
        return False

    def printerState(self) -> QPrinter.PrinterState:
        return self.state


@pytest.mark.parametrize("state", [QPrinter.PrinterState.Active, QPrinter.PrinterState.Error])
def test_a_printer_that_stops_is_said_and_nothing_is_left(qtbot, tmp_path, render, state) -> None:
    source = printed(tmp_path / "in.pdf", 3)
    out = tmp_path / "out" / "a.pdf"
    with pytest.raises(PrintError) as caught:
        print_pages(render, source, JammedPrinter(out, state))
    assert "เครื่องพิมพ์หยุด" in str(caught.value)
    assert list(out.parent.iterdir()) == []


def test_a_printer_that_does_not_start_is_said(qtbot, qtlog, tmp_path, render) -> None:
    source = printed(tmp_path / "in.pdf", 1)
    printer = pdf_printer(tmp_path / "a.pdf")
    painter = QPainter(printer)  # somebody else prints on it
    with pytest.raises(PrintError) as caught, qtlog.disabled():
        print_pages(render, source, printer)
    painter.end()
    assert "เครื่องพิมพ์ไม่เริ่ม" in str(caught.value)


def test_pages_that_are_not_there_are_said(qtbot, tmp_path, render) -> None:
    source = printed(tmp_path / "in.pdf", 2)
    with pytest.raises(KmdeskError):
        print_pages(render, source, pdf_printer(tmp_path / "out.pdf"), [])


def test_file_names_can_be_sent_on() -> None:
    name = file_name("ระเบียบ: ว่าด้วย/การ “ทดสอบ” ข้อ ๑๒?", DAY)
    assert name == "ระเบียบ-ว่าด้วย-การ-ทดสอบ-ข้อ-12_2569-03-02.pdf"
    long = file_name("ที่" * 60, DAY)
    assert len(long) < 66
    assert long.split("_")[0].endswith("ที่")
    assert file_name("///", DAY) == "kmdesk_2569-03-02.pdf"


def test_export_keeps_older_files_and_names_a_missing_stick(tmp_path) -> None:
    source = printed(tmp_path / "in.pdf", 1)
    stick = tmp_path / "stick"
    stick.mkdir()
    first, second = (export_copy(source, stick, "ชุดเอกสาร", DAY) for _ in range(2))
    assert first != second
    assert first.read_bytes() == second.read_bytes() == source.read_bytes()
    with pytest.raises(KeepError) as caught:
        export_copy(source, tmp_path / "away", "ชุดเอกสาร", DAY)
    assert "away" in str(caught.value)


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs Unix folders")
def test_a_folder_that_cannot_be_written_is_said(tmp_path) -> None:
    source = printed(tmp_path / "in.pdf", 1)
    blocked = tmp_path / "x.pdf"
    blocked.mkdir()
    (blocked / "full").touch()
    with pytest.raises(KmdeskError) as caught:
        save_copy(source, blocked)
    assert "x.pdf" in str(caught.value)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["in.pdf", "x.pdf"]


def test_page_ranges_in_any_digits() -> None:
    assert chosen_pages("๑-๓, 5", 6) == [0, 1, 2, 4]
    assert chosen_pages("5 2 – 3", 9) == [4, 1, 2]
    assert chosen_pages("4-99", 5) == [3, 4]
    for wrong in ("x", "0", "3-1", "", "7"):
        with pytest.raises(PageRangeError):
            chosen_pages(wrong, 6)


def test_codes_lead_back() -> None:
    assert read_code(code_of(12)) == (12, "")
    assert read_code("km-๑๒") == (12, "")
    assert read_code(code_of(7, "provision:33/1")) == (7, "provision:33/1")
    assert read_code("KM ทดสอบ") is None


@pytest.fixture
def dialog(qtbot, context, rendering, tmp_path):
    window = QWidget()
    window.resize(1100, 760)
    qtbot.addWidget(window)
    window.show()
    context.settings.values["export_folder"] = str(tmp_path / "stick")
    made = PreviewDialog(window, context, printed(tmp_path / "in.pdf", 12), "งานพิมพ์")
    made.open()
    qtbot.waitUntil(lambda: made.view.has_picture(0), timeout=PATIENCE)
    yield made
    made.done(0)


def test_page_list_and_number_box_go_to_pages(qtbot, dialog) -> None:
    qtbot.waitUntil(lambda: dialog.pages.has_picture(0), timeout=PATIENCE)
    assert dialog.pages.count() == 12
    dialog.pages.setCurrentRow(6)
    assert dialog.view.page == 6
    assert dialog.number.text() == "๗"
    dialog.number.setText("๓")
    dialog._go_to()
    assert dialog.view.page == 2
    assert dialog.pages.currentRow() == 2
    dialog.number.setText("99")
    dialog._go_to()
    assert "12" in dialog.note.text().replace("\u200b", "")
    assert dialog.view.page == 2


def test_whole_page_fits_the_view(qtbot, dialog) -> None:
    dialog.whole_button.click()
    assert dialog.view._box(0).height() <= dialog.view.viewport().height()
    dialog.width_button.click()
    assert dialog.view._box(0).width() > dialog.view.viewport().width() * 0.8


def test_printing_leaves_the_window_alive_and_ends_in_a_sentence(qtbot, dialog, tmp_path) -> None:
    beats: list[int] = []
    pulse = QTimer(dialog)
    pulse.timeout.connect(lambda: beats.append(1))
    pulse.start(5)
    dialog.print_on(pdf_printer(tmp_path / "out.pdf", 150))
    assert dialog.cancel_button.isVisible()
    qtbot.waitUntil(lambda: not dialog.cancel_button.isVisible(), timeout=PATIENCE)
    assert beats
    assert "12" in dialog.note.text()
    assert len(bars(tmp_path / "out.pdf")) == 12


def test_printing_can_be_cancelled(qtbot, dialog, context, tmp_path) -> None:
    dialog.print_on(pdf_printer(tmp_path / "out.pdf", 300))
    dialog.cancel_button.click()
    qtbot.waitUntil(lambda: not context.runner.is_busy, timeout=PATIENCE)
    assert not (tmp_path / "out.pdf").exists()
    assert dialog.print_button.isEnabled()


def test_only_a_clerk_may_open_the_folder(qtbot, dialog, context, tmp_path) -> None:
    (tmp_path / "stick").mkdir()
    assert dialog.export_button.isVisible()
    dialog.export_button.click()
    qtbot.waitUntil(lambda: bool([*(tmp_path / "stick").iterdir()]), timeout=PATIENCE)
    qtbot.waitUntil(lambda: dialog._folder is not None, timeout=PATIENCE)
    assert not dialog.folder_button.isVisible()
    context.set_actor(Actor("ธุรการ", Duty.CLERK))
    dialog.save_to(str(tmp_path / "a.pdf"))
    qtbot.waitUntil(dialog.folder_button.isVisible, timeout=PATIENCE)


def test_a_missing_stick_is_a_sentence(qtbot, dialog) -> None:
    dialog.export_button.click()
    qtbot.waitUntil(lambda: "stick" in dialog.note.text(), timeout=PATIENCE)


def test_without_a_printer_it_says_so(qtbot, dialog, monkeypatch) -> None:
    monkeypatch.setattr("PySide6.QtPrintSupport.QPrinterInfo.availablePrinterNames", list)
    before = dialog.note.text()
    dialog.print_button.click()
    assert dialog.note.text() != before


def test_a_print_that_was_shown_stays_nowhere_else(qtbot, context, rendering, tmp_path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    path = print_path("recovery.pdf")
    preview = PreviewDialog(window, context, printed(path, 1), "รหัสกู้คืน")
    preview.open()
    qtbot.waitUntil(lambda: preview.view.has_picture(0), timeout=PATIENCE)
    preview.save_to(str(tmp_path / "kept.pdf"))
    qtbot.waitUntil((tmp_path / "kept.pdf").is_file, timeout=PATIENCE)
    qtbot.waitUntil(lambda: not context.runner.is_busy, timeout=PATIENCE)
    preview.done(0)
    assert os.name == "nt" or not path.parent.exists()  # Windows: once its page is closed
    qtbot.waitUntil(lambda: not path.parent.exists(), timeout=PATIENCE)
    other = printed(tmp_path / "mine.pdf", 1)
    drop_print(other)
    assert other.exists()


def test_what_a_clerk_who_left_had_asked_to_print_goes_too(
    qtbot, context, rendering, tmp_path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    path = print_path("internal.pdf")
    context.set_actor(Actor("ธุรการ", Duty.CLERK))
    print_made(window, context, lambda: printed(path, 1), "ใช้ภายใน")
    context.set_actor(WALK_UP)
    qtbot.waitUntil(lambda: not context.runner.is_busy, timeout=PATIENCE)
    assert not path.parent.exists()
    assert window.findChildren(PreviewDialog) == []


def test_no_print_is_shown_but_to_whoever_asked_for_it() -> None:
    # the guide is for everybody; all other prints go through print_made
    openers = {
        source.name for source in sources() if re.search(r"(?<!class )PreviewDialog\(", source.text)
    }
    assert openers == {"kmdesk/widgets/printing.py", "kmdesk/office/ui/help_page.py"}
