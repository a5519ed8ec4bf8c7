"""Resolutions to be carried out: by person and committee, late ones first, as a calendar."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kmdesk import clock
from kmdesk.committees import queries_meeting
from kmdesk.committees.ics import Entry, calendar
from kmdesk.committees.queries_meeting import ActionLine
from kmdesk.i18n import tr
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class FollowUp:
    """All open resolutions as of a day."""

    lines: tuple[ActionLine, ...]
    today: str

    @property
    def people(self) -> tuple[str, ...]:
        """Everyone in charge of something."""
        return tuple(sorted({line.owner for line in self.lines}))

    @property
    def committees(self) -> tuple[str, ...]:
        """Committees with something open."""
        return tuple(sorted({line.committee for line in self.lines}))

    def tally(self, *, person: str = "", committee: str = "") -> tuple[int, int]:
        """How many resolutions of a person or committee are open, and how many are overdue."""
        return (
            len(self.narrowed(person, committee)),
            len(self.narrowed(person, committee, late=True)),
        )

    def late_by(self, line: ActionLine) -> int:
        """Days a resolution is overdue; 0 when it is not."""
        if not line.due_on:
            return 0
        days = date.fromisoformat(self.today) - date.fromisoformat(line.due_on)
        return max(0, days.days)

    def narrowed(
        self, person: str = "", committee: str = "", *, late: bool = False
    ) -> tuple[ActionLine, ...]:
        """The lines of a person and a committee ("": all), only late ones if asked."""
        return tuple(
            line
            for line in self.lines
            if (not person or line.owner == person)
            and (not committee or line.committee == committee)
            and (not late or self.late_by(line) > 0)
        )


def follow_up(reading: Reading, today: str) -> FollowUp:
    """Open resolutions of all visible meetings."""
    return FollowUp(tuple(queries_meeting.every_action(reading)), today)


def calendar_file(reading: Reading, lines: Iterable[ActionLine], today: str) -> bytes:
    """Meetings to come and these resolutions as an iCalendar file."""
    entries = [
        Entry(
            f"meeting-{record.id}",
            record.dated or today,
            f"{record.title} {record.number}".strip(),
            place=detail.held_at,
            at=detail.opened_at,
        )
        for record, detail in queries_meeting.coming(reading, today)
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
