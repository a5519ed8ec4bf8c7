"""The printers of this machine that put something on paper."""

import os
import re
from importlib import import_module
from typing import Any

from PySide6.QtPrintSupport import QPrinterInfo

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records.settings import KIOSK_PRINTER
from kmdesk.widgets.context import Context

# A printer at one of these asks for the name of a file, or dials: it opens a dialog of the
# system's own, which shows the whole machine.
_NO_PAPER = re.compile(r"file:|portprompt:|shrfax:|nul:|xps.*|.*fax.*|.*onenote.*", re.IGNORECASE)
_PRINTERS = r"SYSTEM\CurrentControlSet\Control\Print\Printers"


class NoPrinterError(KmdeskError):
    """There is nothing to print on."""


def takes_paper(name: str, port: str) -> bool:
    """Whether a printer of this name at this port of Windows prints on paper."""
    return not any(_NO_PAPER.fullmatch(word.strip()) for word in (name, *port.split(",")))


def paper_printers() -> list[str]:
    """The names of all printers that print on paper, the system's own choice first."""
    chosen = QPrinterInfo.defaultPrinterName()
    names = sorted(QPrinterInfo.availablePrinterNames(), key=lambda name: (name != chosen, name))
    return [name for name in names if takes_paper(name, _port_of(name))]


def printers_for(context: Context) -> list[str]:
    """The printers offered here: at a kiosk only that of the administrator.

    Raises NoPrinterError with what to do when there is none.
    """
    names = paper_printers()
    if not context.is_kiosk_reader:
        if not names:
            raise NoPrinterError(
                N_("No printer is set up on this machine. Save the print as PDF and take it along.")
            )
        return names
    wanted = KIOSK_PRINTER.value_of(context.settings.values.get(KIOSK_PRINTER.key))
    if wanted and wanted not in names:
        raise NoPrinterError(
            N_("The printer {name} of this corner is not there. Please tell the clerk."),
            name=wanted,
        )
    if not names:
        raise NoPrinterError(N_("No printer is set up here. Please tell the clerk."))
    return [wanted or names[0]]


def _port_of(name: str) -> str:
    """Where Windows sends what is printed on it; Qt does not tell. Empty elsewhere."""
    if os.name != "nt":
        return ""
    winreg: Any = import_module("winreg")
    try:
        # a shared printer's name has its PC in it, between signs that a key may not hold
        place = _PRINTERS + "\\" + name.replace("\\", ",")
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, place) as key:
            return str(winreg.QueryValueEx(key, "Port")[0])
    except OSError:
        return ""
