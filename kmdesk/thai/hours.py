"""Parsing of times and office hours such as ``๐๘.๓๐–๑๒.๐๐ น., ๑๓.๐๐–๑๖.๓๐ น.``."""

import re
from datetime import time
from itertools import pairwise

from kmdesk.thai.digits import to_arabic

Hours = tuple[tuple[time, time], ...]
"""Time spans of one day in order, none touching the next."""

_TIME = r"(\d{1,2})[.:](\d{2})\s*(?:น\.)?"
_SPAN = re.compile(rf"{_TIME}\s*[-–—]\s*{_TIME}")


_TYPED = re.compile(
    r"(?:เวลา\s*)?(\d{1,2})\s*(?:[.:,;]\s*(\d{2})|(?<=\d)(\d{2}))\s*(?:น\.?|นาฬิกา)?"
)


def parse_time(text: str) -> time | None:
    """Parse a time of day as people type it (9.30, 09:30 น., ๐๙๓๐); None if invalid."""
    match = _TYPED.fullmatch(to_arabic(text).strip())
    if match is None:
        return None
    try:
        return time(int(match[1]), int(match[2] or match[3]))
    except ValueError:
        return None


def write_time(moment: time) -> str:
    """Format a time as 09.30, in Arabic digits."""
    return f"{moment:%H.%M}"


def parse_hours(text: str) -> Hours | None:
    """Parse time spans in Thai or Arabic digits; None if the text is not a list of spans."""
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
    """Format the spans in Arabic digits."""
    return ", ".join(f"{start:%H.%M}–{end:%H.%M}" for start, end in hours)
