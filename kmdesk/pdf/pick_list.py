"""Print a list of records by id: those the actor may see, in the user's language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import language, tr
from kmdesk.pdf.result_list import ResultRow, write_result_list
from kmdesk.records import Actor, Kinds, Library
from kmdesk.records.display import screen_date
from kmdesk.records.listing import ListedRecord, listed
from kmdesk.records.settings import OFFICE_NAME, THAI_DIGITS
from kmdesk.records.validity import ENDED
from kmdesk.thai.digits import to_thai

LIMIT = 500
"""Maximum number of lines; a longer list is of no use for walking along the shelves."""


@dataclass(frozen=True, slots=True)
class Found:
    """What to print: record ids in order, where each matched, and the total number."""

    ids: Sequence[int]
    total: int
    found_at: Sequence[str] = ()
    query: str = ""


def write_pick_list(
    library: Library, actor: Actor, kinds: Kinds, found: Found, out: Path, title: str
) -> int:
    """Print the first :data:`LIMIT` records the actor may see; return the number of lines."""
    ids = list(found.ids[:LIMIT])
    where = dict(zip(ids, found.found_at, strict=False))
    thai_digits = THAI_DIGITS.of(library)
    digits = to_thai if thai_digits and language() == "th" else str
    with library.reading(actor) as reading:
        rows = [_row(line, kinds, where.get(line.id, ""), digits) for line in listed(reading, ids)]
    note = ""
    if found.total > LIMIT:
        note = tr(
            "Only the first {count} of {total} items are printed; narrow the list for the rest.",
            count=f"{len(rows):,}",
            total=f"{found.total:,}",
        )
    write_result_list(
        out,
        rows,
        title=digits(title),
        office=OFFICE_NAME.of(library),
        query=found.query,
        note=digits(note),
        thai_digits=thai_digits,
    )
    return len(rows)


def _row(
    line: ListedRecord, kinds: Kinds, found_at: str, digits: Callable[[str], str]
) -> ResultRow:
    word = line.status
    if line.kind in kinds:
        word = kinds.get(line.kind).statuses.get(word, word)
    return ResultRow(
        title=line.title,
        number=digits(line.number),
        dated=screen_date(line.dated, "short"),
        place=line.place,
        found_at=digits(found_at),
        status=tr(word) if word else "",
        ended=line.status in ENDED,
    )
