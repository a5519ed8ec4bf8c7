"""One-page progress report of a KM plan for the chair: figures, bars, late activities."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.sheets.frame import SUBTITLE, TITLE, Paper, Signer, begin, signatures
from kmdesk.pdf.tables import TableStyle
from kmdesk.pdf.typography import Line, Rich, Style, set_lines

_BAR, _GAP = 13.0, 7.0
_LABEL = 0.42  # of the line, for a bar's label
_FULL, _EMPTY = "#5b7f95", "#eeeeee"
_FOOT = 106.0  # reserved for the signature
_SMALL = Style(size=9.5, leading=1.35)


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
    return document.room - _FOOT


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
    limit = max(document.room * 0.55 - _FOOT / 2, 120)
    top = document.y
    for bar in bars:
        lines = _label(document, bar)
        if top - document.y + max(len(lines) * _SMALL.line_height, _BAR) + _GAP > limit:
            break
        _bar(document, bar, lines)
        shown += 1
    _rest(document, len(bars) - shown)


def _label(document: Document, bar: Bar) -> list[Line]:
    lines = set_lines(bar.name, _SMALL, document.width * _LABEL - 10, document.fonts.shaper)
    return list(lines)[:2]


def _bar(document: Document, bar: Bar, lines: Sequence[Line]) -> None:
    sheet, high = document.sheet, max(len(lines) * _SMALL.line_height, _BAR)
    left, wide = document.left + document.width * _LABEL, document.width * (1 - _LABEL) - 60
    for at, line in enumerate(lines):
        base = document.y - (at + 1) * _SMALL.line_height + 0.36 * _SMALL.size
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
        lines = set_lines(text, _SMALL, document.width, document.fonts.shaper)
        if (len(lines) + 2) * _SMALL.line_height + 22 > _room(document):
            break
        if at == 0:
            document.paragraph(tr("Problems reported"), "bold")
        document.paragraph(text, _SMALL)
        shown += 1
    if shown:
        _rest(document, len(problems) - shown)
    else:
        words = tr("{count} problems reported, see the plan", count=len(problems))
        document.paragraph(document.digits(words), _SMALL)


def _rest(document: Document, count: int) -> None:
    if count > 0:
        words = tr("and {count} more in the plan", count=count)
        document.paragraph(document.digits(words), _SMALL)
