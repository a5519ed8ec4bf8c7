"""Dates on screen: พ.ศ. in Thai, the same day in English, from stored ISO text."""

from datetime import date
from typing import Any

from kmdesk.i18n import language
from kmdesk.thai.dates import format_date


def screen_date(stored: Any, style: str = "long") -> str:
    """A stored ISO date in the present language; what is no date is shown as it is."""
    if not stored:
        return ""
    try:
        day = date.fromisoformat(str(stored)[:10])
    except ValueError:
        return str(stored)
    if language() == "en":
        return format_date(day, style=style, thai_digits=False, lang="en")
    return format_date(day, style=style, lang="th")


def short_date(stored: Any) -> str:
    """The short form, for lists."""
    return screen_date(stored, "short")
