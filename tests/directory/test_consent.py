"""Without consent no telephone or address leaves: search, export, print, list, screen, history."""

import json
from pathlib import Path

import openpyxl
import pypdfium2
import pytest
from pytestqt.qtbot import QtBot

from kmdesk.cli.records import export_records, export_sheet, show_record
from kmdesk.composition import build_kinds
from kmdesk.directory.kind import add_entry, change_entry
from kmdesk.directory.ui.tab import Tab
from kmdesk.jobs import TaskRunner
from kmdesk.pdf.pick_list import Found, write_pick_list
from kmdesk.records import WALK_UP, Actor, Library
from kmdesk.search.engine import Request
from kmdesk.search.worker import Service
from kmdesk.thai.numbers import to_arabic
from kmdesk.widgets.context import Context, OfficeSettings

PHONE, HOME = "0-0000-0177", "บ้านเลขที่ลับสมมุติ"
NAME = "วิทยากรทดสอบความยินยอม"


@pytest.fixture(params=[False, True], ids=["no consent", "consent"])
def consent(request: pytest.FixtureRequest) -> bool:
    return bool(request.param)


@pytest.fixture
def person(library: Library, clerk: Actor, consent: bool) -> int:
    with library.writing(clerk, "x") as unit:
        values = {"title": NAME, "topics": "บัญชี", "phone": PHONE, "address": HOME}
        found = add_entry(unit, "resource_person", {**values, "consent": consent}).id
        unit.commit()
    return found


def told(said: str, consent: bool) -> None:
    """The contact is in ``said``, in either digits, exactly with consent."""
    said = to_arabic(said)
    assert (PHONE in said) is consent
    assert (HOME in said) is consent


def words_of(out: Path) -> str:
    with pypdfium2.PdfDocument(out) as pdf:
        return "".join(page.get_textpage().get_text_range() for page in pdf)


def _hits(service: Service, query: str, actor: Actor) -> str:
    service.catch_up()
    found = service.search(Request(query, actor.audiences), budget=30.0)
    return str([(hit.title, hit.snippet) for hit in found.hits])


def test_a_reader_finds_nobody_by_a_telephone_that_is_not_to_be_shown(
    library: Library, person: int, consent: bool, clerk: Actor
) -> None:
    service = Service(library.root, build_kinds())
    try:
        for query in (PHONE, HOME):
            said = _hits(service, query, WALK_UP)
            assert (query in said.replace("<b>", "").replace("</b>", "")) is consent
        assert NAME in _hits(service, NAME, WALK_UP)
    finally:
        service.close()


def test_taking_consent_back_takes_it_out_of_the_index(
    library: Library, person: int, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        change_entry(unit, person, {"consent": True})
        unit.commit()
    service = Service(library.root, build_kinds())
    try:
        assert PHONE in _hits(service, PHONE, WALK_UP)
        with library.writing(clerk, "x") as unit:
            change_entry(unit, person, {"consent": False})
            unit.commit()
        assert PHONE not in _hits(service, PHONE, WALK_UP)
    finally:
        service.close()


def test_no_export_and_no_print_tells_it(
    library: Library, person: int, consent: bool, tmp_path: Path
) -> None:
    told(json.dumps(show_record(library, person), ensure_ascii=False), consent)
    out = tmp_path / "one.pdf"
    export_records(library, [person], out)
    told(words_of(out), consent)
    sheet = tmp_path / "all.xlsx"
    export_sheet(library, None, sheet)
    book = openpyxl.load_workbook(sheet)
    cells = [str(c) for page in book for row in page.iter_rows(values_only=True) for c in row]
    if not consent:
        assert PHONE not in str(cells)
        assert HOME not in str(cells)
    listed = tmp_path / "list.pdf"
    write_pick_list(library, WALK_UP, build_kinds(), Found([person], 1), listed, "รายการ")
    assert PHONE not in to_arabic(words_of(listed))
    assert NAME in words_of(listed)


def test_no_screen_of_a_reader_tells_it(
    library: Library, person: int, consent: bool, qtbot: QtBot
) -> None:
    runner = TaskRunner()
    context = Context(library, build_kinds(), WALK_UP, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()
    tab.open_record(person)
    qtbot.waitUntil(lambda: tab.shown is not None)
    assert tab.shown is not None
    told(str(tab.shown), consent)
    tab.filter.setText(PHONE)
    tab.reload()
    qtbot.waitUntil(lambda: not runner.is_busy)
    assert tab.list.ids == []
    assert [a.label for a, b in tab.record.buttons if b.isVisible()] == []
    runner.close()
