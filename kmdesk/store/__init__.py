"""The one writer of truth: engine and PRAGMAs, migrations, attachment files, backup.

Nothing of SQLAlchemy is loaded here: a start asks ``store.kiosk`` before it is there.
"""

from kmdesk.store.errors import StoreError

__all__ = ["StoreError"]
