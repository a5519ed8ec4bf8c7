"""Print the list of open resolutions."""

from collections.abc import Sequence
from pathlib import Path

from kmdesk.committees.calendar import FollowUp
from kmdesk.committees.meetings import ActionLine
from kmdesk.i18n import tr
from kmdesk.pdf import Document
from kmdesk.records.display import screen_date


def write_actions(found: FollowUp, lines: Sequence[ActionLine], office: str, out: Path) -> None:
    """Write ``lines`` as a table to ``out``."""
    title = tr("Resolutions to be carried out")
    document = Document(out, title=title, office=office, landscape=True)
    document.heading(title, 1)
    document.paragraph(tr("As of {day}", day=screen_date(found.today)))
    heads = ["In charge", "Committee", "Resolution", "Due", "Late by", "Progress of it"]
    rows = [
        (
            line.owner,
            f"{line.committee} {line.meeting}",
            line.resolution,
            screen_date(line.due_on, "short"),
            late_words(found, line),
            line.progress,
        )
        for line in lines
    ]
    document.table([tr(head) for head in heads], rows, [3, 4, 6, 2, 2, 4])
    document.save()


def late_words(found: FollowUp, line: ActionLine) -> str:
    """Describe how late a resolution is, or ""."""
    days = found.late_by(line)
    return tr("{count} days", count=str(days)) if days else ""
