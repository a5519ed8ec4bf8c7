"""KM plan of a fiscal year: landscape, two tables per desired state, signatures."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.sheets.frame import (
    SUBTITLE,
    TITLE,
    Paper,
    Signer,
    begin,
    dotted,
    signatures,
)
from kmdesk.pdf.tables import Band, TableStyle
from kmdesk.pdf.typography import Rich

HEADS = (
    N_("No."),
    N_("Activity"),
    N_("Way to success"),
    N_("Time span"),
    N_("Key indicator"),
    N_("Target"),
    N_("Tools and equipment"),
    N_("Budget"),
    N_("Responsible"),
    N_("Status"),
)
_KEEP = 110.0
_WIDTHS = (5, 18, 14, 11, 12, 10, 11, 9, 12, 9)


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One activity as text; ``part`` is the step or change part it belongs to."""

    part: str
    activity: str
    method: str = ""
    period: str = ""
    indicator: str = ""
    target: str = ""
    tools: str = ""
    budget: str = ""
    owner: str = ""
    status: str = ""


@dataclass(frozen=True, slots=True)
class PlanState:
    """A desired state with its focus area, its target and its two tables."""

    focus: str
    title: str
    target: str = ""
    steps: tuple[PlanLine, ...] = ()
    changes: tuple[PlanLine, ...] = ()


@dataclass(frozen=True, slots=True)
class PlanSheet:
    """A plan as text."""

    title: str
    fiscal_year: int
    level: str
    states: tuple[PlanState, ...]
    reviewer: str = ""
    approver: str = ""


def write_plan_table(out: Path, paper: Paper, plan: PlanSheet) -> Path:
    """Print two tables for each desired state, then the reviewer and the approver."""
    document = begin(out, paper, plan.title, landscape=True)
    document.running_head = plan.title
    document.paragraph(document.digits(plan.title), TITLE)
    words = tr("Fiscal year {year}", year=plan.fiscal_year)
    line = "   ".join(filter(None, (paper.office, document.digits(words), plan.level)))
    document.paragraph(line, SUBTITLE)
    for number, state in enumerate(plan.states, 1):
        _state(document, number, state)
    signatures(
        document,
        [
            Signer(tr("Reviewer of the plan"), plan.reviewer),
            Signer(tr("Approved by (CKO)"), plan.approver),
        ],
    )
    return document.save()


def _state(document: Document, number: int, state: PlanState) -> None:
    document.heading(document.digits(f"{number}. {state.title}"), 3)
    document.fields(
        [
            (tr("Focus area (KM)"), dotted(state.focus, 40)),
            (tr("Desired state (KM)"), state.title),
            (tr("Target"), document.digits(state.target)),
        ]
    )
    for name, lines in (
        (tr("Knowledge management process (seven steps)"), state.steps),
        (tr("Change management process (six parts)"), state.changes),
    ):
        if document.room < _KEEP:  # name, header and first row stay together
            document.new_page()
        document.paragraph(name, "bold")
        document.table(
            [tr(head) for head in HEADS],
            _rows(document, lines),
            _WIDTHS,
            TableStyle(size=9, aligns=("center",)),
        )


def _rows(document: Document, lines: Sequence[PlanLine]) -> list[Sequence[Rich]]:
    rows: list[Sequence[Rich]] = []
    part = ""
    for number, line in enumerate(lines, 1):
        if line.part != part:
            part = line.part
            rows.append(Band((document.digits(part),)))
        rows.append(
            [
                document.digits(str(number)),
                line.activity,
                dotted(line.method, 18),
                document.digits(dotted(line.period, 12)),
                dotted(line.indicator, 14),
                document.digits(dotted(line.target, 10)),
                dotted(line.tools, 12),
                document.digits(dotted(line.budget, 8)),
                dotted(line.owner, 14),
                document.digits(line.status),
            ]
        )
    if not rows:
        rows.append(["", *["." * length for length in (22, 18, 12, 14, 10, 12, 8, 14)], ""])
    return rows
