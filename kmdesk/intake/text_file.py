"""Plain text files: their character set, and the columns of delimited ones."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

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
# Control characters that no text file needs (tab, line feed, form feed, return and Ctrl-Z are
# harmless).
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


DELIMITERS = ",;\t|"
_SAMPLE_ROWS = 200
_SAMPLE = 1 << 18  # characters
_MOST_STRAYS = 50
_SEP_LINE = re.compile(r'\s*"?sep=(.)\1*"?[ \t]*(?:\r\n|\r|\n|$)', re.IGNORECASE)


def rows_of(text: str, suffix: str = "") -> Iterator[list[str]]:
    """Yield the rows of a delimited text; ``suffix`` (``.tsv``) breaks a tie between delimiters.

    A quote that is opened and never closed is an ordinary character and swallows no other row.
    """
    delimiter, text = delimiter_of(text.removeprefix("\ufeff"), suffix)
    lines = io.StringIO(text, newline="").readlines()
    at = begun = strays = 0
    while at < len(lines):
        # Strict: a quote that is never closed shall be an error here, not a cell that holds the
        # rest of the file.
        reader = csv.reader(islice(lines, at, None), delimiter=delimiter, strict=True)
        begun = at
        try:
            for row in reader:
                yield row
                begun = at + reader.line_num
            return
        except csv.Error:
            end = at + reader.line_num
        yield _careful(lines[begun], delimiter, is_stray=end - begun > 1)
        at = begun + 1
        strays += end >= len(lines)
        if strays > _MOST_STRAYS:  # each costs a scan to the end of the file
            break
    yield from (line.rstrip("\r\n").split(delimiter) for line in islice(lines, at, None))


def _careful(line: str, delimiter: str, is_stray: bool) -> list[str]:
    """Parse a line with malformed quotes: as CSV where possible, else split as plain text."""
    if not is_stray:
        with suppress(csv.Error):
            return next(csv.reader([line], delimiter=delimiter), [])
    return line.rstrip("\r\n").split(delimiter)


def delimiter_of(text: str, suffix: str = "") -> tuple[str, str]:
    """Return (delimiter, text without the ``sep=`` line that Excel reads and writes)."""
    named = _SEP_LINE.match(text)
    if named:
        return named[1], text[named.end() :]
    sample = text[:_SAMPLE]
    ranked = sorted(DELIMITERS, key=lambda c: (c == "\t") != (suffix.lower() == ".tsv"))
    best, best_fit = ranked[0], (0.0, 0)
    for delimiter in ranked:
        fit = _fit(sample, delimiter)
        if fit > best_fit:
            best, best_fit = delimiter, fit
    return best, text


def _fit(sample: str, delimiter: str) -> tuple[float, int]:
    """Return (share of rows that have the commonest width, that width); zeros for one column."""
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter)
    try:
        widths = [len(row) for row in islice(reader, _SAMPLE_ROWS) if row]
    except csv.Error:
        return 0.0, 0
    wide = Counter(width for width in widths if width > 1)
    if not wide:
        return 0.0, 0
    width, count = max(wide.items(), key=lambda each: (each[1], each[0]))
    return count / len(widths), width
