"""New PDF files from pages of PDF and image files. Runs in the reader process.

Rearranged: selected, reordered, rotated pages, copied without re-rendering; an image becomes a page
with its exact pixels (a JPEG with its exact bytes), so nothing is lost. For print: decrypted,
annotations flattened, images on A4.
"""

import io
import logging
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from kmdesk import intake
from kmdesk.intake import IntakeError, sniff
from kmdesk.intake.image_file import ImageFile, on_white
from kmdesk.intake.pdf_annotations import is_bare
from kmdesk.intake.pdf_document import open_pdf
from kmdesk.intake.pdf_flatten import LaidPages
from kmdesk.store.errors import is_full

if TYPE_CHECKING:
    from PIL.Image import Image


_SIDE = 842  # pixels of the longer side after scaling: one per point of an A4 sheet
_SCAN_EDGE = 0.05  # fraction of each side ignored: shadows of the lid, holes, staples
_DARKER = 40  # grey levels darker than the paper that count as ink
_INK = 0.00012  # fraction of the page: some fifty points, less than two words of text


def is_blank(picture: "Image") -> bool:
    """Return whether almost nothing on a page is darker than its paper."""
    grey = picture.convert("L")
    grey.thumbnail((_SIDE, _SIDE))
    width, height = grey.size
    left, top = round(width * _SCAN_EDGE), round(height * _SCAN_EDGE)
    grey = grey.crop((left, top, width - left, height - top))
    counts = grey.histogram()
    total = sum(counts)
    if total == 0:
        return True
    paper = _median(counts, total)
    ink = sum(counts[: max(0, paper - _DARKER)])
    return ink < _INK * total


def _median(counts: list[int], total: int) -> int:
    seen = 0
    for level, count in enumerate(counts):
        seen += count
        if seen * 2 >= total:
            return level
    return 255


_A4 = (595.0, 842.0)
_EDGE = 28.0  # margin around a picture that fills its sheet: printers do not print to the edge
_POINT = 72.0
_MATRICES = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
"""Transformation matrix on the page for each EXIF orientation."""
_SPACES = {"1": ("/DeviceGray", 1), "L": ("/DeviceGray", 8), "RGB": ("/DeviceRGB", 8)}


class ImagePages:
    """An image file whose frames become PDF pages.

    With ``fit`` each page is an A4 sheet with the image on it, for print; otherwise it has the size
    of the scanned paper.
    """

    def __init__(self, path: Path, *, fit: bool = False) -> None:
        self._path, self._fit = path, fit
        self._file = ImageFile(path)
        self.count = len(self._file)

    def add(self, writer: PdfWriter, page: int, turn: int) -> None:
        """Append frame ``page``, upright, then rotated by ``turn`` degrees."""
        if not 0 <= page < self.count:
            raise IndexError(page)
        width, height = self._paper(page)
        drawing = writer._add_object(self._drawing(page))
        matrix = _MATRICES[self._file.orientation()]
        sheet, left, low = self._sheet(width, height)
        made = writer.add_blank_page(*map(_number, sheet))
        made[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/XObject"): DictionaryObject({NameObject("/Im0"): drawing})}
        )
        a, b, c, d, e, f = (share * (width, height)[at % 2] for at, share in enumerate(matrix))
        content = StreamObject()
        placed = f"{a:.3f} {b:.3f} {c:.3f} {d:.3f} {left + e:.3f} {low + f:.3f}"
        content.set_data(f"q {placed} cm /Im0 Do Q".encode())
        made[NameObject("/Contents")] = writer._add_object(content)
        if turn:
            made.rotate(turn)

    def _paper(self, page: int) -> tuple[float, float]:
        """Return width and height of the image in points: as scanned, or filling an A4 sheet."""
        known = self._file.paper(page)
        if known is not None:
            width, height = (side * _POINT for side in known)
            if not self._fit or _goes_on(width, height):
                return width, height
        wide, high = self._file.size(page)
        if not self._fit:
            scale = _A4[1] / max(wide, high)
        else:
            long, short = max(wide, high), min(wide, high)
            scale = min((_A4[1] - 2 * _EDGE) / long, (_A4[0] - 2 * _EDGE) / short)
        return wide * scale, high * scale

    def _sheet(self, width: float, height: float) -> tuple[tuple[float, float], float, float]:
        """Return the page size and the position of the image's lower left corner on it."""
        if not self._fit:
            return (width, height), 0.0, 0.0
        sheet = _A4 if width <= height else _A4[::-1]
        return sheet, (sheet[0] - width) / 2, (sheet[1] - height) / 2

    def _drawing(self, page: int) -> StreamObject:
        picture = self._file.frame(page)
        if picture.format in ("JPEG", "MPO") and picture.mode in ("L", "RGB"):
            data, packing, mode = self._path.read_bytes(), "/DCTDecode", picture.mode
        else:
            flat = on_white(picture)
            data, packing, mode = zlib.compress(flat.tobytes(), 6), "/FlateDecode", flat.mode
        space, bits = _SPACES[mode]
        drawing = StreamObject()
        drawing.set_data(data)
        drawing.update(
            {
                NameObject("/Type"): NameObject("/XObject"),
                NameObject("/Subtype"): NameObject("/Image"),
                NameObject("/Width"): NumberObject(picture.width),
                NameObject("/Height"): NumberObject(picture.height),
                NameObject("/ColorSpace"): NameObject(space),
                NameObject("/BitsPerComponent"): NumberObject(bits),
                NameObject("/Filter"): NameObject(packing),
            }
        )
        return drawing


def empty_frames(path: Path) -> Iterator[bool]:
    """Yield for each page of an image file whether it is blank."""
    with closing(ImageFile(path)) as pictures:
        for number in range(len(pictures)):
            yield is_blank(on_white(pictures.frame(number)))


def _goes_on(width: float, height: float) -> bool:
    """Return whether an image of this size fits on an A4 sheet, with 1 % scanner tolerance."""
    long, short = max(width, height), min(width, height)
    return long <= _A4[1] * 1.01 and short <= _A4[0] * 1.01


def _number(side: float) -> FloatObject:
    return FloatObject(round(side, 3))


_NO_SECURITY = -1


def write_printable(path: Path, name: str, into: Path) -> bool:
    """Write the pages of an original to ``into``; False if the file can be printed unchanged.

    Raises IntakeError when the file is locked, damaged or has no pages.
    """
    kind = sniff.kind_of(path, sniff.read_head(path))
    try:
        if kind == sniff.PDF:
            return _plain_pdf(path, into)
        if kind in sniff.PICTURES:
            _sheets_of(path, name, into)
            return True
    except IntakeError as error:
        raise IntakeError(error.message.msgid, **{**error.message.args, "name": name}) from error
    except (pdfium.PdfiumError, ValueError, EOFError) as error:
        raise IntakeError(intake.DAMAGED, name=name) from error
    except OSError as error:
        # Pillow raises OSError for a damaged picture, too, but without the system's number.
        msgid = intake.NO_ROOM if is_full(error) else intake.DAMAGED
        raise IntakeError(msgid, name=name) from error
    raise IntakeError(intake.NO_PAGES_HERE, name=name)


def _plain_pdf(path: Path, into: Path) -> bool:
    pages = LaidPages(path)
    try:
        secured = raw.FPDF_GetSecurityHandlerRevision(pages.document) != _NO_SECURITY
        laid = [number for number in range(len(pages)) if _lay_down(pages, number)]
        if not secured and not laid:
            return False
        pages.document.save(into, flags=raw.FPDF_REMOVE_SECURITY)
        return True
    finally:
        pages.close()


def _lay_down(pages: LaidPages, number: int) -> bool:
    """Flatten a page; return whether it had annotations."""
    try:
        page = pages.document[number]
    except pdfium.PdfiumError:
        return False  # a damaged page is left unchanged
    bare = is_bare(page)
    page.close()
    if bare:
        return False
    pages.page(number).close()
    return True


def _sheets_of(path: Path, name: str, into: Path) -> None:

    sheets = ImagePages(path, fit=True)
    writer = PdfWriter()
    for page in range(sheets.count):
        try:
            sheets.add(writer, page, 0)
        except (OSError, ValueError, EOFError) as error:
            if page == 0:
                raise IntakeError(intake.DAMAGED, name=name) from error
            break  # the pages before it are intact
    with into.open("wb") as stream:
        writer.write(stream)


# Files pypdf has to repair while reading are common; its warnings help no user.
logging.getLogger("pypdf").setLevel(logging.ERROR)

Leaf = tuple[int, int, int]
"""(source, page from 0, clockwise rotation in degrees, a multiple of 90)."""
# pypdf takes what a damaged file holds at its word and then fails with any of these.
_BROKEN = (
    PyPdfError, DependencyError, ValueError, LookupError, TypeError, AttributeError, RecursionError,
    NotImplementedError, EOFError, SyntaxError,
)  # fmt: skip
_FOREIGN = ("/P", "/Parent", "/Popup", "/IRT", "/Dest", "/StructParent")
"""Annotation keys that reference other objects and would pull in the rest of the file."""


class Sheets(Protocol):
    """An opened file whose pages can be copied into another."""

    @property
    def count(self) -> int: ...

    def add(self, writer: PdfWriter, page: int, turn: int) -> None: ...


def write_parts(
    sources: Sequence[Path],
    names: Sequence[str],
    parts: Sequence[Sequence[Leaf]],
    into: Sequence[Path],
) -> Iterator[int]:
    """Write one PDF per part; yield the number of pages done so far.

    Raises IntakeError naming the file.
    """
    opened: dict[int, Sheets] = {}
    done = 0
    for part, target in zip(parts, into, strict=True):
        writer = PdfWriter()
        for source, page, turn in part:
            if source not in opened:
                opened[source] = _open(sources[source], names[source])
            try:
                opened[source].add(writer, page, turn)
            except (*_BROKEN, OSError) as error:
                name = names[source]
                raise IntakeError(intake.BAD_PAGE, name=name, page=page + 1) from error
            done += 1
            yield done
        _write(writer, target, len(part))


def count_pages(sources: Sequence[Path], names: Sequence[str]) -> list[int]:
    """Return the page count of each file. Raises IntakeError if pages cannot be rearranged."""
    return [_open(path, name).count for path, name in zip(sources, names, strict=True)]


def _write(writer: PdfWriter, target: Path, pages: int) -> None:
    try:
        writer.write(target)
    except OSError as error:
        raise IntakeError(intake.NO_ROOM) from error
    # Reopen it with pdfium: a file that another program cannot open does not count as written.
    document = open_pdf(target)
    try:
        if len(document) != pages:
            raise IntakeError(intake.DAMAGED, name=target.name)
    finally:
        document.close()


def _open(path: Path, name: str) -> Sheets:
    kind = sniff.kind_of(path, sniff.read_head(path))
    if kind == sniff.PDF:
        return _PdfSheets(path, name)
    if kind in sniff.PICTURES:
        return ImagePages(path)
    raise IntakeError(intake.NO_PAGES_HERE, name=name)


class _PdfSheets:
    """Pages of a PDF; forms are flattened first, since a copied field alone loses its value."""

    def __init__(self, path: Path, name: str) -> None:
        try:
            reader = PdfReader(path)
            if reader.is_encrypted:
                raise IntakeError(intake.PROTECTED, name=name)
            if reader.root_object.get("/AcroForm"):
                reader = PdfReader(_laid_down(path, name))
            self._pages = reader.pages
            self.count = len(self._pages)
        except _BROKEN as error:
            raise IntakeError(intake.DAMAGED, name=name) from error

    def add(self, writer: PdfWriter, page: int, turn: int) -> None:
        source = self._pages[page]
        # Annotations and article beads (/B) refer to other pages, which would be copied along.
        made = writer.add_page(source, excluded_keys=("/Annots", "/B"))
        notes = ArrayObject(
            note.clone(writer, force_duplicate=True, ignore_fields=_FOREIGN)
            for note in _notes(source)
        )
        if notes:
            made[NameObject("/Annots")] = notes
        if turn:
            made.rotation = (source.rotation + turn) % 360


def _laid_down(path: Path, name: str) -> "Path | io.BytesIO":
    """Return the file with its form fields flattened (in memory), or ``path`` if it has none."""

    with tempfile.TemporaryDirectory(prefix="kmdesk-") as folder:
        plain = Path(folder) / "plain.pdf"
        return io.BytesIO(plain.read_bytes()) if write_printable(path, name, plain) else path


def _notes(page: PageObject) -> Iterator[DictionaryObject]:
    """Yield stamps, markup and web links of a page, but not links to other pages."""
    for held in page.get("/Annots") or ():
        note: Any = held.get_object()
        if not isinstance(note, DictionaryObject) or note.get("/Subtype") == "/Popup":
            continue
        act: Any = note.get("/A")
        act = act.get_object() if act is not None else None
        inside = note.get("/Subtype") == "/Link" and not (act and "/URI" in act)
        if not inside:
            yield note


def empty_pages(path: Path, name: str) -> Iterator[bool]:
    """Yield for each page whether it is blank apart from scanner dust."""
    kind = sniff.kind_of(path, sniff.read_head(path))
    if kind in sniff.PICTURES:
        yield from empty_frames(path)
        return
    if kind != sniff.PDF:
        raise IntakeError(intake.NO_PAGES_HERE, name=name)
    from kmdesk.intake.pdf_document import bounded_scale

    document = open_pdf(path)
    try:
        for number in range(len(document)):
            page = document[number]
            try:
                scale = bounded_scale(page, 1.0, 1000)
                yield is_blank(page.render(scale=scale, grayscale=True).to_pil())
            finally:
                page.close()
    finally:
        document.close()
