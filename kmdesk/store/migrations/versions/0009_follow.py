"""Plans hang together by focus area and goal; reports, evidence, trainings, holders."""

import sqlalchemy as sa
from alembic import op

revision = "0009_follow"
down_revision = "0008_plans"


def upgrade() -> None:
    op.create_table(
        "knowledge_comment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("said_on", sa.String(length=10), nullable=False),
        sa.Column("said_by", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("settled_on", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_knowledge_comment_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_knowledge_comment")),
    )
    with op.batch_alter_table("knowledge_comment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_knowledge_comment_record_id"), ["record_id"], unique=False
        )

    op.create_table(
        "post_holder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("post", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_on", sa.String(length=10), nullable=False),
        sa.Column("to_on", sa.String(length=10), nullable=True),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_post_holder_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_holder")),
    )
    with op.batch_alter_table("post_holder", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_holder_record_id"), ["record_id"], unique=False)

    op.create_table(
        "report_round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("asked_on", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.String(length=10), nullable=False),
        sa.Column("months", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_report_round_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_round")),
    )
    with op.batch_alter_table("report_round", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_report_round_record_id"), ["record_id"], unique=False)

    op.create_table(
        "trainee",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("master_trainer", sa.Boolean(), nullable=False),
        sa.Column("certificate", sa.String(length=50), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_trainee_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainee")),
    )
    with op.batch_alter_table("trainee", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_trainee_record_id"), ["record_id"], unique=False)

    op.create_table(
        "training",
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("to_on", sa.String(length=10), nullable=True),
        sa.Column("hours", sa.Float(), nullable=True),
        sa.Column("held_at", sa.Text(), nullable=False),
        sa.Column("trainers", sa.Text(), nullable=False),
        sa.Column("topics", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_training_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_training")),
    )
    op.create_table(
        "km_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("state_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("form", sa.String(length=16), nullable=False),
        sa.Column("dated", sa.String(length=10), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_km_evidence_activity_id_activity"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(
            ["attachment_id"],
            ["attachment.id"],
            name=op.f("fk_km_evidence_attachment_id_attachment"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_km_evidence_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["state_id"],
            ["desired_state.id"],
            name=op.f("fk_km_evidence_state_id_desired_state"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_km_evidence")),
    )
    with op.batch_alter_table("km_evidence", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_km_evidence_record_id"), ["record_id"], unique=False)

    op.create_table(
        "progress_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("activity_id", sa.Integer(), nullable=True),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("reported_on", sa.String(length=10), nullable=True),
        sa.Column("done_percent", sa.Integer(), nullable=True),
        sa.Column("spent", sa.Float(), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["activity_id"],
            ["activity.id"],
            name=op.f("fk_progress_report_activity_id_activity"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["record_id"],
            ["record.id"],
            name=op.f("fk_progress_report_record_id_record"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["round_id"],
            ["report_round.id"],
            name=op.f("fk_progress_report_round_id_report_round"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_progress_report")),
    )
    with op.batch_alter_table("progress_report", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_progress_report_record_id"), ["record_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_progress_report_round_id"), ["round_id"], unique=False)

    with op.batch_alter_table("activity", schema=None) as batch_op:
        batch_op.add_column(sa.Column("state_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("from_on", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("to_on", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("after_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("spent", sa.Float(), nullable=True))
        batch_op.add_column(
            sa.Column("done_percent", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_activity_after_id_activity"),
            "activity",
            ["after_id"],
            ["id"],
            ondelete="SET NULL",
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_activity_state_id_desired_state"),
            "desired_state",
            ["state_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("agenda_item", schema=None) as batch_op:
        batch_op.add_column(sa.Column("progress", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("from_item_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_agenda_item_from_item_id_agenda_item"),
            "agenda_item",
            ["from_item_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.add_column(sa.Column("stands_for", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("came_at", sa.String(length=5), server_default="", nullable=False)
        )

    with op.batch_alter_table("cooperative", schema=None) as batch_op:
        batch_op.add_column(sa.Column("bylaws_on", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("board_from", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("board_until", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("dissolved_on", sa.String(length=10), nullable=True))

    with op.batch_alter_table("desired_state", schema=None) as batch_op:
        batch_op.add_column(sa.Column("focus_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("baseline", sa.Float(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_desired_state_focus_id_focus_area"),
            "focus_area",
            ["focus_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("km_plan", schema=None) as batch_op:
        batch_op.add_column(sa.Column("carried_from", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_km_plan_carried_from_record"),
            "record",
            ["carried_from"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("knowledge_set", schema=None) as batch_op:
        batch_op.add_column(sa.Column("due_on", sa.String(length=10), nullable=True))
        batch_op.add_column(sa.Column("replaces_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_knowledge_set_replaces_id_record"),
            "record",
            ["replaces_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("knowledge_step", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text", sa.Text(), server_default="", nullable=False))

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("certified_by", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_meeting_certified_by_record"),
            "record",
            ["certified_by"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("end_reason", sa.String(length=16), server_default="", nullable=False)
        )
