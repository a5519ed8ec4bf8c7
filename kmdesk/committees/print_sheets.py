"""Print plan table, progress report and roster."""

from pathlib import Path

from kmdesk.committees import sheets
from kmdesk.pdf.sheets.committee import write_plan_table, write_progress, write_roster
from kmdesk.pdf.sheets.frame import paper_of
from kmdesk.records import Actor, Library


def print_plan(library: Library, actor: Actor, plan_id: int, out: Path) -> Path:
    """Print the plan as the public sector's table, with signature blocks."""
    with library.reading(actor) as reading:
        sheet = sheets.plan_sheet(reading, plan_id)
    return write_plan_table(out, paper_of(library), sheet)


def print_progress(
    library: Library, actor: Actor, plan_id: int, out: Path, today: str = ""
) -> Path:
    """Print the one-page progress report for the chair."""
    with library.reading(actor) as reading:
        sheet = sheets.progress_sheet(reading, plan_id, today or sheets.today())
    return write_progress(out, paper_of(library), sheet)


def print_roster(library: Library, actor: Actor, committee_id: int, day: str, out: Path) -> Path:
    """Print the members on a day (ISO)."""
    with library.reading(actor) as reading:
        title, members = sheets.roster_lines(reading, committee_id, day)
    return write_roster(out, paper_of(library), title, day, members)
