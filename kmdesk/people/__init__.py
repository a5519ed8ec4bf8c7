"""People and sign-in; one Person behind account, staff, member and resource person."""

from kmdesk.people.model import Account, Person

__all__ = ["Account", "Person"]
