"""Build new files from scanned pages: select, reorder, rotate. Runs in the reader process.

PDF pages are copied without re-rendering; an image becomes a page with its exact pixels (a JPEG
with its exact bytes). Nothing is redrawn, so nothing is lost.
"""

import io
import logging
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.errors import DependencyError, PyPdfError
from pypdf.generic import ArrayObject, DictionaryObject, NameObject

from kmdesk.intake import errors, sniff
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.pdf_document import open_pdf

# Files pypdf has to repair while reading are common; its warnings help no user.
logging.getLogger("pypdf").setLevel(logging.ERROR)

Leaf = tuple[int, int, int]
"""(source, page from 0, clockwise rotation in degrees, a multiple of 90)."""
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
                raise IntakeError(errors.BAD_PAGE, name=name, page=page + 1) from error
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
        raise IntakeError(errors.NO_ROOM) from error
    # Reopen it with pdfium: a file that another program cannot open does not count as written.
    document = open_pdf(target)
    try:
        if len(document) != pages:
            raise IntakeError(errors.DAMAGED, name=target.name)
    finally:
        document.close()


def _open(path: Path, name: str) -> Sheets:
    kind = sniff.kind_of(path, sniff.read_head(path))
    if kind == sniff.PDF:
        return _PdfSheets(path, name)
    if kind in sniff.PICTURES:
        from kmdesk.intake.printable import ImagePages

        return ImagePages(path)
    raise IntakeError(errors.NO_PAGES_HERE, name=name)


class _PdfSheets:
    """Pages of a PDF; forms are flattened first, since a copied field alone loses its value."""

    def __init__(self, path: Path, name: str) -> None:
        try:
            reader = PdfReader(path)
            if reader.is_encrypted:
                raise IntakeError(errors.PROTECTED, name=name)
            if reader.root_object.get("/AcroForm"):
                reader = PdfReader(_laid_down(path, name))
            self._pages = reader.pages
            self.count = len(self._pages)
        except _BROKEN as error:
            raise IntakeError(errors.DAMAGED, name=name) from error

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
    from kmdesk.intake.printable import write_printable

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
        from kmdesk.intake.printable import empty_frames

        yield from empty_frames(path)
        return
    if kind != sniff.PDF:
        raise IntakeError(errors.NO_PAGES_HERE, name=name)
    from kmdesk.intake.pdf_document import bounded_scale
    from kmdesk.intake.printable import is_blank

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
