"""Anchors in words: ``page:4`` is a page, everything else has its own label."""

import re

from kmdesk.i18n import tr
from kmdesk.thai.numbers import to_arabic

# What was typed onto a PDF has an anchor of its own, and lies on a page all the same.
_ON_A_PAGE = ("page", "typed")


def page_of(anchor: str) -> int:
    """The page number (from 0) of an anchor like ``page:4``; 0 for any other anchor."""
    kind, _, number = anchor.partition(":")
    return max(0, int(number) - 1) if kind in _ON_A_PAGE and number.isdigit() else 0


def anchor_words(anchor: str, label: str) -> str:
    """What to call the place ``anchor`` on screen."""
    kind, _, number = anchor.partition(":")
    if kind == "page" and number.isdigit():
        return tr("Page {number}", number=int(number))
    if kind == "typed" and number.isdigit():
        return tr("Typed onto page {number}", number=int(number))
    if kind == "attached":
        return tr("File inside: {name}", name=label)
    return label


def code_of(record_id: int, anchor: str = "") -> str:
    """The code printed on paper that leads back to a record or a place in it."""
    return f"KM-{record_id}" + (f"#{anchor}" if anchor else "")


def read_code(typed: str) -> tuple[int, str] | None:
    """(record, anchor) of a code typed or scanned into the search box; None for other words."""
    # Nine digits: record ids travel through Qt's signals as C ints.
    found = re.fullmatch(r"km-(\d{1,9})(?:#(\S{1,200}))?", to_arabic(typed.strip()), re.IGNORECASE)
    if found is None:
        return None
    # Not from the match, which was made on other digits than were typed.
    anchor = typed.strip().partition("#")[2]
    return int(found[1]), anchor


__all__ = ["anchor_words", "code_of", "page_of", "read_code"]
