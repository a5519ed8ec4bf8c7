"""Packages of Office Open XML (ECMA-376 part 2): which part is which, in either set of names.

The main part stands where ``_rels/.rels`` says, not always at its usual name; files saved as
"Strict Open XML" have other namespaces, which are given as the usual ones here.
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
    """The parts of one opened file, found whatever the case and the slashes of their names."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self._names: dict[str, str] = {}
        for name in archive.namelist():
            self._names.setdefault(_plain(name), name)

    def find(self, name: str) -> str | None:
        """The part of this name as the others name it, or None."""
        return _plain(name) if _plain(name) in self._names else None

    def names(self) -> list[str]:
        """All parts, in plain lower-case names."""
        return list(self._names)

    def main(self, usual: str, content: str) -> str | None:
        """The main part: what the package names, else of the type ``content``, else ``usual``."""
        for kind, target in self.relations(""):
            if kind == "officedocument" and self.find(target):
                return _plain(target)
        for part in self._of_type(content):
            return part
        return self.find(usual)

    def relations(self, part: str) -> list[tuple[str, str]]:
        """(last word of the type in small letters, target part) of what ``part`` leads to."""
        return [(kind, target) for kind, target, _id in self._relations(part)]

    def by_id(self, part: str) -> dict[str, str]:
        """Target by relationship id; addresses outside of the package as they are written."""
        return {key: target for _kind, target, key in self._relations(part)}

    def root(self, part: str | None) -> Element:
        """The tree of a part; an empty element when there is none."""
        root = Element("none")
        if part is not None and self.find(part):
            for _event, element in self.events(part):
                root = element
        return root

    def events(self, part: str, starts: bool = False) -> Iterator[tuple[str, Any]]:
        """What iterparse tells of a part, with usual names; nothing is forgotten on the way."""
        with self.archive.open(self._names[_plain(part)]) as stream:
            # names are settled at the start, before anybody looks at children or parents
            for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
                if event == "start":
                    _settle(element)
                if starts or event == "end":
                    yield event, element

    def content(self, part: str) -> bytes | None:
        """The bytes of a part, or None."""
        name = self._names.get(_plain(part))
        return None if name is None else self.archive.read(name)

    def _relations(self, part: str) -> Iterator[tuple[str, str, str]]:
        folder, name = posixpath.split(part)
        try:
            root = self.root(posixpath.join(folder, "_rels", f"{name}.rels"))
        except ParseError:
            return  # the parts at their usual names still count
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
    """Part names are equal in any case (part 2, 6.2.2.3); some programs write backslashes."""
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
