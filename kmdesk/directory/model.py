"""Tables of cooperatives, resource persons and staff members."""

from sqlalchemy import Boolean, Float, ForeignKey, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kmdesk.people import Person
from kmdesk.store.base import Base


class CooperativeDetail(Base):
    """A cooperative or farmer group; its registration number is the record's number."""

    __tablename__ = "cooperative"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    form: Mapped[str] = mapped_column(String(16), default="cooperative")
    category: Mapped[str] = mapped_column(String(32), default="agricultural", index=True)
    district: Mapped[str] = mapped_column(String(100), default="", index=True)
    subdistrict: Mapped[str] = mapped_column(String(100), default="")
    year_end: Mapped[str] = mapped_column(String(20), default="")
    meeting_on: Mapped[str | None] = mapped_column(String(10))
    loan_limit: Mapped[float | None] = mapped_column(Float)
    bylaws_on: Mapped[str | None] = mapped_column(String(10))
    board_from: Mapped[str | None] = mapped_column(String(10))
    board_until: Mapped[str | None] = mapped_column(String(10))
    dissolved_on: Mapped[str | None] = mapped_column(String(10))
    board: Mapped[str] = mapped_column(Text, default="")
    auditor: Mapped[str] = mapped_column(Text, default="")
    officer: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")


class CooperativeYear(Base):
    """Members, capital (baht) and standard result of a cooperative in one year (พ.ศ.)."""

    __tablename__ = "cooperative_year"
    __table_args__ = (UniqueConstraint("record_id", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    year: Mapped[int] = mapped_column(Integer)
    members: Mapped[int | None] = mapped_column(Integer)
    capital: Mapped[float | None] = mapped_column(Float)
    standard: Mapped[str] = mapped_column(String(16), default="not_rated")


class ResourcePersonDetail(Base):
    """A person who can teach; contact is shown to readers only with consent (PDPA)."""

    __tablename__ = "resource_person"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    affiliation: Mapped[str] = mapped_column(Text, default="")
    expertise: Mapped[str] = mapped_column(Text, default="")
    topics: Mapped[str] = mapped_column(Text, default="")
    talks: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(100), default="")
    address: Mapped[str] = mapped_column(Text, default="")
    consent: Mapped[bool] = mapped_column(Boolean, default=False)


class StaffDetail(Base):
    """A staff member: topics to ask about and stand-in; the desk is the record's place."""

    __tablename__ = "staff"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey(Person.id))
    position: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(Text, default="", index=True)
    extension: Mapped[str] = mapped_column(String(50), default="")
    tasks: Mapped[str] = mapped_column(Text, default="")
    stand_in: Mapped[str] = mapped_column(Text, default="")
