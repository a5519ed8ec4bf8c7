"""The office server: PostgreSQL engines, the tables of a library there, the log of changed rows.

Engines are for writers one at a time and for consistent reads; server errors are put in words. The
tables are created from the models at the current schema: migrations are written for SQLite alone.
Row triggers see what no session does: plain statements, cascades, a technician changing rows by
hand. No module of the server is loaded on a PC without the setting.
"""

import uuid
from typing import Any

from sqlalchemy import (
    BigInteger,
    Connection,
    Engine,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    text,
)
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, OperationalError
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.pool import ConnectionPoolEntry

from kmdesk.store.engine import Base, head, is_before_1_0, is_known, refuse_unknown
from kmdesk.store.errors import ServerLost, StoreError

OWN_TABLES = frozenset(
    {"alembic_version", "kmdesk_clock", "mirror_row", "stored_file", "stored_part"}
)
# Files are mostly compressed already (PDF, JPEG), so the server need not try it again. The partial
# index finds the mark of a commit whose reply was lost. TRUNCATE fires no row trigger, so no mirror
# would ever hear of it.
_OWN = """
CREATE TABLE alembic_version (version_num text PRIMARY KEY);
CREATE TABLE kmdesk_clock (
    one boolean PRIMARY KEY DEFAULT true CHECK (one),
    library text NOT NULL,
    trimmed bigint NOT NULL DEFAULT 0
);
CREATE TABLE mirror_row (
    n bigserial PRIMARY KEY,
    at timestamptz NOT NULL DEFAULT now(),
    tab text NOT NULL,
    op "char" NOT NULL,
    body text NOT NULL
);
CREATE INDEX mirror_row_commit ON mirror_row (body) WHERE op = 'C';
CREATE TABLE stored_file (
    sha256 text PRIMARY KEY,
    size bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE stored_part (
    sha256 text NOT NULL REFERENCES stored_file ON DELETE CASCADE,
    part integer NOT NULL,
    body bytea NOT NULL,
    PRIMARY KEY (sha256, part)
);
ALTER TABLE stored_part ALTER COLUMN body SET STORAGE EXTERNAL;
CREATE FUNCTION kmdesk_turn() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM kmdesk_clock FOR UPDATE;
    PERFORM pg_notify('kmdesk', '');
    RETURN NULL;
END $$;
CREATE FUNCTION kmdesk_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'kmdesk follows rows: use DELETE, not TRUNCATE';
END $$
"""
# PostgreSQL fires triggers in the order of their names, hence the numbers in them.
_LOG = """
CREATE FUNCTION {log}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (TG_OP = 'UPDATE' AND ({old}) IS DISTINCT FROM ({new})) THEN
        INSERT INTO mirror_row (tab, op, body)
        VALUES (TG_TABLE_NAME, 'D', json_build_object({pairs})::text);
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW) THEN
        INSERT INTO mirror_row (tab, op, body)
        VALUES (TG_TABLE_NAME, 'U', row_to_json(NEW)::text);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER kmdesk_1_turn BEFORE INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kmdesk_turn();
CREATE TRIGGER kmdesk_2_log AFTER INSERT OR UPDATE OR DELETE ON {table}
    FOR EACH ROW EXECUTE FUNCTION {log}();
CREATE TRIGGER kmdesk_3_refuse BEFORE TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION kmdesk_refuse()
"""


def server_metadata() -> MetaData:
    """Return the models' tables with PostgreSQL types.

    Texts have no length and compare byte by byte, numbers are wide: all as in SQLite.
    """
    made = MetaData(naming_convention=Base.metadata.naming_convention)
    for table in Base.metadata.sorted_tables:
        copy = table.to_metadata(made)
        for column in copy.columns:
            if isinstance(column.type, String):
                column.type = Text(collation="C")
            elif isinstance(column.type, Integer):
                column.type = BigInteger()
    return made


def create_schema(connection: Connection) -> None:
    """Create all tables at the current schema; raises StoreError when any exist already."""
    if inspect(connection).get_table_names():
        raise StoreError(
            "The database on the server is not empty. Make a new one for kmdesk, then try again."
        )
    _run(connection, _OWN)
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES ('')")
    connection.execute(
        text("INSERT INTO kmdesk_clock (library) VALUES (:id)"), {"id": uuid.uuid4().hex}
    )
    make_tables(connection)


def make_tables(connection: Connection) -> None:
    """Create the models' tables, empty, at the current schema."""
    server_metadata().create_all(connection)
    connection.execute(text("UPDATE alembic_version SET version_num = :head"), {"head": head()})


def drop_rows(connection: Connection) -> None:
    """Drop the tables of an older schema with their rows and their log.

    The log then ends beyond every mirror's position, so that each is refilled.
    """
    for name in set(inspect(connection).get_table_names()) - OWN_TABLES:
        connection.exec_driver_sql(f'DROP TABLE "{name}" CASCADE')
        connection.exec_driver_sql(f'DROP FUNCTION "kmdesk_log_{name}"')
    connection.exec_driver_sql("INSERT INTO mirror_row (tab, op, body) VALUES ('', 'C', '')")
    connection.exec_driver_sql("UPDATE kmdesk_clock SET trimmed = (SELECT max(n) FROM mirror_row)")
    connection.exec_driver_sql("DELETE FROM mirror_row")


def add_triggers(connection: Connection) -> None:
    """Log every row from now on; call it after the first rows were copied."""
    for table in server_metadata().sorted_tables:
        _run(connection, _log_of(table))


def set_sequences(connection: Connection) -> None:
    """Set the next id of every table after the existing ones."""
    for table in server_metadata().sorted_tables:
        key = next(iter(table.primary_key.columns)).name
        name = connection.scalar(
            text("SELECT pg_get_serial_sequence(:table, :key)"),
            {"table": f'"{table.name}"', "key": key},
        )
        if name is not None:
            connection.exec_driver_sql(
                f"SELECT setval('{name}', coalesce((SELECT max(\"{key}\") FROM"
                f' "{table.name}"), 0) + 1, false)'
            )


def forget_rows(connection: Connection, record_id: int) -> None:
    """Remove the values of a record being deleted from the log of rows.

    Call it before its rows are deleted: what this transaction itself logs comes after. A mirror
    that had not read them yet receives their deletion, which is all it needs.
    """
    for table, column in _owned():
        connection.execute(
            text(f"DELETE FROM mirror_row WHERE tab = :tab AND op = 'U'"
                 f" AND body::json ->> '{column}' = :id"),
            {"tab": table, "id": str(record_id)},
        )  # fmt: skip


def _owned() -> list[tuple[str, str]]:
    """Return (table, column with the record's id) of everything a record owns."""
    tables = server_metadata().sorted_tables
    return [("record", "id")] + [(t.name, "record_id") for t in tables if "record_id" in t.columns]


def check_schema(engine: Engine) -> str:
    """Return the id of the library on the server; raises StoreError when it does not fit.

    Raises ServerLost when the server cannot be reached.
    """
    with engine.connect() as connection:
        if not inspect(connection).has_table("kmdesk_clock"):
            raise StoreError(
                "There is no library on the server yet. Bring one there first:"
                " kmdesk migrate-to ADDRESS."
            )
        check_revision(connection.scalar(text("SELECT version_num FROM alembic_version")))
        return str(connection.scalar(text("SELECT library FROM kmdesk_clock")))


def check_revision(revision: str | None) -> None:
    """Raise StoreError unless the server has the schema of this program."""
    refuse_unknown_server(revision)
    if revision != head():
        raise StoreError(
            "The library on the server is of an older version of kmdesk. Bring it up to date on"
            " one PC: kmdesk upgrade-server."
        )


def refuse_unknown_server(revision: str | None) -> None:
    """Raise StoreError for a server's schema that is of kmdesk 0.x or newer than the program."""
    if revision and is_before_1_0(revision):
        refuse_unknown(revision)
    if not is_known(revision):
        raise StoreError(
            "The library on the server was made by a newer version of kmdesk. Install the newer"
            " version on this PC; until then it shows what it has."
        )


def _run(connection: Connection, statements: str) -> None:
    # without parameters the driver sends the text unchanged, with several statements at once
    connection.exec_driver_sql(statements, execution_options={"no_parameters": True})


def _log_of(table: Table) -> str:
    keys = [column.name for column in table.primary_key.columns]
    return _LOG.format(
        log=f'"kmdesk_log_{table.name}"',
        table=f'"{table.name}"',
        old=", ".join(f'OLD."{key}"' for key in keys),
        new=", ".join(f'NEW."{key}"' for key in keys),
        pairs=", ".join(f"'{key}', OLD.\"{key}\"" for key in keys),
    )


def tables() -> list[Table]:
    """Return the tables in an order for inserting rows: referenced tables first."""
    return Base.metadata.sorted_tables


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
# A line cut without a word is noticed within half a minute, not after the two hours of the system.
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
