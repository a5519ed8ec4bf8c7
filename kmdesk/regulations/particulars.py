"""Metadata of a law or an answer card as text."""

from kmdesk import clock
from kmdesk.i18n import N_, tr
from kmdesk.records.display import screen_date
from kmdesk.regulations import queries, version_store
from kmdesk.regulations.model import RANKS, AnswerCard, InstrumentDetail
from kmdesk.regulations.queries import Session, digest_mark
from kmdesk.thai.digits import to_thai


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
