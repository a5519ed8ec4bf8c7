"""Classes of urgency of a letter (ชั้นความเร็ว, ระเบียบงานสารบรรณ ข้อ ๒๘)."""

from kmdesk.i18n import N_, in_thai

URGENCIES = {
    "": N_("Normal"),
    "urgent": N_("Urgent"),
    "very_urgent": N_("Very urgent"),
    "most_urgent": N_("Most urgent"),
}


def urgency_stamp(code: str) -> str:
    """Return the red stamp of a letter, always in Thai; "" for normal urgency."""
    return in_thai(URGENCIES[code]) if code else ""
