"""A query answered: filters, exact answer or relaxations, order, one page of hits, facets."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt

from kmdesk.search import queries
from kmdesk.search.answer import Answer
from kmdesk.search.extras import Synonyms
from kmdesk.search.parse import Query, Term, parse
from kmdesk.search.protocol import Facet, Filters, Hit, SearchResult, Snippet
from kmdesk.search.queries import Session
from kmdesk.search.relax import relaxed
from kmdesk.search.snippets import best_spot, snippet
from kmdesk.search.view import Ints, Mask, View
from kmdesk.thai.normal import normal_form

KindNames = dict[str, tuple[str, ...]]  # code -> names in the languages, in normal form


@dataclass(frozen=True, slots=True)
class Request:
    """One search as the worker hands it on."""

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
    """Answers over one view of the index and one session of the library."""

    view: View
    session: Session
    backlog: frozenset[int] = frozenset()  # changed, not indexed yet: not shown from the index
    kind_names: KindNames | None = None
    status_names: KindNames | None = None
    synonyms: Synonyms = field(default_factory=dict)

    def search(self, request: Request) -> SearchResult:
        """The answer to a request."""
        began = time.perf_counter()
        query = parse(request.query)
        allowed = self._allowed(request, query)
        query = _without_columns(query)
        answer = relaxed(self.view, query, allowed, self.synonyms)
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
            facets=self._facets(answer) if request.facets else {},
            unsearchable=0
            if len(answer)
            else queries.unsearchable(self.session, request.audiences),
        )

    def _allowed(self, request: Request, query: Query) -> Mask:
        view, filters = self.view, request.filters
        allowed = view.visible(request.audiences)
        if self.backlog:
            allowed = allowed & ~np.isin(view.docs["record"], list(self.backlog))
        for years in (query.years, filters.years):
            if years is not None:
                year = view.docs["dated"] // 10000
                allowed = allowed & (year >= years[0]) & (year <= years[1])
        for column, values in (
            ("kind", filters.kinds),
            ("status", filters.statuses),
            ("issuer", filters.issuers),
        ):
            if values:
                allowed = allowed & self._column_in(column, set(values))
        if filters.places:
            allowed = allowed & np.isin(view.docs["place"], filters.places)
        if filters.records:
            allowed = allowed & np.isin(view.docs["record"], filters.records)
        if filters.tags:
            allowed = allowed & self._tagged(set(filters.tags))
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

    def _field(self, term: Term) -> Mask:
        """Documents whose column answers a ``name:value`` term."""
        view, text = self.view, term.text
        if term.field == "place":
            return np.isin(view.docs["place"], queries.place_ids(self.session, text))
        if term.field == "tag":
            return self._tagged({n for n in _names(view) if text in normal_form(n)})
        wanted = set()
        named = {"kind": self.kind_names, "status": self.status_names}.get(term.field) or {}
        for code in _names(view):
            shown = (*named.get(code, ()), normal_form(code))
            if any(text in name for name in shown):
                wanted.add(code)
        return self._column_in(term.field, wanted)

    def _column_in(self, column: str, values: set[str]) -> Mask:
        masks = [np.zeros(0, bool)]
        for segment in self.view.segments:
            fits = np.array([name in values for name in segment.names], bool)
            masks.append(fits[segment.docs[column]])
        return np.concatenate(masks)

    def _tagged(self, values: set[str]) -> Mask:
        mask = np.zeros(len(self.view.docs), bool)
        for segment, base, _ in self.view.parts():
            for doc, name in segment.tags.tolist():
                if segment.names[name] in values:
                    mask[base + doc] = True
        return mask

    def _order(self, answer: Answer, sort: str) -> Ints:
        """Positions in the answer, best first."""
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
        """The hits with their best places and the text around them."""
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

    def _facets(self, answer: Answer) -> dict[str, tuple[Facet, ...]]:
        view, docs = self.view, answer.docs
        facets: dict[str, tuple[Facet, ...]] = {}
        years, counts = np.unique(view.docs["dated"][docs] // 10000, return_counts=True)
        facets["year"] = _top({str(y): c for y, c in _pairs(years, counts) if y})
        places, counts = np.unique(view.docs["place"][docs], return_counts=True)
        facets["place"] = _top({str(p): c for p, c in _pairs(places, counts) if p})
        for column in ("kind", "status", "issuer"):
            facets[column] = _top(self._counts(column, docs))
        facets["tag"] = _top(self._tag_counts(docs))
        return facets

    def _counts(self, column: str, docs: Ints) -> dict[str, int]:
        totals: dict[str, int] = {}
        for segment, base, _ in self.view.parts():
            low, high = np.searchsorted(docs, (base, base + len(segment.docs)))
            values, counts = np.unique(
                segment.docs[column][docs[low:high] - base], return_counts=True
            )
            for value, count in _pairs(values, counts):
                name = segment.names[value]
                if name:
                    totals[name] = totals.get(name, 0) + count
        return totals

    def _tag_counts(self, docs: Ints) -> dict[str, int]:
        totals: dict[str, int] = {}
        for segment, base, _ in self.view.parts():
            if not len(segment.tags):
                continue
            found = np.isin(segment.tags[:, 0].astype(np.int64) + base, docs)
            for name in segment.tags[found, 1].tolist():
                totals[segment.names[name]] = totals.get(segment.names[name], 0) + 1
        return totals


_COLUMNS = ("kind", "status", "issuer", "place", "tag")


def _without_columns(query: Query) -> Query:
    groups = tuple(g for g in query.groups if g[0].field not in _COLUMNS)
    excluded = tuple(t for t in query.excluded if t.field not in _COLUMNS)
    browsing = len(groups) != len(query.groups) and not groups and query.years is None
    years = (0, 9999) if browsing else query.years
    return replace(query, groups=groups, excluded=excluded, years=years)


def _names(view: View) -> set[str]:
    return {name for segment in view.segments for name in segment.names if name}


def _pairs(
    values: npt.NDArray[np.integer[npt.NBitBase]], counts: Ints
) -> Sequence[tuple[int, int]]:
    return list(zip(values.tolist(), counts.tolist(), strict=True))


def _top(counts: dict[str, int], most: int = 30) -> tuple[Facet, ...]:
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Facet(value, count) for value, count in ordered[:most])


__all__ = ["Engine", "Request", "Snippet"]
