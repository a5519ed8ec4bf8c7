"""Location of the shipped read-only files (catalogues, icons, sample office, help)."""

from pathlib import Path

_PACKAGED = Path(__file__).parent / "_resources"
_IN_TREE = Path(__file__).parent.parent / "resources"


def resource_path(name: str) -> Path:
    """Return the path of a shipped file or folder, e.g. ``resource_path("i18n/th")``."""
    root = _PACKAGED if _PACKAGED.is_dir() else _IN_TREE
    return root / name
