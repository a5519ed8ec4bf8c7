"""Build the Debian package: ``python3.11 installer/debian/build.py OUT [--version VERSION]``.

The package holds the program and every locked wheel in a private environment under
/usr/lib/kmdesk that uses the system's Python 3.11; nothing of it is on anybody's path but the
command ``kmdesk``. The same tree and lock give the same bytes: times are those of the last
commit (or SOURCE_DATE_EPOCH), owners and modes are fixed, byte code is made on the machine.
"""

import argparse
import gzip
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
TREE = HERE.parents[1]
HOME = "usr/lib/kmdesk"
SITE = f"{HOME}/lib/python3.11/site-packages"
PYTHON = (3, 11)

# Of Qt only what the window uses goes along: no QML, designer, database drivers, web or 3D.
QT_MODULES = {"Core", "DBus", "Gui", "Network", "PrintSupport", "Widgets"}
QT_LIBRARIES = QT_MODULES | {
    *("EglFSDeviceIntegration", "OpenGL", "Svg", "WaylandClient", "WlShellIntegration", "XcbQpa"),
    "WaylandEglClientHwIntegration",
}
QT_PLUGINS = {
    "iconengines": ("qsvgicon",),
    "imageformats": ("qgif", "qico", "qjpeg", "qsvg", "qtiff", "qwebp"),
    "platforminputcontexts": ("composeplatforminputcontextplugin", "ibusplatforminputcontext"),
    "platforms": ("qminimal", "qoffscreen", "qwayland", "qxcb"),
    "platformthemes": ("qxdgdesktopportal",),
    "printsupport": ("cupsprintersupport",),
    "wayland-decoration-client": ("adwaita", "bradient"),
    "wayland-graphics-integration-client": ("qt-plugin-wayland-egl",),
    "wayland-shell-integration": ("xdg-shell",),
    "xcbglintegrations": ("qxcb-egl-integration", "qxcb-glx-integration"),
}


def main() -> int:
    """Build; prints the path and the sizes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--version", default=program_version())
    parser.add_argument("--also", action="append", default=[], help="the same under this version")
    options = parser.parse_args()
    if sys.version_info[:2] != PYTHON:
        print(f"Build with Python {PYTHON[0]}.{PYTHON[1]}: its wheels go in.", file=sys.stderr)
        return 2
    options.out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="kmdesk-deb-") as folder:
        stage = Path(folder) / "stage"
        fill(stage)
        size = sum(path.lstat().st_size for path in stage.rglob("*")) // 1024
        (stage / "DEBIAN").mkdir()
        for version in (*options.also, options.version):
            write_control(stage, version, size)
            settle(stage)
            package = pack(stage, options.out / f"kmdesk_{version}_{architecture()}.deb")
            digest = hashlib.sha256(package.read_bytes()).hexdigest()
            packed = package.stat().st_size / 1e6
            print(f"{package}\n  {packed:.0f} MB, installed {size / 1e3:.0f} MB, sha256 {digest}")
    return 0


def pack(stage: Path, package: Path) -> Path:
    """The staged files as one package."""
    command = ["dpkg-deb", "--root-owner-group", "-Zzstd", "-z9", "--build"]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": str(epoch())}
    subprocess.run(
        [*command, str(stage), str(package)], check=True, env=environment, stdout=sys.stderr
    )
    return package


def program_version() -> str:
    """The version in pyproject.toml."""
    found = re.search(r'^version = "([^"]+)"', (TREE / "pyproject.toml").read_text("utf-8"), re.M)
    assert found is not None
    return found[1]


def architecture() -> str:
    """Debian's name of this machine."""
    asked = ["dpkg", "--print-architecture"]
    return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()


def epoch() -> int:
    """The one time every file gets: SOURCE_DATE_EPOCH, or that of the last commit."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    asked = ["git", "-C", str(TREE), "log", "-1", "--format=%ct"]
    said = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()
    return int(said or 1_767_225_600)  # not a checkout: the first day of 2026


def fill(stage: Path) -> None:
    """Everything below / that the package installs."""
    site = stage / SITE
    site.mkdir(parents=True)
    install_wheels(site)
    prune_qt(site / "PySide6")
    leave = shutil.ignore_patterns("__pycache__", "*.pyc", ".cache", "*.po")
    shutil.copytree(TREE / "kmdesk", site / "kmdesk", ignore=leave)
    shutil.copytree(TREE / "resources", site / "kmdesk" / "_resources", ignore=leave)
    binaries = stage / HOME / "bin"
    binaries.mkdir()
    (binaries / "python3").symlink_to("/usr/bin/python3.11")
    config = "home = /usr/bin\ninclude-system-site-packages = false\nversion = 3.11\n"
    (stage / HOME / "pyvenv.cfg").write_text(config)
    for name, place in (
        ("kmdesk", "usr/bin/kmdesk"),
        ("kiosk-session", f"{HOME}/kiosk-session"),
        ("openbox-kiosk.xml", f"{HOME}/openbox-kiosk.xml"),
        ("kmdesk.desktop", "usr/share/applications/kmdesk.desktop"),
        ("kmdesk-kiosk.desktop", "usr/share/xsessions/kmdesk-kiosk.desktop"),
        ("copyright", "usr/share/doc/kmdesk/copyright"),
    ):
        put(HERE / name, stage / place, script=name in {"kmdesk", "kiosk-session"})
    put(TREE / "LICENSE", stage / "usr/share/doc/kmdesk/LICENSE")
    icons = stage / "usr/share/icons/hicolor/scalable/apps"
    put(TREE / "resources/icons/kmdesk.svg", icons / "kmdesk.svg")
    squeeze((HERE / "kmdesk.1").read_bytes(), stage / "usr/share/man/man1/kmdesk.1.gz")
    squeeze((TREE / "CHANGELOG.md").read_bytes(), stage / "usr/share/doc/kmdesk/changelog.gz")
    ship = "import sys; from pathlib import Path as P; from kmdesk.i18n import ship"
    places = TREE / "resources/i18n", site / "kmdesk/_resources/i18n"
    run_in(site, f"{ship}; ship(*map(P, sys.argv[1:]))", *map(str, places))
    bill = "from kmdesk.office.about import bill_of_materials as b; print(b(), end='')"
    written = run_in(site, bill)
    (stage / "usr/share/doc/kmdesk/sbom.cdx.json").write_bytes(written)


def run_in(site: Path, code: str, *arguments: str) -> bytes:
    """What ``code`` prints when it runs with the staged packages alone, wherever the build runs."""
    environment = {"PYTHONPATH": str(site), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-S", "-P", "-c", code, *arguments]
    return subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True).stdout


def install_wheels(site: Path) -> None:
    """The locked wheels and nothing else, as pip unpacks them."""
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--no-input", "--require-hashes", "--no-deps", "--no-compile", "--no-user"]
    command += ["--only-binary", ":all:", "--target", str(site)]
    subprocess.run([*command, "-r", str(TREE / "requirements.lock")], check=True, stdout=sys.stderr)
    odd = [site / "bin", site / "share"]  # commands and pages of manuals
    for folder in (*odd, *site.glob("numpy/**/tests"), *site.glob("**/__pycache__")):
        shutil.rmtree(folder, ignore_errors=True)
    for pattern in ("**/*.pyi", "**/*.dist-info/direct_url.json", "**/*.dist-info/REQUESTED"):
        for path in site.glob(pattern):
            path.unlink()


def prune_qt(folder: Path) -> None:
    """Leave out of PySide6 what the program never loads."""
    keep = {f"Qt{name}.abi3.so" for name in QT_MODULES}
    for path in folder.iterdir():
        plain = path.name in {"Qt", "__init__.py", "_config.py", "_git_pyside_version.py"}
        if path.name in keep or plain or path.name.startswith("libpyside6.abi3"):
            continue
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    for path in (folder / "Qt").iterdir():
        if path.name not in {"lib", "plugins"}:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
    wanted = {f"libQt6{name}.so.6" for name in QT_LIBRARIES}
    for path in (folder / "Qt" / "lib").iterdir():
        if path.name.startswith("libQt6") and path.name not in wanted:
            path.unlink()
    for path in (folder / "Qt" / "plugins").iterdir():
        for file in path.iterdir():
            if not file.name.removeprefix("lib").startswith(QT_PLUGINS.get(path.name, "-")):
                file.unlink()
        if not any(path.iterdir()):
            path.rmdir()


def put(source: Path, target: Path, *, script: bool = False) -> None:
    """Copy one file to its place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o755 if script else 0o644)


def squeeze(content: bytes, target: Path) -> None:
    """As gzip without name and time."""
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(gzip.compress(content, 9, mtime=0))


def needed_packages() -> list[str]:
    """Debian packages of the libraries that installer/common.sh names."""
    text = (TREE / "installer/common.sh").read_text("utf-8")
    lists = re.findall(r"^(?:base|screen)_libraries='(.*?)'", text, re.M | re.S)
    return sorted({line.split()[1] for each in lists for line in each.split("\n") if line.strip()})


def write_control(stage: Path, version: str, size: int) -> None:
    """Control file, maintainer scripts, checksums."""
    control = (HERE / "control.in").read_text("utf-8")
    values = {
        "VERSION": version,
        "ARCHITECTURE": architecture(),
        "SIZE": str(size),
        "LIBRARIES": ", ".join(needed_packages()),
    }
    for name, value in values.items():
        control = control.replace(f"@{name}@", value)
    (stage / "DEBIAN/control").write_text(control, "utf-8")
    for name in ("postinst", "prerm"):
        put(HERE / name, stage / "DEBIAN" / name, script=True)
    lines = [
        f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(stage)}"
        for path in sorted(stage.rglob("*"))
        if path.is_file() and not path.is_symlink() and "DEBIAN" not in path.parts
    ]
    (stage / "DEBIAN/md5sums").write_text("\n".join(lines) + "\n", "utf-8")


def settle(stage: Path) -> None:
    """Fixed modes and times."""
    moment = epoch()
    for path in sorted(stage.rglob("*"), reverse=True):
        if not path.is_symlink():
            runs = path.is_dir() or (path.stat().st_mode & 0o100 and path.suffix != ".py")
            path.chmod(0o755 if runs else 0o644)
        os.utime(path, (moment, moment), follow_symlinks=False)
    stage.chmod(0o755)
    os.utime(stage, (moment, moment))


if __name__ == "__main__":
    sys.exit(main())
