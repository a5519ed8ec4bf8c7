"""The sample office: its places, people, laws, letters, processes and committees.

Each is read from the files of its room; only what depends on the day is computed, so that the
sample is always of the current year.
"""

import re
import tempfile
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import select

from kmdesk import clock
from kmdesk.committees.knowledge import add_set, advance
from kmdesk.committees.meetings import add_item, call_meeting, certify, finish_action
from kmdesk.committees.orders import add_committee, add_order, appoint, set_duties
from kmdesk.committees.participants import add_trainee, add_training, number_certificates
from kmdesk.committees.plan import add_activity, add_focus, add_plan, add_state
from kmdesk.committees.queries import titled
from kmdesk.directory.kind import add_entry, last_year_end, set_year
from kmdesk.pdf import Document
from kmdesk.people import Person
from kmdesk.places import add_place, floor_plan, place_named
from kmdesk.places.floor_plan import ShapeRow, save_shapes
from kmdesk.processes.flow import AFTER, PHASES, Process, StepKind, check
from kmdesk.processes.kind import (
    add_process,
    add_version,
    change_process,
    save_holidays,
    save_papers,
    save_steps,
    tie_step,
)
from kmdesk.processes.queries import BASIS, Paper, record_from
from kmdesk.processes.table import Row, read_table
from kmdesk.processes.working_time import parse_span
from kmdesk.records import PassageText, Unit
from kmdesk.records.fields import screen_date
from kmdesk.records.model import Record
from kmdesk.regulations.edits import add_card
from kmdesk.regulations.import_law import add_laws, load_digests
from kmdesk.resources import resource_path
from kmdesk.shelf.documents import (
    NewDocument,
    NewFile,
    add_document,
    add_receipt,
    folders,
    numbered,
)
from kmdesk.thai.dates import (
    THAI_MONTHS_SHORT,
    be_year,
    fiscal_year,
    format_date,
    with_era,
    with_weekday,
)
from kmdesk.thai.normal import sort_key
from kmdesk.thai.numbers import to_arabic, to_thai

WRITTEN_FOR = date(2025, 6, 25)
"""The day for which the dates in the files are correct as written."""
_LAST = date(2025, 11, 3)  # the latest letter of the year: it must already have arrived
_WEEK = timedelta(days=7)
_FORMS: dict[str, Callable[[date], str]] = {
    "w": with_weekday,
    "!": with_era,
    "b": lambda day: to_thai(str(be_year(day))),
    "m": lambda day: f"{THAI_MONTHS_SHORT[day.month - 1]} {to_thai(str(be_year(day)))}",
}
_DAY = re.compile(r"([@~^])(\d{4})-(\d\d)-(\d\d)")
_IN_TEXT = re.compile(r"\{([@~^]\d{4}(?:-\d\d-\d\d)?)( [a-z]+|!)?\}")


@dataclass(frozen=True)
class SampleDays:
    """The sample's dates when it is created on ``today``."""

    today: date

    @classmethod
    def of_today(cls) -> "SampleDays":
        """Return the dates as of today."""
        return cls(clock.today())

    def read(self, written: Any) -> Any:
        """Return the content of a sample file with all its dates shifted."""
        if isinstance(written, Mapping):
            return {key: self.read(value) for key, value in written.items()}
        if isinstance(written, list):
            return [self.read(value) for value in written]
        if not isinstance(written, str):
            return written
        if match := _DAY.fullmatch(written):
            return self._moved(match).isoformat()
        return _IN_TEXT.sub(self._words, written)

    def _words(self, match: re.Match[str]) -> str:
        said, form = match[1], (match[2] or "").strip()
        if form in ("y", "fy"):
            year = int(said[1:5]) + self._years(said[0]) + 543
            return to_thai(str(year))
        found = _DAY.fullmatch(said)
        assert found is not None, said
        day = self._moved(found, kept=form == "d")
        return _FORMS.get(form, format_date)(day)

    def _moved(self, match: re.Match[str], kept: bool = False) -> date:
        """Return the shifted date; moved to a working day unless ``kept``."""
        day = date(int(match[2]), int(match[3]), int(match[4]))
        if match[1] == "@":
            return self._working(day + self._weeks, 1 if day >= WRITTEN_FOR else -1)
        moved = day.replace(year=day.year + self._years(match[1]))
        if match[1] == "^" or kept:
            return moved
        # Backwards: forwards it might come to lie after today.
        return self._working(moved, -1)

    def _years(self, mark: str) -> int:
        """Return by how many years dates with this mark shift."""
        if mark == "^":
            return fiscal_year(self.today) - fiscal_year(WRITTEN_FOR)
        years = self.today.year - _LAST.year
        return years if _LAST.replace(year=self.today.year) <= self.today else years - 1

    @cached_property
    def _weeks(self) -> timedelta:
        """Distance from the written week to the current one; on a weekend, to the next week."""
        ahead = _WEEK if self.today.weekday() >= 5 else timedelta(0)
        monday = self.today - timedelta(days=self.today.weekday()) + ahead
        return monday - (WRITTEN_FOR - timedelta(days=WRITTEN_FOR.weekday()))

    def _working(self, day: date, step: int) -> date:
        """Return the day, or the next (``step`` 1) or previous (-1) one the office is open."""
        while day.weekday() >= 5 or day.isoformat() in self._holidays:
            day += timedelta(days=step)
        return day

    @cached_property
    def _holidays(self) -> frozenset[str]:
        path = resource_path("sample") / "processes" / "holidays.toml"
        return frozenset(str(day) for day, _name in tomllib.loads(path.read_text("utf-8"))["day"])


def date_sample(unit: Unit) -> None:
    """Set each record's creation time to its own date, or else to a year ago.

    Home lists what was added this month: recent letters, not the whole sample. On the first days of
    a month, letters of the last days before it count as this month's, too.
    """
    today = clock.today()
    fresh = (today - timedelta(days=14)).isoformat()
    month = today.replace(day=1)
    for record in unit.session.scalars(select(Record)):
        day = record.dated or ""
        if record.kind == "document" and fresh <= day <= today.isoformat():
            moment = max(clock.begins(date.fromisoformat(day)), clock.begins(month))
        else:
            known = fresh[:4] <= day[:4] and day < month.isoformat()
            moment = clock.begins(date.fromisoformat(day) if known else today - timedelta(days=365))
        record.created_at = min(moment, clock.stamp())


def load_places(unit: Unit, folder: Path) -> None:
    """Load places and plan from ``places.toml``; the other samples refer to them."""
    data = tomllib.loads((folder / "places.toml").read_text("utf-8"))
    rooms = {room["name"]: add_place(unit, "room", room["name"]).id for room in data["room"]}
    for desk in data["desk"]:
        add_place(unit, "desk", desk["name"], rooms[desk["room"]])
    for cupboard in data["cupboard"]:
        _add_cupboard(unit, cupboard, rooms[cupboard["room"]])
    for floor in data["plan"]:
        plan = floor_plan.add_plan(unit, floor["name"], floor["width"], floor["height"])
        save_shapes(unit, plan.id, [_plan_shape(unit, shape) for shape in floor["shape"]])


def _add_cupboard(unit: Unit, cupboard: dict[str, Any], room_id: int) -> None:
    """Add a cupboard; folders are numbered across its shelves, as on their spines."""
    top = add_place(unit, "cupboard", cupboard["name"], room_id)
    number = 0
    for shelf, count in enumerate(cupboard["folders"], start=1):
        level = add_place(unit, "shelf", f"ชั้น {to_thai(str(shelf))}", top.id)
        for _ in range(count):
            number += 1
            add_place(unit, "folder", f"แฟ้ม {to_thai(str(number))}", level.id)


def _plan_shape(unit: Unit, shape: dict[str, Any]) -> ShapeRow:
    x, y, width, height = shape["at"]
    name = shape.get("place", "")
    place_id = place_named(unit.session, name) if name else None
    return ShapeRow(shape["kind"], shape.get("text", name), x, y, width, height, place_id)


_WRITTEN_IN = 2569  # calendar year that the years of the entries refer to
_SATURDAY = 5


def load_directory(unit: Unit, folder: Path) -> None:
    """Add the cooperatives, resource persons and staff of ``directory.toml``."""
    data = tomllib.loads((folder / "directory.toml").read_text("utf-8"))
    today = clock.today()
    later = be_year(today) - _WRITTEN_IN  # the sample always ends in the current year
    for entry in data.get("cooperative", []):
        years, meeting = entry.pop("years", []), entry.pop("meeting_after", "")
        if meeting:
            entry["meeting_on"] = _meeting_on(str(entry["year_end"]), meeting, today)
        record = add_entry(unit, "cooperative", entry)
        for year in years:
            set_year(unit, record.id, **{**year, "year": year["year"] + later})
    for kind in ("resource_person", "staff"):
        for entry in data.get(kind, []):
            _add_person(unit, kind, entry)


def _meeting_on(year_end: str, meeting: str, today: date) -> str:
    """Return the Saturday of the general meeting after the last end of the accounting year."""
    month, day = map(int, meeting.split("-"))
    closed = last_year_end(year_end, today)
    assert closed is not None, year_end
    on = date(closed.year, month, day)
    if on <= closed:
        on = on.replace(year=closed.year + 1)
    return (on + timedelta(days=(_SATURDAY - on.weekday()) % 7)).isoformat()


def _add_person(unit: Unit, kind: str, entry: dict[str, Any]) -> None:
    desk = entry.pop("desk", "")
    person = Person(name=entry["title"], sort_key=sort_key(entry["title"]))
    unit.session.add(person)
    unit.session.flush()
    place_id = place_named(unit.session, desk) if desk else None
    add_entry(unit, kind, {**entry, "person_id": person.id, "place_id": place_id})


def load_laws(unit: Unit, folder: Path) -> None:
    """Load laws, then the cards based on them, from ``instruments.toml``."""
    data = SampleDays.of_today().read(
        tomllib.loads((folder / "instruments.toml").read_text("utf-8"))
    )
    laws = load_digests(unit) | add_laws(unit, data["law"], "sample")
    for card in data["card"]:
        grounds = [(laws[name], anchor) for name, anchor in card.pop("grounds")]
        question, answer = card.pop("question"), card.pop("answer")
        add_card(unit, question, answer, grounds, card, issuer=card["answered_by"])


def load_documents(unit: Unit, folder: Path) -> None:
    """Add the letters of ``circulars.toml``, filed in turn into the sample folders."""
    data = SampleDays.of_today().read(tomllib.loads((folder / "circulars.toml").read_text("utf-8")))
    letters = [{"issuer": data["issuer"], **letter} for letter in data["letter"]]
    places = folders(unit.session)
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as scratch:
        for position, letter in enumerate(letters):
            place = places[position * len(places) // len(letters)] if places else None
            pdf = Path(scratch) / f"{position}.pdf"
            _set_letter(letter, pdf)
            _file_letter(unit, letter, pdf, place)


def _file_letter(unit: Unit, letter: dict[str, Any], pdf: Path, place: int | None) -> None:
    text = _letter_text(letter)
    record = add_document(
        unit,
        NewDocument(
            title=letter["title"],
            form=letter["form"],
            number=letter["number"],
            issuer=letter["issuer"],
            dated=letter["dated"],
            place_id=place,
            audience=letter.get("audience", "public"),
            source=f"{letter['title']}.pdf",
            tags=letter.get("tags", ()),
            detail={
                "addressee": letter["to"],
                "reply_by": letter.get("reply_by"),
                "replied_with": letter.get("replied_with", ""),
            },
        ),
        [PassageText("page:1", "1", text)],
        NewFile(pdf, f"{letter['title']}.pdf", "application/pdf"),
    )
    if "stamp" in letter:
        add_receipt(unit, record.id, letter["stamp"], letter["dated"], "09.30")
    amended = numbered(unit.session, letter["amends"]) if "amends" in letter else None
    if amended is not None:
        unit.link(record.id, amended, "amends")


def _letter_head(letter: dict[str, Any]) -> list[tuple[str, str]]:
    head = [
        ("center", letter["issuer"]),
        ("left", f"ที่ {letter['number']}" if letter["number"] else ""),
        ("right", screen_date(letter["dated"])),
        ("left", f"เรื่อง {letter['title']}"),
        ("left", f"เรียน {letter['to']}" if letter["to"] else ""),
    ]
    return [(style, text) for style, text in head if text]


def _letter_text(letter: dict[str, Any]) -> str:
    return "\n".join([*(text for _style, text in _letter_head(letter)), *letter["body"]])


def _set_letter(letter: dict[str, Any], out: Path) -> None:
    document = Document(out, title=letter["title"], footer=False)
    for style, text in _letter_head(letter):
        document.paragraph(text, style)
    for paragraph in letter["body"]:
        document.paragraph(paragraph, "first")
    document.save()


_DECREE = "digest-good-governance-decree"  # the decree that requires cutting steps and time
# Cells of a step in the sample files; trailing blank cells are omitted.
STEP_CELLS = ("kind", "name", "role", "work", "wait", "next", "detail", "quality", "forms", "basis")


def load_processes(unit: Unit, folder: Path) -> None:
    """Add the processes of ``[0-9]*.toml`` and the holidays of ``holidays.toml``."""
    days = tomllib.loads((folder / "holidays.toml").read_text("utf-8"))["day"]
    save_holidays(unit, {date.fromisoformat(str(day)): name for day, name in days})
    for file in sorted(folder.glob("[0-9]*.toml")):
        _add_process(unit, tomllib.loads(file.read_text("utf-8")))


def sample_process(version: dict[str, Any]) -> Process:
    """Parse the steps of one version in a sample file.

    Raises ValueError naming what is wrong.
    """
    rows = [
        Row(key=-index - 1, **dict(zip(STEP_CELLS, cells, strict=False)))
        for index, cells in enumerate(version["steps"])
    ]
    process, problems = read_table(rows)
    problems += check(process)
    if problems:
        raise ValueError("; ".join(f"{-(p.key or 0)}: {p.message}" for p in problems))
    return process


def _add_process(unit: Unit, data: dict[str, Any]) -> None:
    facts: dict[str, object] = {
        key: value for key, value in data.items() if isinstance(value, str | int | float)
    }
    standard = parse_span(str(facts.pop("standard", "")))
    desk = str(facts.pop("desk", ""))
    facts["standard_minutes"] = standard.typical if standard else None
    facts["desk_id"] = place_named(unit.session, desk) if desk else None
    record = add_process(unit, facts)
    change_process(unit, record.id, {"status": "approved"})
    papers = [Paper(*paper) for paper in data["papers"]]
    save_papers(unit, record.id, papers)
    for phase in PHASES:
        version = data[phase]
        row = add_version(
            unit,
            record.id,
            phase,
            name=version.get("name", ""),
            valid_from=_iso_day(version.get("from")),
            valid_to=_iso_day(version.get("to")),
        )
        process = _filed_at(sample_process(version), facts["desk_id"])
        ids = save_steps(unit, row.id, process)
        decree = record_from(unit.session, _DECREE)
        if decree is not None and phase == AFTER:
            step = ids[process.steps[1].key]
            tie_step(unit, record.id, step, decree, "", BASIS)


def _filed_at(process: Process, desk_id: object) -> Process:
    """Set the desk of the process as the place where papers are filed."""
    steps = [
        replace(step, place_id=desk_id)
        if step.kind is StepKind.START and isinstance(desk_id, int)
        else step
        for step in process.steps
    ]
    return Process(tuple(steps), process.flows)


def _iso_day(day: object) -> str | None:
    return str(day) if day else None


def load_committees(unit: Unit, folder: Path) -> None:
    """Load everything in ``committees.toml`` and ``plan.toml``."""
    days = SampleDays.of_today()
    data = days.read(tomllib.loads((folder / "committees.toml").read_text("utf-8")))
    orders: dict[str, int] = {}
    for entry in data["order"]:
        orders[entry["number"]] = add_order(unit, entry).id
        _link_basis(unit, orders[entry["number"]], entry)
    for entry in data["committee"]:
        _add_committee(unit, entry, orders)
    _add_meetings(unit, data["meeting"])
    for entry in data["set"]:
        _add_set(unit, entry)
    for entry in data["training"]:
        _add_training(unit, entry)
    for plan in days.read(tomllib.loads((folder / "plan.toml").read_text("utf-8")))["plan"]:
        _add_plan(unit, plan, days.today.isoformat())


def _add_committee(unit: Unit, entry: dict[str, Any], orders: dict[str, int]) -> None:
    members, duties = entry.pop("members", []), entry.pop("duties", {})
    order_id = orders.get(entry.pop("order", ""))
    from_on = entry.pop("from_on")
    committee = add_committee(unit, entry)
    for role, text in duties.items():
        set_duties(unit, committee.id, role, text)
    for member in members:
        appoint(unit, committee.id, **{"from_on": from_on, "order_id": order_id, **member})


def _add_meetings(unit: Unit, entries: list[dict[str, Any]]) -> None:
    """Add meetings with their resolutions; minutes are certified in the next meeting."""
    to_certify: int | None = None
    for entry in entries:
        items, in_next = entry.pop("items", []), entry.pop("certified_in_next", False)
        committee_id = titled(unit.session, "committee", entry.pop("committee"))
        assert committee_id is not None
        meeting = call_meeting(unit, committee_id, entry)
        for item in items:
            done_on = item.pop("done_on", "")
            added = add_item(unit, meeting.id, **item)
            if done_on:
                finish_action(unit, added.id, done_on)
        if to_certify is not None:
            certify(unit, to_certify, "", meeting.id)
        to_certify = meeting.id if in_next else None


def _add_set(unit: Unit, entry: dict[str, Any]) -> None:
    steps, on = entry.pop("steps", []), entry.pop("on")
    entry["group_id"] = titled(unit.session, "committee", entry.pop("group"))
    record = add_set(unit, entry, on)
    for step in steps:
        advance(unit, record.id, **step)


def _add_training(unit: Unit, entry: dict[str, Any]) -> None:
    trainees, certified = entry.pop("trainees", []), entry.pop("certified", False)
    training = add_training(unit, entry)
    for trainee in trainees:
        add_trainee(unit, training.id, trainee)
    if certified:
        number_certificates(unit, training.id)


def _add_plan(unit: Unit, entry: dict[str, Any], today: str) -> None:
    """Add a plan of the fiscal year, with activities progressed up to today."""
    entry["fiscal_year"] = int(to_arabic(str(entry["fiscal_year"])))
    focus, states = entry.pop("focus", []), entry.pop("states", [])
    activities, status = entry.pop("activities", []), entry.pop("status", "draft")
    plan = add_plan(unit, entry)
    _link_basis(unit, plan.id, entry)
    plan.status = status
    # The file counts from 1, as it cannot know the ids of the database.
    areas = [None, *(add_focus(unit, plan.id, title).id for title in focus)]
    goals: list[int | None] = [None]
    for state in states:
        values: dict[str, object] = {**state, "focus_id": areas[state.get("focus", 0)]}
        values.pop("focus", None)
        goals.append(add_state(unit, plan.id, values).id)
    done: list[int | None] = [None]
    for entry in activities:
        state_id, after_id = goals[entry.pop("state", 0)], done[entry.pop("after", 0)]
        values = {**_so_far(entry, today), "state_id": state_id, "after_id": after_id}
        done.append(add_activity(unit, plan.id, values).id)


def _so_far(activity: dict[str, Any], today: str) -> dict[str, Any]:
    """Limit progress to today: nothing starts before its first day or runs past its last."""
    if activity["from_on"] > today:
        return {**activity, "status": "planned", "done_percent": 0, "spent": None}
    if activity["to_on"] < today:
        return {**activity, "status": "done", "done_percent": 100}
    first, last, now = map(date.fromisoformat, (activity["from_on"], activity["to_on"], today))
    percent = activity.get("done_percent", 0)
    done = min(percent, 100 * (now - first).days // (last - first).days // 5 * 5)
    spent = activity.get("spent")
    share = done / percent if percent else 0
    spent = spent if spent is None else round(spent * share, -2)
    return {**activity, "status": "running", "done_percent": done, "spent": spent}


def _link_basis(unit: Unit, record_id: int, entry: dict[str, Any]) -> None:
    law = titled(unit.session, "regulation", entry.get("basis", ""))
    if law is not None:
        unit.link(record_id, law, "legal_basis")


# In this order: letters lie in folders, cards rest on laws, orders on laws, groups on orders.
SAMPLES = {
    "places": load_places,
    "directory": load_directory,
    "regulations": load_laws,
    "shelf": load_documents,
    "processes": load_processes,
    "committees": load_committees,
}
"""What lays each room's sample, by the name of its folder."""
