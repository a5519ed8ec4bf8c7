"""Blank-page detection for scans: paper is never pure white and scanners pick up dust."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

_SIDE = 842  # pixels of the longer side after scaling: one per point of an A4 sheet
_EDGE = 0.05  # fraction of each side ignored: shadows of the lid, holes, staples
_DARKER = 40  # grey levels darker than the paper that count as ink
_INK = 0.00012  # fraction of the page: some fifty points, less than two words of text


def is_blank(picture: "Image") -> bool:
    """Return whether almost nothing on a page is darker than its paper."""
    grey = picture.convert("L")
    grey.thumbnail((_SIDE, _SIDE))
    width, height = grey.size
    left, top = round(width * _EDGE), round(height * _EDGE)
    grey = grey.crop((left, top, width - left, height - top))
    counts = grey.histogram()
    total = sum(counts)
    if total == 0:
        return True
    paper = _median(counts, total)
    ink = sum(counts[: max(0, paper - _DARKER)])
    return ink < _INK * total


def _median(counts: list[int], total: int) -> int:
    seen = 0
    for level, count in enumerate(counts):
        seen += count
        if seen * 2 >= total:
            return level
    return 255
