"""PostgreSQL engines, for writers one at a time and consistent reads; its errors in words."""

from typing import Any

from sqlalchemy import Connection, Engine, Integer, create_engine, event
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry

from kmdesk.store.errors import ServerLost, StoreError
from kmdesk.store.server.schema import check_revision

_BUSY = {"55P03", "57014"}  # the lock could not be acquired in time
_REFUSED = {"28P01", "28000", "3D000", "53300"}
_READ_ONLY = {"42501", "25006"}
INTEGRITY = "23"
"""Class of SQLSTATEs that services expect and handle themselves."""


def worded(error: BaseException, *, lost: bool = False) -> StoreError | None:
    """Return what a raw server error means and what to do about it; None if unknown."""
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None)
    reason = " ".join(str(cause).split())[:160]
    if state in _BUSY or (state or "")[:2] == "40":
        return StoreError(
            "Another PC is just saving something large. Nothing was changed; try again in a moment."
        )
    if state in _READ_ONLY:
        return ServerLost(
            "The server does not let this PC read or save that ({reason}). Nothing was changed; the"
            " technician should check what this PC's role on the server may do.",
            reason=reason,
        )
    if state in _REFUSED or "authentication failed" in reason or "does not exist" in reason:
        return ServerLost(
            "The server does not let this PC in ({reason}). The technician should check the"
            " address and the password.",
            reason=reason,
        )
    if state in {"53100", "58030"}:
        return StoreError(
            "The server's disk is full or broken, so nothing more can be kept. What was saved"
            " before is safe; call the technician."
        )
    if lost or state is None or state[:2] in {"08", "57"}:
        return ServerLost(
            "The server cannot be reached, so nothing can be saved now. What you typed stays here;"
            " try again when the line at the top of the window is gone."
        )
    if state[:2] == INTEGRITY:
        return None
    return StoreError(
        "The server refused this ({reason}; {code}). Nothing was changed. Try once more; if it"
        " stays so, tell the technician.",
        reason=reason,
        code=state,
    )


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
    event.listen(engine, "handle_error", _explain)
    return engine


def _take_texts(connection: Any, _entry: ConnectionPoolEntry) -> None:
    """Strip NUL characters from texts, which files may contain and PostgreSQL refuses."""
    from psycopg.types.string import StrDumper

    class Dumper(StrDumper):
        def dump(self, obj: str) -> Any:
            return super().dump(obj.replace("\0", ""))

    connection.adapters.register_dumper(str, Dumper)


def _explain(context: ExceptionContext) -> None:
    raw, lost = context.original_exception, context.is_disconnect
    answered = getattr(raw, "sqlstate", None) is not None
    # Anything else is a bug of the program, not the server's answer.
    if lost or answered or isinstance(context.sqlalchemy_exception, OperationalError):
        said = worded(raw, lost=lost)
        if said is not None:
            raise said from raw
