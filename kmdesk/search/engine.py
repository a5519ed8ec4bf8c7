"""Search engine: filters, exact match or fallbacks, ranking, one page of hits, facets."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from kmdesk.i18n import N_, Message
from kmdesk.search import Facet, Filters, Hit, SearchResult, Snippet, queries
from kmdesk.search.answer import READY, Answer
from kmdesk.search.fallbacks import ASKING, fallbacks, question
from kmdesk.search.index import Ints, Mask, Snapshot
from kmdesk.search.parse import Query, Synonyms, Term, parse
from kmdesk.search.queries import Session
from kmdesk.search.segment import Segment, decode, encode
from kmdesk.thai.normal import normal_form, normal_form_map
from kmdesk.thai.words import words

_MOST_VALUES = 60  # values per facet


def chosen(view: Snapshot, session: Session, filters: Filters) -> dict[str, Mask]:
    """Return the matching documents for each facet with a selection."""
    masks: dict[str, Mask] = {}
    for column, values in (
        ("kind", filters.kinds),
        ("status", filters.statuses),
        ("issuer", filters.issuers),
    ):
        if values:
            masks[column] = column_in(view, column, set(values))
    if filters.places:
        masks["place"] = np.isin(view.docs["place"], queries.places_within(session, filters.places))
    if filters.tags:
        masks["tag"] = tagged(view, set(filters.tags))
    if filters.years is not None:
        year = view.docs["dated"] // 10000
        masks["year"] = (year >= filters.years[0]) & (year <= filters.years[1])
    return masks


def narrowed(answer: Answer, masks: Mapping[str, Mask]) -> Answer:
    """Return the part of the answer that matches all selections."""
    if not masks:
        return answer
    keep = np.ones(len(answer), bool)
    for mask in masks.values():
        keep &= mask[answer.docs]
    left = Answer(answer.docs[keep], answer.scores[keep], answer.whole[keep], answer.needles)
    left.tried, left.anchors = answer.tried, answer.anchors
    return left


def counted(
    view: Snapshot, session: Session, docs: Ints, masks: Mapping[str, Mask]
) -> dict[str, tuple[Facet, ...]]:
    """Return the values of every facet among ``docs`` with live counts, most frequent first."""
    facets: dict[str, tuple[Facet, ...]] = {}
    # A facet is not narrowed by its own choice: its counts say what choosing another value would
    # show.
    for facet in ("kind", "year", "issuer", "status", "tag", "place"):
        keep = np.ones(len(docs), bool)
        for name, mask in masks.items():
            if name != facet:
                keep &= mask[docs]
        facets[facet] = _top(_counts(view, session, facet, docs[keep]))
    return facets


def column_in(view: Snapshot, column: str, values: set[str]) -> Mask:
    """Return the documents with one of these values in a column."""
    masks = [np.zeros(0, bool)]
    for segment in view.segments:
        fits = np.array([name in values for name in segment.names], bool)
        masks.append(fits[segment.docs[column]])
    return np.concatenate(masks)


def tagged(view: Snapshot, values: set[str]) -> Mask:
    """Return the documents with one of these tags."""
    mask = np.zeros(len(view.docs), bool)
    for segment, base, _ in view.parts():
        if len(segment.tags):
            fits = np.array([name in values for name in segment.names], bool)
            mask[base + segment.tags[fits[segment.tags[:, 1]], 0].astype(np.int64)] = True
    return mask


def facet_names(view: Snapshot) -> set[str]:
    """Return all values of kind, status, issuer and tag."""
    return {name for segment in view.segments for name in segment.names if name}


def _counts(view: Snapshot, session: Session, facet: str, docs: Ints) -> dict[str, int]:
    if facet == "year":
        return {str(y): n for y, n in _numbers(view.docs["dated"][docs] // 10000)}
    if facet == "place":
        held = _numbers(view.docs["place"][docs])
        return _in_cupboards(queries.cupboards(session), held) if held else {}
    return _tags(view, docs) if facet == "tag" else _column(view, facet, docs)


def _in_cupboards(cupboards: Mapping[int, int], held: Sequence[tuple[int, int]]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for place, count in held:
        name = str(cupboards.get(place, place))
        totals[name] = totals.get(name, 0) + count
    return totals


def _column(view: Snapshot, column: str, docs: Ints) -> dict[str, int]:
    totals: dict[str, int] = {}
    for segment, base, _ in view.parts():
        low, high = np.searchsorted(docs, (base, base + len(segment.docs)))
        for value, count in _numbers(segment.docs[column][docs[low:high] - base], zero=True):
            name = segment.names[value]
            if name:
                totals[name] = totals.get(name, 0) + count
    return totals


def _tags(view: Snapshot, docs: Ints) -> dict[str, int]:
    totals: dict[str, int] = {}
    for segment, base, _ in view.parts():
        if not len(segment.tags):
            continue
        found = np.isin(segment.tags[:, 0].astype(np.int64) + base, docs)
        for name in segment.tags[found, 1].tolist():
            totals[segment.names[name]] = totals.get(segment.names[name], 0) + 1
    return totals


def _numbers(
    values: npt.NDArray[np.integer[npt.NBitBase]], *, zero: bool = False
) -> list[tuple[int, int]]:
    found, counts = np.unique(values, return_counts=True)
    pairs = zip(found.tolist(), counts.tolist(), strict=True)
    return [pair for pair in pairs if pair[0] or zero]


def _top(counts: dict[str, int]) -> tuple[Facet, ...]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Facet(value, count) for value, count in ordered[:_MOST_VALUES])


WIDTH = 220  # characters per snippet
_MOST_MATCHES = 500  # matches examined per document
_SPACE = re.compile(r"\s")
Needles = Sequence[tuple[bytes, float]]


@dataclass(frozen=True, slots=True)
class Spot:
    """The best match of a document: its anchor and the shadow window to show."""

    anchor: str
    label: str
    low: int  # start of the window in the shadow
    high: int
    opening: int  # start of the passage in the shadow
    count: int


def best_spot(segment: Segment, number: int, needles: Needles, anchor: str = "") -> Spot:
    """Return the passage with most of the needles; with ``anchor``, that passage."""
    doc = segment.docs[number]
    start = int(doc["start"])
    text_end = start + int(doc["text_end"])
    places: list[tuple[int, int]] = []
    weights = [weight for _, weight in needles]
    for index, (needle, _) in enumerate(needles):
        at = segment.shadow.find(needle, start, text_end)
        while at >= 0 and len(places) < _MOST_MATCHES:
            places.append((at, index))
            at = segment.shadow.find(needle, at + max(1, len(needle)), text_end)
    body = start + int(doc["title_end"])
    low, high = np.searchsorted(segment.openings[:, 0], (start, text_end))
    openings = segment.openings[low:high].tolist()
    if anchor:
        for row, (offset, name) in enumerate(openings):
            if segment.anchors[name][0] == anchor:
                end = openings[row + 1][0] if row + 1 < len(openings) else text_end
                inside = [at for at, _ in places if offset <= at < end]
                at = min(inside, default=offset)
                return _spot(segment, at, offset, end, name, len(places))
    inside_text = [place for place in places if place[0] >= body] or places
    at = _densest(inside_text, weights) if inside_text else body
    holder = [pair for pair in openings if pair[0] <= at]
    if not holder:
        return _spot(segment, at, start, text_end, None, len(places))
    offset, name = holder[-1]
    after = openings[len(holder)][0] if len(holder) < len(openings) else text_end
    return _spot(segment, at, offset, after, name, len(places))


def _densest(places: Sequence[tuple[int, int]], weights: Sequence[float]) -> int:
    """Return the start of the window with the greatest weight of different needles.

    ``places`` are pairs of an offset and the number of the needle found there.
    """
    ordered = sorted(places)
    best, best_at, low = -1.0, ordered[0][0], 0
    for high, (at, _) in enumerate(ordered):
        while ordered[low][0] < at - WIDTH:
            low += 1
        window = ordered[low : high + 1]
        score = sum(weights[index] for index in {index for _, index in window})
        score += 0.01 * len(window)
        if score > best:
            best, best_at = score, ordered[low][0]
    return best_at


def _spot(segment: Segment, at: int, opening: int, end: int, name: int | None, count: int) -> Spot:
    low = max(opening, at - 60)
    while low > opening and not segment.is_mark(low):
        low -= 1
    high = min(end, low + WIDTH)
    while high < end and not segment.is_mark(high) and high < low + WIDTH + 40:
        high += 1
    anchor, label = segment.anchors[name] if name is not None else ("", "")
    return Spot(anchor, label, low, high, opening, count)


def snippet(
    segment: Segment,
    spot: Spot,
    needles: Needles,
    text: str | None,
) -> Snippet:
    """Return the window in its original spelling (in normal form if that is unavailable)."""
    window = decode(segment.shadow[spot.low : spot.high])
    before = len(decode(segment.shadow[spot.opening : spot.low]))
    shown, offsets = (window, None) if text is None else _original(text, window, before)
    data = encode(window)
    marks: list[tuple[int, int]] = []
    for needle, _ in needles:
        at = data.find(needle) if needle else -1
        while at >= 0:
            first = len(decode(data[:at]))
            marks.append((first, first + len(decode(needle))))
            at = data.find(needle, at + len(needle))
    if offsets is not None:
        marks = [(offsets[s], offsets[min(e, len(offsets) - 1)]) for s, e in marks]
    return Snippet(shown, tuple(_joined(marks)))


def _original(text: str, window: str, before: int) -> tuple[str, list[int] | None]:
    """Return the original of a normal window that starts about ``before`` characters in."""
    # The normal form may be shorter than its source by any amount (invisible characters, doubled
    # marks), so a widening part is folded rather than the whole page for every hit.
    slack = 200
    while slack < 2 * len(text) + 400:
        low = max(0, before - 20)
        part = text[low : before + len(window) + slack]
        normal, source = normal_form_map(part)
        at = normal.find(window)
        if at >= 0:
            begin = source[at]
            last = at + len(window)
            stop = source[last] if last < len(source) else len(part)
            offsets = [source[i] - begin for i in range(at, last)] + [stop - begin]
            return _flat(part[begin:stop]), offsets
        slack *= 6
    return window, None


def _flat(text: str) -> str:
    return _SPACE.sub(" ", text)


def _joined(marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    joined: list[tuple[int, int]] = []
    for start, end in sorted(marks):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


_FITS = 0.55  # share of a question that a ready-made answer must contain to be ranked first
KindNames = dict[str, tuple[str, ...]]  # code -> names in both languages, in normal form


@dataclass(frozen=True, slots=True)
class Request:
    """A search request as passed on by the worker."""

    query: str
    audiences: tuple[str, ...]
    filters: Filters = field(default_factory=Filters)
    limit: int = 20  # 0: all
    offset: int = 0
    snippets: bool = True
    sort: str = "relevance"  # or "date"
    facets: bool = True
    alive: Callable[[], bool] = lambda: True


@dataclass(slots=True)
class Engine:
    """Answers queries on one snapshot of the index and one session of the library."""

    view: Snapshot
    session: Session
    backlog: frozenset[int] = frozenset()  # changed but not indexed yet: not shown from the index
    kind_names: KindNames | None = None
    status_names: KindNames | None = None
    synonyms: Synonyms = field(default_factory=dict)
    answering: frozenset[str] = frozenset()  # kinds whose records are answers to questions

    def search(self, request: Request) -> SearchResult:
        """Return the answer to a request."""
        began = time.perf_counter()
        query = parse(request.query)
        allowed = self._allowed(request, query)
        query = _without_columns(query)
        found = fallbacks(self.view, query, allowed, self.synonyms)
        self._answers_first(found, query, allowed)
        masks = chosen(self.view, self.session, request.filters)
        answer = narrowed(found, masks)
        if len(found) and not len(answer):
            note = N_("{count} items were found, but none of them fits what was chosen beside.")
            answer.tried = [Message(note, {"count": f"{len(found):,}"})]
        order = self._order(answer, request.sort)
        end = request.offset + request.limit if request.limit else None
        page = order[request.offset : end]
        hits = self._hits(answer, page, request)
        whole = int(answer.whole.sum())
        return SearchResult(
            query=request.query,
            total=len(answer),
            whole_word=whole,
            partial=len(answer) - whole,
            took_ms=round((time.perf_counter() - began) * 1000, 2),
            tried=tuple(answer.tried),
            hits=hits,
            facets=counted(self.view, self.session, found.docs, masks) if request.facets else {},
            unsearchable=0
            if len(answer)
            else queries.unsearchable(self.session, request.audiences),
        )

    def _allowed(self, request: Request, query: Query) -> Mask:
        view, filters = self.view, request.filters
        allowed = view.visible(request.audiences)
        # A record may have become internal since it was indexed: better missing for a moment than
        # shown.
        if self.backlog:
            allowed = allowed & ~np.isin(view.docs["record"], list(self.backlog))
        if query.years is not None:
            year = view.docs["dated"] // 10000
            allowed = allowed & (year >= query.years[0]) & (year <= query.years[1])
        if filters.records:
            allowed = allowed & np.isin(view.docs["record"], filters.records)
        for group in query.groups:
            if group[0].field in _COLUMNS:
                mask = np.zeros(len(allowed), bool)
                for term in group:
                    mask |= self._field(term)
                allowed = allowed & mask
        for term in query.excluded:
            if term.field in _COLUMNS:
                allowed = allowed & ~self._field(term)
        return allowed

    def _answers_first(self, found: Answer, query: Query, allowed: Mask) -> None:
        """Rank ready-made answers to a question first, except below a provision cited by number."""
        if not self.answering or ASKING.isdisjoint(words(query.plain)):
            return
        ready = column_in(self.view, "kind", set(self.answering))[found.docs]
        if not ready.any():
            return
        coverage = question(self.view, query.plain, allowed).coverage[found.docs]
        fits = ready & (coverage >= _FITS)
        found.scores[fits] += READY * coverage[fits]

    def _field(self, term: Term) -> Mask:
        """Return the documents whose column matches a ``name:value`` term."""
        view = self.view
        if term.field == "place":
            return np.isin(view.docs["place"], queries.place_ids(self.session, term))
        named = {"kind": self.kind_names, "status": self.status_names}.get(term.field) or {}
        shown = {code: (*named.get(code, ()), normal_form(code)) for code in facet_names(view)}
        codes = {code for code, forms in shown.items() if any(term.text in f for f in forms)}
        if term.quoted:  # a full name in quotes matches only itself, like choosing the facet value
            codes = {c for c in codes if term.text in shown[c]} or codes
        return tagged(view, codes) if term.field == "tag" else column_in(view, term.field, codes)

    def _order(self, answer: Answer, sort: str) -> Ints:
        """Return positions in the answer, best first."""
        rows = self.view.docs[answer.docs]
        dated, rank = -rows["dated"].astype(np.int64), rows["rank"]
        # Rounded, so that the last digits of two sums do not outweigh what is in force and newer.
        scores = -np.round(answer.scores, 3)
        keys = (scores, dated) if sort == "date" else (dated, rank, scores)
        order: Ints = np.lexsort((rows["record"], *keys))
        return order

    def _hits(self, answer: Answer, page: Ints, request: Request) -> tuple[Hit, ...]:
        docs = answer.docs[page]
        records = self.view.docs["record"][docs].tolist()
        rows = queries.hit_rows(self.session, records, request.audiences)
        hits: list[Hit] = []
        shown: list[int] = []
        for position, doc, record in zip(page.tolist(), docs.tolist(), records, strict=True):
            row = rows.get(record)
            if row is None:
                continue
            shown.append(doc)
            hits.append(
                Hit(
                    record,
                    row.source_id,
                    row.source,
                    row.kind,
                    row.title,
                    row.number,
                    row.dated,
                    row.place,
                    row.status,
                    whole=bool(answer.whole[position]),
                    score=round(float(answer.scores[position]), 3),
                    version=row.version,
                )
            )
        if request.snippets and request.alive():
            hits = self._located(hits, answer, shown)
        return tuple(hits)

    def _located(self, hits: list[Hit], answer: Answer, docs: list[int]) -> list[Hit]:
        """Add to the hits their best passages and snippets."""
        places = [self.view.place(doc) for doc in docs]
        spots = [
            best_spot(segment, number, answer.needles, answer.anchors.get(doc, ""))
            for doc, (segment, number) in zip(docs, places, strict=True)
        ]
        keys = [(hit.record_id, spot.anchor) for hit, spot in zip(hits, spots, strict=True)]
        texts = queries.passage_texts(self.session, keys)
        located = []
        for hit, spot, (segment, _) in zip(hits, spots, places, strict=True):
            text = texts.get((hit.record_id, spot.anchor))
            kind, _, value = spot.anchor.partition(":")
            located.append(
                replace(
                    hit,
                    anchor=spot.anchor,
                    label=spot.label,
                    page=int(value) if kind == "page" and value.isdigit() else None,
                    provision=value if kind == "provision" else None,
                    snippet=snippet(segment, spot, answer.needles, text),
                    hit_count=spot.count,
                )
            )
        return located


_COLUMNS = ("kind", "status", "issuer", "place", "tag")


def _without_columns(query: Query) -> Query:
    groups = tuple(g for g in query.groups if g[0].field not in _COLUMNS)
    excluded = tuple(t for t in query.excluded if t.field not in _COLUMNS)
    browsing = len(groups) != len(query.groups) and not groups and query.years is None
    years = (0, 9999) if browsing else query.years
    return replace(query, groups=groups, excluded=excluded, years=years)


__all__ = ["Engine", "Request", "Snippet"]
