"""Operations of amending laws; provisions put in between; mended structure of a law."""

import sqlalchemy as sa
from alembic import op

revision = "0013_amendments"
down_revision = "0012_sketches"

_TEXTS = ("act", "act_order", "said", "term", "chapter", "text", "old_words", "new_words")


def upgrade() -> None:
    op.create_table(
        "amendment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.Column("after_term", sa.Text(), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=50), nullable=False),
        sa.Column("action", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("paragraph", sa.Integer(), nullable=False),
        sa.Column("items", sa.String(length=100), nullable=False),
        sa.Column("doubt", sa.String(length=32), nullable=False),
        sa.Column("effective_on", sa.String(length=10), nullable=True),
        sa.Column("effective_source", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("conflict", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_amendment_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["record.id"], name=op.f("fk_amendment_by_id_record"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_amendment")),
    )
    for name in ("record_id", "by_id", "state"):
        op.create_index(op.f(f"ix_amendment_{name}"), "amendment", [name], unique=False)
    with op.batch_alter_table("provision", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suborder", sa.Integer(), server_default="0", nullable=False))
    with op.batch_alter_table("regulation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("structure", sa.Text(), server_default="", nullable=False))
