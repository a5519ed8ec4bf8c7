"""The pages of scans on a strip: ordered, turned, taken out, and cut into documents.

Pure values: nothing here knows a file or a screen. Rows are positions on the strip, of pages
and of cuts alike; every act returns the strip it makes and which rows are chosen after it.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Leaf:
    """Page ``page`` (from 0) of file ``file`` (from 0), turned clockwise by ``turn`` degrees."""

    file: int
    page: int
    turn: int = 0


Item = Leaf | None
"""A page, or None: a cut, behind which another document begins."""
Document = tuple[Leaf, ...]


class Strip(NamedTuple):
    """Pages and cuts in order, and the rows that are chosen."""

    items: tuple[Item, ...]
    chosen: tuple[int, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """What the cuts make of the pages; never an empty one."""
        found: list[list[Leaf]] = [[]]
        for item in self.items:
            if item is None:
                found.append([])
            else:
                found[-1].append(item)
        return tuple(tuple(pages) for pages in found if pages)


def strip_of(counts: Iterable[int]) -> Strip:
    """All pages of files with so many pages each, in order, without a cut."""
    leaves = tuple(Leaf(file, page) for file, count in enumerate(counts) for page in range(count))
    return Strip(leaves, (0,) if leaves else ())


def move(strip: Strip, rows: Collection[int], step: int) -> Strip:
    """Push the rows one place on (``step`` 1) or back (−1); at the end they stay."""
    pairs = _paired(strip, rows)
    order = range(len(pairs)) if step < 0 else range(len(pairs) - 1, -1, -1)
    for row in order:
        other = row + step
        if pairs[row].is_chosen and 0 <= other < len(pairs) and not pairs[other].is_chosen:
            pairs[row], pairs[other] = pairs[other], pairs[row]
    return _settled(pairs)


def put(strip: Strip, rows: Collection[int], at: int) -> Strip:
    """Put the rows, in their order, before row ``at``."""
    pairs = _paired(strip, rows)
    taken = [pair for pair in pairs if pair.is_chosen]
    before = [pair for pair in pairs[:at] if not pair.is_chosen]
    after = [pair for pair in pairs[at:] if not pair.is_chosen]
    return _settled([*before, *taken, *after])


def turn(strip: Strip, rows: Collection[int], degrees: int) -> Strip:
    """Turn pages clockwise by a multiple of a quarter."""
    items = tuple(
        replace(item, turn=(item.turn + degrees) % 360)
        if item is not None and row in rows
        else item
        for row, item in enumerate(strip.items)
    )
    return Strip(items, tuple(sorted(rows)))


def take_out(strip: Strip, rows: Collection[int]) -> Strip:
    """Leave pages and cuts out; what follows the first of them is chosen then."""
    pairs = [pair for row, pair in enumerate(_paired(strip, ())) if row not in rows]
    first = min(rows, default=0)
    if pairs:
        near = min(first, len(pairs) - 1)
        pairs[near] = pairs[near]._replace(is_chosen=True)
    return _settled(pairs)


def cut(strip: Strip, row: int) -> Strip:
    """Begin another document at ``row``, or no longer when one begins there."""
    items = list(strip.items)
    if not 0 < row < len(items):
        return strip
    if items[row] is None:
        del items[row]
    elif items[row - 1] is None:
        row -= 1
        del items[row]
    else:
        items.insert(row, None)
        row += 1
    return _settled([_Pair(item, at == row) for at, item in enumerate(items)])


def cut_at_empty(strip: Strip, empty: Collection[tuple[int, int]]) -> Strip:
    """Take empty pages out, and cut where they separated letters.

    Where every second page is empty, the last one too, they are the backs of paper printed on
    one side: they separate nothing, and only two in a row are a sheet put between.
    """
    pages = [item for item in strip.items if item is not None]
    is_empty = [(leaf.file, leaf.page) in empty for leaf in pages]
    backs = len(pages) >= 4 and len(pages) % 2 == 0 and all(is_empty[1::2])
    fronts = {id(leaf) for leaf in pages[0::2]} if backs else {id(leaf) for leaf in pages}
    items: list[Item] = []
    for item in strip.items:
        if item is None or (item.file, item.page) not in empty:
            items.append(item)
        elif id(item) in fronts:
            items.append(None)
    return _settled([_Pair(item, False) for item in items])


class _Pair(NamedTuple):
    item: Item
    is_chosen: bool


def _paired(strip: Strip, rows: Collection[int]) -> list[_Pair]:
    return [_Pair(item, row in rows) for row, item in enumerate(strip.items)]


def _settled(pairs: list[_Pair]) -> Strip:
    """Without cuts that divide nothing: at the ends, or two in a row."""
    kept: list[_Pair] = []
    for pair in pairs:
        if pair.item is None and (not kept or kept[-1].item is None):
            continue
        kept.append(pair)
    if kept and kept[-1].item is None:
        kept.pop()
    chosen = tuple(row for row, pair in enumerate(kept) if pair.is_chosen)
    return Strip(tuple(pair.item for pair in kept), chosen or ((0,) if kept else ()))


@dataclass(slots=True)
class Arranging:
    """A strip being worked on, with the way back and forth."""

    strip: Strip
    _before: list[Strip] = field(default_factory=list)
    _after: list[Strip] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether anything differs from how it was at first."""
        return bool(self._before) and self._before[0].items != self.strip.items

    def do(self, act: Callable[..., Strip], *args: object) -> bool:
        """Apply an act of this module; whether it changed anything."""
        made = act(self.strip, *args)
        if made.items == self.strip.items:
            self.strip = made
            return False
        self._before.append(self.strip)
        self._after.clear()
        self.strip = made
        return True

    def back(self) -> bool:
        """Take the last act back."""
        return self._step(self._before, self._after)

    def again(self) -> bool:
        """Do again what was taken back."""
        return self._step(self._after, self._before)

    def _step(self, source: list[Strip], target: list[Strip]) -> bool:
        if not source:
            return False
        target.append(self.strip)
        self.strip = source.pop()
        return True
