"""Tables of the directory room, as first released."""

import sqlalchemy as sa
from alembic import op

revision = "0006_directory"
down_revision = "0005_committees"


def upgrade() -> None:
    op.create_table(
        "cooperative",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("district", sa.String(length=100), nullable=False),
        sa.Column("subdistrict", sa.String(length=100), nullable=False),
        sa.Column("year_end", sa.String(length=20), nullable=False),
        sa.Column("meeting_on", sa.String(length=10), nullable=True),
        sa.Column("loan_limit", sa.Float(), nullable=True),
        sa.Column("board", sa.Text(), nullable=False),
        sa.Column("auditor", sa.Text(), nullable=False),
        sa.Column("officer", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_cooperative_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_cooperative")),
    )
    op.create_index(op.f("ix_cooperative_category"), "cooperative", ["category"], unique=False)
    op.create_index(op.f("ix_cooperative_district"), "cooperative", ["district"], unique=False)
    op.create_table(
        "cooperative_year",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("capital", sa.Float(), nullable=True),
        sa.Column("standard", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_cooperative_year_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cooperative_year")),
        sa.UniqueConstraint("record_id", "year", name=op.f("uq_cooperative_year_record_id")),
    )
    op.create_index(
        op.f("ix_cooperative_year_record_id"), "cooperative_year", ["record_id"], unique=False
    )
    op.create_table(
        "resource_person",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("affiliation", sa.Text(), nullable=False),
        sa.Column("expertise", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.Column("talks", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=100), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("consent", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_resource_person_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_resource_person_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_resource_person")),
    )
    op.create_table(
        "staff",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("extension", sa.String(length=50), nullable=False),
        sa.Column("tasks", sa.Text(), nullable=False),
        sa.Column("stand_in", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_staff_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["record_id"], ["record.id"], name=op.f("fk_staff_record_id_record"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_staff")),
    )
    op.create_index(op.f("ix_staff_unit"), "staff", ["unit"], unique=False)
