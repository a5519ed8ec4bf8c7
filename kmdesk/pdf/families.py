"""Font families: the bundled Sarabun, and TH Sarabun, which official forms prescribe.

Official sizes are in TH Sarabun points. The two families have letters of different height at the
same size, so each has a factor that converts an official size into its own.
"""

import os
import sys
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import fontpkg


class Family(NamedTuple):
    """Four font files of one design; ``factor`` converts official points into its own."""

    name: str
    factor: float
    regular: Path
    bold: Path
    italic: Path
    bold_italic: Path

    def file(self, bold: bool = False, italic: bool = False) -> Path:
        """Return the font file of a style."""
        if bold:
            return self.bold_italic if italic else self.bold
        return self.italic if italic else self.regular


def _shipped() -> Family:
    """Return the bundled family; its letters are 1.46 times as high as TH Sarabun's."""
    styles = ((400, "normal"), (700, "normal"), (400, "italic"), (700, "italic"))
    return Family("Sarabun", 0.67, *(fontpkg.path("Sarabun", *style) for style in styles))


SARABUN = _shipped()
_WANTED = ("thsarabunnew", "thsarabunpsk", "thsarabun")


@cache
def official_family() -> Family:
    """Return TH Sarabun New or TH SarabunPSK if installed, else Sarabun."""
    return find_official(_font_folders())


def find_official(folders: Sequence[Path]) -> Family:
    """Return the first TH Sarabun in ``folders`` that has regular and bold, else Sarabun.

    A missing italic is replaced by the upright style.
    """
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*.[Tt][Tt][Ff]")) if folder.is_dir() else ():
            found.setdefault(_plain(path.stem), path)
    for name in _WANTED:
        regular, bold = found.get(name), found.get(f"{name}bold")
        if regular and bold:
            italic = found.get(f"{name}italic", regular)
            return Family(
                "TH Sarabun", 1.0, regular, bold, italic, found.get(f"{name}bolditalic", bold)
            )
    return SARABUN


def _plain(name: str) -> str:
    return "".join(char for char in name.lower() if char.isalnum())


def _font_folders() -> list[Path]:
    """Return the font folders of the system and of the current user."""
    if sys.platform == "win32":
        own = Path(os.environ.get("LOCALAPPDATA", "")) / "Microsoft" / "Windows" / "Fonts"
        return [Path(os.environ.get("WINDIR", "C:\\Windows")) / "Fonts", own]
    home = Path.home()
    return [
        home / ".local" / "share" / "fonts",
        home / ".fonts",
        Path("/usr/local/share/fonts"),
        Path("/usr/share/fonts"),
    ]
