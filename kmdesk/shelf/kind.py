"""Documents as a kind of record: facets, forms and printer, and which are not for everybody.

Classified papers must not be stored on a public machine: ระเบียบว่าด้วยการรักษาความลับของทางราชการ
พ.ศ. ๒๕๔๔ stamps the class alone on a line at the head and foot of every page. A paper with personal
numbers is stored and stays internal until a clerk releases it.
"""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kmdesk import clock
from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.intake import OCR_TEXT
from kmdesk.intake.letterhead.phrases import is_secret
from kmdesk.records import Actor, Kind, Library, Session, Unit
from kmdesk.records.fields import screen_date
from kmdesk.records.kinds import PrintForm, asked
from kmdesk.records.model import Passage, Record
from kmdesk.records.unit import Duty, require
from kmdesk.shelf import documents, papers
from kmdesk.shelf.documents import DocumentForm
from kmdesk.shelf.model import STATUSES, UNCHECKED, DocumentDetail
from kmdesk.thai.dates import be_year
from kmdesk.thai.numbers import has_account_number, has_citizen_number


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
        # Read on: a citizen number further down is the weightier reason, and is the one named.
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


def _register(
    library: Library, actor: Actor, _record: int, values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.shelf.print import print_register

    first, last = sorted((str(values["first"]), str(values["last"])))
    if values.get("year"):  # named in a command instead of the days
        year = int(values["year"]) - 543
        first, last = f"{year}-01-01", f"{year}-12-31"
    print_register(library, actor, first, last, out)


def _destruction(
    library: Library, actor: Actor, _record: int, values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.shelf.print import print_destruction

    year = int(values["year"])
    # A year of the Common Era is typed now and then, and no Buddhist one is that small.
    print_destruction(library, actor, year if year > 2400 else year + 543, out)


def _borrow_card(
    library: Library, actor: Actor, record_id: int, _values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.shelf.print import print_borrow_card

    print_borrow_card(library, actor, record_id, out)


def _announcement(
    library: Library, actor: Actor, record_id: int, _values: Mapping[str, Any], out: Path
) -> None:
    from kmdesk.shelf.print import print_announcement

    print_announcement(library, actor, record_id, out)


def _first_of_year() -> str:
    return f"{clock.today().year}-01-01"


def _last_of_year() -> str:
    return f"{clock.today().year}-12-31"


def _year_ended() -> int:
    return be_year(clock.today()) - 1


FORMS = (
    PrintForm("borrow-card", N_("Borrow card"), _borrow_card),
    PrintForm("announcement", N_("As an announcement (form 7)"), _announcement),
    PrintForm(
        "register", N_("Register of letters received"), _register, of_record=False,
        asks=(
            asked("first", N_("From day"), "date", default=_first_of_year),
            asked("last", N_("To day"), "date", default=_last_of_year),
        ),
    ),
    PrintForm(
        "destruction", N_("List of papers to be destroyed"), _destruction, of_record=False,
        asks=(
            asked(
                "year", N_("Calendar year (B.E.)"), "number", required=True, default=_year_ended
            ),
        ),
    ),
)  # fmt: skip


class DocumentKind(DocumentForm):
    """Kind of the shelf's documents."""

    label = N_("Document")
    tab = "shelf"
    statuses = STATUSES
    forms = FORMS
    lights = {"current": "green", UNCHECKED: "amber", "repealed": "red"}

    def more_facts(self, session: Session, row: DocumentDetail) -> list[tuple[str, str]]:
        """Return what is known beyond the letter: how it was read, received and lent."""
        record_id = row.record_id
        rows = [
            (N_("Text"), tr(OCR_TEXT) if papers.was_recognised(session, record_id) else ""),
            (N_("For internal use"), _why_internal(session, record_id)),
        ]
        for receipt in documents.receipts(session, record_id):
            day = screen_date(receipt.received_on)
            rows.append((N_("Received"), f"{receipt.number}  {day} {receipt.received_at}".strip()))
        loan = documents.open_loan(session, record_id)
        if loan is not None:
            rows.append((N_("Borrowed by"), loan.borrower))
            rows.append((N_("Due back on"), screen_date(loan.due_on)))
        return rows

    def due(self, session: Session, today: date) -> list[tuple[int, str, str]]:
        """Return answers and loans that are due within 30 days or overdue."""
        words = {"answer": N_("to be answered"), "loan": N_("to be brought back")}
        last = (today + timedelta(days=30)).isoformat()
        return [(rid, day, words[what]) for rid, day, what in documents.due(session, last)]

    def write_pdf(self, library: Library, actor: Actor, record_id: int, out: Path) -> None:
        """Write the document's own page followed by its originals."""
        from kmdesk.shelf.print import write_document  # loads ReportLab, which only printing needs

        write_document(library, actor, self, record_id, out)


def _why_internal(session: Session, record_id: int) -> str:
    """Describe which personal numbers make a paper internal."""
    found = personal_numbers_in(texts_if_internal(session, record_id))
    return tr(found) if found else ""


KINDS: list[Kind] = [DocumentKind()]
