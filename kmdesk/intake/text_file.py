"""The encoding of text files, known by their bytes rather than by what they declare."""

import codecs
import re

# A module of its own, since every look at a file's format needs it, in the window and the rendering
# process, too: with the repair of Thai text it would bring that one's tables.

# UTF-32 before UTF-16, whose mark it begins with.
_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_THAI_NAMES = frozenset(
    ("tis-620", "tis620", "windows-874", "x-windows-874", "iso-8859-11", "cp874", "ibm874")
)
_GUESSES = frozenset(("utf-8", "us-ascii", "ascii", "iso-8859-1", "windows-1252", "unknown-8bit"))
"""Charset labels programs write by default, without knowing the real encoding."""
# Control characters that no text file needs. Not among them: 07 to 0D (bell to return), and Ctrl-Z,
# which old programs write at the end.
_BINARY = re.compile(rb"[\x00-\x06\x0e-\x19\x1b-\x1f]")
_THAI_BYTES = re.compile(rb"[\xa1-\xda\xdf-\xfb]{2}")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]")
# UTF-8 sequences common in Thai text; text in a Thai Windows code page does not look like these.
_UTF8_LETTERS = re.compile(
    rb"\xe0[\xb8\xb9][\x80-\xbf]|\xe2[\x80-\x9f][\x80-\xbf]|\xc2\xa0|\xf0\x9f[\x80-\xbf]{2}"
)
_REPLACED = re.compile("\ufffd{2,}")


def detect(data: bytes) -> str | None:
    """Return the codec name for ``data``; None when it is not text."""
    for bom, name in _BOMS:
        if data.startswith(bom):
            return name
    wide = _utf16_without_bom(data)
    if wide:
        return wide
    if len(_BINARY.findall(data)) * 100 > len(data):
        return None
    if _is_utf8(data):
        return "utf-8"
    return _single_byte(data)


def decode(data: bytes) -> str | None:
    """Decode ``data``; None when it is not text. A run of invalid bytes becomes one U+FFFD."""
    name = detect(data)
    return None if name is None else _REPLACED.sub("\ufffd", data.decode(name, "replace"))


def decode_as(data: bytes, declared: str) -> str:
    """Decode ``data`` as ``declared``, unless its bytes clearly contradict that encoding."""
    declared = declared.lower()
    found = detect(data)
    # Pages that call themselves TIS-620 are often UTF-8 by now: such bytes outweigh the label.
    if declared in _THAI_NAMES and found not in ("utf-8", "utf-8-sig", "utf-16"):
        return data.decode("cp874", "replace")
    if declared and declared not in _THAI_NAMES | _GUESSES:
        try:
            return data.decode(declared, "replace")
        except LookupError:
            pass  # an encoding name Python does not know
    return decode(data) or data.decode("utf-8", "replace")


def looks_like_text(head: bytes) -> bool:
    """Return whether the beginning of a file is text in a supported encoding."""
    return detect(head) is not None


def _is_utf8(data: bytes) -> bool:
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        decoder.decode(data)  # not final: a head may end inside a character
    except UnicodeDecodeError:
        return _is_spoilt_utf8(data)
    return True


def _is_spoilt_utf8(data: bytes) -> bool:
    """Return whether the data is UTF-8 with a few invalid bytes, each costing one character."""
    letters = len(_UTF8_LETTERS.findall(data))
    stray = len(_HIGH_BYTES.findall(_UTF8_LETTERS.sub(b"", data)))
    return letters > stray


def _utf16_without_bom(data: bytes) -> str | None:
    sample = data[: 4096 & ~1]
    if len(sample) < 8:
        return None
    pairs = len(sample) // 2
    for name, high, low in (
        ("utf-16-le", sample[1::2], sample[0::2]),
        ("utf-16-be", sample[0::2], sample[1::2]),
    ):
        # The upper byte is 0 for Latin letters and 0x0E for Thai ones.
        plain = high.count(0) + high.count(0x0E)
        if plain > 0.9 * pairs and low.count(0) < 0.05 * pairs:
            return name
    return None


def _single_byte(data: bytes) -> str | None:
    high = len(_HIGH_BYTES.findall(data))
    if not high:
        return "ascii"
    thai = 2 * len(_THAI_BYTES.findall(data))
    if thai >= 0.7 * high:
        return "cp874"
    return "cp1252" if high < 0.2 * len(data) and b"\x00" not in data else None
