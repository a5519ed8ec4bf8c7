"""Print chosen provisions as slips to cut apart, each with its citation."""

import re
from pathlib import Path

from kmdesk.i18n import KmdeskError, tr
from kmdesk.pdf.sheets.frame import paper_of
from kmdesk.pdf.sheets.labels import Slip, write_slips
from kmdesk.records import Actor, Library
from kmdesk.records.effective_status import effective_status
from kmdesk.regulations import queries
from kmdesk.regulations.particulars import digest_mark
from kmdesk.regulations.structure import readable
from kmdesk.regulations.terms import STATUSES
from kmdesk.regulations.view import LawView, load

# Numbers are separated by commas, or by blanks before another number; ๘๙ ทวิ and มาตรา ๑๑ stay
# whole.
_BETWEEN = re.compile(r"[,;\n]|(?<!มาตรา)(?<!ข้อ)[ \t]+(?=(?:มาตรา|ข้อ)?[ \t]*[0-9๐-๙])")


# Blanks around a range sign do not separate.
_JOINED = re.compile(r"\s*([-–—]|ถึง)\s*")
# 1-4, ข้อ ๑–๔, มาตรา ๕๔ ถึงมาตรา ๕๖
_RANGE = re.compile(r"(?P<first>[^-–—]*[^-–—\s])\s*(?:[-–—]|ถึง)\s*(?P<last>[^-–—]*[^-–—\s])")


class SlipError(KmdeskError):
    """Provisions cannot be printed as slips."""


def print_slips(library: Library, actor: Actor, record_id: int, typed: str, out: Path) -> Path:
    """Print slips of the provisions typed: ๑๑, 33/1, ๘๙ ทวิ, 1-4; return the path.

    A range includes every provision between its two ends, in the order of the law. Raises SlipError
    naming a provision that does not exist.
    """
    slips: list[Slip] = []
    with library.reading(actor) as reading:
        status = effective_status(reading.session, reading.record(record_id))
        view = load(reading, record_id)
        for part in _chosen(reading.session, record_id, typed):
            if not isinstance(view, LawView):
                raise _missing(part.number)
            light = tr("Status: {status}", status=tr(STATUSES.get(status, status)))
            light = " · ".join(filter(None, (digest_mark(reading.session, record_id), light)))
            text = readable(part.text)
            slips.append(Slip(part.label, text, readable(view.citation(part.anchor)), light))
    if not slips:
        raise SlipError("Type the numbers of the provisions, with commas between them.")
    return write_slips(out, paper_of(library), slips)


def _chosen(session: queries.Session, record_id: int, typed: str) -> list[queries.PartRow]:
    """Return the provisions typed, each once, in the order typed."""
    every = queries.provisions(session, record_id)
    places = {part.anchor: index for index, part in enumerate(every)}

    def place(number: str) -> int:
        anchor = queries.number_at(session, record_id, number)
        if anchor not in places:
            raise _missing(number)
        return places[anchor]

    chosen: dict[int, queries.PartRow] = {}
    for piece in _BETWEEN.split(_JOINED.sub(r"\1", typed)):
        if not piece.strip():
            continue
        ends = _RANGE.fullmatch(piece.strip())
        first = place(ends["first"] if ends else piece)
        last = place(ends["last"]) if ends else first
        if last < first:
            raise SlipError(
                "{range} runs backwards: type the smaller number first.", range=piece.strip()
            )
        chosen |= {index: every[index] for index in range(first, last + 1)}
    return list(chosen.values())


def _missing(number: str) -> SlipError:
    return SlipError(
        "There is no provision {number} in this law. Check the number.", number=number.strip()
    )
