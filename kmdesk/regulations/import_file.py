"""Import a law from a file: extract its text, then parse it like any other."""

from dataclasses import dataclass
from pathlib import Path

from kmdesk.intake import read_file
from kmdesk.intake.text_features import guess_title
from kmdesk.records import Unit
from kmdesk.records.source_paper import Paper, read_from
from kmdesk.regulations.errors import RegulationError
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.law_names import tidy_title
from kmdesk.regulations.parse import parse


@dataclass(frozen=True, slots=True)
class LawFile:
    """A file's text and the number of provisions the parser found."""

    path: Path
    media_type: str
    title: str
    text: str
    provisions: int


def read_law(path: Path) -> LawFile:
    """Read a file in a worker. Raises IntakeError or RegulationError when it has no text."""
    result = read_file(path, recognise=True)
    text = "\n".join(page.text for page in result.pages if not page.problem)
    if not text.strip():
        raise RegulationError(
            "No readable text was found in {name}. Keep the file on the shelf, or type the text.",
            name=path.name,
        )
    count = sum(1 for _ in parse(text).provisions())
    title = tidy_title(result.title_guess) or path.stem
    return LawFile(path, result.media_type, title, text, count)


def read_paper(paper: Paper) -> tuple[str, int]:
    """Return the title at the beginning of a paper's text, and its number of provisions."""
    count = sum(1 for _ in parse(paper.text).provisions())
    guess = guess_title([page.text for page in paper.pages if page.text])
    return tidy_title(guess) or paper.title, count


def add_law_file(unit: Unit, file: LawFile, title: str) -> int:
    """Store a law together with its source file; return the record id."""
    record = import_law(unit, title, file.text, title, None, source=file.path.name)
    unit.attach(record, file.path, file.path.name, file.media_type)
    return record.id


def add_law_paper(unit: Unit, paper: Paper, title: str) -> int:
    """Store a law from a paper on the shelf, which keeps the file, and link both; return the id."""
    record = import_law(unit, title, paper.text, title, None)
    read_from(unit, record.id, paper.record_id)
    return record.id


def add_law_text(unit: Unit, title: str, text: str) -> int:
    """Store a law from pasted text; return the record id. Raises RegulationError without a text."""
    if not text.strip():
        raise RegulationError("Paste the text of the law first.")
    return import_law(unit, title, text, title, None).id
