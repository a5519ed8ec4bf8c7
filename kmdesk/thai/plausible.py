"""Check whether a text consists of words; OCR output of a sideways page does not."""

import re
from functools import lru_cache

from kmdesk.thai.words import clusters, words

_ENOUGH = 0.4  # share of letters in words; clean pages have 0.8 and more, noise 0.1 to 0.3
_LONGEST = 40  # characters of a word
_LEAST = 2  # clusters or letters in words
_THAI_WORD = re.compile("[ก-ฮฤะ-ฺเ-์]{3,}")
_LATIN_WORD = re.compile("[A-Za-z]{3,}")
_LATIN = re.compile("[A-Za-z]+")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_MANY_CONSONANTS = re.compile("[^aeiouy]{5}", re.IGNORECASE)
# Impossible in a syllable: a vowel before its consonant with one above or below it.
_IMPOSSIBLE = re.compile("[โใไ][ก-ฮ][ะัิีึืุู]|แ[ก-ฮ][ิีึืุู]|[เ-ไ]{2}|[ุู][่-๋]?[ุู]")


def reads_like_words(text: str) -> bool:
    """Return whether enough of ``text`` is dictionary words or looks like Latin words."""
    known, total = word_share(text)
    return known >= _LEAST and known >= _ENOUGH * total


def word_share(text: str) -> tuple[int, int]:
    """Return how many letters (Thai: clusters) are in words, and how many there are."""
    known = total = 0
    for word in words(text):
        latin = sum(map(len, _LATIN.findall(word)))
        if latin:
            total += latin
            known += latin if _is_latin_word(word) else 0
            continue
        size = sum("ก" <= cluster[0] <= "ฮ" or cluster[0] in "เแโใไ" for cluster in clusters(word))
        total += size
        known += size if size > 1 and _is_thai_word(word) else 0
    return known, total


@lru_cache(maxsize=8192)
def _is_thai_word(word: str) -> bool:
    """Return whether the segmenter's dictionary has the word: it finds it again when repeated."""
    if len(word) > _LONGEST or not _THAI_WORD.fullmatch(word) or _IMPOSSIBLE.search(word):
        return False
    return words(word * 3) == [word] * 3


def _is_latin_word(word: str) -> bool:
    return bool(
        _LATIN_WORD.fullmatch(word) and _VOWEL.search(word) and not _MANY_CONSONANTS.search(word)
    )
