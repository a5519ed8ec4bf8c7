"""Test searches: a golden set of queries that must find given records.

The clerk adds "this query must find this record"; a few titles of the library itself are added, so
that the set is never empty. Run with a visitor's or the clerk's rights.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from kmdesk.i18n import KmdeskError
from kmdesk.office import queries_search_tests as queries
from kmdesk.records import Unit
from kmdesk.records.settings import GOLDEN_QUERIES
from kmdesk.records.unit import Reading
from kmdesk.search.client import SearchClient

FIRST = 10  # the record must be among this many hits
_OWN = 12  # number of the library's own titles to test


class SearchTestError(KmdeskError):
    """Raised when a test search cannot be added."""


@dataclass(frozen=True, slots=True)
class SearchTest:
    """A query and the record it must find; ``own`` when chosen by the program."""

    query: str
    record_id: int
    own: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """Result of one test search: the rank among the first hits, 0 if missing."""

    golden: SearchTest
    title: str
    place: int


def stored(reading: Reading) -> list[SearchTest]:
    """Return the clerk's test searches."""
    value = GOLDEN_QUERIES.read(reading.session)
    try:
        return [SearchTest(str(q), int(r)) for q, r in json.loads(value or "[]")]
    except (ValueError, TypeError):
        return []  # a value damaged by hand: the program's own set still runs


def add_test(unit: Unit, query: str, words: str) -> SearchTest:
    """Add a test for the one record with these words as number or title.

    Raises SearchTestError when the words do not name exactly one record.
    """
    query = " ".join(query.split())
    words = " ".join(words.split())
    found = queries.named(unit, words)
    exact = [row for row in found if words in (row.title, row.number)] or found
    if len(exact) != 1:
        raise SearchTestError(
            "{count} items have “{words}” in title or number. Type the whole number or title of"
            " one.",
            count=len(exact),
            words=words,
        )
    golden = SearchTest(query, exact[0].id)
    _keep(unit, [*(g for g in stored(unit) if g != golden), golden])
    return golden


def remove_test(unit: Unit, golden: SearchTest) -> None:
    """Remove a test search from the set."""
    _keep(unit, [each for each in stored(unit) if each != golden])


def run_tests(reading: Reading, client: SearchClient) -> list[Outcome]:
    """Run all test searches; slow, the search runs in its own process."""
    wanted = [*stored(reading), *_own(reading)]
    outcomes = []
    for golden in wanted:
        title = queries.title(reading, golden.record_id)
        result = client.search(
            golden.query,
            actor_audiences=reading.actor.audiences,
            limit=FIRST,
            snippets=False,
            facets=False,  # keeps the query out of the readers' statistics
        )
        hits = [hit.record_id for hit in result.hits]
        place = hits.index(golden.record_id) + 1 if golden.record_id in hits else 0
        outcomes.append(Outcome(golden, title, place))
    return outcomes


def _own(reading: Reading) -> list[SearchTest]:
    """Return unique titles spread over the library."""
    rows = queries.titles(reading)
    titles: dict[str, int] = {}
    for _, title in rows:
        titles[title] = titles.get(title, 0) + 1
    single = [(record, title) for record, title in rows if titles[title] == 1]
    step = max(1, len(single) // _OWN)
    return [SearchTest(_quoted(title), record, own=True) for record, title in single[::step][:_OWN]]


def _quoted(title: str) -> str:
    escaped = title.replace("\\", "\\\\")
    for sign in '"“”':
        escaped = escaped.replace(sign, "\\" + sign)
    return f'"{escaped}"'


def _keep(unit: Unit, goldens: Sequence[SearchTest]) -> None:
    pairs = [[golden.query, golden.record_id] for golden in goldens]
    GOLDEN_QUERIES.store(unit, json.dumps(pairs, ensure_ascii=False))
