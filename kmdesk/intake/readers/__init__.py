"""Readers, one module per file format; each scores how well it fits, and the best one reads."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Protocol

from kmdesk.intake.model import PageText
from kmdesk.intake.sniff import refusal, refuse_unread


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


# Modules that define ``reader: Reader``; imported only when a file comes that may be theirs.
_MODULES = ("pdf", "docx", "sheet", "text", "mail", "picture", "legacy")


def choose(path: Path, head: bytes, media_type: str) -> Reader:
    """Return the reader with the best score. Raises IntakeError when none fits."""
    refuse_unread(path, head, media_type)
    best: Reader | None = None
    best_score = 0
    for name in _MODULES:
        reader: Reader = import_module(f"{__name__}.{name}").reader
        score = reader.score(path, head, media_type)
        if score > best_score:
            best, best_score = reader, score
    if best is None:
        raise refusal(path, head, media_type)
    return best
