"""Minutes of a meeting (รายงานการประชุม, แบบที่ ๑๑, ข้อ ๒๕)."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import in_thai
from kmdesk.pdf.sheets.frame import Paper
from kmdesk.pdf.sheets.official import (
    UNSIGNED,
    Heading,
    OfficialPage,
    People,
    Person,
    Signature,
    Text,
)
from kmdesk.pdf.typography import Run


@dataclass(frozen=True, slots=True)
class Matter:
    """A matter under an agenda item: the discussion and the resolution."""

    text: str
    resolution: str = ""
    action: str = ""
    """Who carries it out and by when, as text."""


@dataclass(frozen=True, slots=True)
class AgendaPart:
    """ระเบียบวาระที่ …: its heading and its matters; without any it prints ไม่มี."""

    heading: str
    matters: tuple[Matter, ...] = ()


@dataclass(frozen=True, slots=True)
class MinutesSheet:
    """รายงานการประชุม. The date is ISO, times as 09.30; ``Person.role`` holds roles and reasons."""

    body: str
    """The body that met; the word รายงานการประชุม is printed before it."""
    number: str
    dated: str | None
    place: str
    came: tuple[Person, ...]
    parts: tuple[AgendaPart, ...]
    absent: tuple[Person, ...] = ()
    guests: tuple[Person, ...] = ()
    opened_at: str = ""
    closed_at: str = ""
    recorder: Signature = UNSIGNED
    checker: Signature | None = None
    state: str = ""
    """State of the minutes, such as ร่าง; printed above the title."""


def write_minutes(out: Path, paper: Paper, minutes: MinutesSheet) -> Path:
    """Write the minutes as แบบที่ ๑๑. Raises PdfError and writes no file on failure."""
    title = in_thai("Minutes of {body}", body=minutes.body)
    page = OfficialPage(out, paper, f"{title} {minutes.number}".strip())
    if minutes.state:
        page.line(f"({minutes.state})", align="center")
    page.line(title, align="center", bold=True)
    page.line(
        in_thai("Meeting no. {number}", number=minutes.number or "." * 12),
        align="center",
        bold=True,
    )
    page.line(in_thai("Held on {day}", day=page.day(minutes.dated)), align="center", bold=True)
    page.line(in_thai("At {place}", place=minutes.place or "." * 40), align="center", bold=True)
    page.short_rule()
    for heading, people in (
        (in_thai("Those who came"), minutes.came),
        (in_thai("Those who did not come"), minutes.absent),
        (in_thai("Those who took part"), minutes.guests),
    ):
        if people or people is minutes.came:
            page.body((Heading(heading), People(people or (Person(""),) * 3, indent=0)))
    opened = minutes.opened_at or "." * 12
    page.body((Heading(in_thai("The meeting began at {time}", time=opened)),))
    for part in minutes.parts:
        _part(page, part)
    closed = minutes.closed_at or "." * 12
    page.body((Heading(in_thai("The meeting ended at {time}", time=closed)),))
    page.sign(minutes.recorder, role=in_thai("Who wrote the minutes"))
    if minutes.checker:
        page.sign(minutes.checker, role=in_thai("Who checked the minutes"))
    return page.save()


def write_agenda(out: Path, paper: Paper, minutes: MinutesSheet) -> Path:
    """Write the agenda of a meeting (ระเบียบวาระการประชุม), without resolutions."""
    title = in_thai("Agenda of {body}", body=minutes.body)
    page = OfficialPage(out, paper, f"{title} {minutes.number}".strip())
    number, place = minutes.number or "." * 12, minutes.place or "." * 40
    time = minutes.opened_at or "." * 8
    when = in_thai("On {day} at {time}", day=page.day(minutes.dated), time=time)
    for line in (
        title,
        in_thai("Meeting no. {number}", number=number),
        when,
        in_thai("At {place}", place=place),
    ):
        page.line(line, align="center", bold=True)
    page.short_rule()
    for part in minutes.parts:
        page.body((Heading(part.heading),))
        _matters(page, part)
    return page.save()


def _part(page: OfficialPage, part: AgendaPart) -> None:
    page.body((Heading(part.heading),))
    if not part.matters:
        page.body((Text(in_thai("None (of matters)")),))
    _matters(page, part)


def _matters(page: OfficialPage, part: AgendaPart) -> None:
    numbered = len(part.matters) > 1
    for at, matter in enumerate(part.matters, 1):
        number = f"{_leading(part.heading)}{at}\u00a0\u00a0" if numbered else ""
        for row, words in enumerate(_paragraphs(matter.text)):
            page.body((Text(f"{number if row == 0 else ''}{words}"),))
        if matter.resolution:
            _resolution(page, matter.resolution)
        if matter.action:
            page.body((Text(matter.action),))


def _resolution(page: OfficialPage, resolution: str) -> None:
    """Draw มติที่ประชุม in bold, followed by the resolution."""
    words = page.words(" ".join(_paragraphs(resolution)))
    page.body(
        (Text((Run(in_thai("Resolution of the meeting"), bold=True), f"\u00a0\u00a0{words}")),)
    )


def _leading(heading: str) -> str:
    """Return an agenda item's number with a point, so that its matters read ๕.๑, ๕.๒."""
    digits = (
        "".join(char for char in heading.split(" ")[1] if char.isdigit()) if " " in heading else ""
    )
    return f"{digits}." if digits else ""


def _paragraphs(text: str) -> Sequence[str]:
    return [line.strip() for line in text.split("\n") if line.strip()] or [""]
