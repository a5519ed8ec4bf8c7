"""What goes into the Windows program, without building it: lists, archive, starter, locks."""

import importlib.util
import re
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

TREE = Path(__file__).resolve().parents[2]
WINDOWS = TREE / "installer/windows"

pytestmark = pytest.mark.linux_only("the program for Windows is made on Linux")


@pytest.fixture
def script(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Loads one of the build's modules; they import each other by name."""
    monkeypatch.syspath_prepend(str(WINDOWS))
    own = {path.stem for path in WINDOWS.glob("*.py")}

    def load(name: str) -> ModuleType:
        return importlib.import_module(name)

    yield load
    for name in own & set(sys.modules):
        del sys.modules[name]


def library(path: Path, *asked: str) -> Path:
    """A stand-in of a 64-bit library that asks for others."""
    names = [name.encode() + b"\0" for name in asked]
    table, base = 20 * (len(asked) + 1), 0x1000
    at, entries = base + table, b""
    for name in names:
        entries += struct.pack("<IIIII", 0, 0, 0, at, 0)
        at += len(name)
    content = entries.ljust(table, b"\0") + b"".join(names)
    optional = struct.pack("<H", 0x20B).ljust(112, b"\0")
    optional += struct.pack("<IIII", 0, 0, base, table).ljust(128, b"\0")
    head = b"MZ".ljust(0x3C, b"\0") + struct.pack("<I", 0x40) + b"PE\0\0"
    head += struct.pack("<HHIIIHH", 0x8664, 1, 0, 0, 0, len(optional), 0x2000) + optional
    section = b".rdata\0\0" + struct.pack("<IIII", len(content), base, len(content), 0x400)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((head + section.ljust(40, b"\0")).ljust(0x400, b"\0") + content)
    return path


def test_a_library_says_what_it_asks_for(script, tmp_path: Path) -> None:
    pe = script("pe")
    path = library(tmp_path / "one.dll", "KERNEL32.dll", "other.dll")
    assert pe.imports(path) == {"kernel32.dll", "other.dll"}
    (tmp_path / "no.dll").write_bytes(b"MZ" + bytes(200))
    with pytest.raises(ValueError, match="no Windows program"):
        pe.imports(tmp_path / "no.dll")


def test_nothing_that_only_wine_needs_is_shipped_and_nothing_is_missing(script, tmp_path) -> None:
    shipped = script("shipped")
    inner = tmp_path / "_internal"
    library(inner / "a.dll", "b.dll", "KERNEL32.dll", "api-ms-win-crt-heap-l1-1-0.dll", "icuuc.dll")
    library(inner / "b.dll")
    assert shipped.problems(tmp_path) == []
    library(inner / "c.pyd", "nobody.dll")
    (said,) = shipped.problems(tmp_path)
    assert said == "_internal/c.pyd asks for nobody.dll, which nobody brings"
    (inner / "c.pyd").unlink()
    for name in ("icuuc.dll", "ucrtbase.dll", "api-ms-win-crt-math-l1-1-0.dll"):
        library(inner / name)
        assert shipped.problems(tmp_path) == [f"_internal/{name} is Windows' own"]
        (inner / name).unlink()


def test_what_no_screen_loads_is_left_out(script) -> None:
    kept = script("packages").is_kept
    for name in (
        *("PySide6/QtWidgets.pyd", "PySide6/plugins/platforms/qwindows.dll", "PIL/Image.py"),
        *("numpy/_core/multiarray.py", "numpy/typing/__init__.py", "shiboken6/Shiboken.pyd"),
        *("fontpkg_sarabun-1.0.dist-info/entry_points.txt", "reportlab/pdfbase/ttfonts.py"),
        *("tzdata/zoneinfo/Asia/Bangkok", "numpy-2.4.6.dist-info/licenses/LICENSE.txt"),
    ):
        assert kept(name), name
    for name in (
        *("PySide6/Qt6Quick.dll", "PySide6/qml/x/y.dll", "PySide6/opengl32sw.dll"),
        *("PySide6/translations/qt_th.qm", "PySide6/plugins/sqldrivers/qsqlite.dll"),
        *("numpy/_core/tests/test_x.py", "PIL/_avif.cp311-win_amd64.pyd", "a/__pycache__/b.pyc"),
        *("sqlalchemy/dialects/oracle/base.py", "tzdata/zoneinfo/Africa/Cairo", "bin/alembic"),
        "share/man/man1/ttx.1",
    ):
        assert not kept(name), name


def test_every_package_the_program_imports_keeps_its_modules(script) -> None:
    """A list that leaves out too much is seen here, not at an office."""
    kept = script("packages").is_kept
    asked = r"^\s*(?:from|import) ((?!kmdesk)[a-z_A-Z][\w.]*)"
    modules = set()
    for path in (TREE / "kmdesk").rglob("*.py"):
        modules |= set(re.findall(asked, path.read_text("utf-8"), re.M))
    for module in sorted(modules):
        spec = None
        try:
            spec = importlib.util.find_spec(module)
        except (ImportError, ValueError):
            continue  # of another system, or a name in a text
        origin = spec.origin if spec else None
        if not origin or "site-packages/" not in origin:
            continue
        name = origin.rpartition("site-packages/")[2]
        windows = re.sub(r"(\.abi3|\.cpython-[\w-]+)?\.so$", ".pyd", name)
        assert kept(windows), f"{module} is left out"


def test_the_archive_is_the_same_twice_and_knows_no_place(script, tmp_path: Path) -> None:
    packages = script("packages")
    source = tmp_path / "one.py"
    source.write_text("def f():\n    return {'a', 'b'}\n", "utf-8")
    for name in ("a.zip", "b.zip"):
        assert packages.write_archive(tmp_path / name, [("packages/one.py", source)]) == 1
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a.zip") as packed:
        assert packed.namelist() == ["packages/one.pyc"]
        assert str(tmp_path).encode() not in packed.read("packages/one.pyc")


def test_what_a_start_loads_lies_together_in_front(script, tmp_path: Path) -> None:
    names = ("a_late/x.py", "kmdesk/app.py", "sqlalchemy/z.py", "typing_extensions.py", "z.py")
    for name in names:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    taken = [
        name.removeprefix("packages/") for name, _ in script("packages").take_modules(tmp_path)
    ]
    assert taken == [*names[1:4], names[0], names[4]]


def test_a_start_loads_no_package_from_the_back_of_the_archive(script) -> None:
    program = (
        "import kmdesk.app, kmdesk.records, kmdesk.window.desk_pages, sys\n"
        "for name, module in sys.modules.items():\n"
        "    print(name, getattr(module, '__file__', None) or '')"
    )
    said = subprocess.run(
        [sys.executable, "-c", program], cwd=TREE, check=True, capture_output=True, text=True
    ).stdout
    loaded = [line.partition(" ") for line in said.splitlines()]
    packages = {name.partition(".")[0] for name, _, path in loaded if "site-packages" in path}
    first = {name.removesuffix(".py") for name in script("packages").FIRST}
    assert {name for name in packages if not name.startswith("_")} <= first | {"sitecustomize"}


def test_the_locks_of_the_build_are_hashed_and_name_no_place() -> None:
    for name in ("build.lock", "wine.lock"):
        text = (WINDOWS / name).read_text("utf-8")
        assert "://" not in text
        lines = [line for line in text.splitlines() if line and not line.startswith("#")]
        assert re.fullmatch(r"[\w-]+==[\w.]+ \\", lines[0])
        assert all(re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}", line) for line in lines[1:])
        assert len(lines) > 1


def test_the_starter_says_in_thai_that_files_are_missing() -> None:
    source = (WINDOWS / "starter.c").read_text("utf-8")
    said = "".join(re.findall(r'L"((?:[^"\\]|\\.)*)"', source.partition("*said =")[2]))
    assert "โปรดติดตั้งใหม่" in said.encode().decode("unicode_escape")


def test_the_selection_of_ci_names_tests_that_are_there() -> None:
    for line in (WINDOWS / "selection").read_text("utf-8").splitlines():
        if not line.startswith("#"):
            path, _, name = line.partition("::")
            assert (TREE / path).exists(), line
            assert not name or f"def {name}(" in (TREE / path).read_text("utf-8"), line
