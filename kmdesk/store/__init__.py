"""The one writer of truth: engine and PRAGMAs, migrations, attachment files, backup."""

from kmdesk.store.errors import StoreError

__all__ = ["StoreError"]
