"""Text that may leave the program: without what no file format can hold.

Pasted text brings control characters (Word's soft line break is U+000B) and halves of letters.
XML forbids them, and a spreadsheet, calendar or web page with them is called damaged. Whatever
writes a file sends its text through here.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NON_CHARACTERS = re.compile("[\ufdd0-\ufdef]")


def clean_text(text: str, line_break: str = "\n") -> str:
    """``text`` without characters no file may hold; odd line breaks become ``line_break``."""
    text = _BREAKS.sub(line_break, text)
    return _NON_CHARACTERS.sub("", _FORBIDDEN.sub("", text))


def clean_line(text: str) -> str:
    """As :func:`clean_text`, on one line."""
    return clean_text(text, " ").replace("\n", " ").replace("\t", " ")


def clean_value(value: Any, but: frozenset[str] = frozenset()) -> Any:
    """A value for JSON with every text in it clean, except what stands under the keys ``but``."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {
            clean_value(key): inner if key in but else clean_value(inner, but)
            for key, inner in value.items()
        }
    if isinstance(value, list | tuple):
        return [clean_value(inner, but) for inner in value]
    return value


def clean_tree(root: Element) -> Element:
    """An XML tree with every text and attribute in it clean; the tree itself."""
    for node in root.iter():
        node.text = clean_text(node.text) if node.text else node.text
        node.tail = clean_text(node.tail) if node.tail else node.tail
        for name, value in node.attrib.items():
            node.set(name, clean_line(value))
    return root
