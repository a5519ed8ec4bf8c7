"""Make the program's folder ready for the set-up: licence, licences, list of parts, icon.

``python installer/windows/assemble.py --icon`` draws ``installer/windows/kmdesk.ico`` (before
the starters are compiled, which carry it); ``python installer/windows/assemble.py DIST`` completes
the folder and says what it lacks. Parts and licences are read from the packages that this Python
sees: build.py shows it those that go along. The same packages give the same bytes.
"""

import argparse
import json
import shutil
import struct
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
TREE = HERE.parents[1]
ICON = HERE / "kmdesk.ico"
SIZES = (16, 24, 32, 48, 64, 256)
PROGRAMS = ("kmdesk.exe", "kmdesk-cli.exe")
NEEDED = (*PROGRAMS, "_internal")
# What is no Python package: name, version, licence; the texts are in ``licences``.
NATIVE = (
    ("CPython", "3.11.9", "PSF-2.0"),
    ("libffi", "3.4", "MIT"),
    ("OpenSSL", "3.0", "Apache-2.0"),
    ("Tesseract's models of Thai and English", "4.1", "Apache-2.0"),
    ("SQLite", "3.45.1", "public domain"),
    ("Microsoft Visual C++ Runtime", "14", "redistributable, as Microsoft allows"),
)


def main() -> int:
    """Draw the icon, or complete a folder; 1 when the folder is not whole."""
    sys.path.insert(0, str(TREE))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dist", type=Path, nargs="?")
    parser.add_argument("--icon", action="store_true", help="only draw the icon")
    options = parser.parse_args()
    if options.icon or not ICON.is_file():
        write_icon(ICON)
    if options.dist is None:
        return 0
    missing = assemble(options.dist)
    for line in missing:
        print(line, file=sys.stderr)
    return 1 if missing else 0


def assemble(dist: Path) -> list[str]:
    """Put in what goes along with the program; one line for each thing that is missing."""
    from kmdesk.office.about import bill_of_materials

    missing = [f"{name} is not in {dist}" for name in NEEDED if not (dist / name).exists()]
    if missing:
        return missing
    shutil.copyfile(TREE / "LICENSE", dist / "LICENSE.txt")
    bill = json.loads(bill_of_materials())
    for name, version, said in NATIVE:
        part = {"type": "library", "name": name, "version": version}
        bill["components"].append({**part, "licenses": [{"license": {"name": said}}]})
    text = json.dumps(bill, ensure_ascii=False, indent=1) + "\n"
    (dist / "sbom.cdx.json").write_text(text, "utf-8", newline="\n")
    shutil.copyfile(ICON, dist / "kmdesk.ico")
    shutil.copytree(HERE / "kiosk", dist / "kiosk", dirs_exist_ok=True)
    shutil.copyfile(HERE / "README.md", dist / "kiosk/README.md")
    return write_licences(dist / "licences")


def write_licences(folder: Path) -> list[str]:
    """A text for each part, and the texts of the licences that Qt's wheels only name."""
    from kmdesk.office.about import licence_texts, parts

    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    missing, listed = [], [f"{name} {version}: {licence}" for name, version, licence in NATIVE]
    for path in sorted((HERE / "licences").glob("*.txt")):
        shutil.copyfile(path, folder / path.name)
    for part in parts():
        listed.append(f"{part.name} {part.version}: {part.licence or 'not said'}")
        if not part.licence:
            missing.append(f"no licence is known of {part.name}")
        if texts := licence_texts(part):
            (folder / f"{part.name}.txt").write_text(texts, "utf-8", newline="\n")
    (folder / "PARTS.txt").write_text("\n".join(listed) + "\n", "utf-8", newline="\n")
    return missing


def write_icon(target: Path) -> None:
    """The program's drawing as an .ico of several sizes, each a PNG within."""
    import os

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QBuffer
    from PySide6.QtGui import QGuiApplication, QIcon

    app = QGuiApplication.instance() or QGuiApplication([])
    drawing = QIcon(str(TREE / "resources/icons/kmdesk.svg"))
    pictures = []
    for size in SIZES:
        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        picture = drawing.pixmap(size, size)
        if picture.isNull() or not picture.save(buffer, "PNG"):
            raise SystemExit("The icon cannot be drawn: Qt's plugin for SVG is missing.")
        pictures.append(bytes(buffer.data().data()))
    del app
    head = struct.pack("<HHH", 0, 1, len(SIZES))
    at, table = len(head) + 16 * len(SIZES), b""
    for size, picture in zip(SIZES, pictures, strict=True):
        table += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), at)
        at += len(picture)
    target.write_bytes(head + table + b"".join(pictures))


if __name__ == "__main__":
    raise SystemExit(main())
