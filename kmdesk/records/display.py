"""Stored values formatted for display in the current language."""

from datetime import date, datetime

from kmdesk import clock
from kmdesk.i18n import N_, in_thai, language, tr
from kmdesk.thai.dates import format_date
from kmdesk.thai.digits import to_thai


def screen_date(stored: object, style: str = "long") -> str:
    """Format a stored date or instant as a พ.ศ. or English date; return other text unchanged."""
    if not stored:
        return ""
    try:
        day = date.fromisoformat(clock.wall_day(str(stored)))
    except ValueError:
        return str(stored)
    if language() == "en":
        return format_date(day, style=style, thai_digits=False, lang="en")
    return format_date(day, style=style, lang="th")


def screen_year(year: int) -> str:
    """Format a Common Era year for display: พ.ศ. in Thai digits, or unchanged in English."""
    return str(year) if language() == "en" else to_thai(str(year + 543))


def screen_moment(then: datetime, style: str = "short") -> str:
    """Format an instant as day and time in this machine's time zone."""
    local = clock.on_wall(then)
    thai = language() == "th"
    time = to_thai(f"{local:%H.%M}") if thai else f"{local:%H:%M}"
    return tr("{day} {time}", day=screen_date(local.date().isoformat(), style), time=time)


AUDIENCES = {"public": N_("Everybody"), "internal": N_("Internal use only")}
"""Who may read a record: code → message id."""

RELATIONS = {
    "cites": (N_("Refers to"), N_("Referred to by")),
    "repeals": (N_("Repeals"), N_("Repealed by")),
    "amends": (N_("Amends"), N_("Amended by")),
    "forwards": (N_("Forwards"), N_("Forwarded by")),
    "replaces": (N_("New version of"), N_("Has a newer version")),
    "answers": (N_("Answers"), N_("Answered with")),
    "attaches": (N_("Comes with"), N_("Attached to")),
    "legal_basis": (N_("Legal basis"), N_("Legal basis of")),
    "bylaws_of": (N_("Bylaws of"), N_("Bylaws")),
    "form": (N_("Form used"), N_("Used in")),
    "appoints": (N_("Appoints"), N_("Appointed by")),
    "publishes": (N_("Publishes"), N_("Published by")),
    "read_from": (N_("Read from the paper"), N_("Read in as")),
    "about": (N_("About"), N_("See also")),
}


def relation_words(relation: str, outgoing: bool = True) -> str:
    """Return the translated name of a link, as seen from its source or its target."""
    ways = RELATIONS.get(relation, RELATIONS["about"])
    return tr(ways[0] if outgoing else ways[1])


URGENCIES = {
    "": N_("Normal"),
    "urgent": N_("Urgent"),
    "very_urgent": N_("Very urgent"),
    "most_urgent": N_("Most urgent"),
}


def urgency_stamp(code: str) -> str:
    """Return the red stamp of a letter, always in Thai; "" for normal urgency."""
    return in_thai(URGENCIES[code]) if code else ""
