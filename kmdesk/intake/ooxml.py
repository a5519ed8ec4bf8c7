"""Office Open XML packages (ECMA-376 part 2): part lookup in either set of namespaces.

The main part is where ``_rels/.rels`` points, not always at its usual name; files saved as "Strict
Open XML" have other namespaces, which are mapped to the transitional ones here.
"""

import posixpath
import zipfile
from collections.abc import Iterator
from functools import lru_cache
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element, ParseError

from kmdesk.intake.archive import iterparse

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
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
