"""A document that another package imports as a law or an order."""

from dataclasses import dataclass

from kmdesk.records.unit import PassageText, Unit

READ_FROM = "read_from"
"""Relation of the law or order to the document it was read from."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document with its text, for the package that imports it."""

    record_id: int
    room: str
    title: str
    pages: tuple[PassageText, ...]

    @property
    def text(self) -> str:
        """Text of all readable pages."""
        return "\n".join(page.text for page in self.pages if page.text and not page.problem)


def read_from(unit: Unit, record_id: int, paper_id: int) -> None:
    """Link the imported record to its document and copy the document's audience."""
    unit.record(record_id).audience = unit.record(paper_id).audience
    unit.link(record_id, paper_id, READ_FROM)
