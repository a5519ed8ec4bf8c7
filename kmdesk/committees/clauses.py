"""Parse the text of an order into the paragraphs of its form: reasons, ข้อ ๑, ข้อ ๒, ทั้งนี้."""

import re
from dataclasses import dataclass

from kmdesk.thai.digits import to_arabic

_CLAUSE = re.compile(r"(?:^|(?<=\s))ข้อ\s*([0-9๐-๙]{1,3})(?:\.\s*|\s+)(?=\S)")
_FROM_WHEN = re.compile(r"(?:^|(?<=\s))ทั้งนี้\s*((?:ตั้งแต่|ให้มีผล|มีผล)[^\n]*)\s*$")


@dataclass(frozen=True, slots=True)
class Clause:
    """A paragraph, with its number (ข้อ ๑) or without."""

    number: str
    text: str


@dataclass(frozen=True, slots=True)
class OrderText:
    """Clauses of an order and the words that say from when it is in force."""

    clauses: tuple[Clause, ...]
    from_when: str = ""


def read_order(text: str) -> OrderText:
    """Split a text at ข้อ ๑, ๒, ๓ …; a ข้อ out of sequence is a reference and does not split."""
    text = text.strip()
    tail = _FROM_WHEN.search(text)
    from_when = tail[1].strip() if tail else ""
    body = text[: tail.start()] if tail else text
    starts, wanted = [], 1
    for match in _CLAUSE.finditer(body):
        if int(to_arabic(match[1])) == wanted:
            starts.append(match)
            wanted += 1
    clauses = [Clause("", line) for line in _lines(body[: starts[0].start()] if starts else body)]
    for at, match in enumerate(starts):
        end = starts[at + 1].start() if at + 1 < len(starts) else len(body)
        first, *others = _lines(body[match.end() : end]) or [""]
        clauses.append(Clause(f"ข้อ {match[1]}", first))
        clauses += [Clause("", line) for line in others]
    return OrderText(tuple(clauses), from_when)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]
