"""Small lists typed as lines of text: papers to bring, days off."""

from collections.abc import Iterable
from datetime import date

from kmdesk.i18n import N_, KmdeskError
from kmdesk.processes.compare import digits
from kmdesk.processes.queries import Paper, ProcessPaper
from kmdesk.processes.working_time import parse_span
from kmdesk.records.fields import screen_date
from kmdesk.thai.dates import parse_date
from kmdesk.thai.digits import to_arabic

_BAD_PAPER = N_("Write each paper as: name | originals | copies | remark.")
_BAD_DAY = N_("Write each day as a date followed by its name, e.g. 13/4/2569 วันสงกรานต์.")
_BAD_TIME = N_("Write the time as 30 min, 2 h or 5 days.")


PAPER_HINT = N_("One paper a line: name | originals | copies | remark")


class LineError(KmdeskError):
    """A line that cannot be read."""


def paper_lines(papers: Iterable[Paper | ProcessPaper]) -> str:
    """Return papers as lines to edit."""
    lines = []
    for paper in papers:
        cells = [paper.name, digits(paper.originals), digits(paper.copies), paper.note]
        lines.append(" | ".join(cells).rstrip(" |"))
    return "\n".join(lines)


def read_papers(text: str) -> list[Paper]:
    """Return the papers of edited lines; raises LineError."""
    return [_paper(line) for line in text.splitlines() if line.strip()]


def _paper(line: str) -> Paper:
    cells = [cell.strip() for cell in line.split("|")]
    name, counts, note = cells[0], cells[1:3], cells[3:4]
    plain = [to_arabic(cell) or "0" for cell in counts]
    if not name or len(cells) > 4 or not all(cell.isdecimal() for cell in plain):
        raise LineError(_BAD_PAPER)
    originals, copies = [*(int(cell) for cell in plain), 0, 0][:2]
    return Paper(name, originals, copies, note[0] if note else "")


def paper_check(text: str) -> str | None:
    """Return what is wrong with the lines, as a message id, or None."""
    try:
        read_papers(text)
    except LineError:
        return _BAD_PAPER
    return None


def holiday_lines(days: Iterable[tuple[str, str]]) -> str:
    """Return days off as lines to edit."""
    return "\n".join(f"{screen_date(day)} {name}".strip() for day, name in days)


def read_holidays(text: str) -> dict[date, str]:
    """Return the days off of edited lines; raises LineError."""
    return dict(_day(line) for line in text.splitlines() if line.strip())


def _day(line: str) -> tuple[date, str]:
    """Return the longest beginning that is a date; the rest is the name."""
    words = line.split()
    for count in range(min(4, len(words)), 0, -1):
        day = parse_date(" ".join(words[:count]))
        if day is not None:
            return day, " ".join(words[count:])
    raise LineError(_BAD_DAY)


def holiday_check(text: str) -> str | None:
    """Return what is wrong with the lines, as a message id, or None."""
    try:
        read_holidays(text)
    except LineError:
        return _BAD_DAY
    return None


def duration_check(text: str) -> str | None:
    """Return what is wrong with a time, as a message id, or None."""
    try:
        parse_span(text)
    except KmdeskError:
        return _BAD_TIME
    return None
