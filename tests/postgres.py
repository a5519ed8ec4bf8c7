"""A real PostgreSQL server of the tests' own: in a temporary folder, on a local socket only."""

import glob
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

_OPTIONS = (
    "-c listen_addresses='' -c fsync={fsync} -c full_page_writes=off -c max_connections=200"
    " -c shared_buffers=32MB"
)


def programs() -> Path | None:
    """Where initdb and pg_ctl lie; None where PostgreSQL is not installed."""
    found = sorted(glob.glob("/usr/lib/postgresql/*/bin/initdb"))  # noqa: PTH207
    on_path = shutil.which("initdb")
    return Path(found[-1]).parent if found else Path(on_path).parent if on_path else None


class Postgres:
    """Made by initdb, started and stopped like any server; ``url`` names a database of it."""

    def __init__(self, *, fsync: bool = False) -> None:
        found = programs()
        assert found is not None
        self._bin = found
        self._as: list[str] = []
        self._fsync = fsync
        self.folder = Path(tempfile.mkdtemp(prefix="kmdesk-pg-", dir="/tmp"))
        if sys.platform != "win32" and os.geteuid() == 0:  # PostgreSQL refuses to run as root
            self._as = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"]
            import pwd  # Unix only

            user = pwd.getpwnam("postgres")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
        self.folder.chmod(0o755)
        self._run("initdb", "-A", "trust", "-U", "postgres", "--no-sync", "-E", "UTF8",
                  "--locale=C.UTF-8")  # fmt: skip
        self.start()

    def start(self) -> None:
        """Start and wait until it answers."""
        options = _OPTIONS.format(fsync="on" if self._fsync else "off") + f" -k {self.folder}"
        self._run("pg_ctl", "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def stop(self, how: str = "fast") -> None:
        """Stop; ``immediate`` is as if the power went."""
        self._run("pg_ctl", "-m", how, "-w", "stop")

    def close(self) -> None:
        """Stop and take the folder away."""
        self.stop("immediate")
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        """The address of a database as kmdesk wants it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> str:
        """A new database; its address."""
        self.sql(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY FILE_COPY')
        return self.url(database)

    def drop(self, database: str) -> None:
        """Take a database away, whoever still uses it."""
        self.sql(f'DROP DATABASE "{database}" WITH (FORCE)')

    def sql(self, statement: str, database: str = "postgres") -> list[tuple[object, ...]]:
        """Run one statement as the administrator."""
        import psycopg

        where = f"host={self.folder} user=postgres dbname={database}"
        with psycopg.connect(where, autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [*self._as, str(self._bin / program), "-D", f"{self.folder}/data", *arguments],
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, cwd="/",
        )  # fmt: skip
