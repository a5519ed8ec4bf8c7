"""The sheets of a file, as the importer takes them."""

from dataclasses import dataclass
from pathlib import Path

from kmdesk.intake.table import Cells, read_sheets


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file: its name ("" when the file has but one), its cells, what to know."""

    name: str
    cells: Cells
    notes: tuple[str, ...] = ()
    """Sentences for whoever looks at it, such as cells that were never calculated."""
    is_hidden: bool = False
    """Whether the file does not show it."""


def sheets_of(path: Path) -> list[Sheet]:
    """Every sheet that holds anything, hidden ones last. Raises TableError as read_sheets does."""
    found = [each for each in read_sheets(path) if each.cells]
    return [
        Sheet(
            each.name if len(found) > 1 else "", each.cells, tuple(each.remarks()), each.is_hidden
        )
        for each in found
    ]
