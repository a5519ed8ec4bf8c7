"""Export a chart for other programs, as SVG or BPMN file."""

from pathlib import Path

from kmdesk.i18n import KmdeskError
from kmdesk.pdf.sheet import Fonts
from kmdesk.processes.bpmn import bpmn_text
from kmdesk.processes.display import flow_words, step_words
from kmdesk.processes.flow import Process
from kmdesk.processes.layout import layout
from kmdesk.processes.layout.chart import Chart
from kmdesk.processes.print_chart import measure_with
from kmdesk.processes.svg import svg_text
from kmdesk.store.atomic import atomic_file


class ExportError(KmdeskError):
    """Raised when a chart cannot be written."""


def export_chart(out: Path, process: Process, title: str, owner: str = "") -> Path:
    """Write the chart as ``.svg`` or ``.bpmn``, depending on the suffix of ``out``."""
    if not process.steps:
        raise ExportError("There are no steps yet. Add the first one.")
    chart = drawn(process)
    if out.suffix.lower() == ".svg":
        text = svg_text(process, chart, title)
    else:
        text = bpmn_text(process, chart, title, owner)
    with atomic_file(out, ExportError) as partial:
        partial.write_text(text, "utf-8")
    return out


def drawn(process: Process) -> Chart:
    """Return the chart as drawn in print and files."""
    return layout(process, measure_with(Fonts()), lambda s: step_words(process, s), flow_words)
