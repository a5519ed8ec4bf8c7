"""What is read from an appointment order, before it is checked and stored; how much is read.

Apart from the reader: its patterns take over a second to compile, and the tab shows this at once.
"""

from dataclasses import dataclass, field

LONGEST = 200_000
"""Characters of an order that are kept."""
MOST_READ = 60_000
"""Characters that are read: some twenty pages, ten times the longest order known to us."""
MOST_LINES = 4_000
"""Lines that are read, for a table with every cell in a line of its own."""


@dataclass(slots=True)
class MemberDraft:
    """Somebody named in an order; without a name whoever holds the post."""

    name: str
    post: str
    role: str
    said: str = ""
    """The role as the order writes it; ``role`` is its code."""
    instead_of: str = ""
    """Whose seat it is from now on, when the order changes one that is in force."""

    @property
    def by_post(self) -> bool:
        """Whether only a post is named."""
        return not self.name


@dataclass(slots=True)
class GroupDraft:
    """A committee or group of an order, with the duties of its roles, a line each."""

    title: str
    form: str
    members: list[MemberDraft] = field(default_factory=list)
    duties: dict[str, list[str]] = field(default_factory=dict)


@dataclass(slots=True)
class OrderDraft:
    """What was read; empty where nothing was found. Days are ISO, numbers as written."""

    number: str = ""
    title: str = ""
    issuer: str = ""
    dated: str | None = None
    effective_on: str | None = None
    repeals: str = ""
    """Numbers of the orders it takes the place of, with commas."""
    amends: str = ""
    adds: str = ""
    """Numbers of the orders it changes, or appoints more people to."""
    power: str = ""
    reason: str = ""
    signer: str = ""
    signer_position: str = ""
    text: str = ""
    groups: list[GroupDraft] = field(default_factory=list)
    shared_duties: list[str] = field(default_factory=list)
    """Duties of all its groups alike."""
    is_partial: bool = False
    """Whether the text is longer than what was read of it."""
