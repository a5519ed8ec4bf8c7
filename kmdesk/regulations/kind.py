"""What search, print and the record panel learn of laws and answer cards."""

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy.orm import Session

from kmdesk.i18n import N_, tr
from kmdesk.records import Actor, BaseKind, IndexPassage, Kind, Library
from kmdesk.records.wording import screen_date
from kmdesk.regulations import queries
from kmdesk.regulations.model import AnswerCard, InstrumentDetail
from kmdesk.regulations.provision_number import label
from kmdesk.regulations.terms import (
    CARD_LIGHTS,
    CARD_STATUSES,
    LIGHTS,
    OFFICIAL_NOTICE,
    RANKS,
    STATUSES,
)
from kmdesk.thai.digits import to_thai


class RegulationKind(BaseKind):
    """Laws, provision by provision."""

    code = "regulation"
    label = N_("Law or regulation")
    tab = "regulations"
    statuses = STATUSES
    lights = LIGHTS

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


def _with_source(day: str | None, source: str) -> str:
    if not day:
        return ""
    return f"{screen_date(day)} ({source})" if source else screen_date(day)


def _law_fields(detail: InstrumentDetail) -> list[tuple[str, str]]:
    checked = ""
    if detail.checked_on or detail.checked_by:
        checked = f"{detail.checked_by} {screen_date(detail.checked_on)}".strip()
    return [
        (N_("Rank"), tr(RANKS.get(detail.rank, detail.rank))),
        (N_("Signed"), _with_source(detail.signed_on, detail.signed_source)),
        (N_("Gazetted"), _with_source(detail.gazetted_on, detail.gazetted_source)),
        (N_("Royal Gazette"), gazette_words(detail)),
        (N_("In force from"), _with_source(detail.effective_on, detail.effective_source)),
        (N_("In force until"), _with_source(detail.ended_on, detail.ended_source)),
        (N_("Text as of"), _with_source(detail.text_as_of, detail.text_source)),
        (N_("Status checked by"), checked),
        (N_("Amendments not yet included in this text"), detail.pending),
        (N_("Remarks"), detail.note),
        (N_("Notice"), tr(OFFICIAL_NOTICE)),
    ]


def _card_fields(detail: AnswerCard) -> list[tuple[str, str]]:
    checked = ""
    if detail.checked_on or detail.checked_by:
        checked = f"{detail.checked_by} {screen_date(detail.checked_on)}".strip()
    answered = f"{detail.answered_by} {screen_date(detail.answered_on)}".strip()
    return [
        (N_("Answered by"), answered),
        (N_("Checked by"), checked),
        (N_("Remarks"), detail.note),
    ]


KINDS: list[Kind] = [RegulationKind(), AnswerCardKind()]
