"""Print a knowledge set: its makers, its text with pictures, then its steps."""

from pathlib import Path

from kmdesk.committees.model import KnowledgeSetDetail
from kmdesk.committees.richtext import Para, numbered, parse
from kmdesk.committees.tables import blocks
from kmdesk.i18n import tr
from kmdesk.pdf import Document
from kmdesk.pdf.sheet import PdfError, picture_size
from kmdesk.pdf.typography import Rich, Run, Style
from kmdesk.records import Actor, Kind, Library
from kmdesk.records.describe import describe, status_words
from kmdesk.records.display import screen_date
from kmdesk.records.settings import OFFICE_NAME

_CAPTION = Style(size=10, align="center", after=8, color="#444444")
_TALLEST = 0.55  # of the page height
_DOTS_PER_POINT = 110 / 72


def write_set(library: Library, actor: Actor, kind: Kind, record_id: int, out: Path) -> None:
    """Write the set to ``out``. Raises RecordError when the actor may not see it."""
    with library.reading(actor) as reading:
        facts = describe(reading, kind, record_id)
        detail = reading.session.get(KnowledgeSetDetail, record_id)
        text = detail.text if detail is not None else ""
        tables = blocks(reading.session, kind.code, record_id)
    document = Document(
        out,
        title=facts["title"],
        office=OFFICE_NAME.of(library),
        running_head=facts["title"],
    )
    document.heading(facts["title"], 1)
    document.fields(
        [
            *((field["label"], field["value"]) for field in facts["fields"]),
            (tr("Status"), status_words(kind, facts)),
            (tr("Dated"), screen_date(facts["dated"])),
        ]
    )
    for mark, para in numbered(parse(text)):
        _para(document, library, mark, para)
    for block in tables:
        document.heading(tr(block.heading), 2)
        heads = [tr(head) for head in block.headers]
        document.table(heads, block.rows, list(block.widths) or None)
    document.save()


def _para(document: Document, library: Library, mark: str, para: Para) -> None:
    if para.kind == "picture":
        _picture(document, library.files.path(para.picture), para.words)
    elif para.kind == "heading":
        document.heading(para.words, para.level + 1)
    elif mark:
        document.item(document.digits(mark), _rich(para))
    else:
        document.paragraph(_rich(para), "first")


def _rich(para: Para) -> Rich:
    return [
        Run(span.text, link=span.link, underline=True, color="#0b57d0")
        if span.link
        else Run(span.text)
        for span in para.spans
    ]


def _picture(document: Document, file: Path, caption: str) -> None:
    """Draw a picture as large as its resolution allows, at most as wide as the line.

    A damaged picture is reported in its place.
    """
    try:
        width, height = picture_size(file)
    except PdfError as error:
        document.paragraph(str(error), "note")
        return
    page = document.size.height - document.size.top - document.size.bottom
    scale = min(document.width / width, page * _TALLEST / height, 1 / _DOTS_PER_POINT)
    wide, high = width * scale, height * scale
    if document.room < high + 24:
        document.page_break()
    left = document.left + (document.width - wide) / 2
    document.sheet.picture(file, left, document.y - high, wide, high)
    document.space(high + 6)
    if caption:
        document.paragraph(caption, _CAPTION)
