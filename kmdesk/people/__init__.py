"""People and sign-in: one Person behind account, staff, member and resource person."""

from typing import ClassVar

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kmdesk.store.engine import Base


class Person(Base):
    """A human being: behind an account, staff member, committee member or resource person."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    sort_key: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[str] = mapped_column(Text, default="")
    unit: Mapped[str] = mapped_column(Text, default="")
    phone: Mapped[str] = mapped_column(String(100), default="")
    email: Mapped[str] = mapped_column(String(200), default="")
    consent: Mapped[bool] = mapped_column(Boolean, default=False)
    left_on: Mapped[str | None] = mapped_column(String(10))


class Account(Base):
    """A sign-in: name, duty, Argon2id hash, and the failures that delay further attempts."""

    __tablename__ = "account"
    # the feed is kept for good and read by every clerk: no hash may be in it
    __feed_hidden__: ClassVar[frozenset[str]] = frozenset(
        {"password_hash", "failures", "locked_until"}
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    name: Mapped[str] = mapped_column(String(100), unique=True)
    duty: Mapped[int] = mapped_column(Integer)
    password_hash: Mapped[str] = mapped_column(Text)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[str | None] = mapped_column(String(25))
    disabled: Mapped[bool] = mapped_column(Boolean, default=False)
