"""PostgreSQL engines: one that serializes writers, one for consistent reads."""

from typing import Any

from sqlalchemy import Connection, Engine, Integer, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry

from kmdesk.store.errors import StoreError
from kmdesk.store.server.errors import worded
from kmdesk.store.server.schema import check_revision

# A PC that was switched off while saving must not block the others for long.
_OPTIONS = "-c lock_timeout=30s -c idle_in_transaction_session_timeout=300s"
_ARGUMENTS: dict[str, Any] = {
    "connect_timeout": 5,
    "application_name": "kmdesk",
    "options": _OPTIONS,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 20_000,
}
TURN = "SELECT version_num FROM kmdesk_clock, alembic_version FOR UPDATE OF kmdesk_clock"


@compiles(Integer, "postgresql")  # type: ignore[no-untyped-call, untyped-decorator, unused-ignore]
def _wide(_type: Integer, _compiler: object, **_options: object) -> str:
    """Make integers as wide as SQLite's, also in the values of statements."""
    return "BIGINT"


def writing_engine(address: str) -> Engine:
    """Return an engine whose transactions run one at a time, like SQLite's BEGIN IMMEDIATE.

    Each first locks the single row of the clock: the feed's numbers follow the order of the
    commits, and what a service reads before it writes still holds when it writes.
    """
    engine = _open(address)

    @event.listens_for(engine, "begin")
    def _take_turn(connection: Connection) -> None:
        check_revision(connection.exec_driver_sql(TURN).scalar())

    return engine


def reading_engine(address: str) -> Engine:
    """Return an engine whose transactions see one consistent snapshot."""
    return _open(address, isolation_level="REPEATABLE READ")


def _open(address: str, **extra: Any) -> Engine:
    try:
        # Few idle connections: a hundred must do for the whole office.
        engine = create_engine(
            address,
            pool_pre_ping=True,
            pool_size=2,
            max_overflow=7,
            pool_use_lifo=True,
            connect_args=_ARGUMENTS,
            **extra,
        )
    except (ArgumentError, ValueError, ImportError) as error:
        raise StoreError(
            "The address of the server cannot be understood. It looks like"
            " postgresql+psycopg://USER:PASSWORD@SERVER/kmdesk."
        ) from error
    event.listen(engine, "connect", _take_texts)
    event.listen(engine, "handle_error", _say)
    return engine


def _take_texts(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Strip NUL characters from texts, which files may contain and PostgreSQL refuses."""
    from psycopg.types.string import StrDumper

    class Dumper(StrDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", ""))

    connection.adapters.register_dumper(str, Dumper)


def _say(context: ExceptionContext) -> None:
    raw, lost = context.original_exception, context.is_disconnect
    answered = getattr(raw, "sqlstate", None) is not None
    # Anything else is a bug of the program, not the server's answer.
    if lost or answered or isinstance(context.sqlalchemy_exception, OperationalError):
        said = worded(raw, lost=lost)
        if said is not None:
            raise said from raw
