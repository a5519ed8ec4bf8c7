"""Every form of the table prints for its kind of record, and is refused for any other."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select

from kmdesk.forms import FORMS, export_form, request_of_today
from kmdesk.i18n import KmdeskError
from kmdesk.records import SYSTEM, Library
from kmdesk.records.model import Record
from kmdesk.regulations.queries import provisions


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
    for name, form in FORMS.items():
        record = _first(sample, form.kind) if form.kind else 0
        request = replace(request_of_today(record), provisions=number)
        out = tmp_path / f"{name}.pdf"
        export_form(sample, name, request, out)
        assert out.read_bytes().startswith(b"%PDF"), name


@pytest.mark.parametrize("name", [name for name, form in FORMS.items() if form.kind])
def test_no_form_is_printed_of_another_kind_or_of_nothing(
    sample: Library, tmp_path: Path, name: str
) -> None:
    out = tmp_path / "out.pdf"
    for record in (0, _first(sample, FORMS[name].kind, other=True)):
        with pytest.raises(KmdeskError):
            export_form(sample, name, request_of_today(record), out)
        assert not out.exists()
