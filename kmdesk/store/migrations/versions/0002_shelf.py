"""Tables of the shelf room."""

revision = "0002_shelf"
down_revision = "0001_records"


def upgrade() -> None:
    pass
