"""An order's text taken apart, and its members stored."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from kmdesk.committees import queries
from kmdesk.committees.official import order_sheet
from kmdesk.committees.order_draft import OrderDraft
from kmdesk.committees.print import roster_lines
from kmdesk.committees.read_order import read_order
from kmdesk.committees.store_order import Appointed, effects, store_order
from kmdesk.committees.terms import role_shown
from kmdesk.committees.ui.order_reader import OrderReader
from kmdesk.committees.ui.tab import Tab
from kmdesk.records import WALK_UP, Actor, Library
from kmdesk.records.fields import InvalidValue
from kmdesk.records.model import Attachment, Link
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
        order = store_order(unit, draft, people, scan)
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
        with pytest.raises(InvalidValue) as second:
            store_order(unit, draft, [Appointed(draft.groups[0].title, "นาย ใหม่", "", "chair")])
        assert (second.value.line, second.value.field) == (0, "role")
        with pytest.raises(InvalidValue) as nobody:
            store_order(unit, draft, [Appointed("คณะอื่น", " ", "", "member")])
        assert (nobody.value.line, nobody.value.field) == (0, "name")


_NEW = """คำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง
ที่ ๘/๒๕๖๙
เรื่อง แต่งตั้งคณะทำงานจัดการข้อมูล
อนุสนธิคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ ๕/๒๕๖๘ และที่ ๙๙/๒๕๖๐ นั้น จึงยกเลิกคำสั่งดังกล่าว และแต่งตั้งใหม่ ดังนี้
๑. คณะที่ปรึกษา
๑.๑ สหกรณ์จังหวัดตัวอย่าง
๒. คณะทำงานจัดการข้อมูล
๒.๑ นายวิชา เพียรเรียน นักวิชาการสหกรณ์ ประธานคณะทำงาน
๒.๒ นางจดจำ แม่นยำ เจ้าพนักงานธุรการ คณะทำงานและเลขานุการ
ให้ทั้งสองคณะมีหน้าที่ประชุมทุกเดือน
สั่ง ณ วันที่ ๑ ธันวาคม พ.ศ. ๒๕๖๙
"""


def _people(draft: OrderDraft) -> list[Appointed]:
    return [
        Appointed(group.title, member.name, member.post, member.role, member.said)
        for group in draft.groups
        for member in group.members
    ]


def test_the_old_committee_ends_and_roles_stay_as_written(library: Library, clerk: Actor) -> None:
    old = read_order(ORDER)
    draft = read_order(_NEW)
    with library.writing(clerk, "x") as unit:
        store_order(unit, old, _people(old))
        unit.commit()
    with library.reading(clerk) as reading:
        found = effects(reading, draft)
        assert found.absent == {"๙๙/๒๕๖๐"}
        assert all(
            number in words
            for number, words in zip(("๕/๒๕๖๘", "๙๙/๒๕๖๐"), found.words, strict=True)
        )
    with library.writing(clerk, "x") as unit:
        with pytest.raises(InvalidValue) as unknown:
            store_order(unit, draft, _people(draft))
        assert unknown.value.field == "repeals"
    with library.writing(clerk, "x") as unit:
        order = store_order(unit, draft, _people(draft), absent=found.absent)
        former = queries.titled(unit.session, "committee", old.groups[0].title)
        assert former is not None
        assert queries.roster(unit.session, former, "2026-12-01") == []
        assert unit.record(former).status == "ended"
        order_id = order.id
        unit.commit()
    with library.reading(clerk) as reading:
        made = queries.appointed_by(reading.session, order_id)
        assert [role_shown(member) for _title, member in made] == [
            "ที่ปรึกษา",
            "ประธานคณะทำงาน",
            "คณะทำงานและเลขานุการ",
        ]
        assert [member.role for _title, member in made] == ["adviser", "chair", "secretary"]
        team = queries.titled(reading.session, "committee", "คณะทำงานจัดการข้อมูล")
        assert team is not None
        lines = [line.role for line in roster_lines(reading, team, "2026-12-01")[1]]
        assert lines == ["ประธานคณะทำงาน", "คณะทำงานและเลขานุการ"]
        assert "คณะทำงานและเลขานุการ" in str(order_sheet(reading, order_id, "สำนักงาน"))
        assert [d.duties for d in queries.duties(reading.session, team)] == ["ประชุมทุกเดือน"]


def test_a_title_that_every_order_has_is_each_orders_own(library: Library, clerk: Actor) -> None:
    draft, other = read_order(_NEW), read_order(_NEW.replace("๘/๒๕๖๙", "๙/๒๕๖๙"))
    draft.repeals, other.repeals = "", ""
    renewed = read_order(_NEW.replace("๘/๒๕๖๙", "๑๐/๒๕๖๙"))
    renewed.repeals = "๘/๒๕๖๙"
    with library.writing(clerk, "x") as unit:
        for order in (draft, other, renewed):
            store_order(unit, order, [p for p in _people(order) if p.committee == "คณะที่ปรึกษา"])
        first = queries.titled(unit.session, "committee", "คณะที่ปรึกษา")
        assert first is not None
        assert len(queries.roster(unit.session, first)) == 1  # the former seat never began
        assert queries.titled(unit.session, "committee", "คณะที่ปรึกษา (คำสั่งที่ ๙/๒๕๖๙)")


def test_who_comes_instead_takes_the_seat(library: Library, clerk: Actor) -> None:
    old = read_order(ORDER)
    text = (
        ORDER.split("ที่ ๕/๒๕๖๘")[0]
        + """ที่ ๖/๒๕๖๙
เรื่อง แก้ไขคำสั่งแต่งตั้งคณะทำงานกระบวนการจัดการความรู้ (Knowledge Management)
ตามคำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง ที่ ๕/๒๕๖๘ นั้น จึงแก้ไขคำสั่งดังกล่าว โดยให้ นายใหม่ มาแทน นิติกร
เป็นคณะทำงานและเลขานุการ แทน นาง ง. ธุรการตัวอย่าง
สั่ง ณ วันที่ ๑ ธันวาคม พ.ศ. ๒๕๖๙"""
    )
    draft = read_order(text)
    with library.writing(clerk, "x") as unit:
        store_order(unit, old, _people(old))
        order = store_order(unit, draft, _people(draft))
        team = queries.titled(unit.session, "committee", old.groups[0].title)
        assert team is not None
        secretaries = [
            member.name
            for member in queries.roster(unit.session, team, "2026-12-01")
            if member.role == "secretary"
        ]
        assert secretaries == ["นายใหม่ มาแทน"]
        assert (
            unit.session.query(Link).filter_by(record_id=order.id, relation="amends").count() == 1
        )


@pytest.fixture
def tab(context: Context, qtbot: QtBot) -> Tab:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.resize(1366, 700)
    tab.show()
    qtbot.waitUntil(lambda: len(tab.list.ids) == 17)
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
    assert reader.table.item(0, 4).text() == "ประธานคณะทำงาน"
    assert not reader.effects.isVisible()
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


@pytest.mark.parametrize(
    "rest", ["คำอธิบาย " * 7_000, "- หมายเหตุ\n" * 4_100], ids=["long", "many lines"]
)
def test_the_reader_says_that_a_long_text_was_not_read_to_its_end(
    tab: Tab, qtbot: QtBot, rest: str
) -> None:
    assert not read_order(ORDER).is_partial
    reader = OrderReader(tab)
    reader.open()
    reader.text.setPlainText(f"{ORDER}\n{rest}")
    reader.read()
    qtbot.waitUntil(reader.effects.isVisible, timeout=60_000)
    assert "อ่านได้เพียง 4,000 บรรทัดแรกหรือ 60,000 ตัวอักษรแรก" in reader.effects.plain
    reader.discard()


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
