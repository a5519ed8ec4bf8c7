"""Sheets of a committee: its members as at a day, its KM plan, the plan's progress on one page."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf.document import (
    SUBTITLE,
    TITLE,
    Document,
    Paper,
    Signer,
    begin,
    day,
    dotted,
    signatures,
)
from kmdesk.pdf.tables import Band, TableStyle
from kmdesk.pdf.typography import Line, Rich, Style, set_lines

# Members ---------------------------------------------------------------------------------

ROSTER_HEADS = (
    N_("No."),
    N_("Name and post"),
    N_("Role"),
    N_("Member since"),
    N_("Until"),
    N_("By order"),
)
_ROSTER_WIDTHS = (9, 34, 18, 14, 14, 22)


@dataclass(frozen=True, slots=True)
class MemberLine:
    """One member; dates are ISO, without ``to_on`` the end is open."""

    name: str
    role: str
    from_on: str
    to_on: str | None = None
    order: str = ""


def write_roster(
    out: Path, paper: Paper, committee: str, as_at: str, members: Sequence[MemberLine]
) -> Path:
    """Print everyone who is a member on ``as_at`` (ISO), in the order of the committee."""
    document = begin(out, paper, committee)
    document.running_head = committee
    document.paragraph(tr("Members of {committee}", committee=committee), TITLE)
    document.paragraph(dotted(paper.office, 50), SUBTITLE)
    document.paragraph(tr("As at {day}", day=day(document, as_at, "long")), SUBTITLE)
    rows: list[list[Rich]] = [
        [
            document.digits(str(number)),
            dotted(each.name, 30),
            each.role,
            day(document, each.from_on),
            day(document, each.to_on) if each.to_on else tr("open-ended"),
            document.digits(dotted(each.order, 18)),
        ]
        for number, each in enumerate(members, 1)
    ]
    if members:
        document.table(
            [tr(head) for head in ROSTER_HEADS],
            rows,
            _ROSTER_WIDTHS,
            TableStyle(aligns=("center",)),
        )
        count = document.digits(tr("{count} members", count=len(members)))
        document.paragraph(count, "note")
    else:
        document.paragraph(tr("Nobody was a member on this day."), "center")
    return document.save()


# KM plan of a fiscal year: two tables for each desired state -----------------------------

PLAN_HEADS = (
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
_KEPT_TOGETHER = 110.0
_PLAN_WIDTHS = (5, 18, 14, 11, 12, 10, 11, 9, 12, 9)


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
        if document.room < _KEPT_TOGETHER:  # name, header and first row stay together
            document.new_page()
        document.paragraph(name, "bold")
        document.table(
            [tr(head) for head in PLAN_HEADS],
            _plan_rows(document, lines),
            _PLAN_WIDTHS,
            TableStyle(size=9, aligns=("center",)),
        )


def _plan_rows(document: Document, lines: Sequence[PlanLine]) -> list[Sequence[Rich]]:
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


# Progress report for the chair -----------------------------------------------------------

_BAR, _GAP = 13.0, 7.0
_LABEL = 0.42  # of the line, for a bar's label
_FULL, _EMPTY = "#5b7f95", "#eeeeee"
_SIGNATURE_HEIGHT = 106.0  # reserved for the signature
_SMALL_TEXT = Style(size=9.5, leading=1.35)


@dataclass(frozen=True, slots=True)
class Bar:
    """A goal and its degree of achievement, 0 to 1; None when it is not measured."""

    name: str
    share: float | None


@dataclass(frozen=True, slots=True)
class ProgressSheet:
    """The report as text: (name, figure), bars, late activities with person and date."""

    title: str
    period: str
    figures: tuple[tuple[str, str], ...]
    bars: tuple[Bar, ...]
    late: tuple[tuple[str, str, str], ...] = ()
    problems: tuple[str, ...] = ()
    reporter: str = ""


def write_progress(out: Path, paper: Paper, sheet: ProgressSheet) -> Path:
    """Print one page, whatever the length of the plan: what does not fit is only counted."""
    document = begin(out, paper, sheet.title)
    document.paragraph(tr("Progress report to the chair"), TITLE)
    document.paragraph(document.digits(sheet.title), SUBTITLE)
    line = "   ".join(filter(None, (paper.office, sheet.period)))
    document.paragraph(document.digits(line), SUBTITLE)
    _figures(document, sheet.figures)
    _bars(document, sheet.bars)
    _late(document, sheet.late)
    _problems(document, sheet.problems)
    signatures(document, [Signer(tr("Reported by"), sheet.reporter), Signer(tr("Noted by chair"))])
    return document.save()


def _room(document: Document) -> float:
    return document.room - _SIGNATURE_HEIGHT


def _figures(document: Document, figures: Sequence[tuple[str, str]]) -> None:
    """Draw two figures per line, so that ten take five lines."""
    pairs = [(name, document.digits(value)) for name, value in figures]
    rows: list[list[Rich]] = [
        [cell for pair in pairs[at : at + 2] for cell in pair] for at in range(0, len(pairs), 2)
    ]
    if rows:
        document.table([], rows, (30, 14, 30, 14), TableStyle(aligns=("left", "right") * 2))


def _bars(document: Document, bars: Sequence[Bar]) -> None:
    if not bars:
        return
    document.paragraph(tr("On the way to the desired states"), "bold")
    shown = 0
    limit = max(document.room * 0.55 - _SIGNATURE_HEIGHT / 2, 120)
    top = document.y
    for bar in bars:
        lines = _label(document, bar)
        if top - document.y + max(len(lines) * _SMALL_TEXT.line_height, _BAR) + _GAP > limit:
            break
        _bar(document, bar, lines)
        shown += 1
    _rest(document, len(bars) - shown)


def _label(document: Document, bar: Bar) -> list[Line]:
    lines = set_lines(bar.name, _SMALL_TEXT, document.width * _LABEL - 10, document.fonts.shaper)
    return list(lines)[:2]


def _bar(document: Document, bar: Bar, lines: Sequence[Line]) -> None:
    sheet, high = document.sheet, max(len(lines) * _SMALL_TEXT.line_height, _BAR)
    left, wide = document.left + document.width * _LABEL, document.width * (1 - _LABEL) - 60
    for at, line in enumerate(lines):
        base = document.y - (at + 1) * _SMALL_TEXT.line_height + 0.36 * _SMALL_TEXT.size
        sheet.line_of_text(line, document.left, base)
    y = document.y - (high + _BAR) / 2
    sheet.box(left, y, wide, _BAR, fill=_EMPTY, line=0.5, color="#808080")
    if bar.share:
        sheet.box(left, y, wide * bar.share, _BAR, fill=_FULL, line=0.5, color="#404040")
    words = "." * 8 if bar.share is None else document.digits(f"{bar.share:.0%}")
    sheet.text(left + wide + 8, y + 3.5, words, size=10, bold=bar.share is not None)
    document.y -= high + _GAP


def _late(document: Document, late: Sequence[tuple[str, str, str]]) -> None:
    """Draw as many late activities as leave room for the signature."""
    if not late:
        document.paragraph(tr("No activity is late."), "left")
        return
    document.paragraph(tr("Activities that are late"), "bold")
    rows: list[list[Rich]] = []
    height = 40.0
    for activity, owner, due in late:
        wide = document.width * 0.55 - 8
        lines = set_lines(activity, Style(size=9.5), wide, document.fonts.shaper)
        height += len(lines) * 9.5 * 1.45 + 7
        if height > _room(document) * 0.7 and rows:
            break
        rows.append([activity, owner, due])
    heads: list[Rich] = [tr("Activity"), tr("Responsible"), tr("Due")]
    document.table(heads, rows, (55, 27, 18), TableStyle(size=9.5))
    _rest(document, len(late) - len(rows))


def _problems(document: Document, problems: Sequence[str]) -> None:
    if not problems:
        return
    shown = 0
    for at, problem in enumerate(problems):
        text = f"• {problem}"
        lines = set_lines(text, _SMALL_TEXT, document.width, document.fonts.shaper)
        if (len(lines) + 2) * _SMALL_TEXT.line_height + 22 > _room(document):
            break
        if at == 0:
            document.paragraph(tr("Problems reported"), "bold")
        document.paragraph(text, _SMALL_TEXT)
        shown += 1
    if shown:
        _rest(document, len(problems) - shown)
    else:
        words = tr("{count} problems reported, see the plan", count=len(problems))
        document.paragraph(document.digits(words), _SMALL_TEXT)


def _rest(document: Document, count: int) -> None:
    if count > 0:
        words = tr("and {count} more in the plan", count=count)
        document.paragraph(document.digits(words), _SMALL_TEXT)
