"""Query relaxation: the fallbacks tried in order when a query finds nothing."""

from itertools import islice, product

import numpy as np

from kmdesk.i18n import N_, Message
from kmdesk.search.answer import (
    ASKING,
    FIRST,
    Answer,
    Scores,
    add,
    exact,
    nothing,
    provisions,
    question,
)
from kmdesk.search.encoding import encode
from kmdesk.search.fuzzy import nearest
from kmdesk.search.parse import Query, Term
from kmdesk.search.snapshot import Ints, Mask, Snapshot
from kmdesk.search.substring import holding
from kmdesk.search.synonyms import Synonyms, equivalents, forms_of, section
from kmdesk.thai.layout import from_latin_keys, from_thai_keys
from kmdesk.thai.normal import MARKS, normal_form
from kmdesk.thai.words import words

_TYPED = 40  # maximum characters for typo correction
_SHORT = 6  # maximum words of a query that is not a question
_LEAST = 0.1  # share of a question's weight that a record must contain to be shown
_ENOUGH = 0.2  # and share of what the best record contains


def fallbacks(view: Snapshot, query: Query, allowed: Mask, table: Synonyms) -> Answer:
    """Return the exact answer with its synonyms, or the first fallback that finds something."""
    answer = exact(view, query, allowed)
    if not query.terms:
        return answer
    literal = len(answer) > 0
    answer = _with_equivalents(view, query, allowed, table, answer)
    answer = _with_section(view, query, allowed, table, answer, literal)
    if len(answer):
        return answer
    quoted = all(term.quoted for term in query.terms)
    for step in (_details,) if quoted else _STEPS:
        answer = step(view, query, allowed)
        if len(answer):
            return answer
    answer = nothing()
    answer.tried = [Message(N_("Nothing was found for {query}."), {"query": query.plain})]
    if not quoted:
        answer.tried.append(Message(N_("Near spellings and single words were tried, too."), {}))
    return answer


def _with_equivalents(
    view: Snapshot, query: Query, allowed: Mask, table: Synonyms, answer: Answer
) -> Answer:
    """Add what synonyms and other spellings find, ranked behind the exact hits."""
    wider = equivalents(query, table)
    if wider is None:
        return answer
    more = exact(view, wider, allowed)
    others = [t.text for g in wider.groups for t in g if t not in query.terms]
    return add(answer, more, Message(N_("Also looked for {instead}."), _shown(query, others)))


def _with_section(
    view: Snapshot, query: Query, allowed: Mask, table: Synonyms, answer: Answer, literal: bool
) -> Answer:
    """Rank the provision a query names first, opened at its anchor."""
    wanted = section(query)
    if wanted is None:
        return answer
    lawful = allowed
    for word in wanted.rest:
        lawful = lawful & _titled(view, word, allowed, table)
    if not lawful.any():
        if literal:
            return answer
        lawful = allowed  # no such law here: search the number alone and say so
    found = provisions(view, wanted.number, wanted.written, lawful)
    if not found:
        return answer
    docs = np.array(sorted(found), np.int64)
    needles = [(encode(wanted.written), 1.0)]
    size = len(docs)
    more = Answer(docs, np.full(size, FIRST), np.ones(size, bool), needles)
    more.anchors = {doc: anchor for doc, anchor in found.items() if anchor}
    extra = len(np.setdiff1d(docs, answer.docs)) > 0
    note = Message(N_("Shown first: {instead}."), _shown(query, [wanted.written]))
    answer = add(answer, more, note if extra else None)
    at = np.searchsorted(answer.docs, docs)
    answer.scores[at] = FIRST * (1 + _likeness(view, docs, wanted.rest, table))
    answer.anchors |= more.anchors
    return answer


def _likeness(view: Snapshot, docs: Ints, rest: tuple[str, ...], table: Synonyms) -> Scores:
    """Return how well the words naming a law match each title; adjacent words count most."""
    likeness = np.zeros(len(docs))
    if not rest:
        return likeness
    length = np.maximum(1, view.docs["title_end"][docs])
    for forms in islice(product(*((word, *forms_of(word, table)) for word in rest)), 30):
        joint = encode("".join(forms))
        allowed = np.zeros(len(view.docs), bool)
        allowed[docs] = True
        hits = holding(view, joint, allowed)
        titled = hits.docs[hits.first < view.docs["title_end"][hits.docs]]
        at = np.searchsorted(docs, titled)
        likeness[at] = np.maximum(likeness[at], 1 + len(joint) / length[at])
    result: Scores = np.maximum(likeness, sum(map(len, rest)) / length)
    return result


def _titled(view: Snapshot, word: str, allowed: Mask, table: Synonyms) -> Mask:
    """Return the documents whose title contains a word of the law's name, or a synonym."""
    forms = (word, *forms_of(word, table))
    query = Query(word, (tuple(Term(form, field="title") for form in forms),))
    mask = np.zeros(len(allowed), bool)
    mask[exact(view, query, allowed).docs] = True
    return mask


def _shown(query: Query, others: list[str]) -> dict[str, object]:
    return {"query": query.plain, "instead": ", ".join(dict.fromkeys(others))}


def _details(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    answer = exact(view, query, allowed, fields=True)
    answer.tried = [Message(N_("Found only in the details of the items."), {})]
    return answer


def _marks(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    text = " ".join(term.text.lstrip(MARKS) for term in query.terms)
    return _instead(view, query, allowed, text)


def _layout(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    plain = query.plain
    if sum(char.isalpha() or char in MARKS for char in plain) < 2:
        return nothing()  # signs alone were not typed with another layout
    thai = any("\u0e01" <= char <= "\u0e5b" for char in plain)
    typed = from_thai_keys(query.raw) if thai else from_latin_keys(query.raw)
    return _instead(view, query, allowed, normal_form(typed))


def _instead(view: Snapshot, query: Query, allowed: Mask, text: str) -> Answer:
    """Return the exact answer to other words, with a note naming them."""
    if not text or text == query.plain:
        return nothing()
    answer = exact(view, query.with_words(text), allowed)
    shown: dict[str, object] = {"query": query.plain, "instead": text}
    answer.tried = [Message(N_("{query} was not found. These results are for {instead}."), shown)]
    return answer


def _all_words(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    """Match all words of the query anywhere in the record; not for a question."""
    found = list(dict.fromkeys(w for term in query.terms for w in words(term.text)))
    if not 2 <= len(found) <= _SHORT or not ASKING.isdisjoint(found):
        return nothing()
    kept = tuple(g for g in query.groups if any(t.field for t in g))
    split = Query(query.raw, kept + tuple((Term(w),) for w in found), query.excluded, query.years)
    answer = exact(view, split, allowed)
    if len(answer):
        answer.scores = question(view, query.plain, allowed).scores[answer.docs]
        answer.whole = np.zeros(len(answer), bool)
    answer.tried = [Message(N_("The words were found, but not side by side."), {})]
    return answer


def _typo(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    """Replace each word that occurs nowhere by the nearest one that does."""
    letters = any(char.isalpha() for char in query.plain)
    asking = not ASKING.isdisjoint(words(query.plain))
    if len(query.plain) > _TYPED or asking or not letters or not query.is_simple:
        return nothing()
    mended = []
    for term in query.terms:
        known = len(exact(view, Query(term.text, ((term,),)), allowed)) > 0
        mended.append(term.text if known else nearest(view, term.text, allowed) or term.text)
    return _instead(view, query, allowed, " ".join(mended))


def _any_word(view: Snapshot, query: Query, allowed: Mask) -> Answer:
    """Return the records that contain most of the question."""
    asked = question(view, query.plain, allowed)
    best = float(asked.coverage[allowed].max()) if allowed.any() else 0.0
    enough = max(_LEAST, _ENOUGH * best)
    docs = np.flatnonzero(allowed & (asked.scores > 0) & (asked.coverage >= enough))
    answer = Answer(docs, asked.scores[docs], np.zeros(len(docs), bool), asked.needles)
    answer.tried = [Message(N_("No item has all the words. The nearest items are shown."), {})]
    return answer


_STEPS = (_details, _marks, _layout, _typo, _all_words, _any_word)
__all__ = ["fallbacks"]
