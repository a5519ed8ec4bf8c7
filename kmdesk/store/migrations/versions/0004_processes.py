"""Tables of the processes room, as first released."""

import sqlalchemy as sa
from alembic import op

revision = "0004_processes"
down_revision = "0003_regulations"


def upgrade() -> None:
    op.create_table(
        "holiday",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holiday")),
        sa.UniqueConstraint("day", name=op.f("uq_holiday_day")),
    )
    op.create_table(
        "process",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("applicant", sa.Text(), nullable=False),
        sa.Column("where_to_file", sa.Text(), nullable=False),
        sa.Column("fee", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("complaints", sa.Text(), nullable=False),
        sa.Column("legal_deadline", sa.Text(), nullable=False),
        sa.Column("desk_id", sa.Integer(), nullable=True),
        sa.Column("standard_minutes", sa.Integer(), nullable=True),
        sa.Column("target_percent", sa.Float(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["desk_id"], ["place.id"], name=op.f("fk_process_desk_id_place"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_process_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_process")),
    )
    op.create_table(
        "process_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("copies", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_process_paper_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_paper")),
    )
    op.create_index(
        op.f("ix_process_paper_record_id"), "process_paper", ["record_id"], unique=False
    )
    op.create_table(
        "process_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("phase", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.String(length=10), nullable=True),
        sa.Column("valid_to", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_process_version_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_version")),
    )
    op.create_index(
        op.f("ix_process_version_record_id"), "process_version", ["record_id"], unique=False
    )
    op.create_table(
        "process_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("work_best", sa.Integer(), nullable=True),
        sa.Column("work_typical", sa.Integer(), nullable=True),
        sa.Column("work_worst", sa.Integer(), nullable=True),
        sa.Column("work_unit", sa.String(length=8), nullable=False),
        sa.Column("wait_best", sa.Integer(), nullable=True),
        sa.Column("wait_typical", sa.Integer(), nullable=True),
        sa.Column("wait_worst", sa.Integer(), nullable=True),
        sa.Column("wait_unit", sa.String(length=8), nullable=False),
        sa.Column("quality", sa.Text(), nullable=False),
        sa.Column("forms", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["place_id"],
            ["place.id"],
            name=op.f("fk_process_step_place_id_place"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_process_step_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["process_version.id"],
            name=op.f("fk_process_step_version_id_process_version"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_step")),
    )
    op.create_index(op.f("ix_process_step_record_id"), "process_step", ["record_id"], unique=False)
    op.create_index(
        op.f("ix_process_step_version_id"), "process_step", ["version_id"], unique=False
    )
    op.create_table(
        "process_flow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.Integer(), nullable=False),
        sa.Column("target_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("share", sa.Float(), nullable=True),
        sa.Column("at_most", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_process_flow_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["step_id"],
            ["process_step.id"],
            name=op.f("fk_process_flow_step_id_process_step"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["target_id"],
            ["process_step.id"],
            name=op.f("fk_process_flow_target_id_process_step"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_flow")),
    )
    op.create_index(op.f("ix_process_flow_record_id"), "process_flow", ["record_id"], unique=False)
    op.create_index(op.f("ix_process_flow_step_id"), "process_flow", ["step_id"], unique=False)
    op.create_index(op.f("ix_process_flow_target_id"), "process_flow", ["target_id"], unique=False)
    op.create_table(
        "process_match",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["after_id"],
            ["process_step.id"],
            name=op.f("fk_process_match_after_id_process_step"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["before_id"],
            ["process_step.id"],
            name=op.f("fk_process_match_before_id_process_step"),
            ondelete="CASCADE",
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_process_match_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_process_match")),
    )
    op.create_index(op.f("ix_process_match_after_id"), "process_match", ["after_id"], unique=False)
    op.create_index(
        op.f("ix_process_match_before_id"), "process_match", ["before_id"], unique=False
    )
    op.create_index(
        op.f("ix_process_match_record_id"), "process_match", ["record_id"], unique=False
    )
