"""The one writer of truth: engine and PRAGMAs, migrations, attachment files, backup.

``Base`` is loaded on first use: a start asks ``store.kiosk`` before SQLAlchemy is there.
"""

from typing import TYPE_CHECKING, Any

from kmdesk.store.errors import StoreError

if TYPE_CHECKING:
    from kmdesk.store.base import Base

__all__ = ["Base", "StoreError"]


def __getattr__(name: str) -> Any:
    if name != "Base":
        raise AttributeError(name)
    from kmdesk.store.base import Base

    return Base
