"""Protocol between the search process and its client: one JSON object per line.

Frozen dataclasses on the client's side; only :func:`to_json` and the ``from_json`` methods know the
wire format.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from kmdesk.i18n import Message

PROTOCOL = 1


@dataclass(frozen=True, slots=True)
class Snippet:
    """Text around the best match; ``marks`` are the ranges to highlight."""

    text: str = ""
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Hit:
    """A matching record; ``anchor`` opens it at the best match."""

    record_id: int
    source_id: str | None = None
    source: str | None = None
    kind: str = ""
    title: str = ""
    number: str = ""
    dated: str | None = None
    place: str = ""
    status: str = ""
    anchor: str = ""
    label: str = ""
    page: int | None = None
    provision: str | None = None
    snippet: Snippet = Snippet()
    hit_count: int = 0
    whole: bool = False
    score: float = 0.0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Facet:
    """A value of a facet and how many of the results have it."""

    value: str
    count: int


@dataclass(frozen=True, slots=True)
class Filters:
    """Filters selected besides the query; empty means no limit. Years are Common Era."""

    kinds: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    places: tuple[int, ...] = ()
    years: tuple[int, int] | None = None
    records: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchResult:
    """The search result; ``tried`` lists, in order, the fallbacks that led to these hits."""

    query: str
    total: int = 0
    whole_word: int = 0
    partial: int = 0
    took_ms: float = 0.0
    tried: tuple[Message, ...] = ()
    hits: tuple[Hit, ...] = ()
    facets: Mapping[str, tuple[Facet, ...]] = field(default_factory=dict)
    unsearchable: int = 0
    complete: bool = True  # False while the index is being built

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Decode from the wire format."""
        hits = tuple(_hit(hit) for hit in data.get("hits", ()))
        facets = {
            name: tuple(Facet(value, count) for value, count in values)
            for name, values in data.get("facets", {}).items()
        }
        tried = tuple(Message(msgid, dict(args)) for msgid, args in data.get("tried", ()))
        rest = {k: v for k, v in data.items() if k not in ("hits", "facets", "tried")}
        return cls(hits=hits, facets=facets, tried=tried, **rest)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion offered while typing; ``record_id`` if it is the title of one record."""

    text: str
    kind: str = "term"  # term, title, number
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class Missed:
    """An unanswered search: count, last ISO day, and the day it was marked done or ``""``."""

    text: str
    times: int
    last: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class Backlink:
    """A place in a record's text that cites a law, or its provision ``number``."""

    record_id: int
    anchor: str
    label: str
    number: str
    times: int
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class WantedLaw:
    """A law that texts cite and the library lacks: how often, and in which records."""

    title: str
    times: int
    records: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Status:
    """State of the index; ``drift`` counts records that differ from the database."""

    indexed: int = 0
    records: int = 0
    drift: int = 0
    pending: int = 0
    building: bool = False
    writer: bool = True
    unsearchable: int = 0
    drifted: tuple[int, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Decode from the wire format."""
        return cls(**{**data, "drifted": tuple(data.get("drifted", ()))})


def to_json(result: SearchResult) -> dict[str, Any]:
    """Encode a result for the wire."""
    return {
        "query": result.query,
        "total": result.total,
        "whole_word": result.whole_word,
        "partial": result.partial,
        "took_ms": result.took_ms,
        "tried": [[m.msgid, m.args] for m in result.tried],
        "hits": [_sparse(hit) for hit in result.hits],
        "facets": {n: [[f.value, f.count] for f in fs] for n, fs in result.facets.items()},
        "unsearchable": result.unsearchable,
        "complete": result.complete,
    }


def filters_from_json(data: Mapping[str, Any]) -> Filters:
    """Decode filters from the wire format (``asdict``)."""
    values = {name: tuple(value) for name, value in data.items() if value}
    return Filters(**values)


def filters_to_json(filters: Filters) -> dict[str, Any]:
    """Encode filters for the wire."""
    return {name: value for name, value in asdict(filters).items() if value}


_EMPTY = Hit(0)


def _sparse(hit: Hit) -> dict[str, Any]:
    values = {
        name: getattr(hit, name)
        for name in Hit.__slots__
        if getattr(hit, name) != getattr(_EMPTY, name)
    }
    if "snippet" in values:
        values["snippet"] = [hit.snippet.text, hit.snippet.marks]
    return values


def _hit(data: Mapping[str, Any]) -> Hit:
    values = dict(data)
    if "snippet" in values:
        text, marks = values["snippet"]
        values["snippet"] = Snippet(text, tuple((start, end) for start, end in marks))
    return Hit(**values)
