"""Settings made in the office that need more than a value: picture of the garuda, kiosk mode."""

from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from kmdesk.i18n import N_, KmdeskError
from kmdesk.records import Actor, Duty, Library
from kmdesk.records.actor import require
from kmdesk.records.settings import CREST, KIOSK
from kmdesk.records.unit import Unit

_LARGEST = 20_000_000  # bytes
_ORIENTATION = 0x0112


class CrestError(KmdeskError):
    """Raised for a file that is not a printable picture."""


def keep_crest(unit: Unit, source: Path) -> None:
    """Store a PNG or JPEG picture to be printed; raises CrestError when it is none."""
    from kmdesk.pdf import PdfError
    from kmdesk.pdf.sheet import picture_size  # loads ReportLab, only needed to choose a picture

    try:
        if source.stat().st_size > _LARGEST:
            raise CrestError("The picture is larger than 20 MB. Choose a smaller one.")
        content = source.read_bytes()
        picture_size(content)
        content = _upright(content)
    except (OSError, PdfError) as error:
        raise CrestError(
            "{name} is no picture that can be printed. Choose a PNG or JPEG file.",
            name=source.name,
        ) from error
    CREST.store(unit, unit.keep(content).sha256)


def _upright(content: bytes) -> bytes:
    """Return the picture in its displayed orientation; unchanged bytes if upright already."""
    with Image.open(BytesIO(content)) as picture:
        if picture.getexif().get(_ORIENTATION, 1) == 1:
            return content
        out = BytesIO()
        ImageOps.exif_transpose(picture).save(out, "PNG")
        return out.getvalue()


def drop_crest(unit: Unit) -> None:
    """Remove the picture; its space stays blank."""
    CREST.store(unit, "")


def set_kiosk(library: Library, actor: Actor, on: bool) -> None:
    """Turn kiosk mode on or off: full screen that only the administrator can leave.

    Raises NotAllowed for all others.
    """
    require(actor, Duty.ADMINISTRATOR)
    with library.writing(actor, N_("Office settings")) as unit:
        KIOSK.store(unit, on)
        unit.commit()
