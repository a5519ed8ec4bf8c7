"""Office hours as they are written: ``๐๘.๓๐–๑๒.๐๐ น., ๑๓.๐๐–๑๖.๓๐ น.``"""

import re
from datetime import time
from itertools import pairwise

from kmdesk.thai.digits import to_arabic

Hours = tuple[tuple[time, time], ...]
"""Spans of one day in order, none touching the next."""

_TIME = r"(\d{1,2})[.:](\d{2})\s*(?:น\.)?"
_SPAN = re.compile(rf"{_TIME}\s*[-–—]\s*{_TIME}")


def parse_hours(text: str) -> Hours | None:
    """The spans of a text in either kind of digits; None when it is no such text."""
    plain = to_arabic(text)
    if not _SPAN.search(plain) or _SPAN.sub("", plain).strip(" ,;\n"):
        return None
    found = [tuple(int(part) for part in match) for match in _SPAN.findall(plain)]
    try:
        spans = tuple((time(a, b), time(c, d)) for a, b, c, d in found)
    except ValueError:
        return None
    ends = [moment for span in spans for moment in span]
    return spans if all(earlier < later for earlier, later in pairwise(ends)) else None


def write_hours(hours: Hours) -> str:
    """The same as text, in Arabic digits."""
    return ", ".join(f"{start:%H.%M}–{end:%H.%M}" for start, end in hours)
