"""Whether enough members came: half of those who are members on the day. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quorum:
    """How many members there are, how many came or sent somebody, and how many are needed."""

    members: int
    came: int

    @property
    def needed(self) -> int:
        """Half, rounded up."""
        return (self.members + 1) // 2

    @property
    def is_met(self) -> bool:
        """Whether the meeting may decide; never without members."""
        return self.members > 0 and self.came >= self.needed


def count(presences: Iterable[str]) -> Quorum:
    """The quorum of an attendance list; those who only took part do not count."""
    members = [p for p in presences if p != "guest"]
    return Quorum(len(members), sum(p in ("present", "substitute") for p in members))
