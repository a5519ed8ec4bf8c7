"""Pictures in the text of a set, as the window has them: bytes to store, and their hash.

Nothing here opens a picture; that is done in the readers' process.
"""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from kmdesk.intake import IntakeError
from kmdesk.intake.client import Compacted, shared_client
from kmdesk.records.fields import InvalidValue

LONGEST_SIDE = 1600
"""Pixels; more is not visible in print."""


@dataclass(frozen=True, slots=True)
class DocxText:
    """Imported text in its stored form, its pictures by hash, and the count of omissions."""

    text: str
    pictures: dict[str, bytes]
    unreadable: int = 0
    """Pictures that could not be imported."""


def picture_hash(data: bytes) -> str:
    """Return the hash by which a text refers to a picture."""
    return sha256(data).hexdigest()


def read_picture(path: Path) -> Compacted:
    """Return a picture file as it is put into a text. Slow. Raises InvalidValue, at the text."""
    try:
        return shared_client().picture(path, LONGEST_SIDE)
    except IntakeError as error:
        raise no_picture(path.name) from error


def no_picture(name: str) -> InvalidValue:
    """Return the error for a file that is no picture."""
    return InvalidValue(
        "{name} is no picture that can be shown, or it is too large. Choose a PNG or JPEG.",
        "text",
        name=name,
    )
