"""Print the improvement certificate on one sheet, and the portfolio of all processes.

The certificate has two lanes of steps, bars, the verdict and signatures.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.typography import Line, Rich, Style, set_lines
from kmdesk.processes.compare import FATE_LABELS, Comparison, Portfolio, Row
from kmdesk.processes.display import (
    FATES,
    INK,
    change_words,
    digits,
    portfolio_words,
    verdict_words,
)
from kmdesk.processes.flow import Step
from kmdesk.processes.print_bars import draw_pairs, draw_savings
from kmdesk.processes.print_chart import A3, A4
from kmdesk.processes.working_time import format_days, format_minutes

SIGNERS = (N_("Prepared by"), N_("Reviewed by"), N_("Approved by"))
_SIGNED = 86.0
_BARS = 132.0
_SIZES = (12.0, 11.0, 10.0, 9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.0, 3.0)
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
    for size in _SIZES:
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
    heads = [tr(head) for head in HEADS]
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


HEADS = (
    N_("Process"),
    N_("Owner"),
    N_("Number of steps"),
    N_("Time before"),
    N_("Time after"),
    N_("Change in time"),
    N_("Target"),
)
