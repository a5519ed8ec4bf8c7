"""Print orders, minutes and invitations in the forms of the regulation."""

from pathlib import Path

from kmdesk.committees import official
from kmdesk.pdf.sheets.correspondence import (
    AnnouncementSheet,
    write_agenda,
    write_announcement,
    write_letter,
    write_memo,
    write_minutes,
    write_order,
)
from kmdesk.pdf.sheets.frame import paper_of
from kmdesk.records import Actor, Library


def print_order(library: Library, actor: Actor, order_id: int, out: Path) -> Path:
    """Print an appointment order as แบบที่ ๔, or as แบบที่ ๗ when it is an announcement."""
    paper = paper_of(library)
    with library.reading(actor) as reading:
        sheet = official.order_sheet(reading, order_id, paper.office)
    if isinstance(sheet, AnnouncementSheet):
        return write_announcement(out, paper, sheet)
    return write_order(out, paper, sheet)


def print_minutes(library: Library, actor: Actor, meeting_id: int, out: Path) -> Path:
    """Print the minutes of a meeting as แบบที่ ๑๑."""
    paper = paper_of(library)
    with library.reading(actor) as reading:
        sheet = official.minutes_sheet(reading, meeting_id, paper.office)
    return write_minutes(out, paper, sheet)


def print_agenda(library: Library, actor: Actor, meeting_id: int, out: Path) -> Path:
    """Print the agenda of a planned meeting."""
    paper = paper_of(library)
    with library.reading(actor) as reading:
        sheet = official.minutes_sheet(reading, meeting_id, paper.office)
    return write_agenda(out, paper, sheet)


def print_invitation(
    library: Library,
    actor: Actor,
    meeting_id: int,
    out: Path,
    *,
    outside: bool = False,
    urgency: str = "",
) -> Path:
    """Print an invitation: a memo (แบบที่ ๒), or a letter (แบบที่ ๑) to those ``outside``.

    ``urgency`` is a code of ``records.urgency.URGENCIES``.
    """
    paper = paper_of(library)
    with library.reading(actor) as reading:
        if outside:
            letter = official.outside_invitation(reading, meeting_id, paper.office, urgency)
            return write_letter(out, paper, letter)
        memo = official.invitation(reading, meeting_id, paper.office, urgency)
    return write_memo(out, paper, memo)
