"""Code lists of the shelf: forms of documents, urgency, holding, retention.

Sources: ระเบียบงานสารบรรณ ข้อ ๑๐–๒๗ (kinds of documents), ข้อ ๒๘ (urgency), ข้อ ๕๗ (retention).
"""

from kmdesk.i18n import N_

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
