"""Answer cards: made from a provision, found first, flagged when the law moves."""

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.composition import build_kinds
from kmdesk.records import SYSTEM, Actor, Library
from kmdesk.records.fields import InvalidValue
from kmdesk.records.model import Link
from kmdesk.regulations.edits import add_card, add_card_on, confirm_status, draft_card
from kmdesk.regulations.kind import AnswerCardKind
from kmdesk.regulations.model import RegulationError
from kmdesk.regulations.ui.card_acts import card_here
from kmdesk.regulations.ui.law_body import reading_place
from kmdesk.regulations.ui.tab import Tab
from kmdesk.search.engine import Request
from kmdesk.search.worker import Service
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import FormDialog

TODAY = date(2026, 11, 25)


def test_a_draft_holds_all_but_the_question(filled: Library, clerk: Actor) -> None:
    with filled.reading(clerk) as reading:
        draft = draft_card(reading, 1, "provision:3/1", TODAY)
    assert draft == {
        "answer": "ตู้เพิ่ม",
        "numbers": "3/1",
        "answered_by": "clerk",
        "answered_on": "2026-11-25",
        "checked_by": "clerk",
        "checked_on": "2026-11-25",
        "status": "current",
    }


def test_a_card_rests_on_every_number_typed(filled: Library, clerk: Actor) -> None:
    with filled.writing(clerk, "card") as unit:
        values = {"title": "เพิ่มตู้ได้หรือไม่", "answer": "ได้", "numbers": "๓/๑, 3"}
        card = add_card_on(unit, 1, values)
        links = unit.session.query(Link).filter_by(record_id=card).order_by(Link.id)
        assert [link.to_anchor for link in links] == ["provision:3/1", "provision:3"]
        with pytest.raises(RegulationError):
            add_card_on(unit, 1, {**values, "numbers": "99"})
        with pytest.raises(InvalidValue):
            add_card_on(unit, 1, {**values, "title": "  "})


def test_the_form_needs_only_the_question(qtbot: QtBot, context: Context) -> None:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1280, 800)
    tab.show()
    tab.open_record(1, "provision:3/1")
    qtbot.waitUntil(lambda: reading_place(tab) == "provision:3/1")
    card_here(tab, tab.shown)
    qtbot.waitUntil(lambda: bool([f for f in tab.findChildren(FormDialog) if f.isVisible()]))
    form = next(f for f in tab.findChildren(FormDialog) if f.isVisible())
    form.editors["title"].set_value("ตู้ใดเพิ่มได้")
    form.submit()
    qtbot.waitUntil(lambda: bool(tab.shown and tab.shown.kind == "answer_card"))
    assert tab.shown is not None
    assert tab.shown.status == "current"
    assert tab.shown.status_note.startswith("ตรวจสอบโดย clerk")
    assert [(link.record_id, link.anchor) for link in tab.shown.links] == [(1, "provision:3/1")]


def test_a_question_finds_the_ready_answer_first(filled: Library, clerk: Actor) -> None:
    with filled.writing(clerk, "fill") as unit:
        add_card(unit, "สหกรณ์ต้องประชุมใหญ่ภายในกี่วัน", "หนึ่งร้อยห้าสิบวันนับแต่วันสิ้นปีทางบัญชี")
        for n in range(5):
            record = unit.add(
                kind="document", title=f"สหกรณ์ต้องประชุมใหญ่ ครั้งที่ {n} ภายในกี่วัน สหกรณ์ประชุมใหญ่"
            )
        last = record.id
        unit.commit()
    service = Service(filled.root, build_kinds())
    try:
        service.catch_up()
        hits = service.search(Request("สหกรณ์ประชุมใหญ่ภายในกี่วัน", ("public",))).hits
        assert hits[0].kind == "answer_card"
        hits = service.search(Request("ครั้งที่ 4", ("public",))).hits
        assert hits[0].record_id == last
        other = service.search(Request("ใครเป็นคนแรกที่ประชุมใหญ่ครั้งที่ 4", ("public",))).hits
        assert other[0].kind == "document"
    finally:
        service.close()


def test_cards_are_flagged_when_the_status_of_their_law_changes(
    filled: Library, clerk: Actor
) -> None:
    with filled.writing(clerk, "check") as unit:
        confirm_status(unit, 1, "in_force")
        assert unit.record(3).status == "unchecked"  # that it was checked changes nothing
        confirm_status(unit, 1, "repealed")
        assert unit.record(3).status == "review"
        unit.commit()
    with filled.reading(SYSTEM) as reading:
        standing = AnswerCardKind().standing(reading.session, TODAY)
    assert standing == [(3, "A provision under this answer has changed")]
