"""Defined terms of a law (บทนิยาม), and where a text uses them. Pure."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kmdesk.regulations.structure import defined_terms

_SIGN = "หมายความ"
_ITEM = re.compile(r"\(")


@dataclass(frozen=True, slots=True)
class Definition:
    """The meaning of a term, and the anchor of the provision that defines it."""

    term: str
    text: str
    anchor: str


def definitions(parts: Iterable[tuple[str, str]]) -> dict[str, Definition]:
    """Map each term to its first definition, from (anchor, text) of a law's own provisions."""
    found: dict[str, Definition] = {}
    for anchor, text in parts:
        if _SIGN not in text:
            continue
        lines = text.split("\n")
        for at, line in enumerate(lines):
            for term in defined_terms(line):
                end = at + 1
                while end < len(lines) and _ITEM.match(lines[end]):
                    end += 1
                said = "\n".join(lines[at:end])
                found.setdefault(term, Definition(term, said, anchor))
    return found


def term_at(line: str, at: int, terms: Mapping[str, Definition]) -> str:
    """Return the longest defined term that covers ``line[at]``; empty when there is none."""
    best = ""
    for term in terms:
        if len(term) <= len(best):
            continue
        start = line.find(term, max(0, at - len(term) + 1), at + len(term))
        if 0 <= start <= at:
            best = term
    return best
