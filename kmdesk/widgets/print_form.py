"""Asks on which printer, which pages and how often, in our own words; at a kiosk even less."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtGui import QPageSize
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import QWidget

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records.settings import VISITOR_PAGES
from kmdesk.records.unit import Duty
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.page_range import PageRangeError, chosen_pages
from kmdesk.widgets.paper import full_sheet_printer
from kmdesk.widgets.printers import printers_for

_SIZES = {"A4": QPageSize.PageSizeId.A4, "A3": QPageSize.PageSizeId.A3}
_MOST_COPIES = 99

Send = Callable[[QPrinter, list[int]], None]


class TooManyPagesError(KmdeskError):
    """More than the office lets a visitor print at once."""


@dataclass(frozen=True)
class Wish:
    """What was asked for: printer, pages from 0, copies, paper, whether on both sides."""

    printer: str
    pages: list[int]
    copies: int = 1
    paper: str = "A4"
    both_sides: bool = False

    def made(self, title: str) -> QPrinter:
        """A printer told all of it; the job is called ``title``."""
        printer = full_sheet_printer(self.printer)
        printer.setPageSize(QPageSize(_SIZES[self.paper]))
        printer.setDocName(title)
        printer.setCopyCount(self.copies)
        mode = QPrinter.DuplexMode
        printer.setDuplex(mode.DuplexLongSide if self.both_sides else mode.DuplexNone)
        return printer


def ask_print(parent: QWidget, context: Context, title: str, count: int, send: Send) -> FormDialog:
    """Ask how to print ``count`` pages, then ``send(printer, pages)``.

    Raises NoPrinterError when there is nothing to print on.
    """
    names = printers_for(context)

    def submit(values: dict[str, Any], form: FormDialog) -> None:
        try:
            wish = wish_of(values, names, count)
            check_limit(context, wish)
        except (PageRangeError, TooManyPagesError) as error:
            form.show_error(error, "pages")
            return
        form.accept()
        send(wish.made(title), wish.pages)

    values = {"printer": names[0], "paper": "A4", "copies": 1}
    note = N_("Paper is A4.") if context.is_kiosk_reader else ""
    fields = _fields(names, count)
    return ask_form(
        parent, N_("Print"), fields, values, submit, button=N_("Print"), keep=False, note=note
    )


def wish_of(values: Mapping[str, Any], names: list[str], count: int) -> Wish:
    """What the form's values ask for; PageRangeError for pages that are not there."""
    typed = str(values.get("pages") or "").strip()
    return Wish(
        values.get("printer", names[0]),
        chosen_pages(typed, count) if typed else list(range(count)),
        int(values.get("copies") or 1),
        values.get("paper", "A4"),
        bool(values.get("both_sides")),
    )


def check_limit(context: Context, wish: Wish) -> None:
    """TooManyPagesError when a visitor wants more than the office lets one print at once."""
    most = VISITOR_PAGES.value_of(context.settings.values.get(VISITOR_PAGES.key))
    if most and context.actor.duty < Duty.CLERK and len(wish.pages) * wish.copies > most:
        raise TooManyPagesError(
            N_("Visitors print at most {count} pages at once. Choose fewer, or ask the clerk."),
            count=most,
        )


def _fields(names: list[str], count: int) -> list[Field]:
    infos = [QPrinterInfo.printerInfo(name) for name in names]
    # Of all printers together: which one it will be is chosen in the same form.
    sizes = {size.id() for info in infos for size in info.supportedPageSizes()}
    duplex = {mode for info in infos for mode in info.supportedDuplexModes()}
    pages = N_("Empty: all. Or numbers such as 1-3, 5")
    fields = [Field("pages", N_("Pages"), hint=pages)] if count > 1 else []
    fields.append(Field("copies", N_("Number of copies"), "number", required=True, check=_copies))
    if len(names) > 1:
        fields.insert(0, Field("printer", N_("Printer"), "choice", choices={n: n for n in names}))
        if QPageSize.PageSizeId.A3 in sizes:
            fields.append(Field("paper", N_("Paper"), "choice", choices={n: n for n in _SIZES}))
    # Every printer names one-sided printing among its modes.
    if duplex - {QPrinter.DuplexMode.DuplexNone}:
        fields.append(Field("both_sides", N_("On both sides"), "check"))
    return fields


def _copies(value: object) -> str | None:
    if isinstance(value, int) and 1 <= value <= _MOST_COPIES:
        return None
    return N_("Between 1 and 99 copies.")
