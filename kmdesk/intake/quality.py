"""Text quality check: whether the text of a page can be trusted, and if not, why."""

import re

from kmdesk.intake import model
from kmdesk.intake.model import PageText
from kmdesk.intake.thai_repair.repair import repair
from kmdesk.thai.words import reads_like_words

_JUNK = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_THAI = re.compile("[ก-ฺเ-๎]")
_LETTER = re.compile(r"[^\W\d_]")
_VISIBLE = re.compile(r"\S")
# A vowel or tone mark without a consonant under it is unreadable.
_STRAY = re.compile("(?<![ก-ฮะ-๎])[ัิ-ฺ็-๎]")


def problem_of(text: str) -> str | None:
    """Return a message id when repaired ``text`` should not be searched; None otherwise."""
    visible = len(_VISIBLE.findall(text))
    if not visible:
        return None
    junk = len(_JUNK.findall(text))
    if junk * 12 > visible:
        return model.PRIVATE_CODE
    thai = len(_THAI.findall(text))
    if thai >= 20 and len(_STRAY.findall(text)) * 10 > thai:
        return model.GARBLED
    return None


def judged(anchor: str, label: str, raw: str) -> PageText:
    """Return a page of raw text, repaired, or without text and with its problem."""
    text = repair(raw)
    problem = problem_of(text)
    return PageText(anchor, label, "" if problem else text.strip(), problem)


def recognised(anchor: str, label: str, raw: str) -> PageText:
    """As :func:`judged`, for OCR text: text without recognisable words counts as not read."""
    found = judged(anchor, label, raw)
    if found.text and not reads_like_words(found.text):
        return PageText(anchor, label, "", model.NOT_READ)
    return found if found.text else PageText(anchor, label, "", model.PICTURE_ONLY)
