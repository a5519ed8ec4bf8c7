"""PDF files as PDF programs leave them: filled in, stamped, noted on, locked, with files inside."""

import io
from pathlib import Path
from typing import Any

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)
from reportlab.pdfgen.canvas import Canvas

from tests.intake import make

Name, Text, Number = NameObject, TextStringObject, NumberObject


def entries(**values: Any) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in values.items()})


def numbers(*values: float) -> ArrayObject:
    return ArrayObject(FloatObject(value) for value in values)


def note(kind: str, rect: tuple[float, ...], text: str = "", **more: Any) -> DictionaryObject:
    """An annotation with contents."""
    return entries(
        Type=Name("/Annot"),
        Subtype=Name(f"/{kind}"),
        Rect=numbers(*rect),
        Contents=Text(text),
        **more,
    )


def field(
    name: str, kind: str, value: Any, rect: tuple[float, ...], **more: Any
) -> DictionaryObject:
    """A field of a form that is its own widget."""
    given = {"DA": Text("/Helv 12 Tf 0 g"), "F": Number(4), **more}
    return entries(
        Type=Name("/Annot"), Subtype=Name("/Widget"), FT=Name(f"/{kind}"), T=Text(name), V=value,
        Rect=numbers(*rect), **given,
    )  # fmt: skip


def look(writer: PdfWriter, content: bytes, width: float, height: float) -> DictionaryObject:
    """An appearance that draws ``content`` in Helvetica."""
    form = DecodedStreamObject()
    form.set_data(content)
    font = entries(Type=Name("/Font"), Subtype=Name("/Type1"), BaseFont=Name("/Helvetica"))
    form.update(
        entries(
            Type=Name("/XObject"), Subtype=Name("/Form"), BBox=numbers(0, 0, width, height),
            Resources=entries(Font=entries(Helv=font)),
        )
    )  # fmt: skip
    return entries(N=writer._add_object(form))


def marked(
    path: Path,
    notes: list[DictionaryObject],
    fields: list[DictionaryObject] | None = None,
    *,
    text: str = "Request form",
    turn: int = 0,
    anew: bool = False,
    writer: PdfWriter | None = None,
) -> Path:
    """A page with annotations and form fields on it."""
    if writer is None:
        writer = plain(text)
    page = writer.pages[0]
    if turn:
        page.rotate(turn)
    page[Name("/Annots")] = ArrayObject(
        writer._add_object(one) for one in [*notes, *(fields or [])]
    )
    if fields:
        held = ArrayObject(page["/Annots"][len(notes) :])  # type: ignore[index]
        form = entries(Fields=held, DA=Text("/Helv 12 Tf 0 g"), NeedAppearances=BooleanObject(anew))
        writer.root_object[Name("/AcroForm")] = writer._add_object(form)
    writer.write(path)
    return path


def plain(text: str) -> PdfWriter:
    """One page with a line of text, or a blank one."""
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=1)
    canvas.setFont("Helvetica", 20)
    if text:
        canvas.drawString(72, 780, text)
    canvas.showPage()
    canvas.save()
    return PdfWriter(clone_from=PdfReader(stream))


def scanned(path: Path) -> PdfWriter:
    """One page that is a picture of noise, as a scan without words."""
    picture = path.with_suffix(".png")
    make.noise((400, 500)).save(picture)
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=1)
    canvas.drawImage(str(picture), 100, 100, 400, 500)
    canvas.showPage()
    canvas.save()
    return PdfWriter(clone_from=PdfReader(stream))
