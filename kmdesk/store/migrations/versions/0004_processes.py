"""Tables of the processes room."""

revision = "0004_processes"
down_revision = "0003_regulations"


def upgrade() -> None:
    pass
