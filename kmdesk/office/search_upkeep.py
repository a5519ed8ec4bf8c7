"""Upkeep of the search by the clerk: test searches that must find given records, and synonyms.

The clerk adds "this query must find this record"; a few titles of the library itself are added, so
that the set is never empty. Tests run with the rights of a visitor or of the clerk. Synonyms are
one line ``a = b = c`` each, validated.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import select

from kmdesk.i18n import KmdeskError
from kmdesk.records import Unit
from kmdesk.records.model import Record
from kmdesk.records.settings import GOLDEN_QUERIES, SYNONYMS
from kmdesk.records.unit import Reading
from kmdesk.search.client import SearchClient
from kmdesk.search.parse import synonyms
from kmdesk.thai.normal import normal_form


class NamedRecord(NamedTuple):
    """A record's id and names."""

    id: int
    title: str
    number: str


def records_named(reading: Reading, words: str, limit: int = 50) -> Sequence[NamedRecord]:
    """Return visible records with these words in title or number."""
    held = Record.title.contains(words, autoescape=True)
    held |= Record.number.contains(words, autoescape=True)
    query = select(Record.id, Record.title, Record.number).where(reading.visible(), held)
    return [
        NamedRecord(*row) for row in reading.session.execute(query.order_by(Record.id).limit(limit))
    ]


def all_titles(reading: Reading) -> list[tuple[int, str]]:
    """Return (id, title) of every visible record that has one."""
    query = select(Record.id, Record.title).where(reading.visible(), Record.title != "")
    return [(row[0], row[1]) for row in reading.session.execute(query.order_by(Record.id))]


def title_of(reading: Reading, record_id: int) -> str:
    """Return the title of a visible record, or ""."""
    query = select(Record.title).where(Record.id == record_id, reading.visible())
    return reading.session.scalar(query) or ""


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
class SearchTestOutcome:
    """Result of one test search: the rank among the first hits, 0 if missing."""

    golden: SearchTest
    title: str
    place: int


def stored_tests(reading: Reading) -> list[SearchTest]:
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
    found = records_named(unit, words)
    # A whole number or title counts before a part of one.
    exact = [row for row in found if words in (row.title, row.number)] or found
    if len(exact) != 1:
        raise SearchTestError(
            "{count} items have “{words}” in title or number. Type the whole number or title of"
            " one.",
            count=len(exact),
            words=words,
        )
    golden = SearchTest(query, exact[0].id)
    _store_tests(unit, [*(g for g in stored_tests(unit) if g != golden), golden])
    return golden


def remove_test(unit: Unit, golden: SearchTest) -> None:
    """Remove a test search from the set."""
    _store_tests(unit, [each for each in stored_tests(unit) if each != golden])


def run_tests(reading: Reading, client: SearchClient) -> list[SearchTestOutcome]:
    """Run all test searches; slow, the search runs in its own process."""
    wanted = [*stored_tests(reading), *_tests_of_own_titles(reading)]
    outcomes = []
    for golden in wanted:
        title = title_of(reading, golden.record_id)
        result = client.search(
            golden.query,
            actor_audiences=reading.actor.audiences,
            limit=FIRST,
            snippets=False,
            facets=False,  # keeps the query out of the readers' statistics
        )
        hits = [hit.record_id for hit in result.hits]
        place = hits.index(golden.record_id) + 1 if golden.record_id in hits else 0
        outcomes.append(SearchTestOutcome(golden, title, place))
    return outcomes


def _tests_of_own_titles(reading: Reading) -> list[SearchTest]:
    """Return unique titles spread over the library."""
    rows = all_titles(reading)
    titles: dict[str, int] = {}
    for _, title in rows:
        titles[title] = titles.get(title, 0) + 1
    single = [(record, title) for record, title in rows if titles[title] == 1]
    # Spread evenly: the first titles alone could all be from one early import.
    step = max(1, len(single) // _OWN)
    return [SearchTest(_quoted(title), record, own=True) for record, title in single[::step][:_OWN]]


def _quoted(title: str) -> str:
    # As one phrase: a title may hold words that the query language reads as its own.
    escaped = title.replace("\\", "\\\\")
    for sign in '"“”':
        escaped = escaped.replace(sign, "\\" + sign)
    return f'"{escaped}"'


def _store_tests(unit: Unit, goldens: Sequence[SearchTest]) -> None:
    pairs = [[golden.query, golden.record_id] for golden in goldens]
    GOLDEN_QUERIES.store(unit, json.dumps(pairs, ensure_ascii=False))


_SHORTEST = 2


class SynonymError(KmdeskError):
    """Raised for an invalid line, which the message names."""


def built_in_synonyms() -> list[str]:
    """Return the built-in lines, shown beside the clerk's."""
    groups = dict.fromkeys(synonyms("").values())
    return [" = ".join(forms) for forms in groups]


def checked_synonyms(text: str) -> str:
    """Return the normalised lines; raises SynonymError for the first invalid one."""
    lines: list[str] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            lines.append(_checked_line(raw, number, seen))
    return "\n".join(lines)


def save_synonyms(unit: Unit, text: str) -> str:
    """Validate and store the lines; they apply from the next search."""
    kept = checked_synonyms(text)
    SYNONYMS.store(unit, kept)
    return kept


def _checked_line(raw: str, number: int, seen: dict[str, int]) -> str:
    forms = [form for part in raw.split("=") if (form := " ".join(part.split()))]
    if len(forms) < 2:
        raise SynonymError(
            "Line {number}: write at least two forms with = between them.", number=number
        )
    for form in forms:
        normal = normal_form(form)
        if len(normal.replace(".", "").replace(" ", "")) < _SHORTEST:
            raise SynonymError(
                "Line {number}: “{form}” is too short; it stands in nearly every item.",
                number=number,
                form=form,
            )
        first = seen.setdefault(normal, number)
        if first != number:
            # Synonyms of synonyms would be circular, so a form may be on one line only.
            raise SynonymError(
                "“{form}” stands on line {first} and on line {number}. Put all its equals on"
                " one line.",
                form=form,
                first=first,
                number=number,
            )
    if len({normal_form(form) for form in forms}) < len(forms):
        raise SynonymError(
            "Line {number}: the same form stands there twice. The search sees no difference.",
            number=number,
        )
    return " = ".join(forms)
