"""Only kmdesk/clock.py asks the machine for the time or cuts a day out of a stored instant."""

import ast
from pathlib import Path

import pytest

from tests.architecture.source import TREE

CLOCK = "kmdesk/clock.py"
# Ages of files on the machine's own disk, and a test double of the machine's clock.
FILE_AGES = {
    "kmdesk/records/portable_folder.py", "kmdesk/widgets/keeping.py",
    "kmdesk/office/ui/inbox_watch.py", "tests/records/test_portable.py",
    "tests/office/test_inbox.py", "tests/widgets/test_keeping.py",
    "tests/office/test_each_duty.py", "tests/office/test_entrances.py",
}  # fmt: skip
APART = ("tests/benchmarks/", "tests/full/", "tests/architecture/", "tests/faults/mishap.py")
ITSELF = {CLOCK, "tests/borders.py", "tests/records/test_clock.py"}
_NOW = {("date", "today"), ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow")}
_INSTANTS = {"created_at", "updated_at", "deleted_at", "made_at", "at"}


def _files() -> list[Path]:
    found = [*TREE.glob("kmdesk/**/*.py"), *TREE.glob("tests/**/*.py")]
    return [path for path in found if not path.relative_to(TREE).as_posix().startswith(APART)]


def wrongs(name: str, source: str) -> list[str]:
    """What ``source`` does with time that is the clock's to do."""
    found = []
    for node in ast.walk(ast.parse(source)):
        said = ""
        if isinstance(node, ast.Attribute):
            owner = getattr(node.value, "id", getattr(node.value, "attr", ""))
            asked = owner, node.attr
            if asked in _NOW or (asked == ("time", "time") and name not in FILE_AGES):
                said = ".".join(asked)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
            cut = node.value
            if isinstance(cut, ast.Attribute) and cut.attr in _INSTANTS:
                said = f"{cut.attr}[:…]"
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value.replace(" ", "")
            if any(f"substr({column}" in text for column in _INSTANTS - {"at"}):
                said = "substr of an instant"
        bare = isinstance(node, ast.Call) and not node.args and name.startswith("kmdesk/")
        if bare and getattr(node.func, "attr", "") == "astimezone":  # a zone named is not local
            said = "astimezone()"
        if said:
            found.append(f"{name}:{getattr(node, 'lineno', 0)}: {said}")
    return found


def test_nobody_but_the_clock_tells_the_time() -> None:
    strays = []
    for path in _files():
        name = path.relative_to(TREE).as_posix()
        if name not in ITSELF:
            strays += wrongs(name, path.read_text("utf-8"))
    assert not strays, "\n".join(strays)


@pytest.mark.parametrize(
    "line",
    [
        "x = date.today().isoformat()",
        "x = datetime.now(UTC)",
        "x = datetime.datetime.now()",
        "Field(default_factory=date.today)",
        "day = record.created_at[:10]",
        "sql = 'SELECT substr( created_at, 1, 10) FROM record'",
        "local = moment.astimezone().date()",
        "until = time.time() + 5",
    ],
)
def test_the_rule_sees_what_it_is_for(line: str) -> None:
    assert wrongs("kmdesk/room/some.py", line)
    assert not wrongs("kmdesk/room/some.py", "day = clock.wall_day(record.created_at)")
