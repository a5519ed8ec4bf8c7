"""Whether every picture of a folder shows something: ``look.py FOLDER``."""

import sys
from pathlib import Path

from PIL import Image

FEWEST_COLOURS = 40  # a window with nothing in it has a dozen


def main() -> int:
    """Names the pictures that show nothing; 1 when there are such, or none at all."""
    pictures = sorted(Path(sys.argv[1]).glob("*.png"))
    empty = [path.name for path in pictures if _shows_nothing(path)]
    print("\n".join(empty), end="", file=sys.stderr)
    return 1 if empty or not pictures else 0


def _shows_nothing(path: Path) -> bool:
    with Image.open(path) as picture:
        return picture.convert("RGB").getcolors(FEWEST_COLOURS) is not None


if __name__ == "__main__":
    sys.exit(main())
