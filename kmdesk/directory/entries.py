"""Entries of the directory: cooperatives, resource persons and staff, their codes and reads.

Cooperative categories: พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒ มาตรา ๓๓/๑.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    ColumnElement,
    Float,
    ForeignKey,
    Integer,
    String,
    Text,
    UniqueConstraint,
    func,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from kmdesk.i18n import N_
from kmdesk.people import Person
from kmdesk.records import Duty
from kmdesk.records.fields import How, field_info
from kmdesk.records.model import Link, Place, Record
from kmdesk.records.unit import Reading
from kmdesk.store.engine import Base

FORMS = {
    "cooperative": N_("Cooperative"),
    "federation": N_("Federation of cooperatives"),
    "farmer_group": N_("Farmer group"),
}

CATEGORIES = {
    "agricultural": N_("Agricultural"),
    "fishery": N_("Fishery"),
    "settlement": N_("Settlement"),
    "store": N_("Store"),
    "service": N_("Service"),
    "savings": N_("Savings"),
    "credit_union": N_("Credit union"),
    "other": N_("Other category"),
}

COOPERATIVE_STATUSES = {
    "active": N_("Operating"),
    "dormant": N_("Not operating"),
    "dissolved": N_("Dissolved or in liquidation"),
}

PERSON_STATUSES = {
    "active": N_("Available"),
    "left": N_("No longer here"),
}

STANDARDS = {
    "passed": N_("Passed"),
    "failed": N_("Not passed"),
    "not_rated": N_("Not rated"),
}


def _place_words(row: "CooperativeDetail") -> str:
    return " ".join(filter(None, (row.subdistrict, row.district)))


_AGREED: dict[str, Any] = {"merge": How.JOINED, "in_panel": False}
"""Of the consent: whoever disagreed in one of two entries has not agreed."""


def _if_agreed(name: str) -> Callable[["ResourcePersonDetail"], str]:
    """Return a function that gives a person's contact only with consent (PDPA)."""
    return lambda row: str(getattr(row, name)) if row.consent else ""


class CooperativeDetail(Base):
    """A cooperative or farmer group; its registration number is the record's number."""

    __tablename__ = "cooperative"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    form: Mapped[str] = mapped_column(
        String(16),
        default="cooperative",
        info=field_info(N_("Form of organisation"), "choice", choices=FORMS, default="cooperative"),
    )
    category: Mapped[str] = mapped_column(
        String(32),
        default="agricultural",
        index=True,
        info=field_info(N_("Category"), "choice", choices=CATEGORIES, default="agricultural"),
    )
    district: Mapped[str] = mapped_column(
        String(100),
        default="",
        index=True,
        info=field_info(
            N_("District"), panel_label=N_("Subdistrict and district"), show=_place_words
        ),
    )
    subdistrict: Mapped[str] = mapped_column(
        String(100), default="", info=field_info(N_("Subdistrict"), in_panel=False)
    )
    year_end: Mapped[str] = mapped_column(
        String(20), default="", info=field_info(N_("End of accounting year"), hint=N_("31 March"))
    )
    meeting_on: Mapped[str | None] = mapped_column(
        String(10), info=field_info(N_("General meeting"), "date")
    )
    loan_limit: Mapped[float | None] = mapped_column(
        Float, info=field_info(N_("Loan limit (baht)"), "decimal")
    )
    board: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Board"), "lines"))
    board_from: Mapped[str | None] = mapped_column(
        String(10), info=field_info(N_("Board elected on"), "date")
    )
    board_until: Mapped[str | None] = mapped_column(
        String(10), info=field_info(N_("End of the board's term"), "date")
    )
    bylaws_on: Mapped[str | None] = mapped_column(
        String(10), info=field_info(N_("Bylaws changed by resolution of"), "date")
    )
    dissolved_on: Mapped[str | None] = mapped_column(
        String(10), info=field_info(N_("Dissolved on"), "date")
    )
    auditor: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Auditor")))
    officer: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Officer in charge")))
    contact: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Contact"), "lines"))
    note: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Remarks"), "lines"))


class CooperativeYear(Base):
    """Members, capital (baht) and standard result of a cooperative in one year (พ.ศ.)."""

    __tablename__ = "cooperative_year"
    __table_args__ = (UniqueConstraint("record_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    year: Mapped[int] = mapped_column(
        Integer,
        info=field_info(N_("Year (Buddhist era)"), "number", required=True, merge=How.OWN),
    )
    members: Mapped[int | None] = mapped_column(Integer, info=field_info(N_("Members"), "number"))
    capital: Mapped[float | None] = mapped_column(
        Float, info=field_info(N_("Capital (baht)"), "decimal")
    )
    standard: Mapped[str] = mapped_column(
        String(16),
        default="not_rated",
        info=field_info(
            N_("Standard result"),
            "choice",
            choices=STANDARDS,
            default="not_rated",
            # what nobody has rated must not stand against a result when entries are merged
            unset=("not_rated",),
        ),
    )


class ResourcePersonDetail(Base):
    """A person who can teach; contact is shown to readers only with consent (PDPA)."""

    __tablename__ = "resource_person"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey(Person.id), info=field_info(N_("Person"), "", in_panel=False)
    )
    affiliation: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Affiliation")))
    expertise: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Expertise"), "lines")
    )
    topics: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Topics"), "lines"))
    talks: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Talks given"), "lines")
    )
    phone: Mapped[str] = mapped_column(
        String(100), default="", info=field_info(N_("Telephone"), show=_if_agreed("phone"))
    )
    address: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Address"), "lines", show=_if_agreed("address"))
    )
    consent: Mapped[bool] = mapped_column(
        Boolean,
        default=False,
        info=field_info(N_("Agrees that telephone and address are shown"), "check", **_AGREED),
    )


class StaffDetail(Base):
    """A staff member: topics to ask about and stand-in; the desk is the record's place."""

    __tablename__ = "staff"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey(Person.id), info=field_info(N_("Person"), "", in_panel=False)
    )
    position: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Position")))
    unit: Mapped[str] = mapped_column(
        Text, default="", index=True, info=field_info(N_("Work unit"))
    )
    extension: Mapped[str] = mapped_column(String(50), default="", info=field_info(N_("Extension")))
    tasks: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Ask about"), "lines"))
    stand_in: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Stand-in")))


KIND = Record.kind
Detail = CooperativeDetail | ResourcePersonDetail | StaffDetail


@dataclass(frozen=True, slots=True)
class YearRow:
    """One year (พ.ศ.) of a cooperative; capital in baht."""

    year: int
    members: int | None
    capital: float | None
    standard: str


@dataclass(frozen=True, slots=True)
class DirectoryView:
    """Directory data of the record panel."""

    values: dict[str, object]
    years: tuple[YearRow, ...] = ()
    others: tuple[tuple[int, str], ...] = ()
    """Entries of the same kind, to merge with."""
    desks: tuple[tuple[int, str], ...] = ()
    """Desks that can be assigned to a staff member."""


DETAILS: dict[str, type[Detail]] = {
    "cooperative": CooperativeDetail,
    "resource_person": ResourcePersonDetail,
    "staff": StaffDetail,
}


def detail(session: Session, kind: str, record_id: int) -> Detail | None:
    """Return the detail row of a directory record."""
    row: Detail | None = session.get(DETAILS[kind], record_id)  # type: ignore[assignment]
    return row


def years(session: Session, record_id: int) -> tuple[YearRow, ...]:
    """Return the years of a cooperative, newest first."""
    query = (
        select(
            CooperativeYear.year,
            CooperativeYear.members,
            CooperativeYear.capital,
            CooperativeYear.standard,
        )
        .where(CooperativeYear.record_id == record_id)
        .order_by(CooperativeYear.year.desc())
    )
    return tuple(YearRow(*row) for row in session.execute(query))


def directory_view(reading: Reading, record_id: int) -> DirectoryView | None:
    """Return the detail of a visible record, for the panel and the edit form."""
    kind = reading.record(record_id).kind
    row = detail(reading.session, kind, record_id) if kind in DETAILS else None
    if row is None:
        return None
    values = {c.key: getattr(row, c.key) for c in row.__table__.columns if c.key != "record_id"}
    if not values.get("consent", True) and reading.actor.duty < Duty.CLERK:
        # No screen shows them without consent, so they are not handed out either.
        values = {**values, "phone": "", "address": ""}
    # only a clerk merges entries, and the list is long
    others = others_of(reading, record_id) if reading.actor.duty >= Duty.CLERK else []
    is_staff = kind == "staff" and reading.actor.duty >= Duty.CLERK
    desks = desks_of(reading.session) if is_staff else ()
    return DirectoryView(values, years(reading.session, record_id), tuple(others), desks)


def desks_of(session: Session) -> tuple[tuple[int, str], ...]:
    """Return (id, label) of all desks."""
    query = select(Place.id, Place.label, Place.name).where(Place.kind == "desk")
    rows = session.execute(query.order_by(Place.position, Place.id))
    return tuple((row[0], row[1] or row[2]) for row in rows)


def is_kind(kind: str) -> ColumnElement[bool]:
    """Condition: records of one kind."""
    return Record.kind == kind


def in_district(district: str) -> ColumnElement[bool]:
    """Condition: cooperatives of a district."""
    return CooperativeDetail.district == district


def of_category(category: str) -> ColumnElement[bool]:
    """Condition: cooperatives of a category."""
    return CooperativeDetail.category == category


def in_unit(unit: str) -> ColumnElement[bool]:
    """Condition: staff of a work unit."""
    return StaffDetail.unit == unit


def meetings_between(session: Session, first: str, last: str) -> list[tuple[int, str]]:
    """Return (cooperative id, day) of general meetings within a period (ISO)."""
    query = select(CooperativeDetail.record_id, CooperativeDetail.meeting_on).where(
        CooperativeDetail.meeting_on >= first, CooperativeDetail.meeting_on <= last
    )
    return [(row[0], row[1] or "") for row in session.execute(query)]


def entries_of(session: Session, kind: str) -> list[tuple[int, str, str]]:
    """Return (id, registration number, name) of all entries of a kind, to match an import."""
    query = select(Record.id, Record.number, Record.title).where(
        Record.kind == kind, Record.deleted_at.is_(None)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(query)]


def others_of(reading: Reading, record_id: int) -> list[tuple[int, str]]:
    """Return (id, name and number) of the other visible entries of the same kind."""
    kind = reading.record(record_id).kind
    query = (
        select(Record.id, Record.title, Record.number)
        .where(reading.visible(), Record.kind == kind, Record.id != record_id)
        .order_by(Record.sort_key)
    )
    return [(row[0], f"{row[1]} {row[2]}".strip()) for row in reading.session.execute(query)]


def links_of(session: Session, record_id: int) -> list[Link]:
    """Return the links from or to a record."""
    query = select(Link).where(or_(Link.record_id == record_id, Link.to_id == record_id))
    return list(session.scalars(query))


def year_rows(session: Session, record_id: int) -> list[CooperativeYear]:
    """Return the editable rows of a cooperative's years."""
    return list(session.scalars(select(CooperativeYear).filter_by(record_id=record_id)))


def name_of(session: Session, column: str, value: object) -> str:
    """Return the name of a place or person that an entry refers to, "" for other columns."""
    if column == "place_id":
        place = session.get(Place, value)
        return (place.label or place.name) if place is not None else ""
    person = session.get(Person, value) if column == "person_id" else None
    return person.name if person is not None else ""


def below_standard() -> ColumnElement[bool]:
    """Condition: cooperatives that failed in their latest rated year."""
    latest = (
        select(CooperativeYear.standard)
        .where(
            CooperativeYear.record_id == Record.id,
            # a year without a rating does not change the last result
            CooperativeYear.standard.in_(("passed", "failed")),
        )
        .order_by(CooperativeYear.year.desc())
        .limit(1)
        .scalar_subquery()
    )
    return latest == "failed"


def count_of(session: Session, kind: str) -> float:
    """Return the number of active entries of a kind."""
    query = select(func.count()).select_from(Record)
    return float(
        session.scalar(
            query.where(Record.kind == kind, Record.deleted_at.is_(None), Record.status == "active")
        )
        or 0
    )


def count_below(session: Session, form: str = "") -> float:
    """Return the number of active cooperatives (of a form) that are below standard now."""
    query = (
        select(func.count())
        .select_from(Record)
        .join(CooperativeDetail, CooperativeDetail.record_id == Record.id)
        .where(Record.deleted_at.is_(None), Record.status == "active", below_standard())
    )
    if form:
        query = query.where(CooperativeDetail.form == form)
    return float(session.scalar(query) or 0)


def districts(reading: Reading) -> dict[str, int]:
    """Return the number of visible cooperatives by district."""
    query = (
        select(CooperativeDetail.district, func.count())
        .join(Record, Record.id == CooperativeDetail.record_id)
        .where(reading.visible(), CooperativeDetail.district != "")
        .group_by(CooperativeDetail.district)
        .order_by(CooperativeDetail.district)
    )
    return {row[0]: row[1] for row in reading.session.execute(query)}


def units(reading: Reading) -> dict[str, int]:
    """Return the number of visible staff by work unit."""
    query = (
        select(StaffDetail.unit, func.count())
        .join(Record, Record.id == StaffDetail.record_id)
        .where(reading.visible(), StaffDetail.unit != "")
        .group_by(StaffDetail.unit)
        .order_by(StaffDetail.unit)
    )
    return {row[0]: row[1] for row in reading.session.execute(query)}
