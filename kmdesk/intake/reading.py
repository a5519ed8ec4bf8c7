"""Read one file: checks, reader selection, repair, and title guess."""

import errno
from collections.abc import Iterator
from pathlib import Path

from kmdesk.intake import errors, model, sniff
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.readers import Job, choose
from kmdesk.intake.text_features import guess_title

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
            key = errors.UNREADABLE if barred else errors.DAMAGED
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
                self._note(model.TEXT_CUT)
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
            raise IntakeError(errors.EMPTY, name=name)
        if size > MAX_FILE:
            raise IntakeError(errors.TOO_LARGE, name=name, size=size >> 20, limit=MAX_FILE >> 20)
        self.media_type = sniff.kind_of(self.path, head)
        if not sniff.name_fits(self.path, self.media_type):
            self._note(model.NAME_DISAGREES)
        return head

    def _note(self, note: str) -> None:
        if note not in self.notes:
            self.notes.append(note)
