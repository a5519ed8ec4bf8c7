"""Print an A4 handout for a visitor: due date, place, papers, law, complaints."""

from datetime import date
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf.document import Document
from kmdesk.processes.display import digits, due_words, paper_words, promised_words
from kmdesk.processes.print_chart import A4
from kmdesk.processes.queries import FORM, ProcessView


def write_handout(
    out: Path, title: str, view: ProcessView, *, office: str = "", filed: date | None = None
) -> Path:
    """Write the handout to ``out``."""
    document = Document(out, title=title, office=office, size=A4)
    document.heading(title)
    due = due_words(view, filed) if filed is not None else ""
    if due:
        document.paragraph(due, "bold")
    document.fields(
        [
            (tr("Who may apply"), view.applicant),
            (tr("Where to file"), view.where_to_file),
            (tr("Desk to file at"), view.desk),
            (tr("How long it takes"), promised_words(view)),
            (tr("What it costs"), view.fee),
        ]
    )
    if view.papers:
        document.heading(tr("What to bring"), 2)
        for paper in view.papers:
            if document.room < 30:
                document.new_page()
            document.sheet.box(document.left, document.y - 15, 10, 10, line=0.8)
            document.item("", paper_words(paper))
    forms = [link for link in view.links if link.relation == FORM]
    if forms:
        document.heading(tr("Forms to fill in"), 2)
        for number, link in enumerate({f.record_id: f for f in forms}.values(), start=1):
            document.item(f"{digits(number)}.", link.words)
    laws = dict.fromkeys(link.words for link in view.links if link.relation != FORM)
    document.fields(
        [
            (tr("By which law"), "\n".join(part for part in (view.basis, *laws) if part)),
            (tr("Last day by law"), view.legal_deadline),
            (tr("Where to complain"), view.complaints),
            (tr("Remarks"), view.note),
        ]
    )
    return document.save()
