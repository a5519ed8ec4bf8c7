"""The queue of letters whose letterhead waits for the clerk."""

import sqlalchemy as sa
from alembic import op

revision = "0010_letters"
down_revision = "0009_follow"


def upgrade() -> None:
    op.create_table(
        "unchecked",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_unchecked_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_unchecked")),
    )
