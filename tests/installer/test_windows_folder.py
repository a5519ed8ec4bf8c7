"""The folder for the Windows installer: licence, licences, list of parts, icon; wheels compared."""

import importlib.util
import json
import struct
import subprocess
import sys
from pathlib import Path
from types import ModuleType

from PIL import Image

WINDOWS = Path(__file__).resolve().parents[2] / "installer/windows"


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"windows_{name}", WINDOWS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def assembled(dist: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(WINDOWS / "assemble.py"), str(dist)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def stand_in(dist: Path) -> Path:
    (dist / "_internal").mkdir(parents=True)
    for name in ("kmdesk.exe", "kmdesk-cli.exe"):
        (dist / name).touch()
    return dist


def files(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_the_folder_is_completed_and_the_same_again(tmp_path: Path) -> None:
    dist = stand_in(tmp_path / "one")
    done = assembled(dist)
    assert done.returncode == 0, done.stderr
    assert "MIT" in (dist / "LICENSE.txt").read_text("utf-8")
    bill = json.loads((dist / "sbom.cdx.json").read_text("utf-8"))
    names = {part["name"] for part in bill["components"]}
    assert {"PySide6_Essentials", "SQLAlchemy", "reportlab"} <= names
    listed = (dist / "licences/PARTS.txt").read_text("utf-8").splitlines()
    assert len(listed) == len(names)
    assert "CPython 3.11.9: PSF-2.0" in listed
    assert "PYTHON SOFTWARE FOUNDATION LICENSE" in (dist / "licences/PSF-2.0.txt").read_text(
        "utf-8"
    )
    assert "LESSER GENERAL PUBLIC" in (dist / "licences/LGPL-3.0.txt").read_text("utf-8")
    assert "not said" not in "\n".join(listed)
    kiosk = {"README.md", "assigned-access.xml", "kiosk.ps1"}
    assert {path.name for path in (dist / "kiosk").iterdir()} == kiosk
    again = stand_in(tmp_path / "two")
    assert assembled(again).returncode == 0
    assert files(again) == files(dist)


def test_the_icon_has_every_size(tmp_path: Path) -> None:
    assemble = script("assemble")
    dist = stand_in(tmp_path / "one")
    assert assembled(dist).returncode == 0
    icon = dist / "kmdesk.ico"
    _zero, kind, count = struct.unpack("<HHH", icon.read_bytes()[:6])
    assert (kind, count) == (1, len(assemble.SIZES))
    with Image.open(icon) as picture:
        assert {(size, size) for size in assemble.SIZES} == set(picture.info["sizes"])
        assert picture.convert("RGBA").getextrema()[3][1] == 255  # something is drawn


def test_a_folder_without_the_programs_is_refused(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = assembled(tmp_path / "empty")
    assert done.returncode == 1
    assert "kmdesk.exe is not in" in done.stderr
    assert list((tmp_path / "empty").iterdir()) == []


def test_every_file_that_is_put_in_is_taken_away_again(tmp_path: Path) -> None:
    dist = stand_in(tmp_path / "one")
    assert assembled(dist).returncode == 0
    _install, _, remove = (WINDOWS / "kmdesk.nsi").read_text("utf-8").partition('"Uninstall"')
    for path in dist.iterdir():
        assert f"$INSTDIR\\{path.name}" in remove, path.name


LOCK = """\
Some_Part==1.0 \\
    --hash=sha256:{a} \\
    --hash=sha256:{b}
other==2.5 \\
    --hash=sha256:{c}
""".format(a="a" * 64, b="b" * 64, c="c" * 64)


def entry(name: str, version: str, url: str, sha256: str) -> dict[str, object]:
    return {
        "metadata": {"name": name, "version": version},
        "download_info": {"url": url, "archive_info": {"hashes": {"sha256": sha256}}},
    }


def test_wheels_are_compared_with_the_lock() -> None:
    wheels = script("wheels")
    wanted = wheels.locked(LOCK)
    assert wanted == {"some-part": ("1.0", {"a" * 64, "b" * 64}), "other": ("2.5", {"c" * 64})}
    good = entry("some.part", "1.000", "https://x/some_part-1.0-win_amd64.whl", "b" * 64)
    other = entry("other", "2.5", "file:///x/other-2.5.whl", "c" * 64)
    assert wheels.problems(wanted, {"install": [good, other]}) == []
    for wrong, said in (
        (entry("other", "2.6", "https://x/other.whl", "c" * 64), "not in the lock"),
        (entry("other", "2.5", "https://x/other-2.5.tar.gz", "c" * 64), "is no wheel"),
        (entry("other", "2.5", "https://x/other.whl", "d" * 64), "lacks the hash"),
    ):
        (found,) = wheels.problems(wanted, {"install": [good, wrong]})
        assert said in found
    assert wheels.problems(wanted, {"install": [good]}) == ["other: no wheel"]


def test_a_wheel_that_pip_would_not_choose_is_asked_for_by_its_hash() -> None:
    wheels = script("wheels")
    wanted = wheels.locked(LOCK)
    names = [(name, version) for name, (version, _) in wanted.items()]
    report = {"install": [entry(*one, "https://x/other.whl", "d" * 64) for one in names]}
    assert wheels.unknown(wanted, report) == list(wanted)
    assert wheels.locked("\n".join(wheels.exact(wanted))) == wanted
