"""Laws and answer cards: their vocabulary, and the tables that keep them.

A provision's text is in ``provision_wording``, one row per validity period; an import writes one
row with open ends, so that dated versions are added, not moved. Dates are ISO strings; each has its
source, and none is computed from another."""

import re
from typing import Self

from sqlalchemy import ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records.fields import field_info
from kmdesk.store.engine import Base

# Ordered by legal force; this is also the order on screen.
RANKS: dict[str, str] = {
    "constitution": N_("Constitution"),
    "organic_act": N_("Organic act"),
    "act": N_("Act"),
    "code": N_("Code"),
    "court_charter": N_("Charter of courts"),
    "emergency_decree": N_("Emergency decree"),
    "revolution": N_("Announcement of the Revolutionary Council"),
    "royal_decree": N_("Royal decree"),
    "ministerial": N_("Ministerial regulation"),
    "regulation": N_("Regulation (ระเบียบ)"),
    "rule": N_("Rule (ข้อบังคับ)"),
    "notification": N_("Notification"),
    "order": N_("Order (คำสั่ง)"),
    "guidance": N_("Guidance (not law)"),
    "reply": N_("Reply to a question (not law)"),
    "model_bylaw": N_("Model bylaws (not law)"),
    "bylaw": N_("Bylaws of a cooperative"),
    "cooperative_rule": N_("Rules of a cooperative"),
    "other": N_("Other"),
}

UNCHECKED = "unchecked"
STATUSES: dict[str, str] = {
    "in_force": N_("In force"),
    "amended": N_("In force (amended)"),
    "not_yet": N_("Not yet in force"),
    "repealed": N_("Repealed"),
    UNCHECKED: N_("Status not checked yet"),
}
LIGHTS: dict[str, str] = {
    "in_force": "green",
    "amended": "green",
    "not_yet": "amber",
    "repealed": "red",
    UNCHECKED: "grey",
}
CARD_STATUSES: dict[str, str] = {
    "current": N_("Checked"),
    "review": N_("To be reviewed"),
    UNCHECKED: N_("Not checked yet"),
}
CARD_LIGHTS: dict[str, str] = {"current": "green", "review": "amber", UNCHECKED: "grey"}

OFFICIAL_NOTICE = N_("For reference. Only the text in the Royal Gazette is official.")
REGISTERED_NOTICE = N_("For reference. Only the text the registrar registered is official.")
# Bylaws bind by registration (มาตรา ๔๔) and are never printed in the Gazette.
_REGISTERED = ("bylaw", "cooperative_rule", "model_bylaw")


def notice_of(rank: str) -> str:
    """Return the message id of the notice saying which text is official."""
    return REGISTERED_NOTICE if rank in _REGISTERED else OFFICIAL_NOTICE


# Phrases that introduce an instrument's legal basis, and the repeal of another whole one.
POWER = r"(?:อาศัยอำนาจ|โดยอำนาจ)(?:ตาม)?(?:ความ)?(?:ใน)?|ตามความใน"
# Not where a provision follows: that repeals a part, and is an amendment.
REPEALS = r"ให้ยกเลิก(?!ความ|ข้อความ|มาตรา|ข้อ|วรรค)"

# The first match wins, so longer names come before shorter ones.
_RANK_WORDS: tuple[tuple[str, str], ...] = (
    ("พระราชบัญญัติประกอบรัฐธรรมนูญ", "organic_act"),
    ("รัฐธรรมนูญ", "constitution"),
    ("พระราชบัญญัติ", "act"),
    ("พ.ร.บ.", "act"),
    ("ประมวล", "code"),
    ("พระธรรมนูญ", "court_charter"),
    ("พระราชกำหนด", "emergency_decree"),
    ("พ.ร.ก.", "emergency_decree"),
    ("ประกาศของคณะปฏิวัติ", "revolution"),
    ("ประกาศคณะปฏิวัติ", "revolution"),
    ("พระราชกฤษฎีกา", "royal_decree"),
    ("พ.ร.ฎ.", "royal_decree"),
    ("กฎกระทรวง", "ministerial"),
    ("กฎสำนักนายกรัฐมนตรี", "ministerial"),
    ("กฎ ก.", "ministerial"),
    ("ร่างข้อบังคับ", "model_bylaw"),
    ("ข้อบังคับสหกรณ์", "bylaw"),
    ("ระเบียบสหกรณ์", "cooperative_rule"),
    ("ระเบียบ", "regulation"),
    ("ข้อบังคับ", "rule"),
    ("ประกาศ", "notification"),
    ("คำสั่ง", "order"),
    ("คำแนะนำ", "guidance"),
)
# Appointment orders and news about laws are documents, not law: the whole word must match.
_LAW_KINDS = re.compile(
    r"(?:รัฐธรรมนูญ|พระราชบัญญัติ(?:ประกอบรัฐธรรมนูญ)?|พ\.ร\.บ\.|ประมวลกฎหมาย|ประมวลรัษฎากร|ประมวล"
    r"|พระธรรมนูญ(?:ศาล\S*)?|พระราชกำหนด|พ\.ร\.ก\.|พระราชกฤษฎีกา|พ\.ร\.ฎ\.|กฎกระทรวง|กฎหมาย|กฎ"
    r"|ประกาศ(?:ของ)?คณะปฏิวัติ|ระเบียบ(?:นายทะเบียนสหกรณ์|สำนักนายกรัฐมนตรี|กระทรวง\S*|กรม\S*)?"
    r"|ข้อบังคับ(?:สหกรณ์)?|ประกาศ(?:กระทรวง\S*|นายทะเบียนสหกรณ์|กรม\S*)?|คำสั่งนายทะเบียนสหกรณ์"
    r"|คำสั่ง)"
)


def is_law_kind(kind_text: str) -> bool:
    """Return whether a text collection's name for an item's kind denotes a kind of law."""
    return bool(_LAW_KINDS.fullmatch(" ".join(kind_text.split())))


def rank_of(kind_text: str, title: str) -> str:
    """Return the rank that a title (or else the kind) begins with."""
    for text in (" ".join(title.split()), kind_text.strip()):
        for word, rank in _RANK_WORDS:
            if text.startswith(word):
                return rank
    return "other"


class RegulationError(KmdeskError):
    """A law or an answer card cannot be changed that way."""

    field: str = ""
    row: int = 0
    """Id of the amendment that has the field, where the error concerns one of several."""

    def at(self, field: str, row: int = 0) -> Self:
        """Set the form field the error belongs to; return the error."""
        self.field, self.row = field, row
        return self


class InstrumentDetail(Base):
    """1:1 detail of a record of kind ``regulation``."""

    __tablename__ = "regulation"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    rank: Mapped[str] = mapped_column(
        String(32),
        default="other",
        index=True,
        info=field_info(N_("Rank"), "choice", choices=RANKS),
    )
    kind_text: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Rank as the title says"), ""),
    )
    unit: Mapped[str] = mapped_column(
        String(16),
        default="",
        info=field_info(N_("Provisions are called"), ""),
    )
    year: Mapped[int | None] = mapped_column(
        Integer,
        index=True,
        info=field_info(N_("Year"), ""),
    )
    checked_by: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Status checked by")),
    )
    checked_on: Mapped[str | None] = mapped_column(
        String(10),
        index=True,
        info=field_info(N_("Checked on"), "date"),
    )
    signed_on: Mapped[str | None] = mapped_column(
        String(10),
        info=field_info(N_("Signed"), "date"),
    )
    signed_source: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Where that is stated")),
    )
    gazetted_on: Mapped[str | None] = mapped_column(
        String(10),
        info=field_info(N_("Gazetted"), "date"),
    )
    gazetted_source: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Where that is stated")),
    )
    gazette_volume: Mapped[str] = mapped_column(
        String(50),
        default="",
        info=field_info(N_("Gazette volume")),
    )
    gazette_part: Mapped[str] = mapped_column(
        String(100),
        default="",
        info=field_info(N_("Gazette part")),
    )
    gazette_page: Mapped[str] = mapped_column(
        String(50),
        default="",
        info=field_info(N_("Gazette page")),
    )
    effective_on: Mapped[str | None] = mapped_column(
        String(10),
        info=field_info(N_("In force from"), "date"),
    )
    effective_source: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Where that is stated")),
    )
    ended_on: Mapped[str | None] = mapped_column(
        String(10),
        info=field_info(N_("In force until"), "date"),
    )
    ended_source: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Where that is stated")),
    )
    text_as_of: Mapped[str | None] = mapped_column(
        String(10),
        info=field_info(N_("Text as of"), "date"),
    )
    text_source: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Where that is stated"), ""),
    )
    pending: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Amendments not yet included in this text"), "lines"),
    )
    note: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Remarks"), "lines"),
    )
    # Parts and line starts as corrected by a clerk, JSON; empty while the parser's result applies.
    structure: Mapped[str] = mapped_column(
        Text,
        default="",
        server_default="",
        info=field_info(N_("Structure corrected by hand"), "", show=lambda _row: ""),
    )


class Provision(Base):
    """A part of an instrument: a provision, or the text before, between and after provisions."""

    __tablename__ = "provision"
    __table_args__ = (
        Index("ix_provision_record_position", "record_id", "position"),
        Index("ix_provision_record_number", "record_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"))
    position: Mapped[int] = mapped_column(Integer)
    # Order among parts that amendments inserted after the part with the same position.
    suborder: Mapped[int] = mapped_column(Integer, default=0, server_default="0")
    role: Mapped[str] = mapped_column(String(16), default="body")
    kind: Mapped[str] = mapped_column(String(20), default="provision")
    anchor: Mapped[str] = mapped_column(String(100))
    unit: Mapped[str] = mapped_column(String(16), default="")
    number: Mapped[str] = mapped_column(String(50), default="")
    through: Mapped[str] = mapped_column(String(50), default="")
    path: Mapped[str] = mapped_column(Text, default="")
    heading: Mapped[str] = mapped_column(Text, default="")
    level: Mapped[int] = mapped_column(Integer, default=0)
    doubt: Mapped[str] = mapped_column(String(32), default="")
    source_start: Mapped[int | None] = mapped_column(Integer)
    source_end: Mapped[int | None] = mapped_column(Integer)


class Wording(Base):
    """Text of a provision from one day (inclusive) to another (exclusive); None is open."""

    __tablename__ = "provision_wording"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    provision_id: Mapped[int] = mapped_column(
        ForeignKey("provision.id", ondelete="CASCADE"), index=True
    )
    valid_from: Mapped[str | None] = mapped_column(String(10))
    valid_to: Mapped[str | None] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text, default="")
    notes: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[str] = mapped_column(Text, default="")


class Amendment(Base):
    """One change an amending law makes to the law ``record_id``; see ``operations``.

    ``state`` is proposed, confirmed or dropped; a confirmed one with a ``conflict`` was not
    applied. ``law`` and ``act`` keep the titles in case the amending law itself leaves the library.
    """

    __tablename__ = "amendment"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(
        ForeignKey("record.id", ondelete="SET NULL"), index=True
    )
    act: Mapped[str] = mapped_column(Text, default="")
    act_order: Mapped[str] = mapped_column(Text, default="")
    position: Mapped[int] = mapped_column(Integer, default=0)
    clause: Mapped[str] = mapped_column(String(50), default="")
    said: Mapped[str] = mapped_column(Text, default="")
    action: Mapped[str] = mapped_column(String(16))
    unit: Mapped[str] = mapped_column(String(16), default="")
    number: Mapped[str] = mapped_column(String(50), default="")
    paragraph: Mapped[int] = mapped_column(Integer, default=0)
    items: Mapped[str] = mapped_column(String(100), default="")
    term: Mapped[str] = mapped_column(Text, default="")
    chapter: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    old_words: Mapped[str] = mapped_column(Text, default="")
    new_words: Mapped[str] = mapped_column(Text, default="")
    after_term: Mapped[str] = mapped_column(Text, default="")
    law: Mapped[str] = mapped_column(Text, default="")
    doubt: Mapped[str] = mapped_column(String(32), default="")
    effective_on: Mapped[str | None] = mapped_column(String(10))
    effective_source: Mapped[str] = mapped_column(Text, default="")
    state: Mapped[str] = mapped_column(String(16), default="proposed", index=True)
    conflict: Mapped[str] = mapped_column(String(32), default="")


class AnswerCard(Base):
    """1:1 detail of a record of kind ``answer_card``; the question is the record's title."""

    __tablename__ = "answer_card"

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", ondelete="CASCADE"), primary_key=True
    )
    answer: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Answer"), "lines", required=True),
    )
    answered_by: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Answered by")),
    )
    answered_on: Mapped[str | None] = mapped_column(
        String(10),
        info=field_info(N_("Answered on"), "date"),
    )
    checked_by: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Checked by")),
    )
    checked_on: Mapped[str | None] = mapped_column(
        String(10),
        index=True,
        info=field_info(N_("Checked on"), "date"),
    )
    note: Mapped[str] = mapped_column(
        Text,
        default="",
        info=field_info(N_("Remarks"), "lines"),
    )
