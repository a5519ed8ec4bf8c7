"""Prints of the regulations room: a law, its versions, chosen provisions and slips, a card."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.pdf import STYLES, Document, Rich, Run, Style
from kmdesk.pdf.document import paper_of
from kmdesk.pdf.labels import Slip, write_slips
from kmdesk.records import Actor, Library
from kmdesk.records.describe import effective_status
from kmdesk.records.fields import screen_date
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.model import CARD_STATUSES, STATUSES, RegulationError, notice_of
from kmdesk.regulations.queries import PartRow
from kmdesk.regulations.structure import readable
from kmdesk.regulations.text_lines import preamble_paragraphs
from kmdesk.regulations.timeline import (
    KIND_WORDS,
    Compared,
    LawTime,
    Mark,
    Segment,
    compare_laws,
    compare_words,
    law_time,
    made_by,
    provision_history,
    side,
    span,
)
from kmdesk.regulations.view import LawView, card_fields, law_fields, law_note, load_view

# (๑) is indented more than its มาตรา or ข้อ and wraps to the margin, (ก) even more.
_ITEM = STYLES["first"].but(first=92, after=4)
_SUBITEM = _ITEM.but(first=114)
_PRINTED = {"preamble", "heading", "provision", "countersignature", "schedule", "remarks", "title"}
_ROLES = {"body", "promulgation", "attached"}


def write_law(library: Library, actor: Actor, record_id: int, out: Path) -> None:
    """Print the whole law as now valid, without the sections of amending acts that follow it."""
    with library.reading(actor) as reading:
        record = reading.record(record_id)
        rows = [
            row
            for row in queries.parts(reading.session, record_id)
            if row.kind in _PRINTED and (row.role in _ROLES or row.kind == "remarks")
        ]
        document = _begin(library, out, record.title)
        _head(document, reading, record_id, law_time(reading, record_id, rows, None))
        _write_parts(document, rows)
        end(document, notice_on(reading, record_id))


def write_provisions(
    library: Library,
    actor: Actor,
    record_id: int,
    anchors: Sequence[str],
    out: Path,
    day: str | None = None,
) -> None:
    """Print chosen provisions as valid on ``day`` (ISO; None: today), each under its chapter."""
    with library.reading(actor) as reading:
        record = reading.record(record_id)
        needed = set(anchors)
        parts = queries.parts(reading.session, record_id, day)
        rows = [row for row in parts if row.anchor in needed]
        document = _begin(library, out, record.title)
        _head(document, reading, record_id, law_time(reading, record_id, rows, day))
        chapter: tuple[str, ...] = ()
        for row in rows:
            if row.path and row.path != chapter:
                chapter = row.path
                document.heading(readable(" › ".join(chapter)), 3)
            _write_text(document, row)
        end(document, notice_on(reading, record_id))


def write_card(library: Library, actor: Actor, record_id: int, out: Path) -> None:
    """Print question, answer and legal basis; half a page."""
    with library.reading(actor) as reading:
        record = reading.record(record_id)
        card = queries.card(reading.session, record_id)
        document = _begin(library, out, record.title)
        if card is not None:
            for paragraph in card.answer.split("\n"):
                document.paragraph(readable(paragraph))
        for ground in queries.grounds(reading, record_id):
            document.paragraph(f"• {ground.label} {ground.title}".strip(), "left")
        fields = [(N_("Status"), tr(CARD_STATUSES.get(record.status, record.status)))]
        fields += card_fields(reading.session, record_id)
        document.fields([(tr(label), value) for label, value in fields])
        end(document, tr(notice_of("")))


def notice_on(reading: Reading, record_id: int) -> str:
    """Return which text of this law is official, in the present language."""
    detail = queries.instrument(reading.session, record_id)
    return tr(notice_of(detail.rank if detail is not None else ""))


def _begin(library: Library, out: Path, title: str) -> Document:
    document = Document(out, title=readable(title), office=OFFICE_NAME.of(library))
    document.heading(readable(title))
    return document


def _head(document: Document, reading: Reading, record_id: int, time: LawTime) -> None:
    record = reading.record(record_id)
    stands = effective_status(reading.session, record)
    status = tr(STATUSES.get(stands, stands))
    note = law_note(reading.session, record_id)
    fields = [(tr("Status"), f"{status} ({note})" if note else status)]
    known = law_fields(reading.session, record_id)
    fields += [(tr(label), readable(value)) for label, value in known]
    if time.as_of is not None:
        document.paragraph([Run(tr("Text as at {day}", day=screen_date(time.as_of)), bold=True)])
    document.fields(fields)
    if mark := queries.digest_mark(reading.session, record_id):
        document.paragraph([Run(mark, bold=True)])
    for words in (*time.warnings(), *time.day_warnings()):
        document.paragraph(readable(words), "note")
    document.rule()


def end(document: Document, notice: str) -> None:
    """Close a print of a law with the notice which text is official, and save it."""
    document.rule()
    document.paragraph(notice, "note")
    document.save()


def _write_parts(document: Document, rows: Sequence[PartRow]) -> None:
    for row in rows:
        if row.kind == "heading":
            document.heading(readable(row.heading), 2 if row.level <= 4 else 3)
        elif row.kind == "preamble":
            write_preamble(document, row.text)
        elif row.kind in ("title", "countersignature"):
            for line in row.text.split("\n"):
                document.paragraph(readable(line), "center" if len(line) < 60 else "first")
        else:
            _write_text(document, row)


def write_preamble(document: Document, text: str) -> None:
    """Print the head of a law centred, its prose indented like sections."""
    head, prose = preamble_paragraphs(text)
    for line in head:
        document.paragraph(readable(line), "center")
    for paragraph in prose:
        document.paragraph(readable(paragraph), "first")


def _write_text(document: Document, row: PartRow) -> None:
    lines = row.text.split("\n")
    notes = [readable(note) for note in row.notes.split("\n") if note.strip()]
    for at, line in enumerate(lines, 1):
        style: Style | str = "first"
        if line.startswith("("):
            style = _SUBITEM if re.match(r"\([ก-ฮ]\)", line) else _ITEM
        last = notes if at == len(lines) else []
        text = [Run(readable(line), note=last[0] if last else "")]
        text += [Run("", note=note) for note in last[1:]]
        document.paragraph(text, style)


_VERSION_ITEM, _VERSION_SUBITEM = Style(left=54, after=4), Style(left=78, after=4)
_PRINTED_AT_DAY = {"preamble", "heading", "provision", "countersignature", "schedule"}
_ADDED, _STRUCK = "#0d4a1c", "#8c1a12"


def write_law_at(
    library: Library, actor: Actor, record_id: int, day: str, out: Path, anchor: str = ""
) -> None:
    """Print the law, or one provision of it, as valid on ``day`` (ISO).

    Raises RegulationError when there was no such provision on that day.
    """
    with library.reading(actor) as reading:
        record = reading.record(record_id)
        rows = [
            row
            for row in queries.parts(reading.session, record_id, day)
            if row.kind in _PRINTED_AT_DAY and row.role in ("body", "promulgation")
        ]
        chosen = [row for row in rows if not anchor or row.anchor == anchor]
        if not chosen:
            raise RegulationError("This provision did not stand on {day}.", day=screen_date(day))
        words = tr("Text as at {day}", day=screen_date(day))
        document = _begin_versions(
            library, out, record.title, words, queries.digest_mark(reading.session, record_id)
        )
        time = law_time(reading, record_id, chosen, day)
        for words in (*time.warnings(), *time.day_warnings()):
            document.paragraph(readable(words), "note")
        document.rule()
        for row in chosen:
            _write_part_at(document, row)
        end(document, notice_on(reading, record_id))


def write_comparison(
    library: Library,
    actor: Actor,
    record_id: int,
    days: tuple[str, str],
    anchors: Sequence[str],
    out: Path,
    beside: bool = True,
) -> None:
    """Print chosen parts on two days: added words underlined, struck ones struck through."""
    with library.reading(actor) as reading:
        title = reading.record(record_id).title
        rows = _compared_parts(reading, record_id, days, set(anchors))
        mark = queries.digest_mark(reading.session, record_id)
        notice = notice_on(reading, record_id)
    heads = [screen_date(day) for day in days]
    words = tr("Text as at {first} against {second}", first=heads[0], second=heads[1])
    document = _begin_versions(library, out, title, words, mark)
    document.paragraph(_legend(), "note")
    document.rule()
    if not rows:
        document.paragraph(tr("The text is the same on both days."))
    elif beside:
        cells: list[list[Rich]] = [
            [_cell(row.old, row, Mark.ADDED), _cell(row.new, row, Mark.STRUCK)] for row in rows
        ]
        document.table(heads, cells, [1, 1])
    else:
        for row in rows:
            for line in _lines(row.segments):
                document.paragraph(line)
    end(document, notice)


def write_history(library: Library, actor: Actor, record_id: int, anchor: str, out: Path) -> None:
    """Print a provision's wordings with the acts behind them, then the steps in its footnotes.

    Raises RegulationError when the part has no history.
    """
    with library.reading(actor) as reading:
        found = provision_history(reading, record_id, anchor)
        mark = queries.digest_mark(reading.session, record_id)
        notice = notice_on(reading, record_id)
    if found is None:
        raise RegulationError("This part of the law has no history.")
    label = readable(found.label)
    document = _begin_versions(
        library, out, found.title, tr("History of {label}", label=label), mark
    )
    document.paragraph(_legend(), "note")
    before = found.versions[0].text
    for version in found.versions:
        document.heading(span(version), 3)
        if version.acts:
            document.paragraph(readable(made_by(version.acts)), "note")
        for line in _lines(compare_words(before, version.text)):
            document.paragraph(line)
        before = version.text
    if found.entries:
        document.heading(tr("By its footnotes"), 3)
        rows: list[list[Rich]] = [
            [
                str(entry.year or ""),
                tr(KIND_WORDS[entry.kind]),
                entry.place.label,
                readable(entry.act),
            ]
            for entry in found.entries
        ]
        heads = [tr("Year"), tr("Change"), tr("Place in the law"), tr("Amending law")]
        document.table(heads, rows, [1, 2, 2, 5])
    end(document, notice)


def _compared_parts(
    reading: Reading, record_id: int, days: tuple[str, str], anchors: set[str]
) -> list[Compared]:
    states = [
        [row for row in queries.parts(reading.session, record_id, day) if row.anchor in anchors]
        for day in days
    ]
    return compare_laws(*states)


def _begin_versions(library: Library, out: Path, title: str, words: str, mark: str) -> Document:
    document = Document(
        out, title=readable(title), office=OFFICE_NAME.of(library), running_head=words
    )
    document.heading(readable(title))
    document.paragraph([Run(words, bold=True)])
    if mark:
        document.paragraph([Run(mark, bold=True)])
    return document


def _legend() -> Rich:
    return [_run(Segment(Mark.ADDED, tr("words added"))), "   ",
            _run(Segment(Mark.STRUCK, tr("words struck out")))]  # fmt: skip


def _run(segment: Segment) -> Run:
    text = readable(segment.text)
    if segment.mark is Mark.ADDED:
        return Run(text, underline=True, color=_ADDED)
    if segment.mark is Mark.STRUCK:
        return Run(text, strike=True, color=_STRUCK)
    return Run(text)


def _lines(segments: Iterable[Segment]) -> list[list[Run]]:
    """Return the runs of each line; a line break inside a segment ends the line."""
    lines: list[list[Run]] = [[]]
    for segment in segments:
        for at, piece in enumerate(segment.text.split("\n")):
            if at:
                lines.append([])
            if piece:
                lines[-1].append(_run(Segment(segment.mark, piece)))
    return [line for line in lines if line]


def _cell(text: str | None, row: Compared, drop: Mark) -> Rich:
    """Return one side as a table cell; a cell cannot hold line breaks, so they become spaces."""
    if text is None:
        return Run(tr("Not there on that day"), italic=True)
    result: list[Run] = []
    for line in _lines(side(row.segments, drop)):
        result += [*line, Run("  ")]
    return result


def _write_part_at(document: Document, row: PartRow) -> None:
    if row.kind == "heading":
        document.heading(readable(row.heading or row.text), 2 if row.level <= 4 else 3)
        return
    if row.kind == "preamble":
        write_preamble(document, row.text)
        return
    centred = row.kind == "countersignature"
    for line in row.text.split("\n"):
        style: Style | str = "center" if centred and len(line) < 60 else "first"
        if line.startswith("("):
            style = _VERSION_SUBITEM if re.match(r"\([ก-ฮ]\)", line) else _VERSION_ITEM
        document.paragraph(readable(line), style)


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
        view = load_view(reading, record_id)
        for part in _typed_parts(reading.session, record_id, typed):
            if not isinstance(view, LawView):
                raise _no_such_provision(part.number)
            light = tr("Status: {status}", status=tr(STATUSES.get(status, status)))
            light = " · ".join(
                filter(None, (queries.digest_mark(reading.session, record_id), light))
            )
            text = readable(part.text)
            slips.append(Slip(part.label, text, readable(view.citation(part.anchor)), light))
    if not slips:
        raise SlipError("Type the numbers of the provisions, with commas between them.")
    return write_slips(out, paper_of(library), slips)


def _typed_parts(session: queries.Session, record_id: int, typed: str) -> list[queries.PartRow]:
    """Return the provisions typed, each once, in the order typed."""
    every = queries.provisions(session, record_id)
    places = {part.anchor: index for index, part in enumerate(every)}

    def place(number: str) -> int:
        anchor = queries.number_at(session, record_id, number)
        if anchor not in places:
            raise _no_such_provision(number)
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


def _no_such_provision(number: str) -> SlipError:
    return SlipError(
        "There is no provision {number} in this law. Check the number.", number=number.strip()
    )
