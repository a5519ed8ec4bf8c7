"""Status rule: a law with a future effective date is never shown as in force."""

from sqlalchemy import ColumnElement, select

from kmdesk.records.effective_status import Rule
from kmdesk.records.model import Record
from kmdesk.regulations.model import InstrumentDetail
from kmdesk.regulations.queries import KIND


def _begins(today: str) -> ColumnElement[bool]:
    later = select(InstrumentDetail.record_id).where(InstrumentDetail.effective_on > today)
    return Record.id.in_(later)


RULE = Rule(KIND, ("in_force", "amended"), _begins)
