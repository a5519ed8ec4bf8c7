"""Csv."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from itertools import islice

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
