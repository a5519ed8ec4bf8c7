"""Open resolutions by person and committee, overdue ones first, also as a calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kmdesk import clock
from kmdesk.committees import meetings
from kmdesk.committees.ics import Entry, calendar
from kmdesk.committees.meetings import ActionLine
from kmdesk.i18n import tr
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All open resolutions as of a day."""

    lines: tuple[ActionLine, ...]
    today: str

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone in charge of a resolution."""
        return tuple(sorted({line.owner for line in self.lines}))

    @property
    def committees(self) -> tuple[str, ...]:
        """Committees with an open resolution."""
        return tuple(sorted({line.committee for line in self.lines}))

    def tally(self, *, person: str = "", committee: str = "") -> tuple[int, int]:
        """Count the open and the overdue resolutions of a person or committee."""
        return (
            len(self.narrowed(person, committee)),
            len(self.narrowed(person, committee, late=True)),
        )

    def late_by(self, line: ActionLine) -> int:
        """Return the days a resolution is overdue, or 0."""
        if not line.due_on:
            return 0
        days = date.fromisoformat(self.today) - date.fromisoformat(line.due_on)
        return max(0, days.days)

    def narrowed(
        self, person: str = "", committee: str = "", *, late: bool = False
    ) -> tuple[ActionLine, ...]:
        """Filter by person and committee ("": all), optionally only overdue lines."""
        return tuple(
            line
            for line in self.lines
            if (not person or line.owner == person)
            and (not committee or line.committee == committee)
            and (not late or self.late_by(line) > 0)
        )


def follow_up(reading: Reading, today: str) -> FollowUp:
    """Return the open resolutions of all visible meetings."""
    return FollowUp(tuple(meetings.every_action(reading)), today)


def calendar_file(reading: Reading, lines: Iterable[ActionLine], today: str) -> bytes:
    """Return future meetings and these resolutions as an iCalendar file."""
    entries = [
        Entry(
            f"meeting-{record.id}",
            record.dated or today,
            f"{record.title} {record.number}".strip(),
            place=detail.held_at,
            at=detail.opened_at,
        )
        for record, detail in meetings.coming(reading, today)
    ]
    entries += [
        Entry(
            f"action-{line.item_id}",
            line.due_on,
            f"{line.owner}: {line.resolution}",
            notes="\n".join(filter(None, (f"{line.committee} {line.meeting}", line.progress))),
        )
        for line in lines
        if line.due_on
    ]
    return calendar(entries, tr("Meetings and resolutions"), clock.now())
