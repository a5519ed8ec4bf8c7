"""User guide: chapters of Markdown in resources/help, one place for every screen.

A line ``<!-- screen: NAME -->`` below a heading names the screens that part explains; F1 opens
there. English chapters are in ``en/`` under the same file names.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import language
from kmdesk.resources import resource_path
from kmdesk.thai.normal import normal_form

_SCREEN = re.compile(r"^<!-- screens?: (.+?) -->$")
_HEADING = re.compile(r"^(#{1,2}) (.+)$")
# Picture of ``kmdesk tour`` for each screen, included in the printed manual.
PICTURES = {
    "first_run": "first-run",
    "home": "home",
    "results": "search-results",
    "reader": "reader-hit-marked",
    "basket": "basket",
    "shelf": "tab-shelf",
    "regulations": "tab-regulations",
    "processes": "tab-processes",
    "committees": "tab-committees",
    "directory": "tab-directory",
    "office/import": "import-report",
}


@dataclass(frozen=True, slots=True)
class Part:
    """Introduction of a chapter (level 1) or one of its sections (level 2)."""

    title: str
    level: int
    text: str
    """Markdown below the heading."""
    screens: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Chapter:
    """One file of the guide."""

    name: str
    parts: tuple[Part, ...]

    @property
    def title(self) -> str:
        """The chapter's heading."""
        return self.parts[0].title

    @property
    def markdown(self) -> str:
        """The whole chapter as displayed."""
        return "\n\n".join(f"{'#' * part.level} {part.title}\n\n{part.text}" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Place:
    """Position in the guide: numbers of chapter and part."""

    chapter: int
    part: int


def chapters(wanted: str = "") -> list[Chapter]:
    """Return the guide in a language (default: that of the screen)."""
    folder = resource_path("help")
    if (wanted or language()) == "en":
        folder = folder / "en"
    return [_read(path) for path in sorted(folder.glob("*.md"))]


def place_of(found: list[Chapter], screen: str) -> Place | None:
    """Return where a screen is explained; ``office/backup`` falls back to ``office``."""
    while screen:
        for number, chapter in enumerate(found):
            for at, part in enumerate(chapter.parts):
                if screen in part.screens:
                    return Place(number, at)
        screen = screen.rpartition("/")[0]
    return None


def search_guide(found: list[Chapter], text: str) -> list[Place]:
    """Return parts that contain every word, those with a hit in the heading first."""
    words = normal_form(text).split()
    hits: list[tuple[bool, Place]] = []
    for number, chapter in enumerate(found):
        for at, part in enumerate(chapter.parts):
            title = normal_form(part.title)
            whole = f"{title} {normal_form(part.text)}"
            if words and all(word in whole for word in words):
                hits.append((not any(word in title for word in words), Place(number, at)))
    return [place for _rank, place in sorted(hits, key=lambda hit: hit[0])]


def _read(path: Path) -> Chapter:
    parts: list[Part] = []
    title, level, lines = "", 1, list[str]()
    screens: tuple[str, ...] = ()

    def close() -> None:
        if title:
            parts.append(Part(title, level, "\n".join(lines).strip(), screens))

    for line in path.read_text("utf-8").splitlines():
        if heading := _HEADING.match(line):
            close()
            title, level, lines, screens = heading[2].strip(), len(heading[1]), [], ()
        elif screen := _SCREEN.match(line):
            screens = tuple(screen[1].split())
        else:
            lines.append(line)
    close()
    return Chapter(path.stem, tuple(parts))
