"""What can go wrong in the room, said in one sentence."""

from typing import Self

from kmdesk.i18n import KmdeskError


class RegulationError(KmdeskError):
    """A law or an answer card cannot take the change."""

    field: str = ""
    row: int = 0
    """The amendment that has the field, where the error is of one of several."""

    def at(self, field: str, row: int = 0) -> Self:
        """Say which field leads on."""
        self.field, self.row = field, row
        return self
