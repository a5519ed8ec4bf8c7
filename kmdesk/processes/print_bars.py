"""Draw bar charts in a PDF: pairs before and after, and one bar per process."""

from kmdesk.i18n import tr
from kmdesk.pdf.document import Document
from kmdesk.pdf.typography import Style, set_lines
from kmdesk.processes.compare import Comparison, Portfolio
from kmdesk.processes.display import BAR_AFTER, BAR_BEFORE, INK, digits
from kmdesk.processes.working_time import format_days

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
