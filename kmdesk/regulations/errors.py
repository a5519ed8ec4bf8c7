"""What can go wrong in the room, said in one sentence."""

from kmdesk.i18n import KmdeskError


class RegulationError(KmdeskError):
    """A law or an answer card cannot take the change."""
