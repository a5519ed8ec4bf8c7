"""Full-text search: a separate process over the library, and what is said to it and answered.

Pure-Python search in a thread stalled a list repaint by 100–770 ms, in a process of its own by
15–44 ms. Only the worker side opens the index; the window and the command line need ``client`` and
this package, without Whoosh and numpy. The wire (kmdesk.workers) writes and checks the frozen
dataclasses below as they stand: one a request and answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from kmdesk.i18n import Message


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


# Requests; for whom they are made travels beside them.


@dataclass(frozen=True, slots=True)
class Query:
    """``search``: ``limit`` 0 asks for all hits; ``sort`` is ``relevance`` or ``date``."""

    text: str
    filters: Filters = Filters()
    limit: int = 20
    offset: int = 0
    snippets: bool = True
    sort: str = "relevance"
    facets: bool = True


@dataclass(frozen=True, slots=True)
class Typed:
    """``suggest``: what is being typed."""

    prefix: str
    limit: int


@dataclass(frozen=True, slots=True)
class Deep:
    """``status``: whether every record is compared with the database."""

    deep: bool


@dataclass(frozen=True, slots=True)
class Most:
    """``wanted``: how many unanswered searches at most."""

    limit: int


@dataclass(frozen=True, slots=True)
class Cited:
    """``backlinks``: a law, or one provision of it."""

    record: int
    number: str | None


@dataclass(frozen=True, slots=True)
class Settled:
    """``settle``: an unanswered search that was done with, or is deleted."""

    text: str
    delete: bool


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """``rebuild``: whether the answer waits for the index; ``catch_up`` always does."""

    wait: bool
