"""Completions while typing: numbers, earlier searches, titles, words of titles."""

from collections.abc import Sequence

import numpy as np

from kmdesk.search.index import Snapshot
from kmdesk.search.postings import decode, encode
from kmdesk.search.protocol import Suggestion
from kmdesk.search.substring import holding
from kmdesk.search.suggestions_index import SuggestionsIndex
from kmdesk.search.usage import Usage
from kmdesk.thai.layout import from_latin_keys
from kmdesk.thai.normal import normal_form


def suggestions(
    view: Snapshot,
    catalogue: SuggestionsIndex,
    usage: Usage,
    typed: str,
    audiences: Sequence[str],
    limit: int,
) -> list[Suggestion]:
    """Return the completions of ``typed``, most likely first."""
    prefix = normal_form(typed)
    if not prefix:
        return []
    found = _from(view, catalogue, usage, prefix, audiences, limit)
    if not found and prefix.isascii():
        found = _from(view, catalogue, usage, normal_form(from_latin_keys(typed)), audiences, limit)
    return found[:limit]


def _from(
    view: Snapshot,
    catalogue: SuggestionsIndex,
    usage: Usage,
    prefix: str,
    audiences: Sequence[str],
    limit: int,
) -> list[Suggestion]:
    found: dict[str, Suggestion] = {}
    for number in _ordered(catalogue.complete("number", prefix, audiences))[:3]:
        found[number] = Suggestion(number, "number")
    for text in usage.begun(prefix)[:3]:
        found.setdefault(text, Suggestion(text, "term"))
    head, _, last = prefix.rpartition(" ")
    for word in _ordered(catalogue.complete("words", last, audiences))[:3]:
        text = f"{head} {word}".strip()
        if text != prefix:
            found.setdefault(text, Suggestion(text, "term"))
    for title in _ordered(catalogue.complete("title", prefix, audiences))[:limit]:
        found.setdefault(title, Suggestion(title, "title"))
    if len(found) < limit and len(prefix) > 2:
        for suggestion in _titles(view, prefix, audiences, limit):
            found.setdefault(suggestion.text, suggestion)
    return list(found.values())


def _titles(view: Snapshot, prefix: str, audiences: Sequence[str], limit: int) -> list[Suggestion]:
    """Return titles that contain the text at the start of a word, newest first."""
    hits = holding(view, encode(prefix), view.visible(audiences))
    rows = view.docs[hits.docs]
    titled = np.flatnonzero(hits.first < rows["title_end"])
    newest = titled[np.argsort(-rows["dated"][titled].astype(np.int64), kind="stable")]
    suggestions = []
    for index in newest[: 4 * limit].tolist():
        segment, number = view.place(int(hits.docs[index]))
        row = segment.docs[number]
        start = int(row["start"])
        if segment.is_mark(start + int(hits.first[index])):
            title = decode(segment.shadow[start : start + int(row["title_end"])])
            suggestions.append(Suggestion(title, "title", int(row["record"])))
    return suggestions[:limit]


def _ordered(counts: dict[str, int]) -> list[str]:
    return sorted(counts, key=lambda text: (-counts[text], len(text), text))
