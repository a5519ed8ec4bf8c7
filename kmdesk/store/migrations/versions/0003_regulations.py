"""Tables of the regulations room."""

revision = "0003_regulations"
down_revision = "0002_shelf"


def upgrade() -> None:
    pass
