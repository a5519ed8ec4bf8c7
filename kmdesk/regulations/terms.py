"""Vocabulary of the regulations room: ranks, statuses, kinds of law, and the room's error."""

import re
from typing import Self

from kmdesk.i18n import N_, KmdeskError

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
_REGISTERED = ("bylaw", "cooperative_rule", "model_bylaw")


def notice_of(rank: str) -> str:
    """Return the message id of the notice saying which text is official."""
    return REGISTERED_NOTICE if rank in _REGISTERED else OFFICIAL_NOTICE


# Phrases that introduce an instrument's legal basis, and the repeal of another whole one.
POWER = r"(?:อาศัยอำนาจ|โดยอำนาจ)(?:ตาม)?(?:ความ)?(?:ใน)?|ตามความใน"
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
