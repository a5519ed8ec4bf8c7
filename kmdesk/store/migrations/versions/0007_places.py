"""Tables of the places room."""

revision = "0007_places"
down_revision = "0006_directory"


def upgrade() -> None:
    pass
