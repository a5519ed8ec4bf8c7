"""Kind of documents: their texts, facets and printer for search, print and record panel."""

from datetime import date, timedelta
from pathlib import Path

from kmdesk.i18n import N_, tr
from kmdesk.intake.model import OCR_TEXT
from kmdesk.records import Actor, Kind, Library, Session
from kmdesk.records.display import screen_date
from kmdesk.shelf import confidential, documents, scans
from kmdesk.shelf.confidential import personal_numbers_in
from kmdesk.shelf.documents import DocumentForm
from kmdesk.shelf.model import STATUSES, UNCHECKED, DocumentDetail


class DocumentKind(DocumentForm):
    """Kind of the shelf's documents."""

    label = N_("Document")
    tab = "shelf"
    statuses = STATUSES
    lights = {"current": "green", UNCHECKED: "amber", "repealed": "red"}

    def more_facts(self, session: Session, row: DocumentDetail) -> list[tuple[str, str]]:
        """Return what is known beyond the letter: how it was read, received and lent."""
        record_id = row.record_id
        rows = [
            (N_("Text"), tr(OCR_TEXT) if scans.was_recognised(session, record_id) else ""),
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
    found = personal_numbers_in(confidential.texts_if_internal(session, record_id))
    return tr(found) if found else ""


KINDS: list[Kind] = [DocumentKind()]
