"""From the text of an order to committees and dated memberships."""

import mimetypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kmdesk.committees import queries
from kmdesk.committees.appoint import (
    CommitteeError,
    add_committee,
    add_order,
    appoint,
    repeal_order,
    set_duties,
)
from kmdesk.committees.read_order import GroupDraft, OrderDraft
from kmdesk.records import PassageText, Unit
from kmdesk.records.model import Record


@dataclass(frozen=True, slots=True)
class Appointed:
    """A line the secretary has checked: somebody, a role, the committee's title."""

    committee: str
    name: str
    post: str
    role: str


def take_order(
    unit: Unit,
    draft: OrderDraft,
    people: Sequence[Appointed],
    file: Path | None = None,
    pages: Sequence[PassageText] = (),
) -> Record:
    """Store an order that was read, its committees (present ones by title) and members.

    The file stays with the order and is searched by its pages. Raises CommitteeError, with
    the line of ``people`` it is about.
    """
    order = add_order(
        unit,
        {
            "number": draft.number,
            "title": draft.title,
            "issuer": draft.issuer,
            "dated": draft.dated,
            "effective_on": draft.effective_on,
            "power": draft.power,
            "reason": draft.reason,
            "signer": draft.signer,
            "signer_position": draft.signer_position,
            "text": draft.text,
        },
    )
    first = draft.effective_on or draft.dated
    if not first:
        raise CommitteeError("Type the day from which the order is in force.").at("effective_on")
    if draft.repeals.strip():
        _repeal(unit, order.id, draft.repeals, first)
    forms = {group.title: group for group in draft.groups}
    committees: dict[str, int] = {}
    for line, person in enumerate(people):
        try:
            if person.committee not in committees:
                committees[person.committee] = _committee(unit, person.committee, forms)
            appoint(
                unit,
                committees[person.committee],
                name=person.name,
                post=person.post,
                by_post=not person.name.strip(),
                role=person.role,
                from_on=first,
                order_id=order.id,
            )
        except CommitteeError as error:
            error.line = line
            raise
    for title, committee_id in committees.items():
        if title in forms:
            for role, duties in forms[title].duties.items():
                set_duties(unit, committee_id, role, "\n".join(duties))
    if file is not None:
        media = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        attachment = unit.attach(order, file, file.name, media)
        unit.passages(order, pages, attachment)
    return order


def _repeal(unit: Unit, order_id: int, number: str, on: str) -> None:
    """The order it takes the place of ends, with the memberships it made."""
    old = queries.order_numbered(unit.session, number, order_id)
    if old is None:
        raise CommitteeError("There is no order no. {number} in force here.", number=number).at(
            "repeals"
        )
    repeal_order(unit, old, on)
    unit.link(order_id, old, "repeals")


def _committee(unit: Unit, title: str, forms: Mapping[str, GroupDraft]) -> int:
    words = title.strip()
    if not words:
        raise CommitteeError("Type the name of the committee.").at("committee")
    present = queries.titled(unit.session, "committee", words)
    if present is not None:
        return present
    form = forms[title].form if title in forms else "working_group"
    return add_committee(unit, {"title": words, "form": form}).id
