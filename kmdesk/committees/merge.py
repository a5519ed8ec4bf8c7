"""Two people at one form: what only one of them changed is kept; the rest is asked."""

from collections.abc import Mapping

from kmdesk.committees.appoint import CommitteeError


class Conflict(CommitteeError):
    """Two people changed one field; ``theirs`` is what is stored, ``mine`` what was typed."""

    theirs: object = None
    mine: object = None


def both(mine: object, theirs: object) -> str:
    """Both texts under each other, what is in both only once."""
    first, second = str(theirs or "").strip(), str(mine or "").strip()
    if not first or first in second:
        return second
    return first if second in first else f"{first}\n{second}"


def merged(
    typed: Mapping[str, object], seen: Mapping[str, object], present: Mapping[str, object]
) -> dict[str, object]:
    """The values to store: ``typed`` over a form that showed ``seen``, now ``present``.

    Raises Conflict, with both values, at the first field both changed differently; nothing is
    stored then and what was typed stays in the form.
    """
    result = dict(typed)
    for key, value in typed.items():
        if key not in seen or key not in present:
            continue
        now, before = present[key], seen[key]
        if _same(now, before) or _same(now, value):
            continue
        if _same(value, before):
            result[key] = now
            continue
        conflict = Conflict(
            "Somebody else changed this meanwhile to: “{text}”. Put both together, or copy"
            " your text, close the form and open it again.",
            text=_short(now),
        ).at(key)
        conflict.mine, conflict.theirs = value, now
        raise conflict
    return result


def _same(one: object, other: object) -> bool:
    # An empty field comes back as "" or None, depending on the editor.
    return (one or "") == (other or "") if not isinstance(one, bool) else one == other


def _short(value: object) -> str:
    line = " ".join(str(value or "").split())
    return line if len(line) <= 300 else f"{line[:299]}…"
