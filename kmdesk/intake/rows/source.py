"""The sheets of a file, as the importer takes them."""

from dataclasses import dataclass
from pathlib import Path

from kmdesk.intake.table import Cells, read_table


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet of a file: its name ("" when the file has but one), its cells, what to know."""

    name: str
    cells: Cells
    notes: tuple[str, ...] = ()
    """Sentences for whoever looks at it, such as cells that were never calculated."""


def sheets_of(path: Path) -> list[Sheet]:
    """Every sheet that can be taken in. Raises TableError as :func:`read_table` does."""
    return [Sheet("", read_table(path))]
