"""Errors of the regulations room, each as one sentence for the user."""

from typing import Self

from kmdesk.i18n import KmdeskError


class RegulationError(KmdeskError):
    """A law or an answer card cannot be changed that way."""

    field: str = ""
    row: int = 0
    """Id of the amendment that has the field, where the error concerns one of several."""

    def at(self, field: str, row: int = 0) -> Self:
        """Set the form field the error belongs to; return the error."""
        self.field, self.row = field, row
        return self
