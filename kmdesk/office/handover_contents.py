"""Contents of a handover pack, collected once and independent of the database; its start page.

The start page and the instructions serve a reader with or without the program.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from html import escape
from urllib.parse import quote

from sqlalchemy import select

from kmdesk.committees import queries as committee_queries
from kmdesk.committees.model import KmPlanDetail
from kmdesk.committees.queries import seats
from kmdesk.committees.tables import Block, member_name, plan_blocks
from kmdesk.committees.terms import role_shown
from kmdesk.i18n import N_, tr
from kmdesk.places import PlaceRow, all_places
from kmdesk.processes import queries as process_queries
from kmdesk.processes.compare import comparison_of, promised_words, saving_words
from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.working_time import format_days
from kmdesk.records.describe import ENDED, ENDING, effective_status_column
from kmdesk.records.fields import screen_date
from kmdesk.records.kinds import Kinds
from kmdesk.records.model import Link, Place, Record
from kmdesk.records.portable_export import whole_page
from kmdesk.records.portable_folder import INDEX
from kmdesk.records.unit import Reading
from kmdesk.thai.dates import fiscal_year


@dataclass(frozen=True, slots=True)
class Line:
    """One record of the contents; ``place`` is the full label."""

    id: int
    kind: str
    number: str
    title: str
    issuer: str
    dated: str | None
    status: str
    audience: str
    place_id: int | None
    place: str


def lines_by_kind(reading: Reading, by_title: frozenset[str]) -> dict[str, list[Line]]:
    """Return every visible record by kind, sorted by day and title or by title alone."""
    columns = (
        Record.id,
        Record.kind,
        Record.number,
        Record.title,
        Record.issuer,
        Record.dated,
        effective_status_column(),
        Record.audience,
        Record.place_id,
        Place.label,
        Place.name,
        Record.sort_key,
    )
    query = select(*columns).outerjoin(Place, Place.id == Record.place_id)
    found: dict[str, list[tuple[tuple[str, str, int], Line]]] = {}
    for row in reading.session.execute(query.where(reading.visible())):
        line = Line(*row[:9], place=row[9] or row[10] or "")
        # Papers without a date come last.
        day = "" if line.kind in by_title else line.dated or "9999"
        found.setdefault(line.kind, []).append(((day, row[11], line.id), line))
    return {
        kind: [line for _key, line in sorted(rows, key=lambda pair: pair[0])]
        for kind, rows in found.items()
    }


def successors(reading: Reading) -> dict[int, int]:
    """Map records to the latest visible record that repeals or replaces them."""
    query = (
        select(Link.to_id, Link.record_id)
        .join(Record, Record.id == Link.record_id)
        .where(Link.relation.in_(ENDING), reading.visible())
        .order_by(Record.dated, Record.id)
    )
    # In the order of their dates, so that of several successors the latest stays.
    return {row[0]: row[1] for row in reading.session.execute(query)}


def plan_in_force(reading: Reading, year: int) -> int | None:
    """Return the KM plan of a fiscal year (พ.ศ.), the province's first; else the latest before."""
    query = (
        select(KmPlanDetail.record_id)
        .join(Record, Record.id == KmPlanDetail.record_id)
        .where(reading.visible(), KmPlanDetail.fiscal_year <= year)
        .order_by(
            KmPlanDetail.fiscal_year.desc(),
            (KmPlanDetail.level == "province").desc(),
            Record.id.desc(),
        )
        .limit(1)
    )
    return reading.session.scalar(query)


ROOMS = {
    "shelf": N_("Document shelf"),
    "regulations": N_("Laws and regulations"),
    "processes": N_("Process charts"),
    "committees": N_("Committees and knowledge management (KM)"),
    "directory": N_("Directory"),
}
_BY_TITLE = ("regulations", "processes", "directory")


@dataclass(frozen=True, slots=True)
class Entry:
    """One record as text; ``number_in_all`` counts through all contents."""

    id: int
    number_in_all: int
    number: str
    title: str
    issuer: str
    dated: str
    status: str
    ended: bool
    ended_by: int | None
    internal: bool
    place_id: int | None
    place: str
    folder: str


@dataclass(frozen=True, slots=True)
class Part:
    """All records of one kind."""

    code: str
    label: str
    room: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Tables about one record, or about all records of a kind.

    In the latter case each row links to a record, through a column put before the others.
    """

    title: str
    record_id: int
    blocks: tuple[Block, ...]
    rows_lead_to: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Contents:
    """All data of the printed contents."""

    office: str
    made_by: str
    made_on: date
    parts: tuple[Part, ...]
    places: tuple[PlaceRow, ...]
    committees: tuple[Table, ...]
    processes: tuple[Table, ...]
    plan: Table | None

    @property
    def count(self) -> int:
        """Total number of records."""
        return sum(len(part.entries) for part in self.parts)

    @property
    def internal(self) -> int:
        """Number of internal records."""
        return sum(entry.internal for part in self.parts for entry in part.entries)


def gather(
    reading: Reading, kinds: Kinds, names: Mapping[int, str], office: str, today: date
) -> Contents:
    """Collect the contents visible to ``reading``; ``names`` are the records' folders."""
    return Contents(
        office,
        reading.actor.name,
        today,
        _parts(reading, kinds, names),
        tuple(all_places(reading)),
        tuple(_committees(reading, today.isoformat())),
        _processes(reading),
        _plan(reading, today),
    )


def _parts(reading: Reading, kinds: Kinds, names: Mapping[int, str]) -> tuple[Part, ...]:
    by_title = frozenset(kind.code for kind in kinds if kind.tab in _BY_TITLE)
    found = lines_by_kind(reading, by_title)
    ended_by = successors(reading)
    parts, number = [], 0
    for room in ROOMS:
        for code in kinds.in_tab(room):
            kind, entries = kinds.get(code), []
            for line in found.get(code, ()):
                number += 1
                word = tr(kind.statuses.get(line.status, line.status)) if line.status else ""
                entries.append(_entry(line, number, word, ended_by, names))
            if entries:
                parts.append(Part(code, tr(kind.label), tr(ROOMS[room]), tuple(entries)))
    return tuple(parts)


def _entry(
    line: Line, number: int, word: str, ended_by: Mapping[int, int], names: Mapping[int, str]
) -> Entry:
    ended = line.status in ENDED
    return Entry(
        line.id,
        number,
        line.number,
        line.title,
        line.issuer,
        screen_date(line.dated, "short"),
        word,
        ended,
        ended_by.get(line.id) if ended else None,
        line.audience == "internal",
        line.place_id,
        line.place,
        names.get(line.id, ""),
    )


def _committees(reading: Reading, today: str) -> list[Table]:
    heads = (N_("Name"), N_("Role"), N_("Since"))
    found = []
    for record_id, title in committee_queries.committees(reading):
        rows = tuple(
            (member_name(seat), role_shown(seat), screen_date(seat.from_on, "short"))
            for seat in seats(reading.session, record_id, today)
        )
        if rows:
            found.append(Table(title, record_id, (Block("", heads, rows),)))
    return found


def _processes(reading: Reading) -> tuple[Table, ...]:
    heads = (
        N_("No."),
        N_("Process"),
        N_("In charge"),
        N_("Number of steps"),
        N_("Time a case"),
        N_("Promised"),
    )
    rows: list[tuple[str, ...]] = []
    ids = []
    for record_id in process_queries.process_ids(reading):
        record, view = reading.record(record_id), process_queries.view(reading.session, record_id)
        # A process whose steps were never entered has nothing to count.
        if view is None or view.present is None:
            continue
        comparison = comparison_of(view)
        present = view.present.process
        time = (
            saving_words(comparison)
            if comparison is not None
            else format_days(cycle_time(present).typical)
        )
        steps = str(len(present.steps))
        rows.append((record.title, record.issuer, steps, time, promised_words(view)))
        ids.append(record_id)
    widths = (3, 10, 6, 3, 9, 4)
    return (Table("", 0, (Block("", heads, tuple(rows), widths),), tuple(ids)),) if rows else ()


def _plan(reading: Reading, today: date) -> Table | None:
    plan_id = plan_in_force(reading, fiscal_year(today))
    if plan_id is None:
        return None
    title = reading.record(plan_id).title
    shown = tuple(block for block in plan_blocks(reading.session, plan_id) if block.rows)
    return Table(title, plan_id, shown)


def guide() -> list[tuple[str, list[str]]]:
    """Return (heading, numbered paragraphs)."""
    return [
        (
            tr("Without the program"),
            [
                tr(
                    "Open “{start}” or “index.html” with any browser, or “{contents}” with any PDF"
                    " reader. They work from the stick, without the internet.",
                    start=start_name(),
                    contents=contents_name(),
                ),
                tr(
                    "Each item has a folder of its own inside “records”, named with its running"
                    " number, its number and its title. “summary.html” tells all about it; the"
                    " original files lie in its folder “files”."
                ),
                tr(
                    "Items marked × are no longer in force; what they were replaced by is named"
                    " beside them. The column “Place” says where the paper is."
                ),
                tr(
                    "“manifest-sha256.txt” lists every file with its checksum, so that anyone can"
                    " prove that the pack is complete: sha256sum -c manifest-sha256.txt"
                ),
            ],
        ),
        (
            tr("Into a new kmdesk"),
            [
                tr("Copy the whole folder with all that is in it; change and add nothing."),
                tr(
                    "On a new machine start kmdesk and choose “Take over a library handed over” on"
                    " the first screen, then this folder. Choose a sign-in of your own: sign-ins"
                    " and passwords are never in a pack."
                ),
                tr(
                    "Into a library in use: Office work › Backup › “Bring in a pack…”. What is"
                    " there already stays and is not doubled; one undo takes all of it back."
                ),
                tr(
                    "The program compares every file with its checksum first. A pack that is not"
                    " complete or was changed is refused, and nothing of it is brought in."
                ),
            ],
        ),
        (
            tr("What is not in the pack"),
            [
                tr(
                    "Sign-ins, the history of changes, the trash and backups. Keep a backup as"
                    " well: it alone brings back these, too."
                ),
                tr(
                    "Files with personal data (sign-in sheets, photographs) lie in folders named"
                    " “personal” and are in no list. Give them only to those whose duty it is."
                ),
            ],
        ),
    ]


def start_name() -> str:
    """Return the name of the file to open first."""
    return tr("0-Start here") + ".html"


def contents_name() -> str:
    """Return the file name of the printed contents."""
    return tr("1-Contents of the knowledge library") + ".pdf"


def start_page(contents: Contents) -> str:
    """Return HTML with the counts, the links and the instructions."""
    facts = [
        tr("As of {date}", date=screen_date(contents.made_on.isoformat())),
        tr("Made by {name}", name=contents.made_by) if contents.made_by else "",
        tr("{count} items in all", count=f"{contents.count:,}"),
    ]
    parts = [f"<p>{escape(' · '.join(filter(None, facts)))}</p>"]
    if contents.internal:
        warning = tr(
            "This pack holds {count} items for internal use and personal data. Keep it as an"
            " official paper of the office and hand it only to those whose duty it is.",
            count=f"{contents.internal:,}",
        )
        parts.append(f'<p class="dead">{escape(warning)}</p>')
    ways = ((contents_name(), tr("Contents to print (PDF)")), (INDEX, tr("List of all items")))
    links = "".join(
        f'<li><a href="{quote(file)}">{escape(words)}</a> ({escape(file)})</li>'
        for file, words in ways
    )
    parts.append(f"<h2>{escape(tr('Begin here'))}</h2><ul>{links}</ul>")
    rows = "".join(
        f"<tr><td>{escape(part.room)}</td><td>{escape(part.label)}</td>"
        f"<td>{len(part.entries):,}</td></tr>"
        for part in contents.parts
    )
    parts.append(f"<h2>{escape(tr('What is in it'))}</h2><table>{rows}</table>")
    for heading, paragraphs in guide():
        items = "".join(f"<li>{escape(text)}</li>" for text in paragraphs)
        parts.append(f"<h2>{escape(heading)}</h2><ol>{items}</ol>")
    return whole_page(contents.office or tr("Knowledge corner"), "".join(parts))
