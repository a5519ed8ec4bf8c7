"""Tables and code lists of the shelf: correspondence fields of a document, receipts, loans.

Field names follow ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. ๒๕๒๖ and amendments:
ข้อ ๑๐–๒๗ (kinds of documents), ข้อ ๒๘ (urgency), ข้อ ๕๗ (retention). The letter's own number,
subject, issuer and date are columns of the record.
"""

from functools import cache
from typing import Any

from sqlalchemy import ForeignKey, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kmdesk.i18n import N_, in_thai
from kmdesk.intake import HAS_MACROS, NAME_DISAGREES, OCR_STOPPED, OCR_TEXT, TEXT_CUT
from kmdesk.records.fields import (
    AUDIENCES,
    URGENCIES,
    FieldSpec,
    How,
    field_info,
    fields_of,
    record_field,
)
from kmdesk.store.engine import Base

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
READ: dict[str, Any] = {"from_letter": True}
"""Of a field that is read from the head of a letter."""
MENDED: dict[str, Any] = {"from_letter": True, "mend_spelling": True}
"""Of one whose spelling is then corrected by the library's own."""


def _signer_words(row: "DocumentDetail") -> str:
    return " ".join(filter(None, (row.signer, row.signer_position)))


_OURS = (OCR_TEXT, OCR_STOPPED, NAME_DISAGREES, TEXT_CUT, HAS_MACROS)


def clerks_own(note: str) -> str:
    """Return a remark without sentences that earlier versions inserted."""
    if not any(sentence in note for sentence in _sentences()):
        return note
    for sentence in _sentences():
        note = note.replace(sentence, "")
    return "\n".join(" ".join(line.split()) for line in note.splitlines() if line.strip())


@cache
def _sentences() -> tuple[str, ...]:
    return (*map(in_thai, _OURS), *_OURS)


class DocumentDetail(Base):
    """1:1 detail of a record of kind ``document``; its columns stand in the order of a letter."""

    __tablename__ = "document"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    form: Mapped[str] = mapped_column(
        String(32),
        default="other",
        index=True,
        info=field_info(
            N_("Form"), "choice", choices=FORMS, default="circular", unset=("other",), **READ
        ),
    )
    addressee: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("To"), **MENDED))
    refers_to: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Refers to"), "lines", **MENDED)
    )
    enclosures: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Enclosures"), "lines", **MENDED)
    )
    urgency: Mapped[str] = mapped_column(
        String(16),
        default="",
        info=field_info(N_("Urgency"), "choice", choices=URGENCIES, default="", **READ),
    )
    signer: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Signed by"), show=_signer_words, **MENDED)
    )
    signer_position: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Position of the signer"), in_panel=False, **MENDED),
    )
    capacity: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("In the capacity of"), **MENDED)
    )
    contact: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Contact"), **MENDED))
    reply_by: Mapped[str | None] = mapped_column(
        String(10), index=True, info=field_info(N_("Answer by"), "date", **READ)
    )
    assigned_to: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Assigned to")))
    replied_with: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Answered with"))
    )
    action: Mapped[str] = mapped_column(
        Text, default="", info=field_info(N_("Action taken"), "lines")
    )
    category: Mapped[str] = mapped_column(Text, default="", info=field_info(N_("Category")))
    copies: Mapped[int] = mapped_column(
        Integer,
        default=1,
        info=field_info(N_("Copies"), "number", default=1, merge=How.JOINED, in_panel=False),
    )
    holding: Mapped[str] = mapped_column(
        String(16),
        default="none",
        info=field_info(N_("Paper"), "choice", choices=HOLDINGS, default="none", merge=How.JOINED),
    )
    retention: Mapped[str] = mapped_column(
        String(16),
        default="10",
        info=field_info(N_("Keep for"), "choice", choices=RETENTIONS, default="10"),
    )
    note: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(
            N_("Remarks"), "lines", merge=How.JOINED, show=lambda row: clerks_own(row.note)
        ),
    )


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


DOCUMENT_FIELDS = (
    record_field("number", N_("Number"), **READ),
    record_field("issuer", N_("From"), "suggest", **READ),
    record_field("dated", N_("Dated"), "date", **READ),
    record_field("title", N_("Subject"), "title", required=True, **MENDED),
    *fields_of(DocumentDetail),
    record_field("place_id", N_("Place"), "choice", **READ),
    FieldSpec(N_("Tags"), hint=N_("Put a comma between tags"), where="other", name="tags", **READ),
    record_field(
        "status", N_("Status"), "choice", choices=STATUSES, default=CURRENT,
        unset=(CURRENT, UNCHECKED),
    ),
    record_field(
        "audience", N_("Who may read it"), "choice", choices=AUDIENCES, default="public"
    ),
)  # fmt: skip
"""What is asked of a document, in the order of a letter."""
CHECKED_FIELDS = tuple(spec for spec in DOCUMENT_FIELDS if spec.from_letter)
"""Those that the form for checking a letter asks."""
