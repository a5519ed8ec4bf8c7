"""An order's text taken apart, and its members stored."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from kmdesk.committees import queries
from kmdesk.committees.appoint import CommitteeError
from kmdesk.committees.read_order import read_order
from kmdesk.committees.take_order import Appointed, take_order
from kmdesk.committees.ui.order_reader import OrderReader
from kmdesk.committees.ui.tab import Tab
from kmdesk.records import WALK_UP, Actor, Library
from kmdesk.records.model import Attachment
from kmdesk.widgets.context import Context

ORDER = """คำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง
ที่ ๕/๒๕๖๘
เรื่อง แต่งตั้งคณะทำงานกระบวนการจัดการความรู้ (Knowledge Management)
-------------------------
        ด้วยสำนักงานจะจัดการความรู้ให้ต่อเนื่องและเกิดผลต่อการปฏิบัติราชการ
        อาศัยอำนาจตามพระราชกฤษฎีกาว่าด้วยหลักเกณฑ์และวิธีการบริหารกิจการบ้านเมืองที่ดี มาตรา ๑๑
        ๑. คณะทำงานกระบวนการจัดการความรู้ ประกอบด้วย
        ๑.๑ สหกรณ์จังหวัดตัวอย่าง                                ประธานคณะทำงาน
        ๑.๒ นางสาวฉ. จดทะเบียนตัวอย่าง    หัวหน้ากลุ่มจดทะเบียน    หัวหน้าทีม
        ๑.๓ นาย ช. นิติการตัวอย่าง  นิติกร        คณะทำงาน
        ๑.๔ นาง ง. ธุรการตัวอย่าง   เจ้าพนักงานธุรการ   คณะทำงานและเลขานุการ
        ๑.๕ นาย จ. พัสดุตัวอย่าง   เจ้าพนักงานพัสดุ   ผู้ช่วยเลขานุการ
        หัวหน้าทีม มีหน้าที่ดังนี้
        (๑) อำนวยการในการจัดทำแผนการจัดการความรู้
        (๒) รายงานผลการดำเนินงานต่อประธาน
        ให้คณะทำงานมีหน้าที่ดังนี้
        ๑) ดำเนินการตามแผนงานที่ได้รับมอบหมาย
        ๒. กลุ่มจัดการความรู้ที่ ๑ งานจดทะเบียน ประกอบด้วย
        ๒.๑ นางสาวฉ. จดทะเบียนตัวอย่าง    หัวหน้ากลุ่ม
        ๒.๒ นาย ช. นิติการตัวอย่าง
        ทั้งนี้ ตั้งแต่วันที่ ๑ เมษายน ๒๕๖๘ เป็นต้นไป
        สั่ง ณ วันที่ ๑๒ มีนาคม พ.ศ. ๒๕๖๘
                        (นาย ต. หัวหน้าตัวอย่าง)
                        สหกรณ์จังหวัดตัวอย่าง
"""


def test_an_order_is_taken_apart() -> None:
    draft = read_order(ORDER)
    assert (draft.number, draft.dated, draft.effective_on) == (
        "๕/๒๕๖๘",
        "2025-03-12",
        "2025-04-01",
    )
    assert draft.issuer == "สำนักงานสหกรณ์จังหวัดตัวอย่าง"
    assert draft.title.startswith("แต่งตั้งคณะทำงานกระบวนการจัดการความรู้")
    assert draft.signer == "นาย ต. หัวหน้าตัวอย่าง"
    assert draft.signer_position == "สหกรณ์จังหวัดตัวอย่าง"
    team, group = draft.groups
    assert (team.title, team.form) == ("คณะทำงานกระบวนการจัดการความรู้", "working_group")
    assert (group.title, group.form) == ("กลุ่มจัดการความรู้ที่ ๑ งานจดทะเบียน", "km_group")
    assert [(m.name, m.post, m.role) for m in team.members] == [
        ("", "สหกรณ์จังหวัดตัวอย่าง", "chair"),
        ("นางสาวฉ. จดทะเบียนตัวอย่าง", "หัวหน้ากลุ่มจดทะเบียน", "head"),
        ("นาย ช. นิติการตัวอย่าง", "นิติกร", "member"),
        ("นาง ง. ธุรการตัวอย่าง", "เจ้าพนักงานธุรการ", "secretary"),
        ("นาย จ. พัสดุตัวอย่าง", "เจ้าพนักงานพัสดุ", "assistant_secretary"),
    ]
    assert [(m.name, m.role) for m in group.members] == [
        ("นางสาวฉ. จดทะเบียนตัวอย่าง", "head"),
        ("นาย ช. นิติการตัวอย่าง", "member"),
    ]
    assert team.duties == {
        "head": ["อำนวยการในการจัดทำแผนการจัดการความรู้", "รายงานผลการดำเนินงานต่อประธาน"],
        "member": ["ดำเนินการตามแผนงานที่ได้รับมอบหมาย"],
    }


@given(st.text(st.sampled_from("กนายปรธเรื่อง ที่๑๒/.\n()"), max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    draft = read_order(text)
    assert all(group.members or group.duties for group in draft.groups)


def test_what_was_read_becomes_dated_memberships_once(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    draft = read_order(ORDER)
    people = [
        Appointed(group.title, member.name, member.post, member.role, member.said)
        for group in draft.groups
        for member in group.members
    ]
    scan = tmp_path / "คำสั่ง.txt"
    scan.write_text(ORDER, "utf-8")
    with library.writing(clerk, "x") as unit:
        order = take_order(unit, draft, people, scan)
        team = queries.titled(unit.session, "committee", draft.groups[0].title)
        assert team is not None
        assert queries.roster(unit.session, team, "2025-03-31") == []
        members = queries.roster(unit.session, team, "2025-04-01")
        assert [(m.by_post, m.order_id) for m in members] == [(True, order.id)] + [
            (False, order.id)
        ] * 4
        assert {d.role: d.duties.count("\n") for d in queries.duties(unit.session, team)} == {
            "head": 1,
            "member": 0,
        }
        assert unit.session.query(Attachment).filter_by(record_id=order.id).count() == 1
        draft.number = "๖/๒๕๖๘"
        with pytest.raises(CommitteeError) as second:
            take_order(unit, draft, [Appointed(draft.groups[0].title, "นาย ใหม่", "", "chair")])
        assert (second.value.line, second.value.field) == (0, "role")
        with pytest.raises(CommitteeError) as nobody:
            take_order(unit, draft, [Appointed("คณะอื่น", " ", "", "member")])
        assert (nobody.value.line, nobody.value.field) == (0, "name")


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> Tab:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 16)
    return tab


def test_the_reader_keeps_what_was_typed_until_it_is_right(
    tab: Tab, qtbot: QtBot, office: Library, tmp_path: Path
) -> None:
    reader = OrderReader(tab)
    reader.open()
    file = tmp_path / "คำสั่ง.txt"
    file.write_text(ORDER.replace("๕/๒๕๖๘", "๗/๒๕๖๘"), "utf-8")
    reader.read_file(file)
    qtbot.waitUntil(lambda: reader.table.rowCount() == 7, timeout=60_000)
    # The team of the sample office has a head by order ๕/๒๕๕๑ still.
    reader.save()
    qtbot.waitUntil(reader.problem.isVisible)
    assert "บรรทัดที่ 2" in reader.problem.plain
    assert (reader.table.currentRow(), reader.table.currentColumn()) == (1, 3)
    reader.editors["repeals"].set_value("99/2551")
    reader.save()
    qtbot.waitUntil(reader._problems["repeals"].isVisible)
    reader.editors["repeals"].set_value("5/2551")
    reader.table.item(2, 1).setText("")
    reader.table.item(2, 2).setText("")
    reader.save()
    qtbot.waitUntil(lambda: "บรรทัดที่ 3" in reader.problem.plain)
    assert reader.table.rowCount() == 7
    reader.less_button.click()
    for line in (4, 5):  # the sample's own first group has a head by another order
        reader.table.item(line, 0).setText("กลุ่มจัดการความรู้ที่ ๕")
    with qtbot.waitSignal(reader.accepted):
        reader.save()
    qtbot.waitUntil(lambda: tab.shown is not None and tab.shown.kind == "order")
    assert tab.shown is not None
    with office.reading(WALK_UP) as reading:
        made = queries.appointed_by(reading.session, tab.shown.id)
        assert [m.from_on for _t, m in made] == ["2025-04-01"] * 6
        old = queries.order_numbered(reading.session, "๕/๒๕๕๑", 0)
        assert old is None  # repealed
        assert "ฉ. จดทะเบียน" in str([p.text for p in tab.shown.passages])


def test_an_order_half_read_is_offered_again(tab: Tab, qtbot: QtBot) -> None:
    reader = OrderReader(tab)
    reader.open()
    reader.text.setPlainText(ORDER)
    reader.read()
    qtbot.waitUntil(lambda: reader.table.rowCount() == 7)
    reader.table.item(0, 1).setText("นาย ตัวอย่างที่เติมเอง")
    reader.reject()
    again = OrderReader(tab)
    again.draft.take()
    assert again.table.rowCount() == 7
    assert again.people()[0].name == "นาย ตัวอย่างที่เติมเอง"
    assert again.people()[1].role == "head"
    assert again.text.toPlainText() == ORDER
    assert again.editors["number"].value() == "๕/๒๕๖๘"
    again.discard()
