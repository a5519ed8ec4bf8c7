"""Laws and answer cards as a reader sees them: the views of a record, and its fields in words.

Views are frozen and loaded whole, off the UI thread.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records.citations import LawNames
from kmdesk.records.fields import screen_date
from kmdesk.records.unit import Reading
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.edits import conflicts
from kmdesk.regulations.model import (
    RANKS,
    AnswerCard,
    InstrumentDetail,
)
from kmdesk.regulations.queries import CARD, PartRow, ProvisionRef, Session, digest_mark
from kmdesk.regulations.structure import defined_terms
from kmdesk.regulations.timeline import LawTime, law_time
from kmdesk.thai.numbers import to_thai


def law_fields(session: Session, record_id: int) -> list[tuple[str, str]]:
    """Return the known ones of rank, dates, Gazette reference and who checked the status."""
    detail = queries.instrument(session, record_id)
    if detail is None:
        return []
    amended = version_store.amended_to(session, record_id)
    return [row for row in _law_rows(detail, amended) if row[1]]


def law_note(session: Session, record_id: int) -> str:
    """Return who checked the status and when, or how old the text is."""
    detail = queries.instrument(session, record_id)
    if detail is None:
        return ""
    begins = detail.effective_on or ""
    since = tr("from {day}", day=screen_date(begins)) if begins > clock.today_iso() else ""
    checked = _checked_note(detail, version_store.amended_to(session, record_id))
    return " · ".join(filter(None, (digest_mark(session, record_id), since, checked)))


def card_fields(session: Session, record_id: int) -> list[tuple[str, str]]:
    """Return who answered and checked, and when."""
    detail = queries.card(session, record_id)
    return [] if detail is None else [row for row in _card_rows(detail) if row[1]]


def card_note(session: Session, record_id: int) -> str:
    """Return who checked the answer and when."""
    detail = queries.card(session, record_id)
    if detail is None or not detail.checked_on:
        return ""
    day = screen_date(detail.checked_on)
    return tr("checked by {who} on {day}", who=detail.checked_by or "–", day=day)


def gazette_words(detail: InstrumentDetail) -> str:
    """Return the Gazette citation: เล่ม ๑๑๖ ตอนที่ ๓๐ ก หน้า ๑."""
    parts = [
        (N_("volume {value}"), detail.gazette_volume),
        (N_("part {value}"), detail.gazette_part),
        (N_("page {value}"), detail.gazette_page),
    ]
    return " ".join(tr(words, value=to_thai(value)) for words, value in parts if value)


def date_sources(detail: InstrumentDetail) -> list[tuple[str, str]]:
    """Return (label, date and the words it was read from) of every date with a source."""
    rows = [
        (N_("Signed"), detail.signed_on, detail.signed_source),
        (N_("Gazetted"), detail.gazetted_on, detail.gazetted_source),
        (N_("In force from"), detail.effective_on, detail.effective_source),
        (N_("In force until"), detail.ended_on, detail.ended_source),
        (N_("Text as of"), detail.text_as_of, detail.text_source),
    ]
    return [
        (label, f"{screen_date(day)} ← {source}") for label, day, source in rows if day and source
    ]


def _checked_note(detail: InstrumentDetail, amended: str | None) -> str:
    """Return ตรวจสอบโดย … เมื่อ …; while unchecked, ข้อมูล ณ … if the text's date is known."""
    if detail.checked_on:
        words = N_("checked by {who} on {day}")
        return tr(words, who=detail.checked_by or "–", day=screen_date(detail.checked_on))
    as_of = max(filter(None, (detail.text_as_of, amended)), default=None)
    if as_of:
        return tr("information as of {day}", day=screen_date(as_of))
    return tr("it is not known of which day the information is")


def _text_as_of(detail: InstrumentDetail, amended: str | None) -> str:
    """Return the date of the text, and of the latest amendment applied to it since."""
    first = screen_date(detail.text_as_of)
    if not amended or amended <= (detail.text_as_of or ""):
        return first
    latest = screen_date(amended)
    if not first:
        return latest
    return tr("{day} (first text of {first})", day=latest, first=first)


def _law_rows(detail: InstrumentDetail, amended: str | None) -> list[tuple[str, str]]:
    gazetted = " ".join(filter(None, (screen_date(detail.gazetted_on), gazette_words(detail))))
    return [
        (N_("Rank"), tr(RANKS.get(detail.rank, detail.rank))),
        (N_("Signed"), screen_date(detail.signed_on)),
        (N_("Gazetted"), gazetted),
        (N_("In force from"), screen_date(detail.effective_on)),
        (N_("In force until"), screen_date(detail.ended_on)),
        (N_("Text as of"), _text_as_of(detail, amended)),
        (N_("Status checked by"), _checked(detail)),
        (N_("Amendments not yet included in this text"), detail.pending),
        (N_("Remarks"), detail.note),
    ]


def _card_rows(detail: AnswerCard) -> list[tuple[str, str]]:
    answered = f"{detail.answered_by} {screen_date(detail.answered_on)}".strip()
    return [
        (N_("Answered by"), answered),
        (N_("Checked by"), _checked(detail)),
        (N_("Remarks"), detail.note),
    ]


def _checked(detail: InstrumentDetail | AnswerCard) -> str:
    return f"{detail.checked_by} {screen_date(detail.checked_on)}".strip()


_SIGN = "หมายความ"

_ITEM = re.compile(r"\(")


@dataclass(frozen=True, slots=True)
class Definition:
    """The meaning of a term, and the anchor of the provision that defines it."""

    term: str
    text: str
    anchor: str


def definitions(parts: Iterable[tuple[str, str]]) -> dict[str, Definition]:
    """Map each term to its first definition, from (anchor, text) of a law's own provisions."""
    result: dict[str, Definition] = {}
    for anchor, text in parts:
        if _SIGN not in text:
            continue
        lines = text.split("\n")
        for at, line in enumerate(lines):
            for term in defined_terms(line):
                end = at + 1
                # A definition often ends in หมายความว่า, and what it means are the items below it.
                while end < len(lines) and _ITEM.match(lines[end]):
                    end += 1
                said = "\n".join(lines[at:end])
                # The first one: a later chapter may define a word anew, but for itself only.
                result.setdefault(term, Definition(term, said, anchor))
    return result


def term_at(line: str, at: int, terms: Mapping[str, Definition]) -> str:
    """Return the longest defined term that covers ``line[at]``; empty when there is none."""
    best = ""
    for term in terms:
        if len(term) <= len(best):
            continue
        start = line.find(term, max(0, at - len(term) + 1), at + len(term))
        if 0 <= start <= at:
            best = term
    return best


_LAW_VALUES = (
    "rank", "signed_on", "signed_source", "gazetted_on", "gazetted_source", "gazette_volume",
    "gazette_part", "gazette_page", "effective_on", "effective_source", "ended_on",
    "ended_source", "text_as_of", "text_source", "checked_by", "checked_on", "pending", "note",
)  # fmt: skip

_CARD_VALUES = ("answer", "answered_by", "answered_on", "checked_by", "checked_on", "note")

# Characters: a schedule of a hundred pages laid out at once would hold up the screen.
_PIECE = 1_500

_DOUBTS = 8


@dataclass(frozen=True, slots=True)
class Piece:
    """Some lines of a part; a schedule of a hundred pages is laid out in pieces."""

    row: PartRow
    text: str
    first: bool
    last: bool


@dataclass(frozen=True)
class LawView:
    """A law with all its parts."""

    title: str
    rows: tuple[PartRow, ...]
    values: dict[str, object]
    gazette: str
    sources: tuple[tuple[str, str], ...]
    conflicts: tuple[str, ...]
    record_id: int = 0
    names: LawNames = field(default_factory=lambda: LawNames({}), compare=False, repr=False)
    """The laws of the library, for links to them."""
    time: LawTime | None = None
    digest: str = ""
    """Notice that this is a digest, not the text; "" for the text of a law."""

    @cached_property
    def places(self) -> dict[str, int]:
        """Anchor → index into ``rows``."""
        return {row.anchor: at for at, row in enumerate(self.rows)}

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """All pieces to lay out, in order."""
        return tuple(piece for row in self.rows if row.text for piece in _pieces_of(row))

    @cached_property
    def piece_places(self) -> dict[str, int]:
        """Anchor → index of its first piece."""
        return {piece.row.anchor: at for at, piece in enumerate(self.pieces) if piece.first}

    @cached_property
    def definitions(self) -> dict[str, Definition]:
        """The terms this law defines."""
        own = (row for row in self.rows if row.role == "body" and row.kind == "provision")
        return definitions((row.anchor, row.text) for row in own)

    def warnings(self) -> list[str]:
        """Return what a reader should know before relying on the text."""
        said = [self.digest] if self.digest else []
        if self.values.get("pending"):
            said.append(tr("Amendments not yet included in this text"))
        said += self.conflicts
        said += self.time.warnings() if self.time is not None else []
        doubts = self.doubts
        if doubts:
            shown = ", ".join(doubts[:_DOUBTS]) + (" …" if len(doubts) > _DOUBTS else "")
            said.append(tr("Check these numbers against the Gazette: {list}", list=shown))
        return said

    def chapter(self, anchor: str) -> tuple[str, tuple[str, ...]]:
        """Return (heading, anchors) of a provision's chapter; of the whole law if it has none."""
        at = self.places.get(anchor)
        path = self.rows[at].path if at is not None else ()
        inside = tuple(
            row.anchor
            for row in self.rows
            if row.kind == "provision" and row.role == "body" and row.path[: len(path)] == path
        )
        return " › ".join(path), inside

    @property
    def doubts(self) -> tuple[str, ...]:
        """Labels of provisions whose number is unexpected."""
        return tuple(row.label for row in self.rows if row.doubt)

    def citation(self, anchor: str) -> str:
        """Return มาตรา ๓๓/๑ แห่งพระราชบัญญัติ… (ราชกิจจานุเบกษา เล่ม … ตอนที่ … หน้า …)."""
        at = self.places.get(anchor)
        row = self.rows[at] if at is not None else None
        name = to_thai(self.title)
        words = f"{row.label} แห่ง{name}" if row is not None and row.number else name
        return f"{words} (ราชกิจจานุเบกษา {self.gazette})" if self.gazette else words


@dataclass(frozen=True, slots=True)
class CardView:
    """An answer card."""

    values: dict[str, object]
    grounds: tuple[ProvisionRef, ...]


def _pieces_of(row: PartRow) -> list[Piece]:
    if len(row.text) <= 3 * _PIECE:
        return [Piece(row, row.text, True, True)]
    texts, lines, length = [], [], 0
    for line in row.text.split("\n"):
        lines.append(line)
        length += len(line)
        if length > _PIECE:
            texts.append("\n".join(lines))
            lines, length = [], 0
    if lines:
        texts.append("\n".join(lines))
    last = len(texts) - 1
    return [Piece(row, text, at == 0, at == last) for at, text in enumerate(texts)]


def load_view(
    reading: Reading, record_id: int, as_of: str | None = None
) -> LawView | CardView | None:
    """Return the view of a record of this room; for a law as at a day (None: today)."""
    record, session = reading.record(record_id), reading.session
    if record.kind == CARD:
        card = queries.card(session, record_id)
        values = {name: getattr(card, name) for name in _CARD_VALUES} if card else {}
        return CardView(values, tuple(queries.grounds(reading, record_id)))
    detail = queries.instrument(session, record_id)
    if detail is None:
        return None
    rows = queries.parts(session, record_id, as_of)
    return LawView(
        record.title,
        tuple(rows),
        {name: getattr(detail, name) for name in _LAW_VALUES},
        gazette_words(detail),
        tuple(date_sources(detail)),
        tuple(conflicts(detail, record.status) + _repealed(reading, record_id, record.status)),
        record_id,
        queries.names_of_laws(reading),
        time=law_time(reading, record_id, rows, as_of),
        digest=queries.digest_mark(session, record_id),
    )


def _repealed(reading: Reading, record_id: int, status: str) -> list[str]:
    """Warn when the status is "in force" although another instrument repeals this one."""
    if status not in ("in_force", "amended"):
        return []
    words = N_("The status says in force, but {title} repeals this.")
    return [tr(words, title=named.title) for named in queries.repealed_by(reading, record_id)]
