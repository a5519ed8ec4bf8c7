"""The role of a member as the order writes it."""

import sqlalchemy as sa
from alembic import op

revision = "0014_roles"
down_revision = "0013_amendments"


def upgrade() -> None:
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(sa.Column("role_words", sa.Text(), server_default="", nullable=False))
