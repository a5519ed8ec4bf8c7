"""Extract letterhead and signature fields of official letters, with confidence and position.

Pure functions on lines of text. An uncertain field is omitted rather than guessed. Layouts follow
ระเบียบสำนักนายกรัฐมนตรีว่าด้วยงานสารบรรณ พ.ศ. ๒๕๒๖ (แบบที่ ๑-๔ and ๗).
"""

from kmdesk.intake.letterhead.layout import (
    FIELDS,
    LIKELY,
    SURE,
    Cited,
    Known,
    Letterhead,
    Proposal,
    Within,
)
from kmdesk.intake.letterhead.phrases import is_secret
from kmdesk.intake.letterhead.reading import read_letterhead

__all__ = [
    "FIELDS",
    "LIKELY",
    "SURE",
    "Cited",
    "Known",
    "Letterhead",
    "Proposal",
    "Within",
    "is_secret",
    "read_letterhead",
]
