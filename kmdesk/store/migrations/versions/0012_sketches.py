"""Keys that near copies of a paper share; derived from its text, filled as papers come in."""

import sqlalchemy as sa
from alembic import op

revision = "0012_sketches"
down_revision = "0011_programme"


def upgrade() -> None:
    op.create_table(
        "sketch",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_sketch_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("record_id", "key", name=op.f("pk_sketch")),
    )
    op.create_index(op.f("ix_sketch_key"), "sketch", ["key"])
