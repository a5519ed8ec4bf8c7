"""Tables of the committees room."""

revision = "0005_committees"
down_revision = "0004_processes"


def upgrade() -> None:
    pass
