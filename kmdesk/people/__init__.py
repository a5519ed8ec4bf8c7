"""People: one Person behind account, staff, member and resource person; sign-in."""

from kmdesk.people.model import Account, Person

__all__ = ["Account", "Person"]
