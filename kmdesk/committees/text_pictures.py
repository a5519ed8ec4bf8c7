"""Moved."""

from hashlib import sha256
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from kmdesk.committees.orders import CommitteeError
from kmdesk.intake.image_file import on_white

LONGEST_SIDE = 1600
"""Pixels; more is not visible in print."""


_MOST_PIXELS = 60_000_000


_LARGEST = 40 << 20  # bytes


_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "WEBP", "TIFF")


def prepare(source: Path | bytes, name: str = "") -> bytes:
    """Convert a picture file to a PNG or JPEG of limited size. Slow: off the UI thread.

    Raises CommitteeError for a file that is no picture, or too large to open safely.
    """
    name = name or (source.name if isinstance(source, Path) else "")
    try:
        data = source.read_bytes() if isinstance(source, Path) else source
        if len(data) > _LARGEST:
            raise ValueError(len(data))
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            if image.width * image.height > _MOST_PIXELS:
                raise ValueError(image.size)
            turned = ImageOps.exif_transpose(image)
            turned.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return _encoded(turned)
    except Exception as error:  # Pillow may raise anything for a damaged file
        raise CommitteeError(
            "{name} is no picture that can be shown, or it is too large. Choose a PNG or JPEG.",
            name=name or "?",
        ).at("text") from error


def _encoded(image: Image.Image) -> bytes:
    out = BytesIO()
    if image.mode.startswith(("I", "F")) or ("transparency" in image.info and image.mode != "P"):
        image = on_white(image)
    if image.mode in ("RGBA", "LA", "P", "1", "L"):
        image.convert("RGBA" if image.mode in ("RGBA", "LA", "P") else "L").save(out, "PNG")
    else:
        # Re-encoded without EXIF, so that the camera's place and owner are not published.
        image.convert("RGB").save(out, "JPEG", quality=88)
    return out.getvalue()


def hash_of(data: bytes) -> str:
    """Return the hash by which a text refers to a picture."""
    return sha256(data).hexdigest()
