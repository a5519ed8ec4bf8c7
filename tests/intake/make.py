"""Small files for these tests, made afresh each time."""

import io
import random
import zipfile
from pathlib import Path

from PIL import Image
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
V = "urn:schemas-microsoft-com:vml"


def pdf(path: Path, pages: list[str]) -> Path:
    """A PDF with one line of Latin text a page; an empty string gives a blank page."""
    canvas = Canvas(str(path), pagesize=(595, 842), invariant=1)
    for text in pages:
        canvas.setFont("Helvetica", 20)
        if text:
            canvas.drawString(72, 700, text)
        canvas.showPage()
    canvas.save()
    return path


def text_width(text: str) -> float:
    """How wide :func:`pdf` draws a text."""
    return float(pdfmetrics.stringWidth(text, "Helvetica", 20))


def locked_pdf(path: Path, password: str) -> Path:
    source = io.BytesIO()
    canvas = Canvas(source)
    canvas.drawString(72, 700, "secret")
    canvas.save()
    writer = PdfWriter(clone_from=PdfReader(source))
    writer.encrypt(password, "owner")
    writer.write(path)
    return path


def noise(size: tuple[int, int] = (300, 200)) -> Image.Image:
    """A picture that is surely not blank."""
    return Image.frombytes("L", size, random.Random(5).randbytes(size[0] * size[1]))


def docx(path: Path, body: str, **parts: str) -> Path:
    """A DOCX whose body is raw WordprocessingML; more parts by file name without ending."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", document(f"<w:body>{body}</w:body>"))
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", document(content))
    return path


def document(inner: str) -> str:
    return f'<w:document xmlns:w="{W}" xmlns:mc="{MC}" xmlns:v="{V}">{inner}</w:document>'


def paragraph(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
