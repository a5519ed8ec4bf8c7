"""What goes along of the locked packages, and the archive that holds all that is Python."""

import fnmatch
import importlib.util
import marshal
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

WINDOWS = (
    *("--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp"),
    *("--abi", "cp311", "--abi", "abi3", "--abi", "none"),
)
# Of Qt only what the window uses: no QML, designer, SQL, TLS, software OpenGL, other styles.
QT = {
    *("Qt6Core.dll", "Qt6Gui.dll", "Qt6PrintSupport.dll", "Qt6Svg.dll", "Qt6Widgets.dll"),
    *("QtCore.pyd", "QtGui.pyd", "QtPrintSupport.pyd", "QtWidgets.pyd", "pyside6.abi3.dll"),
    *("__init__.py", "_config.py", "_git_pyside_version.py"),
    *("plugins/iconengines/qsvgicon.dll", "plugins/platforms/qminimal.dll"),
    *("plugins/platforms/qoffscreen.dll", "plugins/platforms/qwindows.dll"),
    *(
        f"plugins/imageformats/q{kind}.dll"
        for kind in ("gif", "ico", "jpeg", "svg", "tiff", "webp")
    ),
}
RUNTIME = {  # of Visual C++; PySide6 and shiboken6 both bring them, one copy is kept
    *("msvcp140.dll", "msvcp140_1.dll", "msvcp140_2.dll", "vcruntime140.dll", "vcruntime140_1.dll"),
}
LEFT_OUT = (
    *("*/tests/*", "*/__pycache__/*", "bin/*", "*.pyi", "*.pyx", "*.pxd", "*.pxi", "*/py.typed"),
    *("share/*", "*.c", "*.cpp", "*.h", "*.lib", "*.a", "*.ini", "*.sh"),
    *("numpy/f2py/*", "numpy/distutils/*", "numpy/_pyinstaller/*"),
    *("PIL/_avif.*", "PIL/_imagingft.*", "PIL/_imagingtk.*", "PIL/ImageTk.py"),
    *("sqlalchemy/testing/*", "sqlalchemy/dialects/mssql/*", "sqlalchemy/dialects/mysql/*"),
    *("sqlalchemy/dialects/oracle/*", "sqlalchemy/ext/mypy/*", "alembic/testing/*"),
    *("reportlab/fonts/*", "alembic/templates/*", "pypdfium2_cli/*", "psycopg/pq/_pq_ctypes.py"),
)
ZONES = {"Asia/Bangkok", "Etc/UTC", "UTC", "GMT"}  # tzdata has 600 more; a server names its own
FIRST = (
    "PySide6", "icu4py", "kmdesk", "msgspec", "shiboken6", "sqlalchemy", "typing_extensions.py",
)  # fmt: skip
"""What a start loads lies together in the archive: a disk reads little more than that."""
AS_SOURCE = ("kmdesk/store/migrations/",)  # alembic reads the steps from a folder
_LICENCE = re.compile(r"(?:^|/)(?:licen[cs]es?|copying|notice|copyright|ofl)[^/]*", re.I)


def install(locks: Iterable[Path], site: Path, work: Path) -> None:
    """The wheels of these locks for Windows, unpacked; hashes are required."""
    wanted = work / "wanted.txt"
    # pip would ask this system, not Windows, whether a line holds here
    lines = "\n".join(lock.read_text("utf-8") for lock in locks)
    wanted.write_text(re.sub(r" ; [^\\\n]+", " ", lines), "utf-8")
    pip("install", "--no-compile", "--no-user", "--target", str(site), "-r", str(wanted))


def download(lock: Path, folder: Path) -> None:
    """The wheels of a lock as files."""
    pip("download", "--dest", str(folder), "-r", str(lock))


def pip(command: str, *arguments: str) -> None:
    """pip as the machine has it set up, for 64-bit Windows."""
    fixed = ["--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes"]
    fixed += ["--no-deps", "--only-binary", ":all:", *WINDOWS]
    whole = [sys.executable, "-m", "pip", command, *fixed, *arguments]
    subprocess.run(whole, check=True, stdout=sys.stderr)


def is_kept(name: str) -> bool:
    """Whether a file of the packages, relative to their folder, goes along."""
    top, _, below = name.partition("/")
    if top == "PySide6":
        return below in QT
    if top == "shiboken6":
        return below.endswith((".py", ".pyd")) or below == "shiboken6.abi3.dll"
    if top == "tzdata" and "/zoneinfo/" in f"/{below}" and not below.endswith(".py"):
        return below.removeprefix("zoneinfo/") in ZONES
    if top.endswith(".dist-info"):
        return below in {"METADATA", "RECORD", "entry_points.txt"} or bool(_LICENCE.search(below))
    return not any(fnmatch.fnmatch(name, pattern) for pattern in LEFT_OUT)


def prune(site: Path, runtime: Path) -> None:
    """Leave out what is not kept; the libraries of Visual C++ go to one place."""
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if not path.is_file():
            continue
        if path.name in RUNTIME and name.startswith("PySide6/"):
            shutil.move(path, runtime / path.name)
        elif not is_kept(name):
            path.unlink()
    for record in sorted(site.glob("*.dist-info/RECORD")):
        lines = record.read_text("utf-8").splitlines(keepends=True)
        record.write_text("".join(filter(_LICENCE.search, lines)), "utf-8", newline="\n")
    drop_empty(site)


def drop_empty(folder: Path) -> None:
    """Folders that nothing is left in."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()


def take_modules(site: Path) -> Iterator[tuple[str, Path]]:
    """Name in the archive and source of each module; as it is taken, the folder loses it."""
    paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*.py")}
    for name in sorted(paths, key=lambda name: (name.partition("/")[0] not in FIRST, name)):
        path = paths[name]
        if not name.startswith(AS_SOURCE):
            yield f"packages/{name}", path
            path.unlink()
    drop_empty(site)


def write_archive(target: Path, modules: Iterable[tuple[str, Path]]) -> int:
    """Byte code of modules, compressed (a slow disk reads less); how many."""
    count = 0
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for name, source in modules:
            entry = zipfile.ZipInfo(f"{name}c", (1980, 1, 1, 0, 0, 0))
            entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
            packed.writestr(entry, byte_code(source.read_bytes(), name))
            count += 1
    return count


def byte_code(source: bytes, name: str) -> bytes:
    """A .pyc that is never compared with a source: there is none beside it."""
    code = compile(source, name.removeprefix("packages/"), "exec", dont_inherit=True, optimize=0)
    head = importlib.util.MAGIC_NUMBER + (1).to_bytes(4, "little")
    return head + importlib.util.source_hash(source) + marshal.dumps(code)
