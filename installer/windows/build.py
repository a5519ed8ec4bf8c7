"""Build the Windows program and its set-up on Debian: ``python3.11 build.py OUT``.

Plain Python with two small starters and one archive, not PyInstaller: PyInstaller runs on
Windows only (here: under Wine, four minutes), its folder was 273 MB where this one was 176 (before
text recognition came inside), and its starter, which every virus scanner has met in malware, is
what they suspect first. The starters here are fifty lines of C.

The same tree, lock and CPython give the same bytes: times are those of the last commit (or
SOURCE_DATE_EPOCH), files are put in by name, byte code knows no place.
"""

import argparse
import hashlib
import itertools
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import cpython
import packages
import pe
import shipped

HERE = Path(__file__).resolve().parent
TREE = HERE.parents[1]
INNER = "_internal"
PATHS = "python311.zip\n.\npackages\n"
DESCRIPTIONS = {"kmdesk": "Knowledge desk", "kmdesk-cli": "Knowledge desk (command line)"}


def main() -> int:
    """Build; prints what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--folder-only", action="store_true", help="no set-up program")
    options = parser.parse_args()
    cpython.require_this_python()
    out = options.out.resolve()
    folder = out / "kmdesk"
    shutil.rmtree(folder, ignore_errors=True)
    with tempfile.TemporaryDirectory(prefix="kmdesk-windows-") as name:
        work = Path(name)
        fill(folder, work)
        if problems := shipped.problems(folder):
            print("\n".join(problems), file=sys.stderr)
            return 1
        settle(folder)
        tell_folder(folder)
        if not options.folder_only:
            tell_setup(write_setup(folder, out, work))
    return 0


def fill(folder: Path, work: Path) -> None:
    """The whole program folder."""
    inner = folder / INNER
    packages.download(HERE / "build.lock", work)
    (wheel,) = work.glob("panda3d-*.whl")
    cpython.take_libraries(wheel, inner, cpython.LIBRARIES)
    cpython.forward_stable(inner, work)
    fill_packages(inner, work)
    (inner / "python311._pth").write_text(PATHS, "utf-8", newline="\n")
    fetch_icon()
    for program in DESCRIPTIONS:
        compile_starter(folder / f"{program}.exe", program, work)
    assemble(folder)


def fill_packages(inner: Path, work: Path) -> None:
    """The locked packages and kmdesk: byte code in the archive, the rest in ``packages``."""
    site = inner / "packages"
    packages.install([TREE / "requirements.lock"], site, work)
    packages.prune(site, inner)
    leave = shutil.ignore_patterns("__pycache__", "*.pyc", ".cache", "*.po")
    shutil.copytree(TREE / "kmdesk", site / "kmdesk", ignore=leave)
    shutil.copytree(TREE / "resources", site / "kmdesk/_resources", ignore=leave)
    modules = [*cpython.standard_library(), ("start.py", HERE / "start.py")]
    models = site / "kmdesk/_resources/tessdata"
    models.mkdir()
    for model in os.environ.get("KMDESK_MODELS", "").split():  # Debian's, Apache-2.0
        shutil.copyfile(model, models / Path(model).name)
    sys.path.insert(0, str(TREE))
    from kmdesk import i18n

    i18n.ship(TREE / "resources/i18n", site / "kmdesk/_resources/i18n")
    everything = itertools.chain(modules, packages.take_modules(site))
    packages.write_archive(inner / "python311.zip", everything)


def fetch_icon() -> None:
    """Drawn where a Qt is at hand: in the tree's own environment."""
    if not (HERE / "kmdesk.ico").is_file():
        python = os.environ.get("KMDESK_VENV_PYTHON", sys.executable)
        subprocess.run([python, str(HERE / "assemble.py"), "--icon"], check=True)


def compile_starter(target: Path, program: str, work: Path) -> None:
    """One of the two programs, with icon, manifest and version."""
    version = program_version()
    named = {
        "ICON_FILE": f'"{(HERE / "kmdesk.ico").as_posix()}"',
        "MANIFEST_FILE": f'"{manifest(work).as_posix()}"',
        "VERSION_NUMBERS": ",".join([*version.split("."), "0"]),
        "VERSION_TEXT": f'"{version}"',
        "PROGRAM": f'"{program}"',
        "DESCRIPTION": f'"{DESCRIPTIONS[program]}"',
    }
    head = "".join(f"#define {name} {value}\n" for name, value in named.items())
    source, resource = work / f"{program}.rc", work / f"{program}.o"
    source.write_text(head + (HERE / "program.rc").read_text("utf-8"), "utf-8")
    subprocess.run([cpython.WINDRES, "-c", "65001", str(source), str(resource)], check=True)
    kind = ["-DCONSOLE"] if program.endswith("-cli") else ["-mwindows"]
    arguments = [str(HERE / "starter.c"), str(resource), "-municode", *kind]
    cpython.gcc([*arguments, "-o", str(target)])


def manifest(work: Path) -> Path:
    """The manifest with the present version."""
    text = (HERE / "kmdesk.manifest").read_text("utf-8")
    numbers = f'version="{program_version()}.0"'
    written = work / "kmdesk.manifest"
    written.write_text(re.sub(r'(?<= )version="\d+\.\d+\.\d+\.\d+"', numbers, text), "utf-8")
    return written


def assemble(folder: Path) -> None:
    """Licences and list of parts, read from the packages that were put in."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(folder / INNER / "packages"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    command = [sys.executable, "-S", str(HERE / "assemble.py"), str(folder)]
    subprocess.run(command, check=True, env=environment)


def write_setup(folder: Path, out: Path, work: Path) -> Path:
    """The set-up program, files by name."""
    listing = work / "files.nsh"
    listing.write_text(shipped.nsis_files(folder), "utf-8", newline="\n")
    target = out / f"kmdesk-{program_version()}-setup.exe"
    defines = {"VERSION": program_version(), "DIST": folder, "OUT": target, "FILES": listing}
    command = ["makensis", "-V2", "-INPUTCHARSET", "UTF8"]
    command += [f"-D{name}={value}" for name, value in defines.items()]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
    script = str(HERE / "kmdesk.nsi")
    subprocess.run([*command, script], check=True, env=environment, stdout=sys.stderr)
    return target


def program_version() -> str:
    """The version in pyproject.toml."""
    found = re.search(r'^version = "([^"]+)"', (TREE / "pyproject.toml").read_text("utf-8"), re.M)
    assert found is not None
    return found[1]


def epoch() -> int:
    """The one time every file gets: SOURCE_DATE_EPOCH, or that of the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    asked = ["git", "-C", str(TREE), "log", "-1", "--format=%ct"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return int(said or 1_767_225_600)  # not a checkout: the first day of 2026


def settle(folder: Path) -> None:
    """Fixed modes and times."""
    moment = epoch()
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() or path.suffix == ".exe" else 0o644)
        os.utime(path, (moment, moment))


def tell_folder(folder: Path) -> None:
    """Size and number of files."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files)
    libraries = sum(1 for _ in pe.binaries(folder))
    print(f"{folder}\n  {size / 1e6:.0f} MB in {len(files)} files, {libraries} of them native code")


def tell_setup(setup: Path) -> None:
    """Size and the hash for the technician's page."""
    digest = hashlib.sha256(setup.read_bytes()).hexdigest()
    print(f"{setup}\n  {setup.stat().st_size / 1e6:.0f} MB, sha256 {digest}")


if __name__ == "__main__":
    sys.exit(main())
