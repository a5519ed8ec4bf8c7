"""Chosen provisions as slips to cut apart, each with its citation."""

import re
from pathlib import Path

from kmdesk.i18n import KmdeskError, tr
from kmdesk.pdf.sheets.frame import paper_of
from kmdesk.pdf.sheets.slips import Slip, write_slips
from kmdesk.records import Actor, Library
from kmdesk.records.told import told
from kmdesk.regulations import queries
from kmdesk.regulations.clauses import readable
from kmdesk.regulations.terms import STATUSES
from kmdesk.regulations.view import LawView, load

# Commas part the numbers, and blanks before a further one; ๘๙ ทวิ and มาตรา ๑๑ stay whole.
_BETWEEN = re.compile(r"[,;\n]|(?<!มาตรา)(?<!ข้อ)[ \t]+(?=(?:มาตรา|ข้อ)?[ \t]*[0-9๐-๙])")


class SlipError(KmdeskError):
    """Provisions that cannot be printed."""


def print_slips(library: Library, actor: Actor, record_id: int, typed: str, out: Path) -> Path:
    """Slips of the provisions typed: ๑๑, 33/1, ๘๙ ทวิ; SlipError names one that is not there."""
    slips: list[Slip] = []
    with library.reading(actor) as reading:
        status = told(reading.session, reading.record(record_id))
        view = load(reading, record_id)
        for number in _BETWEEN.split(typed):
            if not number.strip():
                continue
            anchor = queries.number_at(reading.session, record_id, number)
            part = queries.part_at(reading.session, record_id, anchor) if anchor else None
            if part is None or not isinstance(view, LawView):
                raise SlipError(
                    "There is no provision {number} in this law. Check the number.",
                    number=number.strip(),
                )
            light = tr("Status: {status}", status=tr(STATUSES.get(status, status)))
            text = readable(part.text)
            slips.append(Slip(part.label, text, readable(view.citation(part.anchor)), light))
    if not slips:
        raise SlipError("Type the numbers of the provisions, with commas between them.")
    return write_slips(out, paper_of(library), slips)
