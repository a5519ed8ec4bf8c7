"""A finished PDF kept elsewhere: saved whole or not at all, named to be sent on."""

import re
import shutil
import tempfile
import time
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kmdesk.i18n import KmdeskError
from kmdesk.thai.numbers import to_arabic

if TYPE_CHECKING:
    from kmdesk.intake.client import RenderClient

PREFIX = "kmdesk-print-"
"""How the folders begin into which prints are made."""
# A younger one may still be shown by another window of this user.
_STALE_S = 24 * 3600
_LONGEST = 48  # characters; three bytes each still leave room in every file system and chat


class KeepError(KmdeskError):
    """The file could not be kept; nothing half-written is left."""


def file_name(title: str, day: date) -> str:
    """A short name from the title and the day (Buddhist era), safe on sticks and phones."""
    # Thai vowel signs and tone marks are no \w to Python, so the whole block is named.
    words = re.sub(r"[^\w\u0e00-\u0e7f]+", " ", to_arabic(title)).replace("_", " ").strip()
    short = _whole_clusters(words, _LONGEST).strip().replace(" ", "-") or "kmdesk"
    return f"{short}_{day.year + 543}-{day:%m-%d}.pdf"


def _whole_clusters(text: str, limit: int) -> str:
    """At most ``limit`` characters, no mark cut off its consonant."""
    from kmdesk.thai.words import clusters  # ICU only when something is kept

    short = ""
    for cluster in clusters(text):
        if len(short) + len(cluster) > limit:
            break
        short += cluster
    return short


def save_copy(source: Path, target: Path) -> Path:
    """Copy to ``target`` under a temporary name first. For a lane: sticks are slow."""
    from kmdesk.pdf.sheet import whole_pdf  # reportlab only when printing

    if not target.parent.is_dir():
        raise KeepError(
            "The folder {folder} is not there; plug in the stick or choose another folder.",
            folder=str(target.parent),
        )
    with whole_pdf(target) as part:
        shutil.copyfile(source, part)
    return target


def export_copy(source: Path, folder: Path, title: str, day: date) -> Path:
    """Copy into ``folder`` under a name made from the title; older files stay."""
    name = Path(file_name(title, day))
    target, number = folder / name, 2
    while target.exists():
        target = folder / f"{name.stem}_{number}.pdf"
        number += 1
    return save_copy(source, target)


def drop_print(path: Path, render: "RenderClient | None" = None) -> bool:
    """Forget a print that was shown, with its folder; a file that lies elsewhere stays.

    Return False while its folder is still there: on Windows, as long as a page of it is shown. Then
    ``render``, which closes it, has to be given, in a lane.
    """
    folder = path.parent
    if not folder.name.startswith(PREFIX):
        return True
    if render is not None:
        render.release(folder, for_good=True)
    shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def sweep_prints() -> None:
    """Remove prints that a killed program left in the folder for temporary files a day ago."""
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with suppress(OSError):  # another user's
            if time.time() - left.stat().st_mtime > _STALE_S:
                shutil.rmtree(left, ignore_errors=True)
