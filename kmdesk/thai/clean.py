"""Removal of characters that output file formats cannot hold.

Pasted text contains control characters (Word's soft line break is U+000B) and lone surrogates. XML
forbids them, and programs report a spreadsheet, calendar or web page with them as damaged.
Everything that writes a file passes its text through here.
"""

import re
from typing import Any
from xml.etree.ElementTree import Element

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_FORBIDDEN = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_NON_CHARACTERS = re.compile("[\ufdd0-\ufdef]")


def clean_text(text: str, line_break: str = "\n") -> str:
    """Remove characters forbidden in files; unusual line breaks become ``line_break``."""
    text = _BREAKS.sub(line_break, text)
    return _NON_CHARACTERS.sub("", _FORBIDDEN.sub("", text))


def clean_line(text: str) -> str:
    """Clean a text like :func:`clean_text` and join it to one line."""
    return clean_text(text, " ").replace("\n", " ").replace("\t", " ")


def clean_value(value: Any, but: frozenset[str] = frozenset()) -> Any:
    """Clean all texts in a JSON value, except those under the keys ``but``."""
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
    """Clean all texts and attributes of an XML tree in place and return it."""
    for node in root.iter():
        node.text = clean_text(node.text) if node.text else node.text
        node.tail = clean_text(node.tail) if node.tail else node.tail
        for name, value in node.attrib.items():
            node.set(name, clean_line(value))
    return root
