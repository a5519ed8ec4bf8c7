"""Dates on screen: พ.ศ. in Thai, the same day in English, from stored ISO text."""

from typing import Any

from kmdesk.records.fields import screen_date

__all__ = ["screen_date", "short_date"]


def short_date(stored: Any) -> str:
    """The short form, for lists."""
    return screen_date(stored, "short")
