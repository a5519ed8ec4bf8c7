"""Every form of the table prints for its kind of record, and is refused for any other."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pypdfium2 import PdfDocument
from sqlalchemy import func, select

from kmdesk.cli.commands import run_command
from kmdesk.cli.records import export_form
from kmdesk.composition import build_kinds
from kmdesk.i18n import KmdeskError
from kmdesk.records import SYSTEM, Library
from kmdesk.records.kinds import forms_of
from kmdesk.records.model import Record
from kmdesk.regulations.queries import provisions

FORMS = forms_of(build_kinds())


@pytest.fixture
def sample(sample_root: Path) -> Iterator[Library]:
    library = Library.open(sample_root)
    yield library
    library.close()


def _first(library: Library, kind: str, *, other: bool = False) -> int:
    with library.reading(SYSTEM) as reading:
        where = Record.kind != kind if other else Record.kind == kind
        query = select(func.min(Record.id)).where(where, reading.visible())
        return int(reading.session.scalar(query) or 0)


def test_each_form_prints(sample: Library, tmp_path: Path) -> None:
    with sample.reading(SYSTEM) as reading:
        number = provisions(reading.session, _first(sample, "regulation"))[0].number
    for name, (kind, form) in FORMS.items():
        record = _first(sample, kind) if form.of_record else 0
        out = tmp_path / f"{name}.pdf"
        export_form(sample, SYSTEM, name, record, {"provisions": number}, out)
        assert out.read_bytes().startswith(b"%PDF"), name


@pytest.mark.parametrize("name", [name for name, (_, form) in FORMS.items() if form.of_record])
def test_no_form_is_printed_of_another_kind_or_of_nothing(
    sample: Library, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out.pdf"
    for record in (0, _first(sample, FORMS[name][0], other=True)):
        with pytest.raises(KmdeskError):
            export_form(sample, SYSTEM, name, record, {}, out)
        assert not out.exists()


def test_an_unknown_form_is_refused_with_the_names_that_there_are(
    sample: Library, tmp_path: Path
) -> None:
    with pytest.raises(KmdeskError, match="borrow-card"):
        export_form(sample, SYSTEM, "unknown", 1, {}, tmp_path / "out.pdf")


def test_a_register_prints_the_year_that_was_named(sample: Library, tmp_path: Path) -> None:
    out = tmp_path / "out.pdf"
    export_form(sample, SYSTEM, "register", 0, {"year": 2500}, out)
    texts = ["".join(page.get_textpage().get_text_range()) for page in PdfDocument(out)]
    assert "๒๕๐๐" in "".join(texts)


def test_a_range_of_provisions_is_printed_by_the_command(
    sample: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    law, out = _first(sample, "regulation"), tmp_path / "slips.pdf"
    with sample.reading(SYSTEM) as reading:
        numbers = [row.number for row in provisions(reading.session, law) if row.number]
    first, last = numbers[0], numbers[3]
    sample.close()
    command = ["export", "--library", str(tmp_path / "library"), "--form", "slips"]
    assert run_command([*command, "--provisions", f"{first}-{last}", "-o", str(out), str(law)]) == 0
    text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(out))
    assert text.count("แห่ง") >= 4
