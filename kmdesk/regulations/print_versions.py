"""Prints of a law's versions: as at a day, two days compared, a provision's history."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf import Document, Rich, Run, Style
from kmdesk.records import Actor, Library
from kmdesk.records.display import screen_date
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.particulars import digest_mark
from kmdesk.regulations.print import end, notice_on, write_preamble
from kmdesk.regulations.queries import PartRow
from kmdesk.regulations.structure import readable
from kmdesk.regulations.terms import RegulationError
from kmdesk.regulations.timeline import (
    KIND_WORDS,
    Compared,
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

_ITEM, _SUBITEM = Style(left=54, after=4), Style(left=78, after=4)
_PRINTED = {"preamble", "heading", "provision", "countersignature", "schedule"}
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
            if row.kind in _PRINTED and row.role in ("body", "promulgation")
        ]
        chosen = [row for row in rows if not anchor or row.anchor == anchor]
        if not chosen:
            raise RegulationError("This provision did not stand on {day}.", day=screen_date(day))
        words = tr("Text as at {day}", day=screen_date(day))
        document = _begin(
            library, out, record.title, words, digest_mark(reading.session, record_id)
        )
        time = law_time(reading, record_id, chosen, day)
        for words in (*time.warnings(), *time.day_warnings()):
            document.paragraph(readable(words), "note")
        document.rule()
        for row in chosen:
            _part(document, row)
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
        rows = _compared(reading, record_id, days, set(anchors))
        mark = digest_mark(reading.session, record_id)
        notice = notice_on(reading, record_id)
    heads = [screen_date(day) for day in days]
    words = tr("Text as at {first} against {second}", first=heads[0], second=heads[1])
    document = _begin(library, out, title, words, mark)
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
        mark = digest_mark(reading.session, record_id)
        notice = notice_on(reading, record_id)
    if found is None:
        raise RegulationError("This part of the law has no history.")
    label = readable(found.label)
    document = _begin(library, out, found.title, tr("History of {label}", label=label), mark)
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


def _compared(
    reading: Reading, record_id: int, days: tuple[str, str], anchors: set[str]
) -> list[Compared]:
    states = [
        [row for row in queries.parts(reading.session, record_id, day) if row.anchor in anchors]
        for day in days
    ]
    return compare_laws(*states)


def _begin(library: Library, out: Path, title: str, words: str, mark: str) -> Document:
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
    found: list[Run] = []
    for line in _lines(side(row.segments, drop)):
        found += [*line, Run("  ")]
    return found


def _part(document: Document, row: PartRow) -> None:
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
            style = _SUBITEM if re.match(r"\([ก-ฮ]\)", line) else _ITEM
        document.paragraph(readable(line), style)
