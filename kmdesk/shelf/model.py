"""Tables of the shelf: correspondence fields of a document, receipts and loans.

Field names follow ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. ๒๕๒๖ and amendments. The letter's
own number, subject, issuer and date are columns of the record.
"""

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kmdesk.store.base import Base


class DocumentDetail(Base):
    """1:1 detail of a record of kind ``document``."""

    __tablename__ = "document"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    form: Mapped[str] = mapped_column(String(32), default="other", index=True)
    addressee: Mapped[str] = mapped_column(Text, default="")
    refers_to: Mapped[str] = mapped_column(Text, default="")
    enclosures: Mapped[str] = mapped_column(Text, default="")
    urgency: Mapped[str] = mapped_column(String(16), default="")
    signer: Mapped[str] = mapped_column(Text, default="")
    signer_position: Mapped[str] = mapped_column(Text, default="")
    capacity: Mapped[str] = mapped_column(Text, default="")
    contact: Mapped[str] = mapped_column(Text, default="")
    reply_by: Mapped[str | None] = mapped_column(String(10), index=True)
    assigned_to: Mapped[str] = mapped_column(Text, default="")
    replied_with: Mapped[str] = mapped_column(Text, default="")
    action: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    copies: Mapped[int] = mapped_column(Integer, default=1)
    holding: Mapped[str] = mapped_column(String(16), default="none")
    retention: Mapped[str] = mapped_column(String(16), default="10")
    category: Mapped[str] = mapped_column(Text, default="")


class Receipt(Base):
    """Receipt stamp (แบบที่ ๑๒); its number is typed from the paper."""

    __tablename__ = "receipt"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    unit: Mapped[str] = mapped_column(Text, default="")
    number: Mapped[str] = mapped_column(String(50))
    received_on: Mapped[str] = mapped_column(String(10), index=True)
    received_at: Mapped[str] = mapped_column(String(5), default="")


class Loan(Base):
    """Line of a borrow card (แบบที่ ๒๔); open while ``returned_on`` is empty."""

    __tablename__ = "loan"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    borrower: Mapped[str] = mapped_column(Text)
    borrowed_on: Mapped[str] = mapped_column(String(10))
    due_on: Mapped[str | None] = mapped_column(String(10))
    returned_by: Mapped[str] = mapped_column(Text, default="")
    received_by: Mapped[str] = mapped_column(Text, default="")
    returned_on: Mapped[str | None] = mapped_column(String(10), index=True)


class Unchecked(Base):
    """Marks a letter whose letterhead the clerk has not confirmed yet."""

    __tablename__ = "unchecked"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )


class Sketch(Base):
    """Near-duplicate key of a paper's text, shared by near copies; derived, so not in the feed."""

    __tablename__ = "sketch"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    key: Mapped[int] = mapped_column(Integer, primary_key=True, index=True)
