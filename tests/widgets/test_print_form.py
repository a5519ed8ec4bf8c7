"""Asking how to print: in our own words; one printer and few pages at a kiosk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from kmdesk.records import Actor, Duty
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import FormDialog
from kmdesk.widgets.preview import PreviewDialog
from kmdesk.widgets.print_form import ask_print
from kmdesk.widgets.printers import NoPrinterError, printers_for, takes_paper
from tests.widgets.test_preview import PATIENCE, printed

CLERK = Actor("ธุรการ", Duty.CLERK)
NAMES = ["HP ชั้นล่าง", "HP ชั้นบน", "Fax"]


@pytest.fixture(autouse=True)
def _printers(monkeypatch: pytest.MonkeyPatch) -> None:
    """Printers of a machine: two that print, one that dials."""
    info = "PySide6.QtPrintSupport.QPrinterInfo."
    monkeypatch.setattr(info + "availablePrinterNames", lambda: list(NAMES))
    monkeypatch.setattr(info + "defaultPrinterName", lambda: NAMES[1])


class Sent:
    """Takes the place of the way to the printer."""

    def __init__(self) -> None:
        self.jobs: list[tuple[QPrinter, list[int]]] = []

    def __call__(self, printer: QPrinter, pages: list[int]) -> None:
        self.jobs.append((printer, pages))


@pytest.fixture
def preview(
    qtbot: QtBot, context: Context, rendering: None, tmp_path: Path
) -> Iterator[PreviewDialog]:
    window = QWidget()
    window.resize(1100, 760)
    qtbot.addWidget(window)
    window.show()
    made = PreviewDialog(window, context, printed(tmp_path / "in.pdf", 12), "งานพิมพ์")
    made.open()
    qtbot.waitUntil(lambda: made.view.has_picture(0), timeout=PATIENCE)
    yield made
    made.done(0)


def _kiosk(context: Context, **more: str) -> None:
    context.settings.values.update({"kiosk": "1", **more})


@pytest.mark.parametrize(
    ("name", "port", "prints"),
    [
        ("HP LaserJet", "USB001", True),
        ("ชั้น ๒", "192.168.1.20_1", True),
        ("HP", "LPT1:,USB002", True),
        ("Microsoft Print to PDF", "PORTPROMPT:", False),
        ("Generic", "FILE:", False),
        ("Microsoft XPS Document Writer", "portprompt:", False),
        ("Fax", "SHRFAX:", False),
        ("Canon G3000 FAX", "USB003", False),
        ("OneNote for Windows 10", "Microsoft.Office.OneNote_16001", False),
    ],
)
def test_what_asks_for_a_file_or_dials_is_no_printer(name: str, port: str, prints: bool) -> None:
    assert takes_paper(name, port) == prints


def test_staff_choose_and_a_kiosks_reader_gets_the_one_of_the_corner(context: Context) -> None:
    assert printers_for(context) == [NAMES[1], NAMES[0]]
    _kiosk(context)
    assert printers_for(context) == [NAMES[1]]
    _kiosk(context, kiosk_printer=NAMES[0])
    assert printers_for(context) == [NAMES[0]]
    _kiosk(context, kiosk_printer="Fax")
    with pytest.raises(NoPrinterError, match="Fax"):
        printers_for(context)
    context.set_actor(CLERK)
    assert printers_for(context) == [NAMES[1], NAMES[0]]


def test_without_any_it_is_said_to_each_in_its_way(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("PySide6.QtPrintSupport.QPrinterInfo.availablePrinterNames", list)
    with pytest.raises(NoPrinterError, match="PDF"):
        printers_for(context)
    _kiosk(context)
    with pytest.raises(NoPrinterError, match="แจ้งเจ้าหน้าที่"):
        printers_for(context)


def test_pages_copies_and_paper_go_to_the_printer(
    qtlog, preview: PreviewDialog, context: Context
) -> None:
    sent = Sent()
    form = ask_print(preview, context, "งานพิมพ์", 12, sent)
    form.editors["pages"].set_value("๒-๓, 12")
    form.editors["copies"].set_value("๓")
    with qtlog.disabled():  # Windows misses the printers that are not there
        form.submit()
    ((printer, pages),) = sent.jobs
    assert pages == [1, 2, 11]
    assert (printer.copyCount(), printer.docName()) == (3, "งานพิมพ์")
    assert printer.pageLayout().pageSize().name() == "A4"


@pytest.mark.parametrize(("typed", "copies"), [("13", "1"), ("x", "1"), ("1", "0"), ("1", "100")])
def test_what_is_not_there_is_said_and_nothing_is_sent(
    preview: PreviewDialog, context: Context, typed: str, copies: str
) -> None:
    sent = Sent()
    form = ask_print(preview, context, "งานพิมพ์", 12, sent)
    form.editors["pages"].set_value(typed)
    form.editors["copies"].set_value(copies)
    form.submit()
    assert form.isVisible()
    assert any(problem.isVisible() for problem in form._problems.values())
    assert sent.jobs == []


def test_a_visitor_prints_no_more_than_the_office_allows(
    preview: PreviewDialog, context: Context
) -> None:
    sent = Sent()
    context.settings.values["visitor_pages"] = "10"
    form = ask_print(preview, context, "งานพิมพ์", 12, sent)
    form.submit()
    assert "10" in form._problems["pages"].plain
    form.editors["pages"].set_value("1-5")
    form.editors["copies"].set_value("2")
    form.submit()
    assert len(sent.jobs) == 1
    context.set_actor(CLERK)
    ask_print(preview, context, "งานพิมพ์", 12, sent).submit()
    assert len(sent.jobs) == 2


def test_a_kiosks_reader_meets_no_dialog_of_the_system(
    preview: PreviewDialog, context: Context
) -> None:
    _kiosk(context)
    preview.print_button.click()
    (form,) = preview.findChildren(FormDialog)
    assert "printer" not in form.editors
    assert [b.text() for b in form.findChildren(QPushButton)] == ["พิมพ์", "ยกเลิก"]
    assert preview.findChildren(QPrintDialog) == []
    form.discard()


@pytest.mark.linux_only("Windows' own dialog needs a printer of Windows")
def test_staff_may_go_on_to_the_systems_own(preview: PreviewDialog, context: Context) -> None:
    context.set_actor(CLERK)
    preview.print_button.click()
    form = next(f for f in preview.findChildren(FormDialog) if f.isVisible())
    more = next(b for b in form.findChildren(QPushButton) if "ระบบ" in b.text())
    more.click()
    (system,) = preview.findChildren(QPrintDialog)
    assert system.isVisible()
    system.reject()
