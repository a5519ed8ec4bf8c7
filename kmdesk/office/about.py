"""Version of the program, its dependencies and their licences.

Dependencies are read from the metadata of installed packages, so the list is never outdated.
"""

import json
import re
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import kmdesk

_OWN = "kmdesk"
_SCHEMA = "http://cyclonedx.org/schema/bom-1.5.schema.json"
_LICENCE_FILE = re.compile(r"(?:^|/)(?:licen[cs]es?|copying|notice|copyright|ofl)[^/]*$", re.I)
_SPDX = {
    "MIT License": "MIT",
    "BSD License": "BSD-3-Clause",
    "Apache Software License": "Apache-2.0",
}


@dataclass(frozen=True, slots=True)
class Part:
    """A package the program depends on."""

    name: str
    version: str
    licence: str
    """An SPDX expression or the package's own text."""
    files: tuple[str, ...]
    """Its licence texts, relative to the folder of packages."""


def version() -> str:
    """Return the version of the program."""
    return kmdesk.__version__


def parts() -> list[Part]:
    """Return the program's dependencies by name, each once, without those of the tests."""
    found: dict[str, Part] = {}
    waiting = list(_WANTED)
    while waiting:
        name = _plain(waiting.pop())
        if name in found:
            continue
        try:
            one = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            continue  # only needed on another system
        found[name] = _part(one)
        # Extras are what a package offers beside, not what is installed here.
        waiting += [_bare(line) for line in one.requires or () if "extra ==" not in line]
    return sorted(found.values(), key=lambda part: part.name.lower())


def licence_texts(part: Part) -> str:
    """Return the licence files of a package, concatenated."""
    one = metadata.distribution(part.name)
    texts = []
    for name in part.files:
        path = one.locate_file(name)
        texts.append(f"— {name} —\n\n" + _read(str(path)))
    return "\n\n".join(texts)


def bill_of_materials() -> str:
    """Return the dependencies as CycloneDX 1.5 JSON, byte-identical for the same parts."""
    components = [
        {
            "type": "library",
            "bom-ref": f"pkg:pypi/{_plain(part.name)}@{part.version}",
            "name": part.name,
            "version": part.version,
            "purl": f"pkg:pypi/{_plain(part.name)}@{part.version}",
            "licenses": [{"license": {"name": part.licence}}] if part.licence else [],
        }
        for part in parts()
    ]
    own = {"type": "application", "name": _OWN, "version": version(), "bom-ref": _OWN}
    bill = {
        "$schema": _SCHEMA,
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": own},
        "components": components,
        "dependencies": [{"ref": _OWN, "dependsOn": [part["bom-ref"] for part in components]}],
    }
    return json.dumps(bill, ensure_ascii=False, indent=1) + "\n"


# The dependencies in pyproject.toml; a test keeps the two lists equal.
_WANTED = (
    "PySide6-Essentials",
    "SQLAlchemy",
    "alembic",
    "Whoosh",
    "numpy",
    "reportlab",
    "uharfbuzz",
    "fontpkg-sarabun",
    "fonttools",
    "icu4py",
    "pypdfium2",
    "pypdf",
    "openpyxl",
    "defusedxml",
    "pillow",
    "tesserocr",
    "zstandard",
    "argon2-cffi",
    "platformdirs",
    "psycopg",
    "psycopg-binary",
    "polib",
    "msgspec",
    "pyrage",
)


def _part(one: metadata.Distribution) -> Part:
    files = [str(file) for file in one.files or () if _is_licence(str(file))]
    licence = _licence(one)
    # Its own text says in the first line which licence it is.
    if not licence and files:
        text = _read(str(one.locate_file(files[0]))).strip()
        licence = text.split("\n")[0].strip()
    return Part(str(one.metadata["Name"]), one.version, licence, tuple(sorted(files)))


def _is_licence(name: str) -> bool:
    return bool(_LICENCE_FILE.search(name)) and not name.endswith((".py", ".pyc"))


def _licence(one: metadata.Distribution) -> str:
    # The newer field is an SPDX expression; classifiers are only names, and the oldest field may
    # hold the whole text of a licence.
    said = _said(one, "License-Expression")
    if said:
        return said[0]
    classes = [
        line.rpartition(" :: ")[2]
        for line in _said(one, "Classifier")
        if line.startswith("License ::") and line.count("::") > 1
    ]
    if classes:
        return " AND ".join(_SPDX.get(name, name) for name in classes)
    return next((line.split("\n")[0][:80] for line in _said(one, "License")), "")


def _said(one: metadata.Distribution, field: str) -> list[str]:
    return [str(line).strip() for line in one.metadata.get_all(field) or () if str(line).strip()]


def _read(path: str) -> str:
    return Path(path).read_text("utf-8", "replace")


def _bare(requirement: str) -> str:
    found = re.match(r"[A-Za-z0-9._-]+", requirement)
    return found[0] if found else ""


def _plain(name: str) -> str:
    # PyPI takes these for the same (PEP 503), and packages name each other in any of the ways.
    return re.sub(r"[-_.]+", "-", name).lower()
