"""Readers of office files: Word, spreadsheets, and older kinds converted by LibreOffice."""

import datetime
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from kmdesk import intake
from kmdesk.intake import IntakeError, PageText, reading, sniff
from kmdesk.intake.archive import UNREADABLE, has_macros, open_archive
from kmdesk.intake.reading import Job, split_text
from kmdesk.intake.sheets import rows_of
from kmdesk.intake.table import Formula, ShownDay
from kmdesk.intake.text_file import decode
from kmdesk.intake.text_reader import read_bounded
from kmdesk.intake.word import Block, NoDocument, TableRow, WordFile
from kmdesk.intake.workbook import NoWorkbook, Row, Workbook
from kmdesk.thai.dates import be_year
from kmdesk.workers.limits import memory_for_child

_BEFORE = ("header",)
_AFTER = ("footer", "footnotes", "endnotes", "comments")


# Sections, not pages: Word lays out pages when it opens a file, and only breaks typed by hand are
# in it.
class DocxReader:
    """Read sections split at page breaks or, without any, every few thousand characters."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type == sniff.DOCX else 0

    def read(self, job: Job) -> Iterator[PageText]:
        with open_archive(job.path) as archive:
            try:
                text = _whole(WordFile(archive))
            except (NoDocument, *UNREADABLE, SyntaxError, LookupError, ValueError) as error:
                raise IntakeError(intake.DAMAGED, name=job.path.name) from error
            if has_macros(archive):
                job.note(intake.HAS_MACROS)
        parts = split_text(text)
        job.total = len(parts) or 1
        if not parts:
            yield PageText("section:1", "1", "", intake.NO_TEXT)
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


docx_reader = DocxReader()


MAX_CSV = 64 << 20
MAX_CELLS = 3_000_000
_PART = 8000  # characters per passage


class SheetReader:
    """Give rows as lines of tab-separated values; formulas as their stored values."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        return 10 if media_type in (sniff.XLSX, sniff.CSV) else 0

    def read(self, job: Job) -> Iterator[PageText]:
        job.title = job.path.stem  # column headings are no title
        sheets = _csv_rows(job) if job.media_type == sniff.CSV else _xlsx_rows(job)
        is_bare = True
        for name, rows in sheets:
            for number, part in enumerate(_parts(rows), 1):
                suffix = f"#{number}" if number > 1 else ""
                yield reading.judged(f"sheet:{name}{suffix}", name, part)
                is_bare = False
        if is_bare:
            yield PageText("sheet:1", "1", "", intake.NO_TEXT)


def _csv_rows(job: Job) -> Iterator[tuple[str, Iterable[list[str]]]]:
    text = decode(read_bounded(job.path, MAX_CSV)) or ""
    job.total = 1
    yield job.path.stem, rows_of(text, job.path.suffix)


def _xlsx_rows(job: Job) -> Iterator[tuple[str, Iterable[list[str]]]]:
    with open_archive(job.path) as archive:
        if has_macros(archive):
            job.note(intake.HAS_MACROS)
        try:
            book = Workbook(archive)
            job.total = len(book.sheets)
            for sheet in book.sheets:
                yield sheet.name, _sheet_rows(book.rows(sheet), job)
        except NoWorkbook as error:
            raise IntakeError(intake.UNKNOWN_KIND, name=job.path.name) from error
        except (*UNREADABLE, KeyError, ValueError, SyntaxError, TypeError) as error:
            raise IntakeError(intake.DAMAGED, name=job.path.name) from error


def _sheet_rows(rows: Iterable[Row], job: Job) -> Iterator[list[str]]:
    cells = 0
    for row in rows:
        width = max(row.cells, default=-1) + 1
        cells += width
        if cells > MAX_CELLS:
            job.note(intake.TEXT_CUT)
            break
        if any(isinstance(value, Formula) for value in row.cells.values()):
            job.note(intake.NOT_CALCULATED)
        yield [_shown(row.cells.get(column)) for column in range(width)]


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, ShownDay):
        return f"{value.day}/{value.month}/{be_year(value)}"
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)


def _parts(rows: Iterable[list[str]]) -> Iterator[str]:
    """Yield texts of about ``_PART`` characters, cut between rows."""
    lines: list[str] = []
    size = 0
    for row in rows:
        line = "\t".join(" ".join(value.split()) for value in row).strip("\t")
        if not line:
            continue
        if lines and size + len(line) > _PART:
            yield "\n".join(lines)
            lines, size = [], 0
        lines.append(line)
        size += len(line) + 1
    if lines:
        yield "\n".join(lines)


sheet_reader = SheetReader()


_TO_DOCX = frozenset({sniff.DOC, sniff.RTF, sniff.ODT})
_TO_XLSX = frozenset({sniff.XLS, sniff.ODS})
_TO_PDF = frozenset({sniff.PPT, sniff.PPTX, sniff.ODP})
_SHARE = 0.7  # of the time limit
# Much of this is only address space: LibreOffice maps more than it ever touches.
_OFFICE_MEMORY = 6 << 30


class LegacyReader:
    """Represent a file that cannot be converted as one page marked with its problem."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        known = _TO_DOCX | _TO_XLSX | _TO_PDF | {sniff.LOCKED_OFFICE}
        return 5 if media_type in known else 0

    def read(self, job: Job) -> Iterator[PageText]:
        if job.media_type == sniff.LOCKED_OFFICE:
            raise IntakeError(intake.LOCKED, name=job.path.name)
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            job.total = 1
            yield PageText("page:1", "1", "", intake.NEEDS_OFFICE)
            return
        with tempfile.TemporaryDirectory(prefix="kmdesk-") as folder:
            converted = convert(program, job, Path(folder))
            yield from _read_converted(converted, job)


def _target(media_type: str) -> str:
    if media_type in _TO_DOCX:
        return "docx"
    return "xlsx" if media_type in _TO_XLSX else "pdf"


def convert(program: str, job: Job, folder: Path) -> Path:
    """Convert the file to a modern format in ``folder``; macros stay off in a fresh profile."""
    source = folder / f"source{job.path.suffix.lower()}"
    shutil.copyfile(job.path, source)
    target = _target(job.media_type)
    command = [
        program,
        # With a profile of its own it does not hand the file to a LibreOffice that somebody has
        # open.
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless",
        "--norestore",
        "--convert-to",
        target,
        "--outdir",
        str(folder / "out"),
        str(source),
    ]
    try:
        with memory_for_child(_OFFICE_MEMORY):
            subprocess.run(
                command,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=job.timeout * _SHARE,
                check=False,
                env={**os.environ, "HOME": str(folder)},
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
    except subprocess.TimeoutExpired as error:
        raise IntakeError(
            intake.TOO_SLOW, name=job.path.name, seconds=round(job.timeout)
        ) from error
    except OSError as error:
        raise IntakeError(intake.NO_WORKER) from error
    result = folder / "out" / f"source.{target}"
    if not result.is_file():
        raise IntakeError(intake.DAMAGED, name=job.path.name)
    return result


def _read_converted(converted: Path, job: Job) -> Iterator[PageText]:
    from kmdesk.intake.reading import choose

    inner = Job(converted, sniff.sniff(converted), job.notes, job.timeout)
    head = sniff.read_head(converted)
    try:
        for page in choose(converted, head, inner.media_type).read(inner):
            job.total = inner.total
            yield page
    except IntakeError as error:
        args = {**error.message.args, "name": job.path.name}
        raise IntakeError(error.message.msgid, **args) from error
    job.title = inner.title


legacy_reader = LegacyReader()
