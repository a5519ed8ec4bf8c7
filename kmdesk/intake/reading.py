"""Read one file: checks, choice of the reader, repair, quality of the text, and title guess."""

import errno
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from kmdesk import intake
from kmdesk.intake import IntakeError, PageText, sniff
from kmdesk.intake.sniff import refusal, refuse_unread
from kmdesk.intake.text_features import guess_title
from kmdesk.intake.thai_repair import repair
from kmdesk.thai.words import reads_like_words


@dataclass(slots=True)
class Job:
    """One file to read; a reader fills ``total`` and ``title`` and appends notes."""

    path: Path
    media_type: str
    notes: list[str]
    timeout: float = 120.0
    recognise: bool = False
    """Whether to run OCR on images of text during reading; that takes seconds a page."""
    total: int = 0
    title: str = ""
    depth: int = 0
    """Nesting depth: how many files this one is embedded in."""

    def note(self, note: str) -> None:
        """Add a remark about the file, once."""
        if note not in self.notes:
            self.notes.append(note)


class Reader(Protocol):
    """A file format: a score for how well it fits a file (0 = not at all), and its pages."""

    def score(self, path: Path, head: bytes, media_type: str) -> int: ...

    def read(self, job: Job) -> Iterator[PageText]: ...


# Module and name of each reader. Imported when the first file comes: a worker is ready before that.
_READERS = (
    ("page_reader", "pdf_reader"),
    ("office_reader", "docx_reader"),
    ("office_reader", "sheet_reader"),
    ("text_reader", "text_reader"),
    ("text_reader", "mail_reader"),
    ("page_reader", "picture_reader"),
    ("office_reader", "legacy_reader"),
)


def choose(path: Path, head: bytes, media_type: str) -> Reader:
    """Return the reader with the best score. Raises IntakeError when none fits."""
    refuse_unread(path, head, media_type)
    best: Reader | None = None
    best_score = 0
    for module, name in _READERS:
        reader: Reader = getattr(import_module(f"kmdesk.intake.{module}"), name)
        score = reader.score(path, head, media_type)
        if score > best_score:
            best, best_score = reader, score
    if best is None:
        raise refusal(path, head, media_type)
    return best


_JUNK = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\ufffe\uffff]")
_THAI = re.compile("[ก-ฺเ-๎]")
_LETTER = re.compile(r"[^\W\d_]")
_VISIBLE = re.compile(r"\S")
# A vowel or tone mark without a consonant under it is unreadable.
_STRAY = re.compile("(?<![ก-ฮะ-๎])[ัิ-ฺ็-๎]")


def problem_of(text: str) -> str | None:
    """Return a message id when repaired ``text`` should not be searched; None otherwise."""
    visible = len(_VISIBLE.findall(text))
    if not visible:
        return None
    junk = len(_JUNK.findall(text))
    if junk * 12 > visible:
        return intake.PRIVATE_CODE
    thai = len(_THAI.findall(text))
    if thai >= 20 and len(_STRAY.findall(text)) * 10 > thai:
        return intake.GARBLED
    return None


def judged(anchor: str, label: str, raw: str) -> PageText:
    """Return a page of raw text, repaired, or without text and with its problem."""
    text = repair(raw)
    problem = problem_of(text)
    return PageText(anchor, label, "" if problem else text.strip(), problem)


def recognised(anchor: str, label: str, raw: str) -> PageText:
    """As :func:`judged`, for OCR text: text without recognisable words counts as not read."""
    found = judged(anchor, label, raw)
    if found.text and not reads_like_words(found.text):
        return PageText(anchor, label, "", intake.NOT_READ)
    return found if found.text else PageText(anchor, label, "", intake.PICTURE_ONLY)


TARGET = 4000


def split_text(text: str, target: int = TARGET) -> list[str]:
    """Split text into pieces of about ``target`` characters, cut at form feeds and line ends.

    Nothing but surrounding white space is lost.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    parts: list[str] = []
    for sheet in text.split("\f"):
        parts += _cut(sheet, target)
    return parts


def _cut(text: str, target: int) -> list[str]:
    parts: list[str] = []
    start = 0
    while len(text) - start > target * 5 // 4:
        end = _cut_place(text, start, target)
        parts.append(text[start:end].strip())
        start = end
    parts.append(text[start:].strip())
    return [part for part in parts if part]


def _cut_place(text: str, start: int, target: int) -> int:
    limit = start + target
    for mark in ("\n\n", "\n", " "):
        place = text.rfind(mark, start + target // 2, limit)
        if place > start:
            return place + len(mark)
    return limit


MAX_FILE = 512 << 20
MAX_TEXT = 48_000_000  # characters per file; the limit of one frame stream
_TITLE_PAGES = 3
_NOT_THE_FILES_FAULT = frozenset({errno.EACCES, errno.EPERM, errno.EIO, errno.ENOENT, errno.ESTALE})


class Reading:
    """Reading of one file; results fill in while :meth:`pages` is consumed."""

    def __init__(self, path: Path, timeout: float, recognise: bool = False) -> None:
        self.path = path
        self.timeout = timeout
        self.recognise = recognise
        self.media_type = sniff.UNKNOWN
        self.title_guess = path.stem
        self.notes: list[str] = []
        self.total = 0

    def pages(self) -> Iterator[PageText]:
        """Yield all pages in order. Raises IntakeError when the file as a whole is unusable."""
        try:
            yield from self._pages()
        except IntakeError:
            raise
        except (MemoryError, GeneratorExit):
            raise
        except Exception as error:  # a hostile file may raise anything inside a parser
            barred = isinstance(error, OSError) and error.errno in _NOT_THE_FILES_FAULT
            key = intake.UNREADABLE if barred else intake.DAMAGED
            raise IntakeError(key, name=self.path.name) from error

    def _pages(self) -> Iterator[PageText]:
        head = self._checked_head()
        reader = choose(self.path, head, self.media_type)
        job = Job(self.path, self.media_type, self.notes, self.timeout, self.recognise)
        first: list[str] = []
        room = MAX_TEXT
        for page in reader.read(job):
            self.total = job.total
            text = page.text[:room]
            if len(text) < len(page.text):
                self._note(intake.TEXT_CUT)
            room -= len(text)
            if len(first) < _TITLE_PAGES and text and not page.beside:
                first.append(text)
            yield PageText(page.anchor, page.label, text, page.problem)
            if room <= 0:
                break
        self.title_guess = job.title or guess_title(first) or self.path.stem

    def _checked_head(self) -> bytes:
        name = self.path.name
        head = sniff.read_head(self.path)
        size = self.path.stat().st_size
        if not head:
            raise IntakeError(intake.EMPTY, name=name)
        if size > MAX_FILE:
            raise IntakeError(intake.TOO_LARGE, name=name, size=size >> 20, limit=MAX_FILE >> 20)
        self.media_type = sniff.kind_of(self.path, head)
        if not sniff.name_fits(self.path, self.media_type):
            self._note(intake.NAME_DISAGREES)
        return head

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)
