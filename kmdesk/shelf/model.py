"""Tables and code lists of the shelf: correspondence fields of a document, receipts, loans.

Field names follow ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. ๒๕๒๖ and amendments: ข้อ ๑๐–๒๗ (kinds
of documents), ข้อ ๒๘ (urgency), ข้อ ๕๗ (retention). The letter's own number, subject, issuer and date are
columns of the record.
"""

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kmdesk.i18n import N_
from kmdesk.store.engine import Base


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


FORMS = {
    "circular": N_("Circular"),
    "external": N_("External letter"),
    "memo": N_("Memo"),
    "stamped": N_("Stamped letter"),
    "order": N_("Order"),
    "rule": N_("Regulation (paper)"),
    "bylaw": N_("By-law (paper)"),
    "announcement": N_("Announcement"),
    "statement": N_("Official statement"),
    "news": N_("News"),
    "certificate": N_("Certificate letter"),
    "minutes": N_("Minutes of meeting"),
    "record": N_("Written record"),
    "textbook": N_("Textbook"),
    "manual": N_("Manual"),
    "report": N_("Report"),
    "form": N_("Form to fill in"),
    "media": N_("Media"),
    "other": N_("Other document"),
}

HOLDINGS = {
    "none": N_("No paper kept"),
    "in_place": N_("In its place"),
    "unplaced": N_("Kept, no place noted"),
    "on_loan": N_("On loan"),
    "missing": N_("Not found"),
    "moved": N_("Moved"),
}

RETENTIONS = {
    "1": N_("1 year"),
    "5": N_("5 years"),
    "10": N_("10 years"),
    "20": N_("20 years"),
    "forever": N_("Never destroy"),
}

CURRENT, UNCHECKED = "current", "unchecked"
"""Status of a paper in use; status of an unconfirmed one, findable by all but unverified."""
STATUSES = {
    CURRENT: N_("In use"),
    UNCHECKED: N_("Waiting to be checked"),
    "repealed": N_("Repealed"),
}

STAYS = "เก็บบนชั้นเท่านั้น"
"""Tag of a paper that is not to be imported into another room, though a law or an order."""
