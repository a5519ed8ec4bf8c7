"""Shadow encoding: normal text as bytes, one byte per character, lossless.

Thai is U+0E00..U+0E7F shifted to 0x80..0xFF, ASCII stays, the most common other characters take the
bytes of the capitals (the normal form has none), and any other character is an escape of five bytes
that occur nowhere else. So a substring of characters is a substring of bytes and vice versa, and
``bytes.find`` is an exact test.
"""

import codecs
import re

import numpy as np
import numpy.typing as npt

ZONE = 0  # separates title+text, number and fields; no query can contain it
_ESCAPE = 0x01
# Bytes of unassigned Thai code points and of the Thai digits, which the normal form folds.
_TRAIL = bytes([*range(0xD0, 0xDA), *range(0xDC, 0x100)])[:36]
_COMMON = "–’‘“”…•—·°×é™®²³½€−→≥≤�ö§à"
_BASE = len(_TRAIL)


# Not CP874: with errors="replace" it loses characters, and verification must be exact.
def _table() -> dict[int, int]:
    table = {code: code for code in range(0x20, 0x7F) if not 0x41 <= code <= 0x5A}
    for offset in range(0x80):
        if 0x80 + offset not in _TRAIL:
            table[0x0E00 + offset] = 0x80 + offset
    table |= {ord(sign): 0x41 + index for index, sign in enumerate(_COMMON)}
    return table


_ENCODE = _table()
_TRAIL_VALUE = {byte: value for value, byte in enumerate(_TRAIL)}
_DECODE = "".join(
    {byte: chr(code) for code, byte in _ENCODE.items()}.get(byte, "\ufffe") for byte in range(256)
)
_ESCAPED = re.compile(rb"\x01[\xd0-\xd9\xdc-\xff]{4}")


def _escape(error: UnicodeError) -> tuple[bytes, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    out = bytearray()
    for char in error.object[error.start : error.end]:
        code, digits = ord(char), []
        for _ in range(4):
            code, digit = divmod(code, _BASE)
            digits.append(_TRAIL[digit])
        out += bytes((_ESCAPE, *reversed(digits)))
    return bytes(out), error.end


codecs.register_error("kmdesk-shadow", _escape)


def encode(normal: str) -> bytes:
    """Return the bytes of a normal text."""
    return codecs.charmap_encode(normal, "kmdesk-shadow", _ENCODE)[0]


def decode(data: bytes) -> str:
    """Return the normal text of shadow bytes; zone marks become spaces."""
    data = data.replace(b"\x00", b" ")
    if _ESCAPE not in data:
        return codecs.charmap_decode(data, "strict", _DECODE)[0]
    parts, last = [], 0
    for match in _ESCAPED.finditer(data):
        parts.append(codecs.charmap_decode(data[last : match.start()], "strict", _DECODE)[0])
        code = 0
        for byte in match.group()[1:]:
            code = code * _BASE + _TRAIL_VALUE[byte]
        parts.append(chr(code))
        last = match.end()
    parts.append(codecs.charmap_decode(data[last:], "strict", _DECODE)[0])
    return "".join(parts)


def byte_offsets(normal: str, size: int) -> npt.NDArray[np.int64] | None:
    """Return the byte offset of each character (and of the end); None when they are equal."""
    if size == len(normal):
        return None
    widths = [1 if ord(char) in _ENCODE else 5 for char in normal]
    return np.concatenate(([0], np.cumsum(widths)))
