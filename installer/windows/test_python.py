"""A CPython for Windows with the packages of the tests: ``test_python.py FOLDER``."""

import compileall
import py_compile
import sys
import tempfile
from pathlib import Path

import cpython
import packages

HERE = Path(__file__).resolve().parent
TREE = HERE.parents[1]


def main() -> int:
    """Lay it out; byte code is made here, where it is quick."""
    cpython.require_this_python()
    folder = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="kmdesk-windows-") as name:
        work = Path(name)
        packages.download(HERE / "build.lock", work)
        (wheel,) = work.glob("panda3d-*.whl")
        cpython.lay(wheel, folder, work)
        packages.install([TREE / "requirements-dev.lock"], folder / "Lib/site-packages", work)
    never = py_compile.PycInvalidationMode.UNCHECKED_HASH
    compileall.compile_dir(folder / "Lib", quiet=2, invalidation_mode=never, stripdir=str(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
