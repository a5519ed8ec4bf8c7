"""A paper of the shelf that is read into another room, as a law or an order: what both share."""

from dataclasses import dataclass

from kmdesk.records.unit import PassageText, Unit

READ_FROM = "read_from"
"""Relation of the law or the order to the paper it was read from."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper with its text, as the room that takes it needs it."""

    record_id: int
    room: str
    title: str
    pages: tuple[PassageText, ...]

    @property
    def text(self) -> str:
        """All pages that could be read."""
        return "\n".join(page.text for page in self.pages if page.text and not page.problem)


def read_from(unit: Unit, record_id: int, paper_id: int) -> None:
    """Join what was read to its paper, which it is as internal as; both panels show the other."""
    unit.record(record_id).audience = unit.record(paper_id).audience
    unit.link(record_id, paper_id, READ_FROM)
