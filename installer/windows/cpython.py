"""A CPython 3.11 for Windows, put together on Debian out of a locked wheel and this CPython.

The libraries are those of python.org's own build (3.11.9); the wheel of panda3d, a game engine
that freezes programs for Windows from Linux, carries them unchanged. What is written in Python
comes from the CPython 3.11 that runs this: its standard library holds the Windows modules too.
"""

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pe

HERE = Path(__file__).resolve().parent
COMPILER = "x86_64-w64-mingw32-gcc"
WINDRES = "x86_64-w64-mingw32-windres"
DLL, STABLE = "python311.dll", "python3.dll"
_SHELF = "deploy_libs/"

# Libraries of the standard library; the rest of the wheel's is sound, tk, msi, TLS: nothing of
# kmdesk loads it. api-ms-win-crt-* and ucrtbase are part of every Windows 10.
LIBRARIES = {
    *(DLL, "vcruntime140.dll", "libcrypto-3.dll", "libffi-8.dll", "sqlite3.dll"),
    *("_asyncio.pyd", "_bz2.pyd", "_ctypes.pyd", "_decimal.pyd", "_elementtree.pyd"),
    *("_hashlib.pyd", "_lzma.pyd", "_multiprocessing.pyd", "_overlapped.pyd", "_queue.pyd"),
    *("_socket.pyd", "_sqlite3.pyd", "_uuid.pyd", "_zoneinfo.pyd", "pyexpat.pyd"),
    *("select.pyd", "unicodedata.pyd"),
}
FOR_TESTS = {"_ssl.pyd", "libssl-3.dll"}  # pytest and its kin import ssl through asyncio
LEFT_OUT = {  # of the standard library: tests, tools for programmers, other systems
    *("__phello__", "__pycache__", "distutils", "ensurepip", "idlelib", "lib-dynload", "lib2to3"),
    *("pydoc_data", "site-packages", "test", "tests", "tkinter", "turtle.py", "turtledemo", "venv"),
}


def standard_library() -> list[tuple[str, Path]]:
    """Name within ``Lib`` and source of each module."""
    home = Path(sysconfig.get_path("stdlib"))
    found = []
    for path in sorted(home.rglob("*.py")):
        name = path.relative_to(home)
        odd = name.parts[0].startswith(("config-", "_sysconfigdata")) or name.parts[0] == "curses"
        if not odd and LEFT_OUT.isdisjoint(name.parts):
            found.append((name.as_posix(), path))
    return found


def take_libraries(wheel: Path, folder: Path, wanted: set[str]) -> None:
    """Python's own libraries out of the wheel."""
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(wheel) as packed:
        for member in packed.namelist():
            name = member.removeprefix(_SHELF)
            plain = "vcruntime140.dll" if name.lower() == "vcruntime140.dll" else name
            if member.startswith(_SHELF) and plain in wanted:
                (folder / plain).write_bytes(packed.read(member))
    if missing := wanted - {path.name for path in folder.iterdir()}:
        raise SystemExit(f"{wheel.name} lacks {', '.join(sorted(missing))}")


def forward(names: dict[str, str], library: Path, work: Path) -> None:
    """A library without code: each of its names is one of another library."""
    listing, empty = work / f"{library.stem}.def", work / "empty.c"
    lines = [f"  {name} = {target}" for name, target in sorted(names.items())]
    listing.write_text("\n".join([f"LIBRARY {library.name}", "EXPORTS", *lines, ""]), "utf-8")
    empty.write_text("int DllMain(void *self, unsigned why, void *more) { return 1; }\n", "utf-8")
    # a fixed base: the linker would make one out of the library's path
    linked = ["-Wl,-e,DllMain", "-Wl,--disable-auto-image-base,--image-base,0x1a0000000"]
    command = ["-shared", "-nostdlib", *linked, str(empty), str(listing)]
    gcc([*command, "-o", str(library)])


def forward_stable(folder: Path, work: Path) -> None:
    """python3.dll, which wheels for the stable interface are linked to."""
    names = {name: f"python311.{name}" for name in pe.exports(folder / DLL)}
    forward(names, folder / STABLE, work)


def gcc(arguments: list[str]) -> None:
    """Compile for Windows; the same source gives the same bytes."""
    fixed = ["-Os", "-s", "-Wall", "-Wl,--no-insert-timestamp", "-Wl,--dynamicbase,--nxcompat"]
    subprocess.run([COMPILER, *fixed, *arguments], check=True)


def lay(wheel: Path, folder: Path, work: Path) -> None:
    """A plain CPython with python.exe, DLLs and Lib, as the tests need it; nothing ships of it."""
    take_libraries(wheel, folder, {DLL, "vcruntime140.dll"})
    take_libraries(wheel, folder / "DLLs", (LIBRARIES | FOR_TESTS) - {DLL, "vcruntime140.dll"})
    forward_stable(folder, work)
    for name, source in standard_library():
        target = folder / "Lib" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
    python = [str(HERE / "python.c"), "-municode", str(folder / DLL)]
    gcc([*python, "-o", str(folder / "python.exe")])
    gcc([*python, "-mwindows", "-o", str(folder / "pythonw.exe")])


def require_this_python() -> None:
    """The byte code and the library are this interpreter's: it has to be a CPython 3.11."""
    if sys.version_info[:2] != (3, 11) or sys.implementation.name != "cpython":
        raise SystemExit("Build with CPython 3.11: its standard library and byte code go in.")
