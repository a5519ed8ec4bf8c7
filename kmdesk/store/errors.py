"""Errors of the library folder and its database."""

from kmdesk.i18n import KmdeskError


class StoreError(KmdeskError):
    """The library could not be opened, written or restored."""


class ServerLost(StoreError):
    """The office server cannot be reached; nothing was changed."""
