"""DOCX straight from its XML: paragraphs, tables, headers, notes and text boxes."""

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from kmdesk.intake import errors, model, quality, sniff
from kmdesk.intake.archive import UNREADABLE, has_macros, iterparse, open_archive, open_entry
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.readers import Job
from kmdesk.intake.sections import split_text

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_BODY = "word/document.xml"
_EXTRA = re.compile(r"word/(header|footnotes|endnotes|comments|footer)\d*\.xml$")
_ORDER = {"header": 0, "footer": 1, "footnotes": 2, "endnotes": 3, "comments": 4}
# Text that is not there any more, or stands twice: Word keeps a VML copy of each drawing.
_SKIPPED = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText"})


class DocxReader:
    """Sections at page breaks and, failing these, every few thousand characters."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type == sniff.DOCX else 0

    def read(self, job: Job) -> Iterator[PageText]:
        with open_archive(job.path) as archive:
            try:
                body = _part_text(archive, _BODY)
                if body is None:
                    raise IntakeError(errors.DAMAGED, name=job.path.name)
                extra = _extra_texts(archive)
            except (*UNREADABLE, SyntaxError) as error:
                raise IntakeError(errors.DAMAGED, name=job.path.name) from error
            if has_macros(archive):
                job.note(model.HAS_MACROS)
        text = "\n".join([*extra[0], body, *extra[1]])
        parts = split_text(text) or [""]
        job.total = len(parts)
        for number, part in enumerate(parts, 1):
            yield quality.judged(f"section:{number}", str(number), part)


def _extra_texts(archive: zipfile.ZipFile) -> tuple[list[str], list[str]]:
    """Headers to stand before the body; footers and notes to stand after it."""
    found: list[tuple[int, str, str]] = []
    for name in archive.namelist():
        match = _EXTRA.match(name)
        if match:
            found.append((_ORDER[match.group(1)], name, _part_text(archive, name) or ""))
    found.sort()
    before: dict[str, None] = {}
    after: dict[str, None] = {}
    for rank, _, text in found:
        if text.strip():  # the same header is often stored thrice: a dict keeps it once
            (before if rank == 0 else after)[text.strip()] = None
    return list(before), list(after)


def _part_text(archive: zipfile.ZipFile, name: str) -> str | None:
    stream = open_entry(archive, name)
    if stream is None:
        return None
    with stream:
        writer = _Writer()
        for event, element in iterparse(stream, events=("start", "end"), forbid_dtd=True):
            if event == "start":
                writer.start(element.tag)
            else:
                writer.end(element)
        return writer.text()


class _Writer:
    """Turns the flow of elements into lines; a table row is one line of tabbed cells."""

    def __init__(self) -> None:
        self._out: list[str] = []
        self._boxes: list[list[str]] = []  # outer texts while inside a text box
        self._after: list[str] = []  # finished boxes waiting for the end of their paragraph
        self._cells = 0
        self._hidden = 0
        self._had_choice: list[bool] = []

    def text(self) -> str:
        self._flush_boxes()
        return "".join(self._out)

    def start(self, tag: str) -> None:
        if tag in _SKIPPED:
            self._hidden += 1
        elif tag == f"{_MC}AlternateContent":
            self._had_choice.append(False)
        elif tag == f"{_MC}Choice" and self._had_choice:
            self._had_choice[-1] = True
        elif self._is_second_version(tag):
            self._hidden += 1
        elif tag == f"{_W}txbxContent":
            self._boxes.append(self._out)
            self._out = []
        elif tag == f"{_W}tc":
            self._cells += 1

    def end(self, element: Any) -> None:
        tag = element.tag
        if tag in _SKIPPED or self._is_second_version(tag):
            self._hidden -= 1
        elif tag == f"{_MC}AlternateContent":
            self._had_choice.pop()
        elif not self._hidden:
            self._write(tag, element)
        element.clear()

    def _is_second_version(self, tag: str) -> bool:
        return bool(tag == f"{_MC}Fallback" and self._had_choice and self._had_choice[-1])

    def _write(self, tag: str, element: Any) -> None:
        if tag == f"{_W}t":
            self._out.append(element.text or "")
        elif tag == f"{_W}tab":
            self._out.append("\t")
        elif tag == f"{_W}noBreakHyphen":
            self._out.append("-")
        elif tag in (f"{_W}br", f"{_W}cr"):
            self._out.append("\f" if element.get(f"{_W}type") == "page" else "\n")
        elif tag == f"{_W}p":
            self._end_paragraph()
        elif tag == f"{_W}tc":
            self._cells -= 1
            self._end_cell()
        elif tag == f"{_W}tr":
            self._out.append("\n")
        elif tag == f"{_W}txbxContent":
            box = "".join(self._out)
            self._out = self._boxes.pop()
            if box.strip() and box not in self._after:
                self._after.append(box)

    def _end_paragraph(self) -> None:
        self._out.append("\n")
        if not self._boxes:
            self._flush_boxes()

    def _flush_boxes(self) -> None:
        for box in self._after:
            self._out.append(box if box.endswith("\n") else box + "\n")
        self._after.clear()

    def _end_cell(self) -> None:
        while self._out and not self._out[-1].strip("\n"):
            self._out.pop()
        if not self._boxes:
            self._out.append("\t")


reader = DocxReader()
