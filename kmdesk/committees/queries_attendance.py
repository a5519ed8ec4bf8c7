"""Moved."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from kmdesk.committees.model import (
    Attendance,
)


def attendances(session: Session, meeting_id: int) -> list[Attendance]:
    """Return the attendance of a meeting, in order."""
    return list(
        session.scalars(
            select(Attendance)
            .where(Attendance.record_id == meeting_id)
            .order_by(Attendance.position, Attendance.id)
        )
    )
