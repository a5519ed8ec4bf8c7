"""Search engine: filters, exact match or fallbacks, ranking, one page of hits, facets."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from kmdesk.i18n import N_, Message
from kmdesk.search import queries
from kmdesk.search.answer import ASKING, READY, Answer, question
from kmdesk.search.facets import chosen, column_in, counted, facet_names, narrowed, tagged
from kmdesk.search.fallbacks import fallbacks
from kmdesk.search.index import Ints, Mask, Snapshot
from kmdesk.search.parse import Query, Synonyms, Term, parse
from kmdesk.search.protocol import Filters, Hit, SearchResult, Snippet
from kmdesk.search.queries import Session
from kmdesk.search.snippets import best_spot, snippet
from kmdesk.thai.normal import normal_form
from kmdesk.thai.words import words

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
        wanted = {code for code, forms in shown.items() if any(term.text in f for f in forms)}
        if term.quoted:  # a full name in quotes matches only itself, like choosing the facet value
            wanted = {c for c in wanted if term.text in shown[c]} or wanted
        return tagged(view, wanted) if term.field == "tag" else column_in(view, term.field, wanted)

    def _order(self, answer: Answer, sort: str) -> Ints:
        """Return positions in the answer, best first."""
        rows = self.view.docs[answer.docs]
        dated, rank = -rows["dated"].astype(np.int64), rows["rank"]
        scores = -np.round(answer.scores, 3)
        keys = (scores, dated) if sort == "date" else (dated, rank, scores)
        order: Ints = np.lexsort((rows["record"], *keys))
        return order

    def _hits(self, answer: Answer, page: Ints, request: Request) -> tuple[Hit, ...]:
        docs = answer.docs[page]
        records = self.view.docs["record"][docs].tolist()
        rows = queries.rows(self.session, records, request.audiences)
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
        wanted = [(hit.record_id, spot.anchor) for hit, spot in zip(hits, spots, strict=True)]
        texts = queries.passage_texts(self.session, wanted)
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
