"""Anchors in words: ``page:4`` is a page, everything else has its own label."""

from kmdesk.i18n import tr


def page_of(anchor: str) -> int:
    """The page number (from 0) of an anchor like ``page:4``; 0 for any other anchor."""
    kind, _, number = anchor.partition(":")
    return max(0, int(number) - 1) if kind == "page" and number.isdigit() else 0


def anchor_words(anchor: str, label: str) -> str:
    """What to call the place ``anchor`` on screen."""
    kind, _, number = anchor.partition(":")
    if kind == "page" and number.isdigit():
        return tr("Page {number}", number=int(number))
    return label


__all__ = ["anchor_words", "page_of"]
