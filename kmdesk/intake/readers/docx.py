"""DOCX reader: numbered paragraphs, tables, headers, notes, text boxes and charts."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from kmdesk.intake import errors, model, reading, sniff
from kmdesk.intake.archive import UNREADABLE, has_macros, open_archive
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.reading import Job, split_text
from kmdesk.intake.word import Block, NoDocument, TableRow, WordFile

_BEFORE = ("header",)
_AFTER = ("footer", "footnotes", "endnotes", "comments")


class DocxReader:
    """Read sections split at page breaks or, without any, every few thousand characters."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type == sniff.DOCX else 0

    def read(self, job: Job) -> Iterator[PageText]:
        with open_archive(job.path) as archive:
            try:
                text = _whole(WordFile(archive))
            except (NoDocument, *UNREADABLE, SyntaxError, LookupError, ValueError) as error:
                raise IntakeError(errors.DAMAGED, name=job.path.name) from error
            if has_macros(archive):
                job.note(model.HAS_MACROS)
        parts = split_text(text)
        job.total = len(parts) or 1
        if not parts:
            yield PageText("section:1", "1", "", model.NO_TEXT)
        for number, part in enumerate(parts, 1):
            yield reading.judged(f"section:{number}", str(number), part)


def _whole(word: WordFile) -> str:
    """Return all text: headers before the body; footers, notes and drawn text after it."""
    body = text_of(word.blocks())
    found: dict[str, dict[str, None]] = {}
    for kind, blocks in word.notes():
        text = text_of(blocks).strip()
        if text:  # the same header is often stored three times: a dict keeps it once
            found.setdefault(kind, {})[text] = None
    before = [text for kind in _BEFORE for text in found.get(kind, ())]
    after = [text for kind in _AFTER for text in found.get(kind, ())]
    return "\n".join([*before, body, *after, *word.drawn()])


def text_of(blocks: Iterable[Block]) -> str:
    """Join blocks as lines; a table row is one line of tab-separated cells."""
    out: list[str] = []
    for block in blocks:
        if isinstance(block, TableRow):
            out += [text_of(cell).rstrip("\n") + "\t" for cell in block.cells]
            out.append("\n")
            continue
        out.append(block.text + "\n")
        boxes = dict.fromkeys(text_of(box) for box in block.boxes)
        out += [box if box.endswith("\n") else box + "\n" for box in boxes if box.strip()]
    return "".join(out)


reader = DocxReader()
