"""Archives and the XML parts of Office files, guarded against bombs and entities."""

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import IO, Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from defusedxml.ElementTree import iterparse

from kmdesk import intake
from kmdesk.intake import IntakeError

MAX_UNPACKED = 300 << 20
MAX_ENTRIES = 20_000
_RATIO = 150  # genuine office files stay below 60
# Below this size any ratio is harmless: a short file of blanks packs as well as a bomb.
_RATIO_FROM = 20 << 20

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""Exceptions zipfile raises for a damaged container; RuntimeError for an encrypted one."""

__all__ = ["UNREADABLE", "has_macros", "iterparse", "open_archive", "open_entry"]


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open the zip file at ``path`` after checking its declared size; nothing is unpacked to disk.

    zipfile stops reading an entry at its declared size, so declared sizes bound memory. Raises
    IntakeError when the file is damaged, encrypted, or a zip bomb.
    """
    try:
        archive = zipfile.ZipFile(path)
    except UNREADABLE as error:
        raise IntakeError(intake.DAMAGED, name=path.name) from error
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    swollen = total > _RATIO_FROM and total / packed > _RATIO
    if total > MAX_UNPACKED or len(entries) > MAX_ENTRIES or swollen:
        archive.close()
        raise IntakeError(intake.BOMB, name=path.name)
    # Bit 0 of the general purpose flags: the entry is encrypted.
    if any(entry.flag_bits & 1 for entry in entries):
        archive.close()
        raise IntakeError(intake.LOCKED, name=path.name)
    return archive


def open_entry(archive: zipfile.ZipFile, name: str) -> IO[bytes] | None:
    """Open one entry for reading; None when the container has no such part."""
    try:
        return archive.open(name)
    except KeyError:
        return None


def has_macros(archive: zipfile.ZipFile) -> bool:
    """Return whether the container carries a macro project (which is never opened)."""
    return any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
# A file saved as “Strict Open XML” has the same parts in other namespaces. Its names are mapped to
# the usual ones while it is parsed, so that no reader has to know both.
_STRICT = "http://purl.oclc.org/ooxml/"
_USUAL = {
    f"{_STRICT}wordprocessingml/main": W,
    f"{_STRICT}spreadsheetml/main": S,
    f"{_STRICT}officeDocument/relationships": R,
    f"{_STRICT}officeDocument/math": M,
    f"{_STRICT}drawingml/main": A,
    f"{_STRICT}drawingml/chart": "{http://schemas.openxmlformats.org/drawingml/2006/chart}",
    f"{_STRICT}drawingml/diagram": "{http://schemas.openxmlformats.org/drawingml/2006/diagram}",
}
_TYPES = "[Content_Types].xml"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Package:
    """Parts of an opened file, looked up regardless of case and slashes in their names."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self._names: dict[str, str] = {}
        for name in archive.namelist():
            self._names.setdefault(_plain(name), name)

    def find(self, name: str) -> str | None:
        """Return the normalised name of this part; None when it is missing."""
        return _plain(name) if _plain(name) in self._names else None

    def names(self) -> list[str]:
        """Return all parts by normalised lower-case name."""
        return list(self._names)

    def main(self, usual: str, content: str) -> str | None:
        """Return the main part: the package's own, else one of type ``content``, else ``usual``."""
        # The package may keep its main part anywhere; the usual name is only what most programs
        # choose.
        for kind, target in self.relations(""):
            if kind == "officedocument" and self.find(target):
                return _plain(target)
        for part in self._of_type(content):
            return part
        return self.find(usual)

    def relations(self, part: str) -> list[tuple[str, str]]:
        """Return (last word of the type, in lower case; target part) of each relationship."""
        return [(kind, target) for kind, target, _id in self._relations(part)]

    def by_id(self, part: str) -> dict[str, str]:
        """Return targets by relationship id; external addresses are left as written."""
        return {key: target for _kind, target, key in self._relations(part)}

    def root(self, part: str | None) -> Element:
        """Return the element tree of a part; an empty element when there is none."""
        root = Element("none")
        if part is not None and self.find(part):
            for _event, element in self.events(part):
                root = element
        return root

    def events(self, part: str, starts: bool = False) -> Iterator[tuple[str, Any]]:
        """Yield iterparse events of a part with transitional names; no element is discarded."""
        with self.archive.open(self._names[_plain(part)]) as stream:
            # Names are mapped at the start event, before any caller looks at children or parents.
            # Office writes no DTD; the entities of one can unpack to any size.
            for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    _settle(element)
                if starts or event == "end":
                    yield event, element

    def content(self, part: str) -> bytes | None:
        """Return the bytes of a part; None when it is missing."""
        name = self._names.get(_plain(part))
        return None if name is None else self.archive.read(name)

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        folder, name = posixpath.split(part)
        try:
            root = self.root(posixpath.join(folder, "_rels", f"{name}.rels"))
        except ParseError:
            return  # parts at their usual names can still be found
        for relation in root.iter(_RELATIONSHIP):
            target = str(relation.get("Target") or "")
            kind = str(relation.get("Type") or "").rsplit("/", 1)[-1].lower()
            if str(relation.get("TargetMode")) != "External":
                target = _resolved(folder, target)
            yield kind, target, str(relation.get("Id") or "")

    def _of_type(self, content: str) -> Iterator[str]:
        try:
            root = self.root(_TYPES)
        except ParseError:
            return
        for element in root.iter():
            name = str(element.get("PartName") or "")
            if content in str(element.get("ContentType") or "") and name and self.find(name):
                yield _plain(name)


def _resolved(folder: str, target: str) -> str:
    target = target.replace("\\", "/").split("#")[0]
    joined = target if target.startswith("/") else posixpath.join("/", folder, target)
    return _plain(posixpath.normpath(joined))


def _plain(name: str) -> str:
    """Normalise a part name: case-insensitive (part 2, 6.2.2.3), with forward slashes.

    Some programs write backslashes.
    """
    return unquote(name).replace("\\", "/").lstrip("/").lower()


def _settle(element: Any) -> None:
    element.tag = _usual(element.tag)
    if any(_STRICT in name for name in element.attrib):
        kept = {_usual(name): value for name, value in element.attrib.items()}
        element.attrib.clear()
        element.attrib.update(kept)


@lru_cache(maxsize=4096)
def _usual(name: str) -> str:
    if not name.startswith("{" + _STRICT):
        return name
    space, _, local = name[1:].partition("}")
    return f"{_USUAL.get(space, '{' + space + '}')}{local}"
