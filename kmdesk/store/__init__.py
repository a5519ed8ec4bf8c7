"""Persistence: SQLite engine and PRAGMAs, migrations, attachment files, backup.

SQLAlchemy is not imported here, because startup asks ``store.kiosk`` before loading it.
"""

from kmdesk.store.errors import StoreError

__all__ = ["StoreError"]
