"""Orders, minutes and invitations of the sample office on the regulation's forms."""

from pathlib import Path

import pytest
from sqlalchemy import select

from kmdesk.committees import participants, queries
from kmdesk.committees.kind import KINDS
from kmdesk.committees.official import (
    Clause,
    print_invitation,
    print_minutes,
    print_order,
    read_order,
)
from kmdesk.committees.orders import add_order
from kmdesk.committees.terms import FORMS, role_in
from kmdesk.i18n import tr
from kmdesk.records import SYSTEM, Actor, Library, RecordError
from kmdesk.records.model import Record
from kmdesk.records.settings import store_all
from tests.committees.attending import attend
from tests.pdf.test_official import in_order
from tests.pdf.test_sheets import bare, pages_of


def _id(office: Library, kind: str, number: str) -> int:
    with office.reading(SYSTEM) as reading:
        query = select(Record.id).where(Record.kind == kind, Record.number == number)
        return int(reading.session.scalars(query).one())


def test_clauses_begin_where_the_numbers_count_up() -> None:
    text = read_order("โดยเหตุนี้ ข้อ ๑ แต่งตั้งตามข้อ ๓ ของระเบียบ ข้อ ๒ ให้มีหน้าที่\nติดตาม ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป")
    assert text.clauses == (
        Clause("", "โดยเหตุนี้"),
        Clause("ข้อ ๑", "แต่งตั้งตามข้อ ๓ ของระเบียบ"),
        Clause("ข้อ ๒", "ให้มีหน้าที่"),
        Clause("", "ติดตาม"),
    )
    assert text.from_when == "ตั้งแต่บัดนี้เป็นต้นไป"


def test_a_text_without_clauses_stays_as_it_is() -> None:
    assert read_order("").clauses == ()
    assert read_order("ให้ไปปฏิบัติราชการ\n\nที่อำเภอ").clauses == (
        Clause("", "ให้ไปปฏิบัติราชการ"),
        Clause("", "ที่อำเภอ"),
    )
    assert read_order("ทั้งนี้ ให้ถือปฏิบัติ").from_when == ""
    assert read_order("ข้อ ๒ เป็นข้ออ้าง").clauses == (Clause("", "ข้อ ๒ เป็นข้ออ้าง"),)


def test_an_appointment_order_prints_as_form_4_with_its_annex(
    office: Library, walk_up: Actor, tmp_path: Path
) -> None:
    out = tmp_path / "a.pdf"
    order_id = _id(office, "order", "๕/๒๕๕๑")
    kind = next(kind for kind in KINDS if kind.code == "order")
    kind.write_pdf(office, walk_up, order_id, out)
    first, *annex = pages_of(out)
    in_order(
        first,
        "คำสั่งสำนักงานสหกรณ์จังหวัดตัวอย่าง",
        "ที่ ๕/๒๕๕๑",
        "เรื่อง แต่งตั้งคณะทำงาน",
        "อาศัยอำนาจตามพระราชกฤษฎีกา",
        "จึงมีคำสั่งไว้ ดังต่อไปนี้",
        "ข้อ ๑ แต่งตั้ง",
        "ข้อ ๒ ให้คณะทำงาน",
        "ทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป",
        "สั่ง ณ วันที่ ๑๒ มีนาคม พ.ศ. ๒๕๕๑",
        "(นาย ต. หัวหน้าตัวอย่าง)",
    )
    assert "..." not in first  # nothing runs on: the annex begins a page of its own
    in_order("".join(annex), "บัญชีแนบท้ายคำสั่ง", "ที่ ๕/๒๕๕๑ ลงวันที่ ๑๒ มีนาคม ๒๕๕๑", "นางสาว ฉ.")
    with office.reading(walk_up) as reading:
        members = queries.appointed_by(reading.session, order_id)
    assert members and all(bare(member.name) in "".join(annex) for _, member in members)


def test_members_stand_in_the_order_where_nothing_is_annexed(
    office: Library, walk_up: Actor, tmp_path: Path
) -> None:
    out = print_order(office, walk_up, _id(office, "order", "๙/๒๕๕๑"), tmp_path / "a.pdf")
    whole = "".join(pages_of(out))
    assert "บัญชีแนบท้าย" not in whole
    in_order(whole, "ข้อ ๑ แบ่งกลุ่ม", "งานจดทะเบียน", "นาย ช. นิติการตัวอย่าง", "ข้อ ๒", "สั่ง ณ วันที่")
    assert bare("ทั้งนี้ ตั้งแต่วันที่ ๒๒ เมษายน ๒๕๕๑ เป็นต้นไป") in whole
    in_order(whole, "นาย ช. นิติการตัวอย่าง คณะทำงาน")
    assert "/กรรมการ" not in whole


def test_a_member_is_called_after_the_kind_of_body() -> None:
    named = {form: tr(role_in("member", form)) for form in FORMS}
    assert named == {
        "committee": "กรรมการ",
        "subcommittee": "อนุกรรมการ",
        "working_group": "คณะทำงาน",
        "km_group": "คณะทำงาน",
    }
    assert tr(role_in("secretary", "committee")) == "เลขานุการ"


def test_an_order_that_calls_itself_an_announcement_prints_as_form_7(
    office: Library, walk_up: Actor, tmp_path: Path
) -> None:
    values = {
        "number": "",
        "title": "ประกาศ เรื่อง แต่งตั้งทีมงาน KM และ CKO",
        "dated": "2008-03-01",
        "issuer": "สำนักงานตัวอย่าง",
        "text": "ข้อ ๑ แต่งตั้งทีมงาน",
    }
    with office.writing(SYSTEM, "New order") as unit:
        order_id = add_order(unit, values).id
        unit.commit()
    (page,) = pages_of(print_order(office, walk_up, order_id, tmp_path / "a.pdf"))
    in_order(
        page, "ประกาศสำนักงานตัวอย่าง", "เรื่อง แต่งตั้งทีมงาน", "ข้อ ๑", "ประกาศ ณ วันที่ ๑ มีนาคม พ.ศ. ๒๕๕๑"
    )
    assert "คำสั่ง" not in page


def test_minutes_print_as_form_11(office: Library, walk_up: Actor, tmp_path: Path) -> None:
    meeting_id = _id(office, "meeting", "๑/๒๕๖๘")
    with office.writing(SYSTEM, "Attendance") as unit:
        rows = participants.attendances(unit.session, meeting_id)
        attend(unit, meeting_id, name="นาง ผ. ผู้แทน", presence="substitute", stands_for=rows[1].name)
        attend(unit, meeting_id, name="นาย ม. ไม่มา", presence="absent", note="ลาป่วย")
        attend(unit, meeting_id, name="นาย ข. แขก", presence="guest", note="ผู้สังเกตการณ์")
        unit.commit()
    kind = next(kind for kind in KINDS if kind.code == "meeting")
    kind.write_pdf(office, walk_up, meeting_id, tmp_path / "a.pdf")
    in_order(
        "".join(pages_of(tmp_path / "a.pdf")),
        "รายงานการประชุมคณะทำงาน",
        "ครั้งที่ ๑/๒๕๖๘",
        "ผู้มาประชุม",
        "นาย ต. หัวหน้าตัวอย่าง",
        "นาง ผ. ผู้แทน แทน นางสาว ฉ.",
        "ผู้ไม่มาประชุม",
        "นาย ม. ไม่มา ลาป่วย",
        "ผู้เข้าร่วมประชุม",
        "นาย ข. แขก ผู้สังเกตการณ์",
        "เริ่มประชุมเวลา ๐๙.๓๐ น.",
        "ระเบียบวาระที่ ๕",
        "มติที่ประชุม เห็นชอบสี่ประเด็น",
        "ภายในวันที่ ๓๐ เมษายน ๒๕๖๘",
        "เลิกประชุมเวลา ๑๑.๑๕ น.",
        "ผู้จดรายงานการประชุม",
        "ผู้ตรวจรายงานการประชุม",
    )


def test_minutes_not_certified_say_so(office: Library, walk_up: Actor, tmp_path: Path) -> None:
    draft = print_minutes(office, walk_up, _id(office, "meeting", "๒/๒๕๖๘"), tmp_path / "a.pdf")
    assert pages_of(draft)[0].startswith("(ร่าง")
    certified = print_minutes(office, walk_up, _id(office, "meeting", "๑/๒๕๖๘"), tmp_path / "b.pdf")
    assert "ร่างยังไม่" not in pages_of(certified)[0]


def test_a_meeting_still_to_be_held_prints_its_agenda(
    office: Library, walk_up: Actor, tmp_path: Path
) -> None:
    meeting_id = _id(office, "meeting", "๒/๒๕๖๘")
    with office.writing(SYSTEM, "Status") as unit:
        unit.record(meeting_id).status = "planned"
        unit.commit()
    kind = next(kind for kind in KINDS if kind.code == "meeting")
    kind.write_pdf(office, walk_up, meeting_id, tmp_path / "a.pdf")
    (page,) = pages_of(tmp_path / "a.pdf")
    in_order(
        page,
        "ระเบียบวาระการประชุมคณะทำงาน",
        "ครั้งที่ ๒/๒๕๖๘",
        "วันที่ ๒๐ มิถุนายน ๒๕๖๘ เวลา ๑๓.๓๐ น.",
        "ณ ห้องประชุมเล็ก",
        "ระเบียบวาระที่ ๑",
        "ติดตามชุดความรู้",
        "ระเบียบวาระที่ ๖",
    )
    assert "ผู้มาประชุม" not in page and "ไม่มี" not in page


def test_a_meeting_is_called_by_memo_or_by_letter(
    office: Library, clerk: Actor, tmp_path: Path
) -> None:
    meeting_id = _id(office, "meeting", "๒/๒๕๖๘")
    memo = pages_of(print_invitation(office, clerk, meeting_id, tmp_path / "a.pdf"))[0]
    assert "๐๐๑๐" not in memo
    with office.writing(SYSTEM, "Settings") as unit:
        unit.set_value("office_code", "ทส 0010")
        unit.commit()
    memo = pages_of(print_invitation(office, clerk, meeting_id, tmp_path / "a.pdf"))[0]
    in_order(
        memo,
        "บันทึกข้อความ",
        "ที่ ทส ๐๐๑๐/",
        "เรื่อง ขอเชิญประชุมคณะทำงาน",
        "เรียน คณะทำงานกระบวนการจัดการความรู้ทุกท่าน",
        "ในวันที่ ๒๐ มิถุนายน ๒๕๖๘ เวลา ๑๓.๓๐ น. ณ ห้องประชุมเล็ก",
        "ระเบียบวาระที่ ๑",
        "๔.๑ ติดตามชุดความรู้",
        "ขอเชิญเข้าร่วมประชุม",
    )
    letter = pages_of(
        print_invitation(office, clerk, meeting_id, tmp_path / "b.pdf", outside=True)
    )[0]
    assert "บันทึกข้อความ" not in letter and bare("ขอแสดงความนับถือ") in letter
    assert bare("ที่ ทส ๐๐๑๐/....") in letter  # it goes on by hand


def test_a_letter_says_what_the_regulation_asks_of_the_office(
    office: Library, clerk: Actor, tmp_path: Path
) -> None:
    meeting_id = _id(office, "meeting", "๒/๒๕๖๘")
    facts = {
        "office_address": "ศาลากลางจังหวัด\nถนนตัวอย่าง ทด ๑๐๐๐๐",
        "office_division": "ฝ่ายบริหารทั่วไป",
        "office_phone": "0 0000 1111 ต่อ 9",
        "office_email": "office@example.org",
        "office_head": "นาย จ. ตัวอย่าง",
        "office_head_post": "สหกรณ์จังหวัดตัวอย่าง",
    }
    with office.writing(SYSTEM, "Settings") as unit:
        store_all(unit, facts)
        unit.commit()
    out = tmp_path / "b.pdf"
    pages = pages_of(
        print_invitation(office, clerk, meeting_id, out, outside=True, urgency="most_urgent")
    )
    letter = "".join(pages)
    assert bare("ศาลากลางจังหวัด") in letter and bare("ถนนตัวอย่าง ทด ๑๐๐๐๐") in letter
    in_order(
        letter,
        "ด่วนที่สุด",
        "ขอแสดงความนับถือ",
        "(นาย จ. ตัวอย่าง)",
        "สหกรณ์จังหวัดตัวอย่าง",
        "ฝ่ายบริหารทั่วไป",
        "โทร. ๐ ๐๐๐๐ ๑๑๑๑ ต่อ ๙",
        "ไปรษณีย์อิเล็กทรอนิกส์ office@example.org",
    )
    memo = pages_of(print_invitation(office, clerk, meeting_id, out, urgency="urgent"))[0]
    in_order(memo, "ด่วน", "ส่วนราชการ", "โทร. ๐ ๐๐๐๐ ๑๑๑๑ ต่อ ๙", "เรื่อง")


def test_nobody_prints_what_they_may_not_see(
    office: Library, walk_up: Actor, tmp_path: Path
) -> None:
    order_id = _id(office, "order", "๕/๒๕๕๑")
    with office.writing(SYSTEM, "Hide") as unit:
        unit.record(order_id).audience = "internal"
        unit.commit()
    with pytest.raises(RecordError):
        print_order(office, walk_up, order_id, tmp_path / "a.pdf")
    assert not list(tmp_path.glob("*.pdf"))
