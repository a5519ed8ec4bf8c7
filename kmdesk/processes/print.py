"""Print the process manual: facts, step table (OPDC columns), charts, before and after."""

from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf.document import STYLES, Document
from kmdesk.pdf.sheet import PageSize
from kmdesk.pdf.typography import Rich
from kmdesk.processes import queries
from kmdesk.processes.compare import FATE_LABELS, Comparison, comparison_of
from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.display import (
    PROBLEM,
    breach_words,
    digits,
    due_words,
    paper_words,
    promised_words,
    time_words,
    totals_words,
    verdict_words,
)
from kmdesk.processes.flow import KIND_LABELS, PHASES
from kmdesk.processes.print_bars import draw_pairs
from kmdesk.processes.print_chart import draw_process
from kmdesk.processes.queries import ProcessView, Version
from kmdesk.processes.working_time import format_minutes
from kmdesk.records import Actor, Library
from kmdesk.records.settings import OFFICE_NAME

_HEADS = (
    N_("No."),
    N_("Work process"),
    N_("Time"),
    N_("Details of the work"),
    N_("Quality standard"),
    N_("Responsible"),
    N_("Papers and forms"),
    N_("Legal basis"),
)
_WIDTHS = (6, 20, 12, 18, 12, 12, 11, 12)


def write_manual(library: Library, actor: Actor, record_id: int, out: Path) -> None:
    """Print one process; raises RecordError when the actor may not see it."""
    with library.reading(actor) as reading:
        title = reading.record(record_id).title
        owner = reading.record(record_id).issuer
        view = queries.view(reading.session, record_id)
    page = PageSize(left=45, right=40, top=48, bottom=50)
    document = Document(
        out,
        title=title,
        office=OFFICE_NAME.of(library),
        landscape=True,
        running_head=title,
        size=page,
    )
    document.heading(title)
    if view is not None:
        _facts(document, view, owner)
        if view.present is not None:
            _steps(document, view.present, view.standard_minutes)
        comparison = comparison_of(view)
        if comparison is not None:
            _comparison(document, comparison, view.target_percent)
        for version in reversed(view.versions):
            _chart(document, version, view.standard_minutes)
    document.save()


def _facts(document: Document, view: ProcessView, owner: str) -> None:
    document.fields(
        [
            (tr("Owner"), owner),
            (tr("Purpose"), view.purpose),
            (tr("Who may apply"), view.applicant),
            (tr("Where to file"), view.where_to_file),
            (tr("How long it takes"), promised_words(view)),
            (tr("What it costs"), view.fee),
            (tr("By which law"), view.basis),
            (tr("Last day by law"), view.legal_deadline),
            (tr("Where to complain"), view.complaints),
            (tr("Remarks"), view.note),
        ]
    )
    due = due_words(view, document.printed_on)
    if due:
        document.paragraph(due, "bold")
    if view.papers:
        document.heading(tr("What to bring"), 2)
        for number, paper in enumerate(view.papers, start=1):
            document.item(f"{digits(number)}.", paper_words(paper))


def _steps(document: Document, version: Version, standard: int | None) -> None:
    document.heading(_version_words(version, tr("Steps")), 2)
    process = version.process
    rows: list[list[Rich]] = [
        [
            digits(number),
            step.name or tr(KIND_LABELS[step.kind]),
            time_words(step),
            step.detail,
            step.quality,
            step.role,
            step.forms,
            step.basis,
        ]
        for number, step in enumerate(process.steps, start=1)
    ]
    document.table([tr(head) for head in _HEADS], rows, _WIDTHS)
    document.paragraph(totals_words(process), "left")
    late = breach_words(process, standard)
    if late:
        document.paragraph(late, STYLES["left"].but(color=PROBLEM))
    for assumption in cycle_time(process).assumptions:
        document.paragraph(document.digits(str(assumption)), "note")


def _version_words(version: Version, what: str) -> str:
    return f"{what}: {version.name or tr(PHASES[version.phase])}"


def _chart(document: Document, version: Version, standard: int | None) -> None:
    if not version.process.steps:
        return
    document.page_break()
    document.heading(_version_words(version, tr("Flowchart")), 2)
    draw_process(document, version.process, standard)


def _comparison(document: Document, comparison: Comparison, target: float) -> None:
    document.heading(tr("Before and after"), 2)
    rows: list[list[Rich]] = []
    for row in comparison.rows:
        rows.append(
            [
                "\n".join(step.name for step in row.before),
                format_minutes(row.minutes_before) if row.before else "",
                tr(FATE_LABELS[row.fate]),
                row.after.name if row.after else "",
                format_minutes(row.minutes_after) if row.after else "",
            ]
        )
    heads = (
        tr("Steps before"),
        tr("Time before"),
        tr("What became of it"),
        tr("Steps after"),
        tr("Time after"),
    )
    document.table(list(heads), rows, (34, 14, 10, 34, 14))
    document.paragraph(verdict_words(comparison, target), "bold")
    draw_pairs(document, comparison)
