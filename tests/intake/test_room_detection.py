"""Laws and appointment orders are told from letters, agendas and news by what stands in them."""

import json
from pathlib import Path

import pytest

from kmdesk.intake.text_features import room_of
from kmdesk.thai.numbers import to_arabic

ACT = """พระราชบัญญัติ
การทดสอบระบบ
พ.ศ. ๒๕๖๐

ให้ไว้ ณ วันที่ ๑ มกราคม พ.ศ. ๒๕๖๐

มาตรา ๑  พระราชบัญญัตินี้เรียกว่า “พระราชบัญญัติการทดสอบระบบ พ.ศ. ๒๕๖๐”
มาตรา ๒  พระราชบัญญัตินี้ให้ใช้บังคับตั้งแต่วันถัดจากวันประกาศในราชกิจจานุเบกษาเป็นต้นไป
มาตรา ๓  ในพระราชบัญญัตินี้
“ระบบ” หมายความว่า สิ่งที่ถูกทดสอบตาม
มาตรา ๙
มาตรา ๔  ให้ผู้รักษาการทดสอบระบบปีละครั้ง
"""
RULE = """ระเบียบสำนักงานทดสอบ
ว่าด้วยการยืมแฟ้ม พ.ศ. ๒๕๖๑
อาศัยอำนาจตามความในข้อ ๕ จึงออกระเบียบไว้ดังต่อไปนี้
ข้อ ๑ ระเบียบนี้เรียกว่า “ระเบียบว่าด้วยการยืมแฟ้ม พ.ศ. ๒๕๖๑”
ข้อ ๒ ระเบียบนี้ให้ใช้บังคับตั้งแต่วันประกาศ
ข้อ ๓ ผู้ยืมแฟ้มต้องลงชื่อ
"""
MINISTERIAL = """หน้า ๗
เล่ม ๑๓๔ ตอนที่ ๑ ก  ราชกิจจานุเบกษา  ๕ มกราคม ๒๕๖๐
กฎกระทรวง
กำหนดแบบทดสอบ พ.ศ. ๒๕๖๐
อาศัยอำนาจตามความในมาตรา ๔ แห่งพระราชบัญญัติการทดสอบระบบ พ.ศ. ๒๕๖๐
ข้อ ๑ แบบทดสอบมีสองแบบ
ข้อ ๒ แบบที่หนึ่งใช้ตอนเช้า
ข้อ ๓ แบบที่สองใช้ตอนบ่าย
"""
ORDER = """คำสั่งสำนักงานทดสอบจังหวัดตัวอย่าง
ที่ ๔๕ / ๒๕๖๙
เรื่อง แต่งตั้งคณะทำงานทดสอบระบบ
ด้วยสำนักงานจะทดสอบระบบ จึงแต่งตั้งคณะทำงาน ประกอบด้วย
๑. นาย ก. หัวหน้ากลุ่มทดสอบ ประธาน
๒. นางสาว ข. นักวิชาการ เลขานุการ
สั่ง ณ วันที่ ๑ ธันวาคม พ.ศ. ๒๕๖๙
"""
NOTICE = """ประกาศสหกรณ์ทดสอบ จำกัด
เรื่อง แต่งตั้งคณะกรรมการสรรหา
อาศัยอำนาจตามข้อบังคับ จึงแต่งตั้งบุคคลต่อไปนี้เป็นกรรมการสรรหา
๑. นาย ก. ประธาน
ประกาศ ณ วันที่ ๒ มีนาคม พ.ศ. ๒๕๖๘
"""
LETTER = """ที่ ตย ๐๐๑๐/ว ๑๒
สำนักงานทดสอบจังหวัดตัวอย่าง
เรื่อง แจ้งคำสั่งแต่งตั้งคณะทำงานและพระราชบัญญัติการทดสอบระบบ
เรียน ประธานกรรมการสหกรณ์
ตามพระราชบัญญัติการทดสอบระบบ
มาตรา ๑ ชื่อ
มาตรา ๒ วันใช้บังคับ
มาตรา ๓ บทนิยาม
"""
MEMO = """บันทึกข้อความ
ส่วนราชการ สำนักงานทดสอบ
ที่ ตย ๐๐๑๐/๑๒ วันที่ ๓ มีนาคม ๒๕๖๘
เรื่อง ขอแต่งตั้งคณะทำงาน
เรียน หัวหน้าสำนักงาน
ระเบียบสำนักงานทดสอบ
ข้อ ๑ ก
ข้อ ๒ ข
ข้อ ๓ ค
"""
AGENDA = """ระเบียบวาระการประชุมคณะกรรมการ
ครั้งที่ ๑/๒๕๖๙
ข้อ ๑ เรื่องแจ้งเพื่อทราบ
ข้อ ๒ รับรองรายงาน
ข้อ ๓ เรื่องเพื่อพิจารณา
""" + "".join(f"ข้อ {n} อื่น ๆ\n" for n in range(4, 12))
NEWS = """คณะรัฐมนตรีเห็นชอบร่างพระราชบัญญัติการทดสอบระบบ
สาระสำคัญของร่างพระราชบัญญัติ
มาตรา ๑ ชื่อร่าง
มาตรา ๒ วันใช้บังคับ
มาตรา ๓ นิยาม
เรื่อง แต่งตั้งกรรมการ คณะรัฐมนตรีมีมติแต่งตั้งตามคำสั่งที่ ๔๕/๒๕๖๙
"""
ONE_SECTION = """พระราชบัญญัติการทดสอบระบบ พ.ศ. ๒๕๖๐
มาตรา ๕๔ ให้ประชุมใหญ่ปีละครั้ง
"""
OTHER_ORDER = ORDER.replace("แต่งตั้งคณะทำงานทดสอบระบบ", "ให้เจ้าหน้าที่อยู่เวร")


@pytest.mark.parametrize("text", [ACT, RULE, MINISTERIAL])
def test_a_law_is_known_by_its_title_and_its_provisions_in_order(text: str) -> None:
    assert room_of([text]) == "regulations"
    assert room_of([to_arabic(text)]) == "regulations"
    assert room_of(["\x0c" + text.replace("ำ", "\u0e4d\u0e32")]) == "regulations"
    front, back = text[: len(text) // 2], text[len(text) // 2 :]
    assert room_of([front, back]) == "regulations"


@pytest.mark.parametrize("text", [ORDER, NOTICE])
def test_an_order_that_appoints_is_known_by_its_head(text: str) -> None:
    assert room_of([text]) == "committees"
    assert room_of([to_arabic(text)]) == "committees"
    assert room_of([text.replace("ำ", "\u0e4d\u0e32").replace("คณะ", "ค ณะ")]) == "committees"


def test_number_and_subject_may_stand_in_the_line_of_the_heading() -> None:
    head = "คำสั่งสำนักงานทดสอบ ที่ ๔๕/๒๕๖๙ เรื่อง แต่งตั้งคณะทำงาน\n"
    assert room_of([head + ORDER.split("\n", 3)[3]]) == "committees"


@pytest.mark.parametrize("text", [LETTER, MEMO, AGENDA, NEWS, ONE_SECTION, OTHER_ORDER, "", " "])
def test_what_only_speaks_of_laws_and_orders_is_neither(text: str) -> None:
    assert room_of([text]) == ""


def test_no_page_at_all_is_neither() -> None:
    assert room_of([]) == ""


CORPUS = Path(__file__).parents[3] / "shared/corpus"


@pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real texts is not here")
def test_real_laws_are_recognised_and_real_news_never() -> None:
    zstandard = pytest.importorskip("zstandard")
    import io

    def rows(name: str, limit: int) -> list[str]:
        with (CORPUS / name).open("rb") as packed:
            stream = zstandard.ZstdDecompressor(max_window_size=2**27).stream_reader(packed)
            lines = io.TextIOWrapper(stream, "utf-8")
            return [
                json.loads(line)["text"] for line, _at in zip(lines, range(limit), strict=False)
            ]

    laws = [room_of([text]) for text in rows("laws_acts.jsonl.zst", 500)]
    news = [room_of([text]) for text in rows("thaigov_news.jsonl.zst", 500)]
    found = laws.count("regulations") / len(laws)
    print(f"laws {found:.3f} of {len(laws)}; news {500 - news.count('')} of {len(news)}")
    assert found >= 0.98
    assert set(news) == {""}
