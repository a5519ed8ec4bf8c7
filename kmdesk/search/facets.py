"""Facets: masks of the selected values, and live counts of those that can be selected.

The count of a value is the number of results if it is selected: the selections of all other facets
apply, those of its own do not. Selections narrow what the query found; they never trigger a
fallback.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from kmdesk.search import queries
from kmdesk.search.answer import Answer
from kmdesk.search.index import Ints, Mask, Snapshot
from kmdesk.search.protocol import Facet, Filters
from kmdesk.search.queries import Session

_MOST = 60  # values per facet


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
    return tuple(Facet(value, count) for value, count in ordered[:_MOST])
