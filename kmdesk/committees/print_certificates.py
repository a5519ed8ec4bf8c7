"""Print certificates of a training, one landscape page each."""

from pathlib import Path

from kmdesk.committees import queries, trainings
from kmdesk.committees.model import TrainingDetail
from kmdesk.committees.orders import CommitteeError
from kmdesk.i18n import tr
from kmdesk.pdf import Document
from kmdesk.pdf.typography import Style
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.display import screen_date
from kmdesk.records.settings import OFFICE_NAME

_OFFICE = Style(size=22, align="center", after=24)
_SMALL = Style(size=18, align="center", after=12)
_NAME = Style(size=30, align="center", after=14)
_FOOT = Style(size=16, align="center", after=6)


def write_certificates(library: Library, actor: Actor, training_id: int, out: Path) -> int:
    """Write a certificate for every participant; return the number of pages."""
    if actor.duty < Duty.CLERK:
        raise CommitteeError("Certificates are printed by the staff. Sign in first.")
    office = OFFICE_NAME.of(library)
    with library.reading(actor) as reading:
        record = reading.record(training_id)
        detail = queries.detail(reading.session, "training", training_id)
        people = [
            (t.name, t.certificate, t.hours, t.master_trainer)
            for t in trainings.trainees(reading.session, training_id)
        ]
        title, first = record.title, record.dated
        issuer = record.issuer or office
    if not isinstance(detail, TrainingDetail) or not people:
        raise CommitteeError("Nobody is in the list of this training yet.")
    document = Document(out, title=title, office=office, landscape=True, footer=False)
    for at, (name, number, hours, master) in enumerate(people):
        if at:
            document.page_break()
        document.space(40)
        document.paragraph(issuer, _OFFICE)
        document.paragraph(tr("gives this certificate to"), _SMALL)
        document.paragraph(name, _NAME)
        document.paragraph(tr("who took part in “{title}”", title=title), _SMALL)
        length = hours or detail.hours
        written = document.digits(f"{length:g}") if length else ""
        document.paragraph(_when(first, detail.to_on, written), _SMALL)
        if master:
            document.paragraph(tr("and is a Master Trainer of knowledge management"), _SMALL)
        document.space(48)
        document.paragraph("(" + "." * 60 + ")", _FOOT)
        document.paragraph(tr("Given on {day}", day="." * 40), _FOOT)
        if number:
            document.paragraph(tr("Certificate no. {number}", number=number), _FOOT)
    document.save()
    return len(people)


def _when(first: str | None, last: str | None, hours: str) -> str:
    days = tr("on {day}", day=screen_date(first)) if first else ""
    if last and last != first:
        days = tr("from {first} to {last}", first=screen_date(first), last=screen_date(last))
    length = tr("{hours} hours", hours=hours) if hours else ""
    return " ".join(filter(None, (days, length)))
