"""What an order that was read does to those before it, in words, before it is stored.

Said with it is what the reader left out: the end of a text that is too long.
"""

from dataclasses import dataclass

from kmdesk.committees import queries
from kmdesk.committees.read_order import MOST_LINES, MOST_READ, OrderDraft
from kmdesk.committees.store_order import leaving, numbers_of
from kmdesk.i18n import tr
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class Effects:
    """Sentences, and the numbers of former orders that are not in the library."""

    words: tuple[str, ...]
    absent: frozenset[str]


def effects(reading: Reading, draft: OrderDraft) -> Effects:
    """Which orders end or change and who leaves; says so where an order is not here.

    Before all this stands that the text was not read to its end.
    """
    words = _left_out(draft)
    absent: set[str] = set()
    for field in ("repeals", "amends", "adds"):
        for number in numbers_of(getattr(draft, field)):
            old = queries.order_numbered(reading.session, number, 0)
            if old is None:
                absent.add(number)
                words.append(_missing(field, number))
            else:
                words.append(_found(reading, field, number, old))
    first = draft.effective_on or draft.dated
    if first:
        for name, seat in leaving(reading.session, draft, first):
            words.append(
                tr("{old} leaves, {name} comes instead.", old=seat.name or seat.post, name=name)
            )
    return Effects(tuple(words), frozenset(absent))


def _left_out(draft: OrderDraft) -> list[str]:
    if not draft.is_partial:
        return []
    return [
        tr(
            "This text is long: only its first {lines} lines or {count} characters were read."
            " Add the members after that below.",
            lines=f"{MOST_LINES:,}",
            count=f"{MOST_READ:,}",
        )
    ]


def _found(reading: Reading, field: str, number: str, old: int) -> str:
    title = reading.record(old).title
    if field != "repeals":
        return tr("Changes order no. {number}: {title}", number=number, title=title)
    seats = queries.appointed_by(reading.session, old)
    return tr(
        "Ends order no. {number}: {title}, with its {count} members.",
        number=number,
        title=title,
        count=str(sum(member.to_on is None for _title, member in seats)),
    )


def _missing(field: str, number: str) -> str:
    if field == "repeals":
        return tr(
            "Order no. {number}, which it repeals, is not in this library: no committee ends.",
            number=number,
        )
    return tr(
        "Order no. {number}, which it changes, is not in this library: nothing is linked.",
        number=number,
    )
