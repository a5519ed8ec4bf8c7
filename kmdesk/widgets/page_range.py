"""Page numbers as people write them: "1-3, 5", Thai digits too."""

import re

from kmdesk.i18n import KmdeskError
from kmdesk.thai.numbers import to_arabic


class PageRangeError(KmdeskError):
    """The pages asked for are not there or not understood."""


def page_range(typed: str) -> list[tuple[int, int]]:
    """First and last page of each piece; PageRangeError for what is no page number."""
    pieces: list[tuple[int, int]] = []
    for piece in re.split(r"[,;\s]+(?![-–])", re.sub(r"\s*[-–]\s*", "-", to_arabic(typed).strip())):
        found = re.fullmatch(r"(\d{1,6})(?:-(\d{1,6}))?", piece)
        if found is None or int(found[1]) < 1 or int(found[2] or found[1]) < int(found[1]):
            raise PageRangeError("“{typed}” is not understood; write pages as 1-3, 5.", typed=typed)
        pieces.append((int(found[1]), int(found[2] or found[1])))
    return pieces


def chosen_pages(typed: str, count: int) -> list[int]:
    """The pages (from 0) of a file with ``count``, in the order written, none twice."""
    chosen: dict[int, None] = {}
    for first, last in page_range(typed):
        if first > count:
            raise PageRangeError(
                "There is no page {page}; the last page is {last}.", page=first, last=count
            )
        # “5-99” is how people write “from 5 on”; only a beginning that is not there is a mistake.
        chosen.update(dict.fromkeys(range(first - 1, min(last, count))))
    return list(chosen)
