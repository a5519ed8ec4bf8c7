"""What the system says is said in the office's words, in one place."""

import ast
import errno
import os
import re
import sqlite3
from pathlib import Path

import pytest

from kmdesk.i18n import set_language
from kmdesk.store import errors

KMDESK = Path(errors.__file__).parents[1]
_LATIN = re.compile("[A-Za-z]")


@pytest.fixture(autouse=True)
def _thai() -> None:
    set_language("th")


@pytest.mark.parametrize("number", sorted(errors._BY_NUMBER))
def test_a_reason_of_the_system_is_thai(number: int) -> None:
    said = str(errors.reason_of(OSError(number, os.strerror(number))))
    assert said
    assert not _LATIN.search(said)


@pytest.mark.parametrize(
    "text",
    ["database or disk is full", "database is locked", "file is not a database",
     "attempt to write a readonly database", "disk I/O error", "unable to open database file",
     "database disk image is malformed"],
)  # fmt: skip
def test_a_reason_of_sqlite_is_thai(text: str) -> None:
    assert not _LATIN.search(str(errors.reason_of(sqlite3.OperationalError(text))))


def test_an_unknown_reason_keeps_its_number() -> None:
    assert "95" in str(errors.reason_of(OSError(95, "Operation not supported")))


def test_windows_says_more_than_permission_denied() -> None:
    error = PermissionError(errno.EACCES, "Permission denied")
    plain = str(errors.reason_of(error))
    error.winerror = 32
    assert str(errors.reason_of(error)) != plain


def test_the_reason_is_worded_in_the_language_it_is_shown_in() -> None:
    reason = errors.reason_of(OSError(errno.EROFS, "Read-only file system"))
    thai = f"{reason}"
    set_language("en")
    assert f"{reason}" == "it is write-protected" != thai
    set_language("th")


def test_nobody_else_passes_on_the_systems_words() -> None:
    found = [
        f"{path.relative_to(KMDESK)}:{node.lineno}"
        for path in KMDESK.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and node.attr == "strerror"
        and not (isinstance(node.value, ast.Name) and node.value.id == "os")
    ]  # fmt: skip
    assert found == []
