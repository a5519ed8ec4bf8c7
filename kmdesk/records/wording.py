"""Stored values put into the words of the present language."""

from datetime import date

from kmdesk.i18n import language
from kmdesk.thai.dates import format_date


def screen_date(stored: object, style: str = "long") -> str:
    """A stored ISO date in พ.ศ. (Thai) or English; what is no date is shown as it is."""
    if not stored:
        return ""
    try:
        day = date.fromisoformat(str(stored)[:10])
    except ValueError:
        return str(stored)
    if language() == "en":
        return format_date(day, style=style, thai_digits=False, lang="en")
    return format_date(day, style=style, lang="th")
