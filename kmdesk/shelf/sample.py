"""Sample documents of the shelf: fictional letters, each with a generated PDF."""

import tempfile
import tomllib
from pathlib import Path
from typing import Any

from kmdesk.pdf import Document
from kmdesk.records import PassageText, Unit
from kmdesk.records.display import screen_date
from kmdesk.records.sample_days import SampleDays
from kmdesk.shelf.documents import (
    NewDocument,
    NewFile,
    add_document,
    add_receipt,
    folders,
    numbered,
)


def load_sample(unit: Unit, folder: Path) -> None:
    """Add the letters of ``circulars.toml``, filed in turn into the sample folders."""
    data = SampleDays.of_today().read(tomllib.loads((folder / "circulars.toml").read_text("utf-8")))
    letters = [{"issuer": data["issuer"], **letter} for letter in data["letter"]]
    places = folders(unit.session)
    with tempfile.TemporaryDirectory(prefix="kmdesk-") as scratch:
        for position, letter in enumerate(letters):
            place = places[position * len(places) // len(letters)] if places else None
            pdf = Path(scratch) / f"{position}.pdf"
            _set_letter(letter, pdf)
            _file_letter(unit, letter, pdf, place)


def _file_letter(unit: Unit, letter: dict[str, Any], pdf: Path, place: int | None) -> None:
    text = _text(letter)
    record = add_document(
        unit,
        NewDocument(
            title=letter["title"],
            form=letter["form"],
            number=letter["number"],
            issuer=letter["issuer"],
            dated=letter["dated"],
            place_id=place,
            audience=letter.get("audience", "public"),
            source=f"{letter['title']}.pdf",
            tags=letter.get("tags", ()),
            detail={
                "addressee": letter["to"],
                "reply_by": letter.get("reply_by"),
                "replied_with": letter.get("replied_with", ""),
            },
        ),
        [PassageText("page:1", "1", text)],
        NewFile(pdf, f"{letter['title']}.pdf", "application/pdf"),
    )
    if "stamp" in letter:
        add_receipt(unit, record.id, letter["stamp"], letter["dated"], "09.30")
    amended = numbered(unit.session, letter["amends"]) if "amends" in letter else None
    if amended is not None:
        unit.link(record.id, amended, "amends")


def _lines(letter: dict[str, Any]) -> list[tuple[str, str]]:
    head = [
        ("center", letter["issuer"]),
        ("left", f"ที่ {letter['number']}" if letter["number"] else ""),
        ("right", screen_date(letter["dated"])),
        ("left", f"เรื่อง {letter['title']}"),
        ("left", f"เรียน {letter['to']}" if letter["to"] else ""),
    ]
    return [(style, text) for style, text in head if text]


def _text(letter: dict[str, Any]) -> str:
    return "\n".join([*(text for _style, text in _lines(letter)), *letter["body"]])


def _set_letter(letter: dict[str, Any], out: Path) -> None:
    document = Document(out, title=letter["title"], footer=False)
    for style, text in _lines(letter):
        document.paragraph(text, style)
    for paragraph in letter["body"]:
        document.paragraph(paragraph, "first")
    document.save()
