"""Alembic environment; runs inside the transaction opened by store.schema.migrate."""

from itertools import count

from alembic import context

from kmdesk.store.engine import Base

connection = context.config.attributes["connection"]
applied = count(1)
tell = context.config.attributes["tell"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=False,
    on_version_apply=lambda **_step: tell(next(applied)),
)
context.run_migrations()
