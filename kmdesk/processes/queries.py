"""Work processes as stored: tables and reads of steps, flows, versions, papers, matches.

Times are whole working minutes; ``…_unit`` is the unit they were typed in. References between rows
of one process are checked at commit, so that undo may restore them in any order."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Float, ForeignKey, Integer, String, Text, func, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kmdesk.i18n import N_
from kmdesk.processes.flow import Flow, Process, Step, StepKind
from kmdesk.processes.working_time import Span, WorkCalendar
from kmdesk.records import Kinds
from kmdesk.records.fields import field_info
from kmdesk.records.model import Link, Place, Record
from kmdesk.records.settings import CLOSED_WEEKDAYS, OFFICE_HOURS
from kmdesk.records.unit import Reading
from kmdesk.store.engine import Base
from kmdesk.thai.numbers import to_arabic, to_thai


def _target(percent: float) -> str | None:
    return None if 0 <= percent <= 100 else N_("The target must lie between 0 and 100 %.")


def _of_record() -> Mapped[int]:
    return mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)


def _within(target: str) -> ForeignKey:
    return ForeignKey(target, ondelete="CASCADE", deferrable=True, initially="DEFERRED")


class ProcessDetail(Base):
    """1:1 detail of a record of kind ``process``; its owner is the record's issuer."""

    __tablename__ = "process"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    desk_id: Mapped[int | None] = mapped_column(
        ForeignKey("place.id", ondelete="SET NULL"),
        info=field_info(N_("Desk to file at"), "choice"),
    )
    purpose: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Purpose"), "lines"))
    applicant: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Who may apply")))
    where_to_file: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Where to file"), "lines")
    )
    standard_minutes: Mapped[int | None] = mapped_column(
        Integer, info=field_info(N_("Service standard"), "")
    )
    fee: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("What it costs")))
    basis: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("By which law"), "lines")
    )
    legal_deadline: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Last day by law"), "lines")
    )
    complaints: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Where to complain"), "lines")
    )
    target_percent: Mapped[float] = mapped_column(
        Float,
        default=30.0,
        info=field_info(N_("Target: time saved (%)"), "decimal", default=30.0, check=_target),
    )
    note: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Remarks"), "lines"))


class ProcessPaper(Base):
    """A paper the citizen brings."""

    __tablename__ = "process_paper"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    position: Mapped[int] = mapped_column(Integer, default=0)
    name: Mapped[str] = mapped_column(Text)
    originals: Mapped[int] = mapped_column(Integer, default=0)
    copies: Mapped[int] = mapped_column(Integer, default=0)
    note: Mapped[str] = mapped_column(Text, default="")


class ProcessVersion(Base):
    """The process as it was or is done; ``phase`` is "before" or "after"."""

    __tablename__ = "process_version"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    position: Mapped[int] = mapped_column(Integer, default=0)
    phase: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text, default="")
    valid_from: Mapped[str | None] = mapped_column(String(10))
    valid_to: Mapped[str | None] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="")


class ProcessStep(Base):
    """A row of the step table (OPDC columns)."""

    __tablename__ = "process_step"
    __anchor__ = "step"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    version_id: Mapped[int] = mapped_column(_within("process_version.id"), index=True)
    position: Mapped[int] = mapped_column(Integer)
    kind: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(Text, default="")
    detail: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str] = mapped_column(Text, default="")
    work_best: Mapped[int | None] = mapped_column(Integer)
    work_typical: Mapped[int | None] = mapped_column(Integer)
    work_worst: Mapped[int | None] = mapped_column(Integer)
    work_unit: Mapped[str] = mapped_column(String(8), default="")
    wait_best: Mapped[int | None] = mapped_column(Integer)
    wait_typical: Mapped[int | None] = mapped_column(Integer)
    wait_worst: Mapped[int | None] = mapped_column(Integer)
    wait_unit: Mapped[str] = mapped_column(String(8), default="")
    quality: Mapped[str] = mapped_column(Text, default="")
    forms: Mapped[str] = mapped_column(Text, default="")
    basis: Mapped[str] = mapped_column(Text, default="")
    place_id: Mapped[int | None] = mapped_column(ForeignKey("place.id", ondelete="SET NULL"))
    shift_x: Mapped[float] = mapped_column(Float, default=0.0)
    shift_y: Mapped[float] = mapped_column(Float, default=0.0)


class ProcessFlow(Base):
    """Flow from a step to a next one; ``at_most`` limits the repeats of a loop."""

    __tablename__ = "process_flow"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    step_id: Mapped[int] = mapped_column(_within("process_step.id"), index=True)
    target_id: Mapped[int] = mapped_column(_within("process_step.id"), index=True)
    position: Mapped[int] = mapped_column(Integer, default=0)
    condition: Mapped[str] = mapped_column(Text, default="")
    share: Mapped[float | None] = mapped_column(Float)
    at_most: Mapped[int] = mapped_column(Integer, default=1)


class ProcessMatch(Base):
    """Match of a step before and after chosen by the clerk; an empty side: removed or added."""

    __tablename__ = "process_match"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = _of_record()
    before_id: Mapped[int | None] = mapped_column(_within("process_step.id"), index=True)
    after_id: Mapped[int | None] = mapped_column(_within("process_step.id"), index=True)


class Holiday(Base):
    """A day on which the office is closed."""

    __tablename__ = "holiday"

    id: Mapped[int] = mapped_column(primary_key=True)
    day: Mapped[str] = mapped_column(String(10), unique=True)
    name: Mapped[str] = mapped_column(Text, default="")


FORM, BASIS = "form", "legal_basis"
RELATIONS = {BASIS: N_("Legal basis"), FORM: N_("Form used")}
MOST_FOUND = 40


@dataclass(frozen=True, slots=True)
class StepLink:
    """Link of a step (None: the whole process) to a record, optionally at an anchor."""

    id: int
    step_id: int | None
    relation: str
    record_id: int
    anchor: str
    kind: str
    number: str
    title: str
    label: str = ""
    """Label of the anchor, e.g. the number of a provision."""

    @property
    def words(self) -> str:
        """Return the link as shown on screen and in print."""
        return " ".join(part for part in (self.label, self.number, self.title) if part)


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a step can be linked to."""

    record_id: int
    kind: str
    number: str
    title: str


def links_of(reading: Reading, kinds: Kinds | None, record_id: int) -> tuple[StepLink, ...]:
    """Return a process's links to records the actor may see, in order of creation."""
    query = (
        select(
            Link.id,
            Link.from_anchor,
            Link.relation,
            Record.id,
            Link.to_anchor,
            Record.kind,
            Record.number,
            Record.title,
        )
        .join(Record, Record.id == Link.to_id)
        .where(Link.record_id == record_id, Link.relation.in_(RELATIONS), reading.visible())
        .order_by(Link.id)
    )
    found = [StepLink(row[0], step_of(row[1]), *row[2:]) for row in reading.session.execute(query)]
    return tuple(_labelled(reading.session, kinds, found))


def step_of(anchor: str) -> int | None:
    """Return the step id in an anchor, or None."""
    kind, _, number = anchor.partition(":")
    return int(number) if kind == "step" and number.isdecimal() else None


def anchor_of(step_id: int | None) -> str:
    """Return the anchor of a step."""
    return "" if step_id is None else f"step:{step_id}"


def stored_links(session: Session, record_id: int, step_ids: Iterable[int]) -> list[Link]:
    """Return the links that start from these steps."""
    anchors = [anchor_of(step_id) for step_id in step_ids]
    query = select(Link).where(Link.record_id == record_id, Link.from_anchor.in_(anchors))
    return list(session.scalars(query.order_by(Link.id)))


def stored_link(session: Session, link_id: int) -> Link | None:
    """Return one link, or None."""
    return session.get(Link, link_id)


def record_from(session: Session, source_id: str) -> int | None:
    """Return the id of the record created from this source."""
    return session.scalar(select(Record.id).where(Record.source_id == source_id).limit(1))


def find_records(reading: Reading, text: str, relation: str) -> list[Found]:
    """Return visible laws or papers whose title or number contains every word."""
    kinds = ("regulation", "answer_card") if relation == BASIS else ("document",)
    query = select(Record.id, Record.kind, Record.number, Record.title).where(
        reading.visible(), Record.kind.in_(kinds)
    )
    for word in text.split():
        forms = {to_arabic(word), to_thai(word)}  # titles are stored in either digits
        columns = (Record.title, Record.number)
        query = query.where(
            or_(*(c.contains(form, autoescape=True) for c in columns for form in forms))
        )
    query = query.order_by(Record.sort_key, Record.id).limit(MOST_FOUND)
    return [Found(*row) for row in reading.session.execute(query)]


def anchors_in(reading: Reading, kinds: Kinds, found: Found) -> list[tuple[str, str]]:
    """Return (anchor, name) of the provisions of a law."""
    if found.kind not in kinds:
        return []
    passages = kinds.get(found.kind).passages(reading.session, found.record_id)
    return [(p.anchor, p.label) for p in passages if p.anchor.startswith("provision:") and p.label]


def _labelled(
    session: Session, kinds: Kinds | None, links: Sequence[StepLink]
) -> Iterable[StepLink]:
    names: dict[int, dict[str, str]] = {}
    for link in links:
        if not link.anchor or kinds is None or link.kind not in kinds:
            yield link
            continue
        if link.record_id not in names:
            passages = kinds.get(link.kind).passages(session, link.record_id)
            names[link.record_id] = {p.anchor: p.label for p in passages}
        yield replace(link, label=names[link.record_id].get(link.anchor, ""))


# Columns the tab lists and counts by.
OWNER, STATUS = Record.issuer, Record.status


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper the citizen brings."""

    name: str
    originals: int = 0
    copies: int = 0
    note: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the process, with its steps."""

    id: int
    phase: str
    name: str
    valid_from: str | None
    valid_to: str | None
    process: Process


@dataclass(frozen=True, slots=True)
class ProcessView:
    """Everything screen and print show of a process beyond its record."""

    purpose: str
    applicant: str
    where_to_file: str
    fee: str
    basis: str
    complaints: str
    legal_deadline: str
    standard_minutes: int | None
    target_percent: float
    note: str
    desk_id: int | None
    desk: str
    papers: tuple[Paper, ...]
    versions: tuple[Version, ...]
    matches: tuple[tuple[int | None, int | None], ...]
    calendar: WorkCalendar
    desks: tuple[str, ...] = ()
    """Names of all desks, for the step table."""
    links: tuple[StepLink, ...] = ()
    """Provisions and forms of the steps, as far as the actor may see them."""

    def phase(self, phase: str) -> Version | None:
        """Return the latest version of a phase, or None."""
        return next((v for v in reversed(self.versions) if v.phase == phase), None)

    @property
    def present(self) -> Version | None:
        """The current version: after, or before while there is no after."""
        return self.phase("after") or self.phase("before")


_TEXTS = (
    "purpose",
    "applicant",
    "where_to_file",
    "fee",
    "basis",
    "complaints",
    "legal_deadline",
    "standard_minutes",
    "target_percent",
    "note",
)


def detail(session: Session, record_id: int) -> ProcessDetail | None:
    """Return the stored detail, or None."""
    return session.get(ProcessDetail, record_id)


def view(session: Session, record_id: int) -> ProcessView | None:
    """Return everything of one process, or None when it is not a process."""
    row = detail(session, record_id)
    if row is None:
        return None
    return ProcessView(
        **{name: getattr(row, name) for name in _TEXTS},
        desk_id=row.desk_id,
        desk=desk_label(session, row.desk_id),
        papers=tuple(
            Paper(p.name, p.originals, p.copies, p.note, p.id) for p in papers(session, record_id)
        ),
        versions=tuple(_version(session, v) for v in versions(session, record_id)),
        matches=tuple((m.before_id, m.after_id) for m in matches(session, record_id)),
        calendar=calendar(session),
        desks=tuple(desks(session).values()),
    )


def papers(session: Session, record_id: int) -> list[ProcessPaper]:
    """Return the stored papers in order."""
    query = select(ProcessPaper).where(ProcessPaper.record_id == record_id)
    return list(session.scalars(query.order_by(ProcessPaper.position, ProcessPaper.id)))


def versions(session: Session, record_id: int) -> list[ProcessVersion]:
    """Return the stored versions, oldest first."""
    query = select(ProcessVersion).where(ProcessVersion.record_id == record_id)
    return list(session.scalars(query.order_by(ProcessVersion.position, ProcessVersion.id)))


def version(session: Session, version_id: int) -> ProcessVersion | None:
    """Return one stored version, or None."""
    return session.get(ProcessVersion, version_id)


def steps(session: Session, version_id: int) -> list[ProcessStep]:
    """Return the stored steps in table order."""
    query = select(ProcessStep).where(ProcessStep.version_id == version_id)
    return list(session.scalars(query.order_by(ProcessStep.position, ProcessStep.id)))


def step(session: Session, record_id: int, step_id: int) -> ProcessStep | None:
    """Return one stored step of a process, or None."""
    found = session.get(ProcessStep, step_id)
    # A step of another process is none: an old anchor must not lead into a strange record.
    return found if found is not None and found.record_id == record_id else None


def flows(session: Session, version_id: int) -> list[ProcessFlow]:
    """Return the stored flows of a version, in order."""
    query = (
        select(ProcessFlow)
        .join(ProcessStep, ProcessStep.id == ProcessFlow.step_id)
        .where(ProcessStep.version_id == version_id)
        .order_by(ProcessStep.position, ProcessFlow.position, ProcessFlow.id)
    )
    return list(session.scalars(query))


def matches(session: Session, record_id: int) -> list[ProcessMatch]:
    """Return the clerk's matches."""
    query = select(ProcessMatch).where(ProcessMatch.record_id == record_id)
    return list(session.scalars(query.order_by(ProcessMatch.id)))


def process(session: Session, version_id: int) -> Process:
    """Return the steps and flows of a version."""
    rows = steps(session, version_id)
    needed = {row.place_id for row in rows if row.place_id is not None}
    named = select(Place.id, Place.name).where(Place.id.in_(needed))
    names = {row.id: row.name for row in session.execute(named)} if needed else {}
    return Process(
        tuple(_step(row, names) for row in rows),
        tuple(
            Flow(row.step_id, row.target_id, row.condition, row.share, row.at_most)
            for row in flows(session, version_id)
        ),
    )


def holidays(session: Session) -> list[Holiday]:
    """Return the holidays in order."""
    return list(session.scalars(select(Holiday).order_by(Holiday.day)))


def calendar(session: Session) -> WorkCalendar:
    """Return the office's working calendar: hours, weekdays, holidays."""
    days = session.scalars(select(Holiday.day))
    return WorkCalendar(
        frozenset(date.fromisoformat(day) for day in days),
        OFFICE_HOURS.read(session),
        CLOSED_WEEKDAYS.read(session),
    )


def owners(reading: Reading) -> dict[str, int]:
    """Return the owning units with their number of visible processes."""
    query = (
        select(Record.issuer, func.count())
        .where(reading.visible(), Record.kind == "process", Record.issuer != "")
        .group_by(Record.issuer)
        .order_by(Record.issuer)
    )
    return {row[0]: row[1] for row in reading.session.execute(query)}


def owned_by(owner: str) -> Any:
    """Condition: processes of one unit."""
    return Record.issuer == owner


def with_status(status: str) -> Any:
    """Condition: processes with a status."""
    return Record.status == status


def process_ids(reading: Reading) -> Sequence[int]:
    """Return the ids of all visible processes in title order."""
    query = select(Record.id).where(reading.visible(), Record.kind == "process")
    return list(reading.session.scalars(query.order_by(Record.sort_key, Record.id)))


def _version(session: Session, row: ProcessVersion) -> Version:
    return Version(
        row.id, row.phase, row.name, row.valid_from, row.valid_to, process(session, row.id)
    )


def _step(row: ProcessStep, places: Mapping[int, str]) -> Step:
    return Step(
        key=row.id,
        kind=StepKind(row.kind),
        name=row.name,
        role=row.role,
        work=_span(row.work_best, row.work_typical, row.work_worst, row.work_unit),
        wait=_span(row.wait_best, row.wait_typical, row.wait_worst, row.wait_unit),
        detail=row.detail,
        quality=row.quality,
        forms=row.forms,
        basis=row.basis,
        place_id=row.place_id,
        place=places.get(row.place_id, "") if row.place_id is not None else "",
        shift=(round(row.shift_x), round(row.shift_y)),
    )


def _span(best: int | None, typical: int | None, worst: int | None, unit: str) -> Span | None:
    if best is None or typical is None or worst is None:
        return None
    return Span(best, typical, worst, unit)


def place_called(session: Session, text: str) -> int | None:
    """Return the id of the first place with this name or full label, desks first."""
    query = select(Place.id).where((Place.name == text) | (Place.label == text))
    return session.scalar(query.order_by(Place.kind != "desk", Place.id).limit(1))


def desk_label(session: Session, place_id: int | None) -> str:
    """Return the label of a desk, or "" for None."""
    found = session.get(Place, place_id) if place_id is not None else None
    return (found.label or found.name) if found else ""


def desks(session: Session) -> dict[int, str]:
    """Return the office's desks by id."""
    query = select(Place.id, Place.name).where(Place.kind == "desk").order_by(Place.position)
    return {row.id: row.name for row in session.execute(query)}


def days_off(session: Session) -> list[tuple[str, str]]:
    """Return the holidays as (ISO date, name)."""
    return [(row.day, row.name) for row in holidays(session)]
