"""Ditto marks as typed in Thai registers: ``- " -``, ``〃``, ``''``, ``- do -``."""

import re
from collections.abc import Mapping, Sequence

from kmdesk.intake.rows.columns import Column
from kmdesk.intake.table import Cells, is_blank, text_of

_DOUBLE = '"“”„‟〃״″‶＂ʺ»«\u0093\u0094˝'
_SINGLE = "'‘’‚‛′‵`´ʹʼ＇,\u0091\u0092״"
_EDGES = " \t\r\n\u00a0\u200b\ufeff-–—‒―−_.…·()=ๆ"
_WORDS = {
    "do", "ditto", "ditto mark", "idem", "same", "same as above", "as above",
    "เช่นเดียวกัน", "เช่นกัน", "เช่นเดียวกับข้างต้น", "เหมือนข้างบน", "เหมือนด้านบน", "เหมือนบน",
    "ตามข้างบน", "เหมือนกัน", "ฯ",
}  # fmt: skip
_DASHES = frozenset("-–—‒―−")
_INNER = re.compile(r"[\s\u00a0\u200b\-–—.]+")


def is_ditto(cell: object) -> bool:
    """Return whether the cell is a ditto mark, in any spelling, with any spaces and dashes."""
    text = str(cell if cell is not None else "").strip()
    if not text or len(text) > 40:
        return False
    if text == "ๆ":
        return True
    core = text.strip(_EDGES)
    if re.sub(r"\s+", " ", core).casefold() in _WORDS:
        return True
    marks = _INNER.sub("", core)
    if not marks or any(char not in _DOUBLE + _SINGLE for char in marks):
        return False
    # a single comma or apostrophe is a typing slip
    return len(marks) > 1 or marks in _DOUBLE


def is_dash(cell: object) -> bool:
    """Return whether the cell holds only a dash, which means no value."""
    text = str(cell if cell is not None else "").strip()
    return bool(text) and all(char in _DASHES or char.isspace() for char in text)


class Above:
    """Fill cells from the row above, going down the sheet."""

    def __init__(self, columns: Mapping[int, Column], *, blanks: bool) -> None:
        self._columns, self._blanks = columns, blanks
        self._held: dict[int, object] = {}

    def fill(self, row: list[object]) -> tuple[list[object], set[int], set[int]]:
        """Return (filled row, columns taken from above, columns whose ditto mark has no source)."""
        fresh, taken, unclear = list(row), set(), set()
        for at, column in self._columns.items():
            if at >= len(fresh):
                continue
            blank = is_blank(fresh[at])
            if is_ditto(fresh[at]):
                if column.takes_ditto and at in self._held:
                    fresh[at] = self._held[at]
                    taken.add(at)
                else:
                    unclear.add(at)
            elif blank and self._blanks and column.as_above and at in self._held:
                fresh[at] = self._held[at]
                taken.add(at)
            elif not blank:
                self._held[at] = fresh[at]
        return fresh, taken, unclear

    def forget(self, row: Sequence[object]) -> None:
        """Forget the values of a classified row, so that they are not repeated below it."""
        for at in self._columns:
            if at >= len(row) or is_blank(row[at]) or is_ditto(row[at]):
                continue
            if text_of(row[at]) != text_of(self._held.get(at)):
                self._held.pop(at, None)


def filled_cells(cells: Cells, fills: Mapping[tuple[int, int], object]) -> Cells:
    """Return a copy of the cells with those at (row, column) replaced."""
    fresh = [list(row) for row in cells]
    for (row, column), value in fills.items():
        if row < len(fresh):
            fresh[row] += [None] * (column + 1 - len(fresh[row]))
            fresh[row][column] = value
    return fresh
