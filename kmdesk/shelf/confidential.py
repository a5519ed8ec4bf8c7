"""Papers not for everybody: classified ones are refused, personal numbers keep one internal.

Classified papers must not be stored on a public machine: ระเบียบว่าด้วยการรักษาความลับของทางราชการ
พ.ศ. ๒๕๔๔ stamps the class alone on a line at the head and foot of every page. A paper with personal
numbers is stored and stays internal until a clerk releases it.
"""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.i18n import N_, KmdeskError
from kmdesk.intake.letterhead.phrases import is_secret
from kmdesk.records import Unit
from kmdesk.records.model import Passage, Record
from kmdesk.records.unit import Duty, require
from kmdesk.thai.personal import has_account_number, has_citizen_number


class ClassifiedError(KmdeskError):
    """Raised for a paper that carries a class of secrecy."""


def refuse_classified(first_page: str) -> None:
    """Raise ClassifiedError when the page is stamped ลับ, ลับมาก or ลับที่สุด.

    The message never repeats any content of the paper.
    """
    if is_secret(first_page):
        raise ClassifiedError(
            "Classified papers are not kept on this machine. Please hand it to the registrar"
            " of classified information."
        )


RELEASE = N_("Let everybody read it")
CITIZEN_FOUND = N_(
    "A citizen number was found, so it is for internal use. If everybody may read it, open it and"
    " press “Let everybody read it”."
)
ACCOUNT_FOUND = N_(
    "A bank account number was found, so it is for internal use. If everybody may read it, open"
    " it and press “Let everybody read it”."
)


def personal_numbers_in(texts: Iterable[str]) -> str:
    """Return the message id of why the texts are internal, or "" when no number was found."""
    account = False
    for text in texts:
        if has_citizen_number(text):
            return CITIZEN_FOUND
        account = account or has_account_number(text)
    return ACCOUNT_FOUND if account else ""


def keep_internal(unit: Unit, record_id: int, texts: Iterable[str]) -> str:
    """Hide a paper whose new ``texts`` contain personal numbers; return the reason or ""."""
    found = personal_numbers_in(texts)
    record = unit.record(record_id)
    if not found or record.audience == "internal":
        return ""
    record.audience = "internal"
    unit.session.flush()
    return found


def release(unit: Unit, record_id: int) -> None:
    """Make a paper public; recorded in the history and undoable like any change."""
    require(unit.actor, Duty.CLERK)
    unit.record(record_id).audience = "public"
    unit.session.flush()


def texts_if_internal(session: Session, record_id: int) -> list[str]:
    """Return the texts of an internal paper; an empty list for any other."""
    query = (
        select(Passage.text)
        .join(Record, Record.id == Passage.record_id)
        .where(Record.id == record_id, Record.audience == "internal")
    )
    return list(session.scalars(query))
