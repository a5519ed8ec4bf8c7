"""Prints of the regulations room: a law, chosen provisions, an answer card."""

import re
from collections.abc import Sequence
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.pdf import STYLES, Document, Run, Style
from kmdesk.records import Actor, Library
from kmdesk.records.display import screen_date
from kmdesk.records.effective_status import effective_status
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries
from kmdesk.regulations.particulars import card_fields, digest_mark, law_fields, law_note
from kmdesk.regulations.queries import PartRow
from kmdesk.regulations.structure import readable
from kmdesk.regulations.terms import CARD_STATUSES, STATUSES, notice_of
from kmdesk.regulations.text_lines import preamble_paragraphs
from kmdesk.regulations.timeline import LawTime, law_time

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
        wanted = set(anchors)
        parts = queries.parts(reading.session, record_id, day)
        rows = [row for row in parts if row.anchor in wanted]
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
    if mark := digest_mark(reading.session, record_id):
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
