"""Styles of a Word document: heading level, list, and visibility of a paragraph."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from kmdesk.intake.ooxml import W
from kmdesk.intake.word_numbers import is_on

_DEEPEST = 20  # levels of style inheritance; in a damaged file it is circular
_HIDING = (f"{W}vanish", f"{W}webHidden")


class Styles:
    """Styles by id; an unset property is inherited from the base style."""

    def __init__(self, root: Element) -> None:
        self._styles = {str(each.get(f"{W}styleId")): each for each in root.iter(f"{W}style")}
        usual = [
            key
            for key, each in self._styles.items()
            if each.get(f"{W}type") == "paragraph" and each.get(f"{W}default") in ("1", "true")
        ]
        self.usual = usual[0] if usual else ""
        defaults = root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
        self._hidden = is_hidden(defaults) or False

    def heading(self, style: str) -> int:
        """Return the heading level from 1; 0 for other paragraphs."""
        for each in self._chain(style):
            # Inside the file Word names them in English, whatever its own language.
            words = name_of(each).lower()
            if words == "title":
                return 1
            if words.startswith("heading ") and words[8:].isdigit():
                return int(words[8:])
        return 0

    def name(self, style: str) -> str:
        """Return the style's name; its id if it has none."""
        found = self._styles.get(style)
        return (name_of(found) if found is not None else "") or style

    def numbering(self, style: str) -> tuple[str, int | None, str]:
        """Return (list, level, the style that names the list); empty where there is none."""
        number, level, owner = "", None, style
        for each in self._chain(style):
            found = each.find(f"{W}pPr/{W}numPr")
            if found is None:
                continue
            at = found.find(f"{W}ilvl")
            if level is None and at is not None:
                level = int(str(at.get(f"{W}val") or 0))
            key = found.find(f"{W}numId")
            if key is not None:
                number, owner = str(key.get(f"{W}val") or ""), str(each.get(f"{W}styleId"))
                break
        return number, level, owner

    def hides(self, paragraph_style: str, character_style: str) -> bool:
        """Return whether text in these styles is hidden."""
        for style in (character_style, paragraph_style or self.usual):
            for each in self._chain(style):
                said = is_hidden(each.find(f"{W}rPr"))
                if said is not None:
                    return said
        return self._hidden

    def _chain(self, style: str) -> Iterator[Element]:
        for _ in range(_DEEPEST):
            found = self._styles.get(style)
            if found is None:
                return
            yield found
            based = found.find(f"{W}basedOn")
            style = str(based.get(f"{W}val")) if based is not None else ""


def name_of(style: Element) -> str:
    """Return the name of a style."""
    name = style.find(f"{W}name")
    return str(name.get(f"{W}val") or "") if name is not None else ""


def is_hidden(properties: Element | None) -> bool | None:
    """Return whether run properties hide the text; None where they do not specify it."""
    said = None
    for name in _HIDING if properties is not None else ():
        found = properties.find(name) if properties is not None else None
        if found is not None:
            said = said or is_on(found)
    return said
