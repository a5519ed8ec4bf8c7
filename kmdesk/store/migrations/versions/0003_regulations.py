"""Tables of the regulations room, as first released."""

import sqlalchemy as sa
from alembic import op

revision = "0003_regulations"
down_revision = "0002_shelf"


def upgrade() -> None:
    op.create_table(
        "answer_card",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", sa.Text(), nullable=False),
        sa.Column("answered_on", sa.String(length=10), nullable=True),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_answer_card_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_answer_card")),
    )
    op.create_index(op.f("ix_answer_card_checked_on"), "answer_card", ["checked_on"], unique=False)
    op.create_table(
        "provision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("anchor", sa.String(length=100), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("number", sa.String(length=50), nullable=False),
        sa.Column("through", sa.String(length=50), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("heading", sa.Text(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("doubt", sa.String(length=32), nullable=False),
        sa.Column("source_start", sa.Integer(), nullable=True),
        sa.Column("source_end", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_provision_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision")),
    )
    op.create_index(
        "ix_provision_record_number", "provision", ["record_id", "number"], unique=False
    )
    op.create_index(
        "ix_provision_record_position", "provision", ["record_id", "position"], unique=False
    )
    op.create_table(
        "regulation",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.String(length=32), nullable=False),
        sa.Column("kind_text", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("signed_on", sa.String(length=10), nullable=True),
        sa.Column("signed_source", sa.Text(), nullable=False),
        sa.Column("gazetted_on", sa.String(length=10), nullable=True),
        sa.Column("gazetted_source", sa.Text(), nullable=False),
        sa.Column("gazette_volume", sa.String(length=50), nullable=False),
        sa.Column("gazette_part", sa.String(length=100), nullable=False),
        sa.Column("gazette_page", sa.String(length=50), nullable=False),
        sa.Column("effective_on", sa.String(length=10), nullable=True),
        sa.Column("effective_source", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.String(length=10), nullable=True),
        sa.Column("ended_source", sa.Text(), nullable=False),
        sa.Column("text_as_of", sa.String(length=10), nullable=True),
        sa.Column("text_source", sa.Text(), nullable=False),
        sa.Column("checked_by", sa.Text(), nullable=False),
        sa.Column("checked_on", sa.String(length=10), nullable=True),
        sa.Column("pending", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_regulation_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_regulation")),
    )
    op.create_index(op.f("ix_regulation_checked_on"), "regulation", ["checked_on"], unique=False)
    op.create_index(op.f("ix_regulation_rank"), "regulation", ["rank"], unique=False)
    op.create_index(op.f("ix_regulation_year"), "regulation", ["year"], unique=False)
    op.create_table(
        "provision_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("provision_id", sa.Integer(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["provision_id"],
            ["provision.id"],
            name=op.f("fk_provision_wording_provision_id_provision"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_provision_wording_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provision_wording")),
    )
    op.create_index(
        op.f("ix_provision_wording_provision_id"),
        "provision_wording",
        ["provision_id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_provision_wording_record_id"), "provision_wording", ["record_id"], unique=False
    )
