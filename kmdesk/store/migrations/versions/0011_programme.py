"""Province under department, states counted from the directory, evidence of resolutions."""

import sqlalchemy as sa
from alembic import op

revision = "0011_programme"
down_revision = "0010_letters"


def upgrade() -> None:
    with op.batch_alter_table("focus_area", schema=None) as batch_op:
        batch_op.add_column(sa.Column("under_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_focus_area_under_id_focus_area"),
            "focus_area",
            ["under_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("desired_state", schema=None) as batch_op:
        batch_op.add_column(sa.Column("under_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("counted_by", sa.String(length=32), server_default="", nullable=False)
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_desired_state_under_id_desired_state"),
            "desired_state",
            ["under_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("km_evidence", schema=None) as batch_op:
        batch_op.add_column(sa.Column("item_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_km_evidence_item_id_agenda_item"),
            "agenda_item",
            ["item_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("meeting", schema=None) as batch_op:
        batch_op.add_column(sa.Column("headings", sa.Text(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("noticed_on", sa.String(length=10), nullable=True))
