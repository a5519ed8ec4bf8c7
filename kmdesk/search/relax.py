"""No dead ends: what is tried, in order, when a query as typed finds nothing."""

import numpy as np

from kmdesk.i18n import N_, Message
from kmdesk.search.answer import Answer, exact, nothing
from kmdesk.search.parse import Query, Term
from kmdesk.search.rank import question
from kmdesk.search.view import Mask, View
from kmdesk.thai.layout import from_latin_keys, from_thai_keys
from kmdesk.thai.normal import MARKS, normal_form
from kmdesk.thai.words import words

_ENOUGH = 0.34  # share of a question's weight a record must hold to be shown


def relaxed(view: View, query: Query, allowed: Mask) -> Answer:
    """The exact answer, or the first relaxation that finds something."""
    answer = exact(view, query, allowed)
    if len(answer) or not query.terms:
        return answer
    for step in (_details, _marks, _layout, _all_words, _any_word):
        answer = step(view, query, allowed)
        if len(answer):
            return answer
    answer.tried = [Message(N_("Nothing was found for {query}."), {"query": query.plain})]
    return answer


def _details(view: View, query: Query, allowed: Mask) -> Answer:
    answer = exact(view, query, allowed, fields=True)
    answer.tried = [Message(N_("Found only in the details of the items."), {})]
    return answer


def _marks(view: View, query: Query, allowed: Mask) -> Answer:
    text = " ".join(term.text.lstrip(MARKS) for term in query.terms)
    return _instead(view, query, allowed, text)


def _layout(view: View, query: Query, allowed: Mask) -> Answer:
    plain = query.plain
    thai = any("\u0e01" <= char <= "\u0e5b" for char in plain)
    typed = from_thai_keys(query.raw) if thai else from_latin_keys(query.raw)
    return _instead(view, query, allowed, normal_form(typed))


def _instead(view: View, query: Query, allowed: Mask, text: str) -> Answer:
    """The exact answer to other words, labelled with them."""
    if not text or text == query.plain:
        return nothing()
    answer = exact(view, query.with_words(text), allowed)
    shown: dict[str, object] = {"query": query.plain, "instead": text}
    answer.tried = [Message(N_("{query} was not found. These results are for {instead}."), shown)]
    return answer


def _all_words(view: View, query: Query, allowed: Mask) -> Answer:
    """All words of the query, each anywhere in the record."""
    found = list(dict.fromkeys(w for term in query.terms for w in words(term.text)))
    if len(found) < 2:
        return nothing()
    kept = tuple(g for g in query.groups if any(t.field for t in g))
    split = Query(query.raw, kept + tuple((Term(w),) for w in found), query.excluded, query.years)
    answer = exact(view, split, allowed)
    if len(answer):
        scored = question(view, query.plain, allowed)
        answer.scores = answer.scores + 100 * scored.scores[answer.docs]
        answer.whole = np.zeros(len(answer), bool)
    answer.tried = [Message(N_("The words were found, but not side by side."), {})]
    return answer


def _any_word(view: View, query: Query, allowed: Mask) -> Answer:
    """The records that hold the greater part of the question."""
    asked = question(view, query.plain, allowed)
    docs = np.flatnonzero(allowed & (asked.scores > 0) & (asked.coverage >= _ENOUGH))
    answer = Answer(docs, asked.scores[docs], np.zeros(len(docs), bool), asked.needles)
    answer.tried = [Message(N_("No item has all the words. The nearest items are shown."), {})]
    return answer


__all__ = ["relaxed"]
