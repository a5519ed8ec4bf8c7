"""Store a parsed order as committees and dated memberships."""

import mimetypes
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from kmdesk.committees import queries
from kmdesk.committees.model import Membership
from kmdesk.committees.order_draft import MOST_LINES, MOST_READ, GroupDraft, OrderDraft
from kmdesk.committees.orders import (
    add_committee,
    add_order,
    appoint,
    end_membership,
    repeal_order,
    set_duties,
)
from kmdesk.i18n import tr
from kmdesk.records import PassageText, Session, Unit
from kmdesk.records.fields import InvalidValue
from kmdesk.records.model import Record
from kmdesk.records.unit import Reading


@dataclass(frozen=True, slots=True)
class Appointed:
    """A member verified by the secretary: person, role and the committee's title."""

    committee: str
    name: str
    post: str
    role: str
    role_words: str = ""
    """Role in the words of the order."""


_HEAD = (
    "number", "title", "issuer", "dated", "effective_on",
    "power", "reason", "signer", "signer_position", "text",
)  # fmt: skip
"""What the draft says of the order itself."""


def store_order(
    unit: Unit,
    draft: OrderDraft,
    people: Sequence[Appointed],
    file: Path | None = None,
    pages: Sequence[PassageText] = (),
    absent: Collection[str] = (),
) -> Record:
    """Store a parsed order, its committees (existing ones by title) and members.

    The file is attached to the order and indexed by its pages. ``absent`` are numbers of former
    orders known not to be in the library. Raises InvalidValue, with the line of ``people`` it
    refers to.
    """
    order = add_order(unit, {name: getattr(draft, name) for name in _HEAD})
    first = draft.effective_on or draft.dated
    if not first:
        raise InvalidValue("Type the day from which the order is in force.", "effective_on")
    former = _former(unit, order.id, draft, absent)
    emptied = _end_former(unit, order.id, former, first)
    _make_room(unit, draft, first)
    committees = _appoint_all(unit, order.id, draft, people, former, first)
    forms = {group.title: group for group in draft.groups}
    for title, committee_id in committees.items():
        for role, duties in _duties(draft, forms.get(title)).items():
            set_duties(unit, committee_id, role, "\n".join(duties))
    for committee_id in emptied.difference(committees.values()):
        _end_if_empty(unit, committee_id, first)
    if file is not None:
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        attachment = unit.attach(order, file, file.name, media)
        unit.passages(order, pages, attachment)
    return order


def _end_former(unit: Unit, order_id: int, former: Mapping[int, str], first: str) -> set[int]:
    """Link the former orders and repeal those it replaces; return committees that may be empty."""
    ended = [old for old, relation in former.items() if relation == "repeals"]
    # before repealing, which deletes the memberships that have not begun
    emptied = {m.record_id for old in ended for _t, m in queries.appointed_by(unit.session, old)}
    for old, relation in former.items():
        if relation == "repeals":
            repeal_order(unit, old, first)
        unit.link(order_id, old, relation)
    return emptied


def _appoint_all(
    unit: Unit,
    order_id: int,
    draft: OrderDraft,
    people: Sequence[Appointed],
    former: Collection[int],
    first: str,
) -> dict[str, int]:
    """Appoint everybody and return the committees by title. Raises InvalidValue with its line."""
    forms = {group.title: group for group in draft.groups}
    committees: dict[str, int] = {}
    for line, person in enumerate(people):
        title = person.committee
        try:
            if title not in committees:
                committees[title] = _committee(unit, title, forms, draft.number, former)
            appoint(
                unit,
                committees[title],
                name=person.name,
                post=person.post,
                by_post=not person.name.strip(),
                role=person.role,
                role_words=person.role_words,
                from_on=first,
                order_id=order_id,
            )
        except InvalidValue as error:
            error.line = line
            raise
    return committees


def numbers_of(words: str) -> list[str]:
    """Split a field into order numbers, at commas or และ."""
    return [part.strip() for part in re.split(r",|;|\n|และ", words) if part.strip()]


def _former(
    unit: Unit, order_id: int, draft: OrderDraft, absent: Collection[str]
) -> dict[int, str]:
    """Return the orders it replaces or amends, with the relation of each."""
    found: dict[int, str] = {}
    for field, relation in (("repeals", "repeals"), ("amends", "amends"), ("adds", "amends")):
        for number in numbers_of(getattr(draft, field)):
            old = queries.order_numbered(unit.session, number, order_id)
            if old is not None:
                found.setdefault(old, relation)
            elif number not in absent:
                raise InvalidValue(
                    "There is no order no. {number} in force here.", field, number=number
                )
    return found


def leaving(session: Session, draft: OrderDraft, first: str) -> list[tuple[str, Membership]]:
    """Return (successor, membership that ends) of an order that amends another."""
    found = []
    numbers = numbers_of(f"{draft.amends},{draft.adds}")
    former = {queries.order_numbered(session, number, 0) or 0 for number in numbers}
    for group in draft.groups:
        committee_id = _present(session, group.title, former)
        seats = queries.roster(session, committee_id, first) if committee_id else []
        for person in group.members:
            old = _same(person.instead_of)
            found += [
                (person.name or person.post, seat)
                for seat in seats
                if old and old in (_same(seat.name), _same(seat.post))
            ]
    return found


def _present(session: Session, title: str, former: Collection[int]) -> int | None:
    """Return the committee with a title, else that of a former order with a similar title."""
    found = queries.titled(session, "committee", title)
    if found is not None or _is_generic(title):
        return found
    near = {
        member.record_id
        for old in former
        for words, member in queries.appointed_by(session, old)
        if not _is_generic(words) and (words in title or title in words)
    }
    return near.pop() if len(near) == 1 else None  # several similar titles are ambiguous


def _is_generic(title: str) -> bool:
    """Whether a title says only what kind of body it is."""
    # the reader's patterns take over a second to compile: not before the tab is there
    from kmdesk.committees.order_titles import is_generic

    return is_generic(title)


def _same(name: str) -> str:
    return re.sub(r"\s+", "", name)


def _make_room(unit: Unit, draft: OrderDraft, first: str) -> None:
    """End the seats of replaced members on the day before the order takes effect."""
    last = (date.fromisoformat(first) - timedelta(days=1)).isoformat()
    for _name, seat in leaving(unit.session, draft, first):
        if seat.from_on <= last:
            end_membership(unit, seat.id, last)


def _duties(draft: OrderDraft, group: GroupDraft | None) -> dict[str, list[str]]:
    """Return the duties of a group including those shared by all groups."""
    duties = {role: list(lines) for role, lines in group.duties.items()} if group else {}
    if group is not None and draft.shared_duties:
        duties.setdefault("member", []).extend(draft.shared_duties)
    return duties


def _end_if_empty(unit: Unit, committee_id: int, day: str) -> None:
    """End a committee of a repealed order when it has no members left."""
    seats = queries.roster(unit.session, committee_id)
    if not any(seat.to_on is None or seat.to_on >= day for seat in seats):
        unit.record(committee_id).status = "ended"
        unit.session.flush()


def _committee(
    unit: Unit,
    title: str,
    forms: Mapping[str, GroupDraft],
    number: str,
    former: Collection[int],
) -> int:
    """Return the committee with a title, creating it if needed.

    A generic title such as คณะที่ปรึกษา belongs to each order separately.
    """
    words = title.strip()
    if not words:
        raise InvalidValue("Type the name of the committee.", "committee")
    present = _present(unit.session, words, former)
    if present is not None and _is_generic(words):
        made_by = {seat.order_id for seat in queries.roster(unit.session, present)}
        if made_by and not made_by.intersection(former):
            words = f"{words} (คำสั่งที่ {number})"
            present = queries.titled(unit.session, "committee", words)
    if present is not None:
        return present
    form = forms[title].form if title in forms else "working_group"
    return add_committee(unit, {"title": words, "form": form}).id


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
