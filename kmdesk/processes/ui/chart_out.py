"""A chart leaves the screen: on A4, A3 or a poster, or as an SVG or BPMN file."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.processes.flow import Process
from kmdesk.processes.ui.chart_view import ChartView
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.files import ask_target
from kmdesk.widgets.printing import print_made, print_path

_PAPERS = {"a4": N_("One A4 sheet"), "a3": N_("One A3 sheet"), "poster": N_("Poster of A4 sheets")}
_FILES = {
    "svg": N_("Save as a drawing (SVG)…"),
    "bpmn": N_("Save for other programs (BPMN)…"),
}


def out_menu(
    parent: QWidget, print_on: Callable[[str], None], save_as: Callable[[str], None]
) -> QMenu:
    """Papers, then file formats."""
    menu = QMenu(parent)
    menu.setObjectName("chartOut")
    for paper, label in _PAPERS.items():
        menu.addAction(tr(label)).triggered.connect(partial(_run, print_on, paper))
    menu.addSeparator()
    for suffix, label in _FILES.items():
        menu.addAction(tr(label)).triggered.connect(partial(_run, save_as, suffix))
    return menu


def _run(work: Callable[[str], None], choice: str, _on: bool = False) -> None:
    work(choice)


def print_chart_on(
    parent: QWidget, context: Context, view: ChartView, title: str, paper: str
) -> None:
    """Make the PDF off the UI thread and show it."""
    process, standard = view.process, view.standard
    office = context.settings.office_name

    def make() -> Path:
        from kmdesk.processes.print_chart import write_chart  # reportlab only when printing

        out = print_path("chart.pdf")
        return write_chart(out, process, title, paper=paper, office=office, standard=standard)

    print_made(parent, context, make, title)


def save_chart_as(
    parent: QWidget, context: Context, process: Process, names: tuple[str, str], suffix: str
) -> None:
    """Ask for a file name, then write the chart there."""
    if not context.may_choose_file():
        return
    title, _owner = names
    # Thai vowel signs and tone marks are not alphanumeric to Python.
    usual = "".join(c for c in title if c.isalnum() or c in " -_" or "\u0e00" <= c <= "\u0e7f")
    name = f"{usual[:60].strip() or 'chart'}.{suffix}"
    chosen = ask_target(parent, tr("Save the chart"), "chart", name, f"*.{suffix}")
    if chosen:
        path = Path(chosen)
        write_chart_file(
            parent, context, process, names, path if path.suffix else path.with_suffix(f".{suffix}")
        )


def write_chart_file(
    parent: QWidget, context: Context, process: Process, names: tuple[str, str], out: Path
) -> None:
    """Write the chart to ``out`` off the UI thread and say so."""

    def make() -> Path:
        from kmdesk.processes.export import export_chart

        return export_chart(out, process, *names)

    def done(path: Path) -> None:
        context.message_posted.emit(tr("Saved: {name}", name=path.name))

    context.runner.submit_read(make, done=done, failed=lambda error: _refuse(parent, error))


def _refuse(parent: QWidget, error: Exception) -> None:
    show_error(parent, error)
