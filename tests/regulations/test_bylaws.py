"""Instruments in use: whose bylaws, beside the model, resting on and repealing what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from kmdesk.records import Actor, Library
from kmdesk.records.kinds import Kinds
from kmdesk.regulations import queries
from kmdesk.regulations.amendments import confirm
from kmdesk.regulations.edits import add_card, change_law
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.instruments import (
    Named,
    add_bylaws,
    add_model,
    add_registered_amendment,
    against,
    beside,
    link_proposals,
    owners,
    pair,
    proposed,
)
from kmdesk.regulations.model import RANKS, Amendment, RegulationError, notice_of
from kmdesk.regulations.queries import PartRow
from kmdesk.regulations.timeline import Mark
from kmdesk.regulations.ui.bylaws_view import BylawsDialog
from kmdesk.regulations.ui.instrument_acts import are_bylaws
from kmdesk.regulations.ui.tab import Tab
from kmdesk.regulations.view import LawView, load_view
from kmdesk.widgets.context import Context
from kmdesk.widgets.queries import record_view

OWN = (
    "ข้อบังคับ\nสหกรณ์ทดลอง จำกัด\n\n"
    "ข้อ ๑ ชื่อ สหกรณ์นี้ชื่อว่า สหกรณ์ทดลอง จำกัด\n\n"
    "ข้อ ๒ ที่ตั้งสำนักงาน สำนักงานของสหกรณ์ตั้งอยู่ที่ตำบลสมมติ\n\n"
    "ข้อ ๓ กองทุนพิเศษ ให้มีกองทุนช่วยเหลือสมาชิกผู้ประสบภัย\n\n"
    "ข้อ ๔ การประชุมใหญ่ ให้มีการประชุมใหญ่สามัญปีละหนึ่งครั้งภายในหนึ่งร้อยห้าสิบวัน\n\n"
)
MODEL = (
    "ร่างข้อบังคับ\nสหกรณ์ จำกัด\n\n"
    "ข้อ ๑ ชื่อ สหกรณ์นี้ชื่อว่า สหกรณ์.................. จำกัด\n\n"
    "ข้อ ๒ ที่ตั้งสำนักงาน สำนักงานของสหกรณ์ตั้งอยู่ที่ตำบล..................\n\n"
    "ข้อ ๓ การประชุมใหญ่ ให้มีการประชุมใหญ่สามัญปีละหนึ่งครั้งภายในหนึ่งร้อยยี่สิบวัน\n\n"
    "ข้อ ๔ การควบสหกรณ์ สหกรณ์อาจควบกับสหกรณ์อื่นได้โดยมติที่ประชุมใหญ่\n\n"
)
ORDER = (
    "ระเบียบนายทะเบียนสหกรณ์\nว่าด้วยการเก็บตู้ พ.ศ. ๒๖๐๕\n\n"
    "อาศัยอำนาจตามความในมาตรา ๓/๑ และมาตรา ๘ แห่งพระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐"
    " นายทะเบียนสหกรณ์ออกระเบียบไว้ ดังนี้\n\n"
    "ข้อ ๑ ระเบียบนี้เรียกว่า “ระเบียบนายทะเบียนสหกรณ์ว่าด้วยการเก็บตู้ พ.ศ. ๒๖๐๕”\n\n"
    "ข้อ ๒ ให้ยกเลิกระเบียบนายทะเบียนสหกรณ์ว่าด้วยการยืม พ.ศ. ๒๕๙๙\n\n"
    "ข้อ ๓ ให้เก็บตู้ตามมาตรา ๓ แห่งพระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐\n\n"
)


def row(number: str, text: str) -> PartRow:
    anchor = f"provision:{number}"
    return PartRow(0, 0, "body", "provision", anchor, "ข้อ", number, "", (), "", 0, "", text, "")


@pytest.fixture
def coop(filled: Library, clerk: Actor) -> int:
    with filled.writing(clerk, "coop") as unit:
        record = unit.add(kind="cooperative", title="สหกรณ์ทดลอง จำกัด").id
        unit.commit()
    return record


def test_bylaws_belong_to_their_cooperative(filled: Library, clerk: Actor, coop: int) -> None:
    values = {"text": OWN, "number": "กพธ ๑/๒๕๕๐", "registered_on": "2007-05-01"}
    with filled.writing(clerk, "bylaws") as unit:
        record = add_bylaws(unit, coop, values)
        with pytest.raises(RegulationError):
            add_bylaws(unit, 1, values)  # a law is no cooperative
        with pytest.raises(RegulationError):
            add_bylaws(unit, coop, {**values, "text": " \n"})
        unit.commit()
    with filled.reading(clerk) as reading:
        view = load_view(reading, record)
        assert isinstance(view, LawView)
        assert reading.record(record).title == "ข้อบังคับสหกรณ์ทดลอง จำกัด"
        assert (view.values["rank"], view.values["effective_on"]) == ("bylaw", "2007-05-01")
        assert [(named.record_id, count) for named, count in owners(reading)] == [(coop, 1)]
        kinds = Kinds()
        back = record_view(reading, kinds, coop, None).links
        assert [(link.record_id, link.relation, link.outgoing) for link in back] == [
            (record, "bylaws_of", False)
        ]
    assert "นายทะเบียน" not in notice_of("act")
    assert notice_of("bylaw") != notice_of("act")
    assert set(RANKS) >= {"bylaw", "model_bylaw"}


def test_pairs_are_found_by_what_they_say(filled: Library, clerk: Actor, coop: int) -> None:
    with filled.writing(clerk, "bylaws") as unit:
        own = add_bylaws(unit, coop, {"text": OWN})
        model = add_model(unit, {"title": "ร่างข้อบังคับสหกรณ์", "text": MODEL})
        unit.commit()
    with filled.reading(clerk) as reading:
        pairs = against(reading, model, own)
    found = [(p.first and p.first.number, p.second and p.second.number) for p in pairs]
    assert found == [("1", "1"), ("2", "2"), (None, "3"), ("3", "4"), ("4", None)]
    assert pairs[0].likeness > 0.6


CHANGE = (
    "ข้อบังคับสหกรณ์ทดลอง จำกัด แก้ไขเพิ่มเติม (ฉบับที่ ๒) พ.ศ. ๒๕๖๐\n\n"
    "ข้อ ๑ ข้อบังคับนี้เรียกว่า “ข้อบังคับสหกรณ์ทดลอง จำกัด แก้ไขเพิ่มเติม (ฉบับที่ ๒) พ.ศ. ๒๕๖๐”\n\n"
    "ข้อ ๒ ให้ยกเลิกความในข้อ ๒ แห่งข้อบังคับสหกรณ์ทดลอง จำกัด และให้ใช้ความต่อไปนี้แทน\n"
    "“ข้อ ๒ ที่ตั้งสำนักงาน สำนักงานของสหกรณ์ตั้งอยู่ที่ตำบลใหม่”\n\n"
    "ข้อ ๓ ให้ยกเลิกข้อ ๓ แห่งข้อบังคับสหกรณ์ทดลอง จำกัด\n\n"
)


def test_registered_amendments_bind_from_their_day(
    filled: Library, clerk: Actor, coop: int
) -> None:
    with filled.writing(clerk, "bylaws") as unit:
        own = add_bylaws(unit, coop, {"text": OWN, "registered_on": "2007-05-01"})
        model = add_model(unit, {"title": "ร่างข้อบังคับสหกรณ์", "text": MODEL})
        with pytest.raises(RegulationError):
            add_registered_amendment(unit, own, {"text": CHANGE})
        values = {"text": CHANGE, "registered_on": "2017-08-20", "number": "๒/๒๕๖๐"}
        assert add_registered_amendment(unit, own, values) == own
        rows = unit.session.query(Amendment).filter_by(record_id=own).all()
        assert {row.effective_on for row in rows} == {"2017-08-20"}
        assert not confirm(unit, [row.id for row in rows])
        unit.commit()
    with filled.reading(clerk) as reading:
        before = against(reading, model, own, "2017-08-19")
        after = against(reading, model, own, "2017-08-20")
        assert [count for _named, count in owners(reading)] == [2]
    texts = [[pair.second.text for pair in pairs if pair.second] for pairs in (before, after)]
    assert any("กองทุน" in text for text in texts[0])
    assert not any("กองทุน" in text for text in texts[1])
    assert any("ตำบลใหม่" in text for text in texts[1])


def test_the_model_beside_the_bylaws_on_screen(
    qtbot: QtBot, context: Context, filled: Library, clerk: Actor, coop: int
) -> None:
    with filled.writing(clerk, "bylaws") as unit:
        own = add_bylaws(unit, coop, {"text": OWN})
        model = add_model(unit, {"title": "ร่างข้อบังคับสหกรณ์", "text": MODEL})
        unit.commit()
    with filled.reading(clerk) as reading:
        rows = beside(reading, model, own)
    meeting = next(row for row in rows if row.pair.first and row.pair.first.number == "3")
    struck = "".join(s.text for s in meeting.segments if s.mark is Mark.STRUCK)
    added = "".join(s.text for s in meeting.segments if s.mark is Mark.ADDED)
    assert (struck, added) == ("ยี่", "ห้า") or ("ยี่สิบ" in struck and "ห้าสิบ" in added)
    tab = Tab(context)
    qtbot.addWidget(tab)
    dialog = BylawsDialog(tab, context, Named(own, "ข้อบังคับ"), [Named(model, "ร่างข้อบังคับ")])
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitUntil(lambda: len(dialog.rows) == 5)
    counted = "ถ้อยคำต่างกัน 3 ข้อ · มีเฉพาะในร่าง 1 ข้อ · มีเฉพาะของสหกรณ์ 1 ข้อ · เหมือนกัน 0 ข้อ"
    assert dialog.count.plain == counted
    plain = dialog.text.toPlainText().replace("\u200b", "")
    assert "ไม่มีในข้อบังคับนี้" in plain
    assert "ไม่มีในร่าง" in plain
    dialog.number.setText("๙๙")
    dialog.jump()
    assert "99" in dialog.count.plain
    dialog.close()


@given(
    st.lists(st.text("กขคง ๑(", max_size=30), max_size=8),
    st.lists(st.text("กขคง ๑(", max_size=30), max_size=8),
)
def test_every_provision_stands_in_exactly_one_pair(one: list[str], two: list[str]) -> None:
    first = [row(str(n), text) for n, text in enumerate(one, 1)]
    second = [row(str(n), text) for n, text in enumerate(two, 1)]
    pairs = pair(first, second)
    assert sorted(int(p.first.number) for p in pairs if p.first) == list(range(1, len(one) + 1))
    assert [int(p.second.number) for p in pairs if p.second] == list(range(1, len(two) + 1))


def test_the_same_text_pairs_one_to_one() -> None:
    rows = [row(str(n), f"ข้อ {n} เรื่องที่ {'กขคงจฉชซ'[n]} ว่าด้วยเรื่องนั้น") for n in range(8)]
    assert all(p.first is p.second for p in pair(rows, rows))


def test_basis_and_repeals_are_read_from_the_text(filled: Library, clerk: Actor) -> None:
    with filled.writing(clerk, "order") as unit:
        old = "ระเบียบนายทะเบียนสหกรณ์ว่าด้วยการยืม พ.ศ. ๒๕๙๙"
        change_law(unit, 2, {"title": old})
        new = import_law(unit, "ระเบียบนายทะเบียนสหกรณ์ว่าด้วยการเก็บตู้ พ.ศ. ๒๖๐๕", ORDER, "", None)
        number = new.id
        unit.commit()
    with filled.reading(clerk) as reading:
        found = proposed(reading, number)
    assert [(p.relation, p.record_id, p.anchor) for p in found] == [
        ("legal_basis", 1, "provision:3/1"),
        ("legal_basis", 1, "provision:8"),
        ("repeals", 2, ""),
    ]
    assert found[2].from_anchor == "provision:2"
    values = {"status": "in_force", "checked_by": "ธุรการ", "checked_on": "2026-01-05"}
    with filled.writing(clerk, "links") as unit:
        link_proposals(unit, number, found)
        link_proposals(unit, number, found)  # twice is once
        change_law(unit, 2, values)
        unit.commit()
    with filled.reading(clerk) as reading:
        view = load_view(reading, 2)
        assert isinstance(view, LawView)
        assert any("ว่าด้วยการเก็บตู้" in words for words in view.conflicts)
        kinds = Kinds()
        assert len(record_view(reading, kinds, number, None).links) == 3


def test_cooperatives_with_bylaws_are_browsed(
    qtbot: QtBot, context: Context, filled: Library, clerk: Actor, coop: int
) -> None:
    with filled.writing(clerk, "bylaws") as unit:
        own = add_bylaws(unit, coop, {"text": OWN})
        add_card(unit, "ก", "ข")
        unit.commit()
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1280, 800)
    tab.show()
    qtbot.waitUntil(lambda: tab.tree.topLevelItemCount() == 8)
    node = tab.tree.topLevelItem(6)
    assert node.text(0) == "ข้อบังคับของแต่ละสหกรณ์"
    assert "สหกรณ์ทดลอง จำกัด" in node.child(0).text(0).replace("\u200b", "")
    tab.tree.setCurrentItem(node.child(0))
    qtbot.waitUntil(lambda: tab.list.ids == [own])
    tab.open_record(1)
    qtbot.waitUntil(lambda: bool(tab.shown and tab.shown.id == 1))
    assert tab.shown is not None
    assert not are_bylaws(tab, tab.shown)  # an act: says so
    box = tab.findChildren(QMessageBox)[-1]
    assert box.text().replace("\u200b", "") == "โปรดเลือกข้อบังคับของสหกรณ์ก่อน"
    box.close()
    tab.open_record(own)
    qtbot.waitUntil(lambda: bool(tab.shown and tab.shown.id == own))
    assert are_bylaws(tab, tab.shown)


def test_provisions_of_bylaws_count_in_kho(filled: Library, clerk: Actor, coop: int) -> None:
    with filled.writing(clerk, "bylaws") as unit:
        own = add_bylaws(unit, coop, {"text": OWN})
        labels = [part.label for part in queries.provisions(unit.session, own)]
        assert labels == ["ข้อ ๑", "ข้อ ๒", "ข้อ ๓", "ข้อ ๔"]
