"""Steps tied to provisions and forms: found, opened, printed, copied, forgotten."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from pypdf import PdfReader
from pytestqt.qtbot import QtBot

from kmdesk.composition import build_kinds
from kmdesk.jobs import TaskRunner
from kmdesk.office.sample import load_laws as load_laws
from kmdesk.processes import queries
from kmdesk.processes.flow import Process
from kmdesk.processes.kind import TieError, add_version, save_steps, tie_step, untie
from kmdesk.processes.print import write_handout
from kmdesk.processes.queries import BASIS, FORM, find_records, links_of
from kmdesk.processes.ui.body import ProcessBody
from kmdesk.processes.ui.link_picker import LinkPicker
from kmdesk.processes.ui.tab import Tab
from kmdesk.records import SYSTEM, Actor, Library
from kmdesk.resources import resource_path
from kmdesk.widgets.context import Context, OfficeSettings

KINDS = build_kinds()


@pytest.fixture
def office(office: Library) -> Library:
    """The sample processes with the sample laws, a form for all and one for the staff."""
    with office.writing(SYSTEM, "Sample") as unit:
        load_laws(unit, resource_path("sample") / "regulations")
        unit.add(kind="document", title="แบบคำขอจดทะเบียนสหกรณ์", number="สสช. ๑")
        unit.add(kind="document", title="แบบตรวจภายใน", audience="internal")
        unit.commit()
    return office


@pytest.fixture
def context(qtbot: QtBot, office: Library, clerk: Actor) -> Iterator[Context]:
    lanes = TaskRunner()
    yield Context(office, KINDS, clerk, lanes, OfficeSettings("สำนักงานตัวอย่าง"))
    lanes.close()


def target(library: Library, actor: Actor, words: str, relation: str) -> int:
    with library.reading(actor) as reading:
        (found,) = find_records(reading, words, relation)
    return found.record_id


@pytest.fixture
def tied(office: Library, clerk: Actor) -> int:
    """The second step of process 1 rests on a provision and uses two forms; its id."""
    law = target(office, clerk, "ระเบียบ มุมความรู้", BASIS)
    forms = [target(office, clerk, words, FORM) for words in ("จดทะเบียน", "ตรวจภายใน")]
    with office.writing(clerk, "Tie") as unit:
        version = queries.versions(unit.session, 1)[-1]
        step = queries.steps(unit.session, version.id)[1].id
        tie_step(unit, 1, step, law, "provision:5", BASIS)
        for form in forms:
            tie_step(unit, 1, step, form, "", FORM)
        unit.commit()
    return step


def test_a_reader_sees_what_they_may(office: Library, tied: int, walk_up: Actor) -> None:
    with office.reading(walk_up) as reading:
        links = links_of(reading, KINDS, 1)
    assert [(link.step_id, link.relation) for link in links] == [(tied, BASIS), (tied, FORM)]
    assert links[0].label.startswith("ข้อ ๕")
    assert links[1].words == "สสช. ๑ แบบคำขอจดทะเบียนสหกรณ์"


def test_links_go_with_their_step_and_into_a_copy(office: Library, tied: int, clerk: Actor) -> None:
    with office.writing(clerk, "Version") as unit:
        old = queries.versions(unit.session, 1)[-1]
        new = add_version(unit, 1, "after", copy_of=old.id)
        copied = queries.steps(unit.session, new.id)[1].id
        assert [link.step_id for link in links_of(unit, None, 1)].count(copied) == 3
        process = queries.process(unit.session, old.id)
        kept = tuple(step for step in process.steps if step.key != tied)
        save_steps(unit, old.id, Process(kept, process.flows))
        assert {link.step_id for link in links_of(unit, None, 1)} == {copied}


def test_what_cannot_be_tied(office: Library, tied: int, clerk: Actor) -> None:
    with office.writing(clerk, "Tie") as unit:
        for step, relation in ((tied, "repeals"), (999_999, FORM)):
            with pytest.raises(TieError):
                tie_step(unit, 1, step, 1, "", relation)
        other = queries.steps(unit.session, queries.versions(unit.session, 2)[0].id)[0].id
        with pytest.raises(TieError):
            tie_step(unit, 1, other, 1, "", FORM)
        link = links_of(unit, None, 1)[0]
        untie(unit, 2, link.id)
        assert link in links_of(unit, None, 1)
        untie(unit, 1, link.id)
        untie(unit, 1, link.id)
        assert link not in links_of(unit, None, 1)


def test_the_handout_says_everything(office: Library, tied: int, walk_up: Actor, out: Path) -> None:
    with office.reading(walk_up) as reading:
        view = queries.view(reading.session, 1)
        assert view is not None
        view = replace(view, links=links_of(reading, KINDS, 1))
    write_handout(out, "รับจดทะเบียนสหกรณ์", view, office="สำนักงาน", filed=date(2026, 4, 10))
    pages = PdfReader(out).pages
    assert len(pages) == 1
    printed = "".join("".join(page.extract_text().split()) for page in pages)
    for words in ("หากเอกสารครบถ้วน", view.papers[0].name, view.fee, view.complaints, "ข้อ ๕"):
        assert "".join(words.split()) in printed
    assert "แบบคำขอจดทะเบียนสหกรณ์" in printed
    assert "แบบตรวจภายใน" not in printed


@pytest.fixture
def body(tab: Tab, qtbot: QtBot) -> ProcessBody:
    tab.open_record(1)
    qtbot.waitUntil(lambda: tab.shown is not None)
    found = tab.findChild(ProcessBody)
    assert found is not None
    return found


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> Iterator[Tab]:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 768)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 8)
    yield tab


def test_the_clerk_ties_a_step_to_a_provision(
    qtbot: QtBot, tab: Tab, body: ProcessBody, context: Context, office: Library, clerk: Actor
) -> None:
    body.steps.grid.choose_row(2)
    body.steps.links_box.tie_button.click()
    picker = tab.window().findChild(LinkPicker)
    assert picker is not None
    picker.words.setText("ระเบียบ มุมความรู้")
    qtbot.waitUntil(lambda: picker.records.count() == 1)
    qtbot.waitUntil(lambda: picker.provisions.count() > 5)
    picker.number.setText("๖")
    assert picker.provisions.currentItem().text().startswith("ข้อ ๖")
    picker.submit()
    qtbot.waitUntil(lambda: tab.window().findChild(LinkPicker) is None)
    qtbot.waitUntil(lambda: len(body.steps.links_box.lines) == 1)
    assert body.steps.links_box.lines[0].full.startswith("ข้อ ๖")
    with qtbot.waitSignal(context.open_requested) as opened:
        body.steps.links_box.lines[0].click()
    assert opened.args[1] == "provision:6"
    body.steps.grid.choose_row(3)
    assert body.steps.links_box.lines == []


def test_a_visitor_prints_forms_but_ties_nothing(
    qtbot: QtBot, tied: int, tab: Tab, body: ProcessBody, context: Context, walk_up: Actor
) -> None:
    context.set_actor(walk_up)
    qtbot.waitUntil(lambda: len(body.visitor.links_box.lines) == 2)
    assert body.steps.links_box.tie_button.isHidden()
    buttons = [b.text() for b in body.visitor.links_box.findChildren(type(tab.print_button))]
    assert "พิมพ์แบบฟอร์ม" in buttons
    assert "เลิกผูก" not in buttons


def test_a_step_is_untied(qtbot: QtBot, tied: int, tab: Tab, body: ProcessBody) -> None:
    body.chart.version_chosen(body.steps.versions[-1])
    body.steps.grid.choose_row(1)
    box = body.steps.links_box
    qtbot.waitUntil(lambda: len(box.lines) == 3)
    button = next(
        b
        for b in box.findChildren(type(tab.print_button))
        if b.text() == "เลิกผูก" and not b.isHidden()
    )
    button.click()
    qtbot.waitUntil(lambda: len(box.lines) == 2)


def test_the_desk_of_a_step_is_shown_on_the_plan(
    qtbot: QtBot, body: ProcessBody, context: Context
) -> None:
    body.steps.grid.choose_row(0)
    line = body.steps.links_box.place_line
    assert line is not None
    with qtbot.waitSignal(context.place_requested):
        line.click()
    body.steps.grid.choose_row(1)
    assert body.steps.links_box.place_line is None
