"""Write meetings and resolutions as an iCalendar file (RFC 5545). Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kmdesk.thai.clean import clean_text


@dataclass(frozen=True, slots=True)
class Entry:
    """One calendar day; a stable ``key`` lets a second import replace the entry."""

    key: str
    day: str
    title: str
    notes: str = ""
    place: str = ""
    at: str = ""
    """HH:MM, local time; empty for the whole day."""


def calendar(entries: Iterable[Entry], name: str, stamp: datetime) -> bytes:
    """Return the bytes of the file; ``stamp`` (UTC) is its time of creation."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//kmdesk//kmdesk//TH"]
    lines += ["CALSCALE:GREGORIAN", f"X-WR-CALNAME:{_escaped(name)}"]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{entry.key}@kmdesk",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            *_times(entry),
            f"SUMMARY:{_escaped(entry.title)}",
        ]
        if entry.notes:
            lines.append(f"DESCRIPTION:{_escaped(entry.notes)}")
        if entry.place:
            lines.append(f"LOCATION:{_escaped(entry.place)}")
        lines.append("END:VEVENT")
    lines.append("END:VCALENDAR")
    return "".join(f"{_folded(line)}\r\n" for line in lines).encode("utf-8")


def _times(entry: Entry) -> list[str]:
    day = date.fromisoformat(entry.day)
    hours, _, minutes = entry.at.replace(".", ":").partition(":")
    if hours.isdigit() and minutes.isdigit() and int(hours) < 24 and int(minutes) < 60:
        # Without a zone, programs take it as local time wherever it is read.
        return [f"DTSTART:{day:%Y%m%d}T{int(hours):02d}{int(minutes):02d}00"]
    after = day + timedelta(days=1)  # the end of a whole-day event is exclusive
    return [f"DTSTART;VALUE=DATE:{day:%Y%m%d}", f"DTEND;VALUE=DATE:{after:%Y%m%d}"]


def _escaped(text: str) -> str:
    text = clean_text(text)
    for mark in ("\\", ";", ","):
        text = text.replace(mark, f"\\{mark}")
    return "\\n".join(text.splitlines())


def _folded(line: str) -> str:
    """Fold a line to at most 75 bytes, never inside a character."""
    parts: list[str] = []
    part = ""
    for letter in line:
        # the space that begins a continuation line counts as one of its 75 bytes
        if len((part + letter).encode("utf-8")) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
