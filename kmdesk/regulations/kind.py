"""What search, print and the record panel learn of laws and answer cards."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.records import Actor, BaseKind, IndexPassage, Kind, Library
from kmdesk.records.wording import screen_date
from kmdesk.regulations import queries
from kmdesk.regulations.model import AnswerCard, InstrumentDetail
from kmdesk.regulations.queries import Session
from kmdesk.regulations.terms import (
    CARD_LIGHTS,
    CARD_STATUSES,
    LIGHTS,
    RANKS,
    STATUSES,
)
from kmdesk.thai.digits import to_thai
from kmdesk.thai.provision_number import label


class RegulationKind(BaseKind):
    """Laws, provision by provision."""

    code = "regulation"
    label = N_("Law or regulation")
    tab = "regulations"
    statuses = STATUSES
    lights = LIGHTS
    cited_by_name = True

    def passages(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """Every part with text; the law's own provisions open at ``provision:33/1``."""
        for anchor, unit, number, through, heading, text in queries.texts(session, record_id):
            name = label(unit, number) if number else heading
            if through:
                name = f"{name} ถึง {label(unit, through)}"
            elif number and heading:
                name = f"{name} ({heading})"
            if text:
                yield IndexPassage(anchor, name, text)
        yield from super().passages(session, record_id)

    def status_note(self, session: Session, record_id: int) -> str:
        """Who checked the status and when, or how old the text is."""
        detail = queries.instrument(session, record_id)
        return "" if detail is None else checked_note(detail)

    def cited_text(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """The law's own words: footnotes and stamps only tell where its wording comes from."""
        yield from queries.own_texts(session, record_id)

    def passage(self, session: Session, record_id: int, anchor: str) -> IndexPassage | None:
        """One part, with its number as label."""
        row = queries.part_at(session, record_id, anchor)
        return IndexPassage(anchor, row.label, row.text) if row else None

    def fields(self, session: Session, record_id: int) -> list[tuple[str, str]]:
        """Rank, dates with their sources, Gazette, who checked the status."""
        detail = queries.instrument(session, record_id)
        return [] if detail is None else [row for row in _law_fields(detail) if row[1]]

    def write_pdf(self, library: Library, actor: Actor, record_id: int, out: Path) -> None:
        """The whole law."""
        from kmdesk.regulations.print import write_law  # reportlab only when printing

        write_law(library, actor, record_id, out)


class AnswerCardKind(BaseKind):
    """Questions asked before, with the short answer and its grounds."""

    code = "answer_card"
    label = N_("Answer card")
    tab = "regulations"
    statuses = CARD_STATUSES
    lights = CARD_LIGHTS
    answers_questions = True

    def passages(self, session: Session, record_id: int) -> Iterator[IndexPassage]:
        """The answer."""
        detail = queries.card(session, record_id)
        if detail is not None:
            yield IndexPassage("answer", tr("Answer"), "\n".join((detail.answer, detail.note)))
        yield from super().passages(session, record_id)

    def fields(self, session: Session, record_id: int) -> list[tuple[str, str]]:
        """Who answered and checked, and when."""
        detail = queries.card(session, record_id)
        return [] if detail is None else [row for row in _card_fields(detail) if row[1]]

    def standing(self, session: Session, today: date) -> list[tuple[int, str]]:
        """Cards whose provisions have changed since."""
        found = queries.with_status(session, queries.CARD, "review")
        return [(record_id, N_("A provision under this answer has changed")) for record_id in found]

    def status_note(self, session: Session, record_id: int) -> str:
        """Who checked the answer and when."""
        detail = queries.card(session, record_id)
        if detail is None or not detail.checked_on:
            return ""
        day = screen_date(detail.checked_on)
        return tr("checked by {who} on {day}", who=detail.checked_by or "–", day=day)

    def write_pdf(self, library: Library, actor: Actor, record_id: int, out: Path) -> None:
        """The card on half a page."""
        from kmdesk.regulations.print import write_card  # reportlab only when printing

        write_card(library, actor, record_id, out)


def gazette_words(detail: InstrumentDetail) -> str:
    """เล่ม ๑๑๖ ตอนที่ ๓๐ ก หน้า ๑, as cited."""
    parts = [
        (N_("volume {value}"), detail.gazette_volume),
        (N_("part {value}"), detail.gazette_part),
        (N_("page {value}"), detail.gazette_page),
    ]
    return " ".join(tr(words, value=to_thai(value)) for words, value in parts if value)


def checked_note(detail: InstrumentDetail) -> str:
    """ตรวจสอบโดย … เมื่อ …; while nobody has, ข้อมูล ณ … as far as the text tells its day."""
    if detail.checked_on:
        words = N_("checked by {who} on {day}")
        return tr(words, who=detail.checked_by or "–", day=screen_date(detail.checked_on))
    if detail.text_as_of:
        return tr("information as of {day}", day=screen_date(detail.text_as_of))
    return tr("it is not known of which day the information is")


def _law_fields(detail: InstrumentDetail) -> list[tuple[str, str]]:
    gazetted = " ".join(filter(None, (screen_date(detail.gazetted_on), gazette_words(detail))))
    return [
        (N_("Rank"), tr(RANKS.get(detail.rank, detail.rank))),
        (N_("Signed"), screen_date(detail.signed_on)),
        (N_("Gazetted"), gazetted),
        (N_("In force from"), screen_date(detail.effective_on)),
        (N_("In force until"), screen_date(detail.ended_on)),
        (N_("Text as of"), screen_date(detail.text_as_of)),
        (N_("Status checked by"), _checked(detail)),
        (N_("Amendments not yet included in this text"), detail.pending),
        (N_("Remarks"), detail.note),
    ]


def date_sources(detail: InstrumentDetail) -> list[tuple[str, str]]:
    """(label, day and the words it was read from) of every date that names its source."""
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


def _checked(detail: InstrumentDetail | AnswerCard) -> str:
    return f"{detail.checked_by} {screen_date(detail.checked_on)}".strip()


def _card_fields(detail: AnswerCard) -> list[tuple[str, str]]:
    answered = f"{detail.answered_by} {screen_date(detail.answered_on)}".strip()
    return [
        (N_("Answered by"), answered),
        (N_("Checked by"), _checked(detail)),
        (N_("Remarks"), detail.note),
    ]


KINDS: list[Kind] = [RegulationKind(), AnswerCardKind()]
