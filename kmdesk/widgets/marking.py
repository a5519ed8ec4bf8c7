"""Where a query's words stand in a text: the same normal form as the index uses."""

from kmdesk.search.parse import parse
from kmdesk.thai.normal import normal_form_map

# For a query of one letter in a long law: nobody steps through more, and marking takes time.
MOST = 2000


def needles(query: str) -> list[str]:
    """The wanted words of a query in normal form, longest first, each once."""
    found = dict.fromkeys(term.text for term in parse(query).terms if term.text.strip())
    return sorted(found, key=len, reverse=True)


def spans(text: str, wanted: list[str]) -> list[tuple[int, int]]:
    """(start, end) in ``text`` of every place of a needle, in order, none overlapping."""
    if not wanted:
        return []
    plain, sources = normal_form_map(text)
    taken: list[tuple[int, int]] = []
    for needle in wanted:
        at = plain.find(needle)
        while at >= 0 and len(taken) < MOST:
            taken.append((at, at + len(needle)))
            at = plain.find(needle, at + len(needle))
    taken.sort()
    result: list[tuple[int, int]] = []
    last = -1
    for start, end in taken:
        if start >= last:
            stop = sources[end] if end < len(sources) else len(text)
            result.append((sources[start], max(stop, sources[end - 1] + 1)))
            last = end
    return result
