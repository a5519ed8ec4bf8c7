"""Tables of the directory room."""

revision = "0006_directory"
down_revision = "0005_committees"


def upgrade() -> None:
    pass
