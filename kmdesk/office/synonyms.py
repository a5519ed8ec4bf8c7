"""Synonyms for the search, edited by the clerk: one line ``a = b = c`` each, validated."""

from kmdesk.i18n import KmdeskError
from kmdesk.records import Unit
from kmdesk.records.settings import SYNONYMS
from kmdesk.search.parse import synonyms
from kmdesk.thai.normal import normal_form

_SHORTEST = 2


class SynonymError(KmdeskError):
    """Raised for an invalid line, which the message names."""


def built_in() -> list[str]:
    """Return the built-in lines, shown beside the clerk's."""
    groups = dict.fromkeys(synonyms("").values())
    return [" = ".join(forms) for forms in groups]


def checked(text: str) -> str:
    """Return the normalised lines; raises SynonymError for the first invalid one."""
    lines: list[str] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(text.splitlines(), 1):
        if raw.strip():
            lines.append(_checked_line(raw, number, seen))
    return "\n".join(lines)


def save_synonyms(unit: Unit, text: str) -> str:
    """Validate and store the lines; they apply from the next search."""
    kept = checked(text)
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
