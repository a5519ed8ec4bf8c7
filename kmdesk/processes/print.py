"""Prints of processes: the manual, the improvement certificate, the portfolio, the handout."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf.document import STYLES, Document
from kmdesk.pdf.sheet import PageSize
from kmdesk.pdf.typography import Line, Rich, Style, set_lines
from kmdesk.processes import queries
from kmdesk.processes.chart import INK, PROBLEM
from kmdesk.processes.compare import (
    BAR_AFTER,
    BAR_BEFORE,
    FATE_LABELS,
    FATES,
    Comparison,
    Portfolio,
    Row,
    breach_words,
    change_words,
    comparison_of,
    digits,
    due_words,
    paper_words,
    portfolio_words,
    promised_words,
    time_words,
    totals_words,
    verdict_words,
)
from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.flow import KIND_LABELS, PHASES, Step
from kmdesk.processes.print_chart import A3, A4, draw_process
from kmdesk.processes.queries import FORM, ProcessView, Version
from kmdesk.processes.working_time import format_days, format_minutes
from kmdesk.records import Actor, Library
from kmdesk.records.settings import OFFICE_NAME

_BAR = 13.0
_HEIGHT = 62.0


def draw_pairs(document: Document, comparison: Comparison) -> None:
    """Draw two pairs of bars: time and steps."""
    before, after = comparison.before, comparison.after
    pairs = (
        (
            tr("Typical time"),
            (before.typical, format_days(before.typical)),
            (after.typical, format_days(after.typical)),
        ),
        (
            tr("Number of steps"),
            (before.steps, digits(before.steps)),
            (after.steps, digits(after.steps)),
        ),
    )
    for label, first, second in pairs:
        if document.room < _HEIGHT:
            document.new_page()
        document.y -= 16
        document.sheet.text(document.left, document.y, label, bold=True)
        longest = max(first[0], second[0]) or 1
        room = document.width - 300
        for (value, words), color, phase in (
            (first, BAR_BEFORE, tr("Before")),
            (second, BAR_AFTER, tr("After")),
        ):
            document.y -= 20
            document.sheet.text(document.left + 90, document.y + 3, phase, align="right", size=10)
            width = room * value / longest
            document.sheet.box(document.left + 100, document.y, width, _BAR, fill=color, line=0)
            x = document.left + 106 + width
            document.sheet.text(x, document.y + 3, words, size=10, color=INK)
        document.y -= 6
    document.y -= 4


def draw_savings(document: Document, portfolio: Portfolio) -> None:
    """Draw time before and after of every process, on one scale."""
    longest = max((saving.minutes_before for saving in portfolio.savings), default=0) or 1
    names = document.width * 0.34
    room = document.width - names - 90
    style = Style(size=10, leading=1.3)
    for saving in portfolio.savings:
        lines = set_lines(saving.title, style, names - 8, document.fonts.shaper)[:2]
        if document.room < 34:
            document.new_page()
        top = document.y
        for row, line in enumerate(lines):
            document.sheet.line_of_text(line, document.left, top - 11 - row * style.line_height)
        x = document.left + names
        for row, (minutes, color) in enumerate(
            ((saving.minutes_before, BAR_BEFORE), (saving.minutes_after, BAR_AFTER))
        ):
            width, y = room * minutes / longest, top - 13 - row * 13
            document.sheet.box(x, y, width, 10, fill=color, line=0)
            document.sheet.text(x + width + 5, y + 2, format_days(minutes), size=9, color=INK)
        document.y = top - 34


_STEP_HEADS = (
    N_("No."),
    N_("Work process"),
    N_("Time"),
    N_("Details of the work"),
    N_("Quality standard"),
    N_("Responsible"),
    N_("Papers and forms"),
    N_("Legal basis"),
)
_STEP_WIDTHS = (6, 20, 12, 18, 12, 12, 11, 12)


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
    document.table([tr(head) for head in _STEP_HEADS], rows, _STEP_WIDTHS)
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


SIGNERS = (N_("Prepared by"), N_("Reviewed by"), N_("Approved by"))
_SIGNED = 86.0
_BARS = 132.0
_CARD_SIZES = (12.0, 11.0, 10.0, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.0, 3.0)
_MIDDLE = 0.14  # part of the width between the lanes
_PAD = 4.0


def write_certificate(
    out: Path,
    comparison: Comparison,
    title: str,
    *,
    target: float,
    paper: str = "a4",
    office: str = "",
    names: tuple[str, str] = ("", ""),
) -> Path:
    """Write the certificate on one A4 or A3 sheet; ``names`` are those of the two versions."""
    document = Document(
        out,
        title=tr("Improvement certificate: {title}", title=title),
        office=office,
        size=A3 if paper == "a3" else A4,
    )
    document.heading(tr("Fewer steps and less time: before and after"))
    document.paragraph(title, "bold")
    if office:
        document.paragraph(office, "left")
    document.paragraph(verdict_words(comparison, target), "bold")
    document.paragraph(fate_words(comparison), "left")
    _lanes(document, comparison, names, document.room - _BARS - _SIGNED)
    document.y = document.size.bottom + _BARS + _SIGNED
    draw_pairs(document, comparison)
    _signatures(document)
    return document.save()


def fate_words(comparison: Comparison) -> str:
    """Describe how many steps had which outcome."""
    counts: Counter[str] = Counter()
    for row in comparison.rows:
        counts[row.fate] += max(1, len(row.before))
    words = [
        f"{tr(label)} {digits(counts[fate])}" for fate, label in FATE_LABELS.items() if counts[fate]
    ]
    return " · ".join(words)


@dataclass(frozen=True, slots=True)
class _Card:
    """A step scaled to its size: its lines, and its time at the foot."""

    lines: list[Line]
    time: str
    height: float


def _lanes(document: Document, comparison: Comparison, names: tuple[str, str], room: float) -> None:
    """Draw steps before (left) and after (right), joined by their outcome."""
    width = document.width * (1 - _MIDDLE) / 2
    # One sheet whatever the length: the text shrinks step by step until the lanes fit.
    for size in _CARD_SIZES:
        rows = [_set(document, row, width, size) for row in comparison.rows]
        gap = size * 0.7
        tall = sum(_tall(row, gap) for row in rows) + size * 2.4
        if tall <= room:
            break
    right = document.left + document.width - width
    for x, phase, name in (
        (document.left, tr("Before"), names[0]),
        (right, tr("After"), names[1]),
    ):
        words = f"{phase}: {name}" if name and name != phase else phase
        head = Style(size=min(12.0, size + 1), bold=True)
        line = set_lines(words, head, width, document.fonts.shaper)[0]
        document.sheet.line_of_text(line, x, document.y - size * 1.5)
    y = document.y - size * 2.4
    for row, cards in zip(comparison.rows, rows, strict=True):
        y = _draw_row(document, row, cards, (width, right, y), size)


def _set(
    document: Document, row: Row, width: float, size: float
) -> tuple[list[_Card], list[_Card]]:
    after = [row.after] if row.after else []
    return (
        [_card(document, step, width, size) for step in row.before],
        [_card(document, step, width, size) for step in after],
    )


def _card(document: Document, step: Step, width: float, size: float) -> _Card:
    style = Style(size=size, leading=1.35, color=INK)
    words = f"{step.name} ({step.role})" if step.role else step.name
    time = format_minutes(step.time.typical)
    space = document.fonts.shaper().width(time) * size + 2 * _PAD
    lines = set_lines(words, style, width - 2 * _PAD - space, document.fonts.shaper)
    return _Card(lines, time, len(lines) * style.line_height + _PAD)


def _tall(cards: tuple[list[_Card], list[_Card]], gap: float) -> float:
    return max(sum(card.height + 2 for card in side) for side in cards) + gap


def _draw_row(
    document: Document,
    row: Row,
    cards: tuple[list[_Card], list[_Card]],
    at: tuple[float, float, float],
    size: float,
) -> float:
    """Draw one row of the two lanes; return where the next begins."""
    width, right, top = at
    tall = _tall(cards, 0.0)
    sheet = document.sheet
    middles: list[list[float]] = [[], []]
    for side, x in ((0, document.left), (1, right)):
        y = top - (tall - sum(card.height + 2 for card in cards[side])) / 2
        for card in cards[side]:
            y -= card.height
            sheet.box(x, y, width, card.height, fill=FATES[row.fate], line=0.6, color=INK)
            for index, line in enumerate(card.lines):
                baseline = y + card.height - _PAD / 2 - (index + 1) * size * 1.35 + size * 0.4
                sheet.line_of_text(line, x + _PAD, baseline)
            foot = y + card.height / 2 - size * 0.3
            sheet.text(x + width - _PAD, foot, card.time, size=size, align="right", color=INK)
            middles[side].append(y + card.height / 2)
            y -= 2
    start, end = document.left + width, right
    label = (start + end) / 2
    for y in middles[0]:
        for target in middles[1]:
            sheet.path([(start, y), (start + 6, y), (end - 6, target), (end, target)], line=0.7)
    words = tr(FATE_LABELS[row.fate])
    wide = document.fonts.shaper().width(words) * size + 8
    y = top - tall / 2
    sheet.box(label - wide / 2, y - size * 0.75, wide, size * 1.5, fill="#ffffff", line=0.5)
    sheet.text(label, y - size * 0.3, words, size=size, align="center", color=INK)
    return top - tall - size * 0.7


def _signatures(document: Document) -> None:
    """Draw three signature fields at the foot of the sheet."""
    width = document.width / len(SIGNERS)
    top = document.size.bottom + _SIGNED - 22
    for number, signer in enumerate(SIGNERS):
        x = document.left + (number + 0.5) * width
        dots = "." * 34
        rows = (
            tr("Signed {dots}", dots=dots),
            f"({dots})",
            tr("Position {dots}", dots=dots),
            tr("{signer} on {dots}", signer=tr(signer), dots="." * 22),
        )
        for row, words in enumerate(rows):
            document.sheet.text(x, top - row * 18, words, size=9.5, align="center")


def write_portfolio(out: Path, portfolio: Portfolio, *, office: str = "") -> Path:
    """Write the portfolio of all processes: totals, bars, table."""
    title = tr("Time saved by all processes")
    document = Document(out, title=title, office=office, size=A4, landscape=True)
    document.heading(title)
    document.paragraph(portfolio_words(portfolio), "bold")
    draw_savings(document, portfolio)
    rows: list[list[Rich]] = [
        [
            saving.title,
            saving.owner,
            f"{digits(saving.steps_before)} → {digits(saving.steps_after)}",
            format_days(saving.minutes_before),
            format_days(saving.minutes_after),
            change_words(saving.percent),
            tr("reached") if saving.reached else tr("not reached"),
        ]
        for saving in portfolio.savings
    ]
    heads = [tr(head) for head in PORTFOLIO_HEADS]
    if rows:
        document.heading(tr("Process by process"), 2)
        document.table(heads, rows, (30, 22, 10, 13, 13, 8, 10))
    if portfolio.open_titles:
        document.paragraph(
            tr(
                "Without a version before and after: {titles}",
                titles=", ".join(portfolio.open_titles),
            ),
            "left",
        )
    return document.save()


PORTFOLIO_HEADS = (
    N_("Process"),
    N_("Owner"),
    N_("Number of steps"),
    N_("Time before"),
    N_("Time after"),
    N_("Change in time"),
    N_("Target"),
)


def write_handout(
    out: Path, title: str, view: ProcessView, *, office: str = "", filed: date | None = None
) -> Path:
    """Write the handout to ``out``."""
    document = Document(out, title=title, office=office, size=A4)
    document.heading(title)
    due = due_words(view, filed) if filed is not None else ""
    if due:
        document.paragraph(due, "bold")
    document.fields(
        [
            (tr("Who may apply"), view.applicant),
            (tr("Where to file"), view.where_to_file),
            (tr("Desk to file at"), view.desk),
            (tr("How long it takes"), promised_words(view)),
            (tr("What it costs"), view.fee),
        ]
    )
    if view.papers:
        document.heading(tr("What to bring"), 2)
        for paper in view.papers:
            if document.room < 30:
                document.new_page()
            document.sheet.box(document.left, document.y - 15, 10, 10, line=0.8)
            document.item("", paper_words(paper))
    forms = [link for link in view.links if link.relation == FORM]
    if forms:
        document.heading(tr("Forms to fill in"), 2)
        for number, link in enumerate({f.record_id: f for f in forms}.values(), start=1):
            document.item(f"{digits(number)}.", link.words)
    laws = dict.fromkeys(link.words for link in view.links if link.relation != FORM)
    document.fields(
        [
            (tr("By which law"), "\n".join(part for part in (view.basis, *laws) if part)),
            (tr("Last day by law"), view.legal_deadline),
            (tr("Where to complain"), view.complaints),
            (tr("Remarks"), view.note),
        ]
    )
    return document.save()
