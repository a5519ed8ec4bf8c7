"""A picture under a floor plan; symbols of a chart moved by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0008_plans"
down_revision = "0007_places"


def upgrade() -> None:
    picture = sa.Column("image", sa.String(length=64), nullable=False, server_default="")
    op.add_column("floor_plan", picture)
    for name in ("shift_x", "shift_y"):
        shift = sa.Column(name, sa.Float(), nullable=False, server_default="0")
        op.add_column("process_step", shift)
