"""Edit a strip of scanned pages: reorder, rotate, remove and cut into documents.

Pure values without files or screens. Rows are positions on the strip, counting pages and cuts
alike; every operation returns a new strip with its selected rows.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field, replace
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class Leaf:
    """Page ``page`` (from 0) of file ``file`` (from 0), rotated clockwise by ``turn`` degrees."""

    file: int
    page: int
    turn: int = 0


Item = Leaf | None
"""A page, or None for a cut, after which another document begins."""
Document = tuple[Leaf, ...]


class Strip(NamedTuple):
    """Pages and cuts in order, and the selected rows."""

    items: tuple[Item, ...]
    chosen: tuple[int, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents between the cuts; empty ones are omitted."""
        found: list[list[Leaf]] = [[]]
        for item in self.items:
            if item is None:
                found.append([])
            else:
                found[-1].append(item)
        return tuple(tuple(pages) for pages in found if pages)


def strip_of(counts: Iterable[int]) -> Strip:
    """Return a strip of all pages in order, without cuts; ``counts`` are pages per file."""
    leaves = tuple(Leaf(file, page) for file, count in enumerate(counts) for page in range(count))
    return Strip(leaves, (0,) if leaves else ())


def move(strip: Strip, rows: Collection[int], step: int) -> Strip:
    """Move rows by one position, forward (``step`` 1) or back (−1), stopping at the ends."""
    pairs = _paired(strip, rows)
    order = range(len(pairs)) if step < 0 else range(len(pairs) - 1, -1, -1)
    for row in order:
        other = row + step
        if pairs[row].is_chosen and 0 <= other < len(pairs) and not pairs[other].is_chosen:
            pairs[row], pairs[other] = pairs[other], pairs[row]
    return _settled(pairs)


def put(strip: Strip, rows: Collection[int], at: int) -> Strip:
    """Move rows, in their order, before row ``at``."""
    pairs = _paired(strip, rows)
    taken = [pair for pair in pairs if pair.is_chosen]
    before = [pair for pair in pairs[:at] if not pair.is_chosen]
    after = [pair for pair in pairs[at:] if not pair.is_chosen]
    return _settled([*before, *taken, *after])


def turn(strip: Strip, rows: Collection[int], degrees: int) -> Strip:
    """Rotate pages clockwise by a multiple of 90 degrees."""
    items = tuple(
        replace(item, turn=(item.turn + degrees) % 360)
        if item is not None and row in rows
        else item
        for row, item in enumerate(strip.items)
    )
    return Strip(items, tuple(sorted(rows)))


def take_out(strip: Strip, rows: Collection[int]) -> Strip:
    """Remove pages and cuts; select the row that follows the first of them."""
    pairs = [pair for row, pair in enumerate(_paired(strip, ())) if row not in rows]
    first = min(rows, default=0)
    if pairs:
        near = min(first, len(pairs) - 1)
        pairs[near] = pairs[near]._replace(is_chosen=True)
    return _settled(pairs)


def cut(strip: Strip, row: int) -> Strip:
    """Toggle a cut before ``row``."""
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
    """Remove empty pages, and cut where they separated letters.

    Where every second page is empty, including the last, they are backs of single-sided paper and
    separate nothing; only two in a row mark an inserted separator sheet.
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
    """Drop cuts that divide nothing: those at the ends or next to another cut."""
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
    """A strip being edited, with undo and redo."""

    strip: Strip
    _before: list[Strip] = field(default_factory=list)
    _after: list[Strip] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether the strip differs from its initial state."""
        return bool(self._before) and self._before[0].items != self.strip.items

    def do(self, act: Callable[..., Strip], *args: object) -> bool:
        """Apply an operation of this module; return whether it changed the strip."""
        made = act(self.strip, *args)
        if made.items == self.strip.items:
            self.strip = made
            return False
        self._before.append(self.strip)
        self._after.clear()
        self.strip = made
        return True

    def back(self) -> bool:
        """Undo the last operation; return False when there is none."""
        return self._step(self._before, self._after)

    def again(self) -> bool:
        """Redo the last undone operation; return False when there is none."""
        return self._step(self._after, self._before)

    def _step(self, source: list[Strip], target: list[Strip]) -> bool:
        if not source:
            return False
        target.append(self.strip)
        self.strip = source.pop()
        return True
