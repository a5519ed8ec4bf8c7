"""People who come to a meeting, as its attendance window stores them."""

from kmdesk.committees.participants import attendances, take_attendance
from kmdesk.records import Unit


def attend(unit: Unit, meeting_id: int, **line: object) -> None:
    """Add one line below those of the meeting."""
    rows = [(row.id, dict[str, object]()) for row in attendances(unit.session, meeting_id)]
    take_attendance(unit, meeting_id, [*rows, (0, line)], {})
