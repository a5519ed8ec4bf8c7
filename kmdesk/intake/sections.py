"""Split running text into sections that a search result can point at."""

TARGET = 4000


def split_text(text: str, target: int = TARGET) -> list[str]:
    """Split text into pieces of about ``target`` characters, cut at form feeds and line ends.

    Nothing but surrounding white space is lost.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts: list[str] = []
    for sheet in text.split("\f"):
        parts += _cut(sheet, target)
    return parts


def _cut(text: str, target: int) -> list[str]:
    parts: list[str] = []
    start = 0
    while len(text) - start > target * 5 // 4:
        end = _cut_place(text, start, target)
        parts.append(text[start:end].strip())
        start = end
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def _cut_place(text: str, start: int, target: int) -> int:
    limit = start + target
    for mark in ("\n\n", "\n", " "):
        place = text.rfind(mark, start + target // 2, limit)
        if place > start:
            return place + len(mark)
    return limit
