"""Reasons why an operation does not fit a law; raised by helpers, caught where the law is known."""

from enum import StrEnum


class Conflict(StrEnum):
    """Reason why an operation was not applied."""

    NO_PROVISION = "no_provision"
    NO_PARAGRAPH = "no_paragraph"
    NO_ITEM = "no_item"
    NO_TERM = "no_term"
    NO_CHAPTER = "no_chapter"
    NO_WORDS = "no_words"
    NO_TEXT = "no_text"
    NO_DAY = "no_day"
    AMBIGUOUS = "ambiguous"
    EXISTS = "exists"
    ENDED = "ended"
    SAME = "same"
    CLASH = "clash"
    BY_HAND = "by_hand"


class Stop(Exception):
    """Abort an operation; the law stays unchanged."""

    def __init__(self, conflict: Conflict) -> None:
        super().__init__(conflict)
        self.conflict = conflict
