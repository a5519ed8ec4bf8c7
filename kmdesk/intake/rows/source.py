"""Sheets of a file as input for the importer."""

from dataclasses import dataclass
from pathlib import Path

from kmdesk.intake.table import Cells, read_sheets


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: its name ("" when the file has only one), its cells and remarks."""

    name: str
    cells: Cells
    notes: tuple[str, ...] = ()
    """Remarks for the user, such as cells that were never calculated."""
    is_hidden: bool = False
    """Whether the sheet is hidden in the file."""


def sheets_of(path: Path) -> list[Sheet]:
    """Return every sheet with data, hidden ones last. Raises TableError as read_sheets does."""
    found = [each for each in read_sheets(path) if each.cells]
    return [
        Sheet(
            each.name if len(found) > 1 else "", each.cells, tuple(each.remarks()), each.is_hidden
        )
        for each in found
    ]
