"""Open zip containers (DOCX, XLSX, OpenDocument) with protection against zip bombs."""

import zipfile
import zlib
from pathlib import Path
from typing import IO

from defusedxml.ElementTree import iterparse

from kmdesk.intake import errors
from kmdesk.intake.errors import IntakeError

MAX_UNPACKED = 300 << 20
MAX_ENTRIES = 20_000
_RATIO = 150  # genuine office files stay below 60
_RATIO_FROM = 20 << 20

UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError)
"""Exceptions zipfile raises for a damaged container; RuntimeError for an encrypted one."""

__all__ = ["UNREADABLE", "has_macros", "iterparse", "open_archive", "open_entry"]


def open_archive(path: Path) -> zipfile.ZipFile:
    """Open the zip file at ``path`` after checking its declared size; nothing is unpacked to disk.

    zipfile stops reading an entry at its declared size, so declared sizes bound memory. Raises
    IntakeError when the file is damaged, encrypted, or a zip bomb.
    """
    try:
        archive = zipfile.ZipFile(path)
    except UNREADABLE as error:
        raise IntakeError(errors.DAMAGED, name=path.name) from error
    entries = archive.infolist()
    total = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries) or 1
    swollen = total > _RATIO_FROM and total / packed > _RATIO
    if total > MAX_UNPACKED or len(entries) > MAX_ENTRIES or swollen:
        archive.close()
        raise IntakeError(errors.BOMB, name=path.name)
    # Bit 0 of the general purpose flags: the entry is encrypted.
    if any(entry.flag_bits & 1 for entry in entries):
        archive.close()
        raise IntakeError(errors.LOCKED, name=path.name)
    return archive


def open_entry(archive: zipfile.ZipFile, name: str) -> IO[bytes] | None:
    """Open one entry for reading; None when the container has no such part."""
    try:
        return archive.open(name)
    except KeyError:
        return None


def has_macros(archive: zipfile.ZipFile) -> bool:
    """Return whether the container carries a macro project (which is never opened)."""
    return any(name.lower().endswith("vbaproject.bin") for name in archive.namelist())
