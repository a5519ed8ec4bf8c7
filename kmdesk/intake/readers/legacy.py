"""Reader for legacy office formats: converted to modern ones by LibreOffice where installed."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from kmdesk.intake import errors, model, sniff
from kmdesk.intake.confine import memory_for_child
from kmdesk.intake.errors import IntakeError
from kmdesk.intake.model import PageText
from kmdesk.intake.reading import Job

_TO_DOCX = frozenset({sniff.DOC, sniff.RTF, sniff.ODT})
_TO_XLSX = frozenset({sniff.XLS, sniff.ODS})
_TO_PDF = frozenset({sniff.PPT, sniff.PPTX, sniff.ODP})
_SHARE = 0.7  # of the time limit
_OFFICE_MEMORY = 6 << 30


class LegacyReader:
    """Represent a file that cannot be converted as one page marked with its problem."""

    def score(self, path: Path, head: bytes, media_type: str) -> int:
        known = _TO_DOCX | _TO_XLSX | _TO_PDF | {sniff.LOCKED_OFFICE}
        return 5 if media_type in known else 0

    def read(self, job: Job) -> Iterator[PageText]:
        if job.media_type == sniff.LOCKED_OFFICE:
            raise IntakeError(errors.LOCKED, name=job.path.name)
        program = shutil.which("soffice") or shutil.which("libreoffice")
        if program is None:
            job.total = 1
            yield PageText("page:1", "1", "", model.NEEDS_OFFICE)
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
            errors.TOO_SLOW, name=job.path.name, seconds=round(job.timeout)
        ) from error
    except OSError as error:
        raise IntakeError(errors.NO_WORKER) from error
    result = folder / "out" / f"source.{target}"
    if not result.is_file():
        raise IntakeError(errors.DAMAGED, name=job.path.name)
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


reader = LegacyReader()
