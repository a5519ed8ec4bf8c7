"""Every kind of instrument, and every kind of file it may come in."""

import json
from pathlib import Path

import docx
import pytest

from kmdesk.pdf import Document
from kmdesk.records import Actor, Library
from kmdesk.regulations import queries
from kmdesk.regulations.import_law import add_law_file, import_law, read_law
from kmdesk.regulations.model import rank_of
from kmdesk.regulations.parse import parse
from kmdesk.regulations.structure import LawText, Node, clauses

TEXTS = {
    "กฎกระทรวง": (
        "กฎกระทรวง\nกำหนดประเภทของตู้\nพ.ศ. ๒๖๐๑\n\n"
        "อาศัยอำนาจตามความในมาตรา ๕ แห่งพระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐ รัฐมนตรีออกกฎกระทรวงไว้ ดังต่อไปนี้\n\n"
        "ข้อ ๑ ตู้มีสองประเภท ดังต่อไปนี้\n(๑) ตู้ไม้\n(๒) ตู้เหล็ก ได้แก่\n(ก) ตู้เปิด\n(ข) ตู้ปิด\nตู้อื่นให้ถือเป็นตู้ไม้\n\n"
        "ข้อ ๒ กฎกระทรวงนี้ให้ใช้บังคับเมื่อพ้นกำหนดหกสิบวันนับแต่วันประกาศในราชกิจจานุเบกษาเป็นต้นไป\n\n"
        "ให้ไว้ ณ วันที่ ๑ มกราคม พ.ศ. ๒๖๐๑\nบรรณารักษ์\nรัฐมนตรีว่าการกระทรวงตู้\n\n"
        "หมายเหตุ :- เหตุผลในการประกาศใช้กฎกระทรวงฉบับนี้ คือ เพื่อให้ตู้มีประเภท\n"
    ),
    "ระเบียบ": (
        "ระเบียบกรมตู้\nว่าด้วยการยืมหนังสือ\nพ.ศ. ๒๖๐๑\n\nโดยที่เป็นการสมควรมีระเบียบว่าด้วยการยืมหนังสือ\n\n"
        "ข้อ ๑ ระเบียบนี้เรียกว่า “ระเบียบกรมตู้ว่าด้วยการยืมหนังสือ พ.ศ. ๒๖๐๑”\n\n"
        "ข้อ ๒ ระเบียบนี้ให้ใช้บังคับตั้งแต่วันถัดจากวันประกาศเป็นต้นไป\n\n"
        "หมวด ๑\nการยืม\n\nข้อ ๓ ยืมได้ครั้งละสามเล่ม\n\nส่วนที่ ๑\nการคืน\n\nข้อ ๔ คืนภายในเจ็ดวัน\n\n"
        "บทเฉพาะกาล\n\nข้อ ๕ หนังสือที่ยืมไว้ก่อนให้คืนตามเดิม\n\n"
        "ประกาศ ณ วันที่ ๑ มกราคม พ.ศ. ๒๖๐๑\nบรรณารักษ์\nอธิบดีกรมตู้\n\n"
        "บัญชีท้ายระเบียบ\n๑. แบบใบยืม\n"
    ),
    "ข้อบังคับ": (
        "ข้อบังคับ\nสหกรณ์ออมทรัพย์ตัวอย่าง จำกัด\nพ.ศ. ๒๖๐๑\n\n"
        "หมวด ๑ ชื่อ ประเภท และที่ตั้งสำนักงาน\n\nข้อ 1. ชื่อ ประเภท และที่ตั้งสำนักงาน ดังนี้\n"
        "ชื่อ สหกรณ์ออมทรัพย์ตัวอย่าง จำกัด\n\n"
        "ข้อ 2. วัตถุประสงค์ สหกรณ์มีวัตถุประสงค์\n(1) ส่งเสริมการออม\n(2) ให้เงินกู้แก่สมาชิกตามระเบียบของสหกรณ์\n\n"
        "หมวด ๒ ทุน\n\nข้อ 3. ที่มาของทุน สหกรณ์อาจหาทุนตามข้อ 2\n"
    ),
    "ประกาศ": (
        "ประกาศนายทะเบียนตู้\nเรื่อง กำหนดวันเปิดตู้\n\n"
        "อาศัยอำนาจตามความในมาตรา ๑๖ (๓) แห่งพระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐ จึงประกาศไว้ ดังนี้\n\n"
        "ข้อ ๑ ให้เปิดตู้ทุกวันทำการ\n\nข้อ ๒ ประกาศนี้ให้ใช้บังคับตั้งแต่วันประกาศเป็นต้นไป\n\n"
        "ประกาศ ณ วันที่ ๒ มกราคม พ.ศ. ๒๖๐๑\nบรรณารักษ์\nนายทะเบียนตู้\n"
    ),
    "คำสั่ง": (
        "คำสั่งนายทะเบียนตู้\nที่ ๕/๒๖๐๑\nเรื่อง ให้แก้ไขข้อบกพร่องของตู้\n\n"
        "อาศัยอำนาจตามความในมาตรา ๒๒ แห่งพระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐ จึงมีคำสั่ง ดังต่อไปนี้\n\n"
        "ข้อ ๑ ให้ซ่อมตู้ภายในสามสิบวัน\n\nข้อ ๒ ให้รายงานผล\n\nทั้งนี้ ตั้งแต่บัดนี้เป็นต้นไป\n\n"
        "สั่ง ณ วันที่ ๓ มกราคม พ.ศ. ๒๖๐๑\nบรรณารักษ์\nนายทะเบียนตู้\n"
    ),
    "พระราชกฤษฎีกา": (
        "พระราชกฤษฎีกา\nว่าด้วยการจัดตู้\nพ.ศ. ๒๖๐๑\n\nให้ไว้ ณ วันที่ ๑ มกราคม พ.ศ. ๒๖๐๑\n\n"
        "โดยที่เป็นการสมควรจัดตู้\n\n"
        "มาตรา ๑ พระราชกฤษฎีกานี้เรียกว่า “พระราชกฤษฎีกาว่าด้วยการจัดตู้ พ.ศ. ๒๖๐๑”\n\n"
        "มาตรา ๒ พระราชกฤษฎีกานี้ให้ใช้บังคับตั้งแต่วันถัดจากวันประกาศในราชกิจจานุเบกษาเป็นต้นไป\n\n"
        "มาตรา ๓ ให้จัดตู้ตามบัญชีท้ายพระราชกฤษฎีกานี้\n\nผู้รับสนองพระราชโองการ\nบรรณารักษ์\nนายกรัฐมนตรี\n\n"
        "บัญชีท้ายพระราชกฤษฎีกา\n\n๑. ตู้ไม้\n๒. ตู้เหล็ก\n\n"
        "หมายเหตุ :- เหตุผลในการประกาศใช้พระราชกฤษฎีกาฉบับนี้ คือ ให้ตู้เป็นระเบียบ\n"
    ),
}

SHAPES = {
    "กฎกระทรวง": "preamble ข้อ1 ข้อ2 countersignature remarks",
    "ระเบียบ": "preamble ข้อ1 ข้อ2 heading4 ข้อ3 heading5 ข้อ4 heading1 ข้อ5 countersignature schedule",
    "ข้อบังคับ": "preamble heading4 ข้อ1 ข้อ2 heading4 ข้อ3",
    "ประกาศ": "preamble ข้อ1 ข้อ2 countersignature",
    "คำสั่ง": "preamble ข้อ1 ข้อ2 countersignature",
    "พระราชกฤษฎีกา": "preamble มาตรา1 มาตรา2 มาตรา3 countersignature schedule remarks",
}


def shape(law: LawText) -> str:
    return " ".join(
        f"{part.unit}{part.number}" if part.number else f"{part.kind.value}{part.level or ''}"
        for part in law.parts
    )


def outline(nodes: tuple[Node, ...]) -> list[object]:
    return [
        [node.label, outline(node.children)] if node.children else node.label
        for node in nodes
        if node.kind != "words"
    ]


@pytest.mark.parametrize("kind", TEXTS)
def test_every_kind_is_taken_apart(kind: str) -> None:
    law = parse(TEXTS[kind])
    assert shape(law) == SHAPES[kind]
    assert "".join(law.text(part) for part in law.parts) == TEXTS[kind]
    assert rank_of(kind, TEXTS[kind].split("\n")[0]) != "other"


def test_paragraphs_items_and_sub_items_nest() -> None:
    law = parse(TEXTS["กฎกระทรวง"])
    first = next(law.provisions())
    assert outline(clauses(law, first)) == [
        ["วรรคหนึ่ง", ["(๑)", ["(๒)", ["(ก)", "(ข)"]]]],
        "วรรคสอง",
    ]


@pytest.mark.parametrize("kind", TEXTS)
def test_the_same_from_text_word_and_pdf(
    library: Library, clerk: Actor, tmp_path: Path, kind: str
) -> None:
    wanted = [part.number for part in parse(TEXTS[kind]).provisions()]
    plain = tmp_path / "law.txt"
    plain.write_text(TEXTS[kind], "utf-8")
    word = tmp_path / "law.docx"
    written = docx.Document()
    for line in TEXTS[kind].split("\n"):
        written.add_paragraph(line)
    written.save(str(word))
    page = tmp_path / "law.pdf"
    document = Document(page, title=kind)
    for line in TEXTS[kind].split("\n"):
        if line:
            document.paragraph(line)
    document.save()
    for path in (plain, word, page):
        with library.writing(clerk, "import") as unit:
            record_id = add_law_file(unit, read_law(path), f"{kind}ตัวอย่าง พ.ศ. ๒๖๐๑")
            rows = queries.provisions(unit.session, record_id)
        assert [row.number for row in rows] == wanted, path.suffix


def test_the_same_from_a_collection(library: Library, clerk: Actor) -> None:
    line = json.dumps({"title": "กฎกระทรวงตู้ พ.ศ. ๒๖๐๑", "text": TEXTS["กฎกระทรวง"]})
    item = json.loads(line)
    with library.writing(clerk, "import") as unit:
        record = import_law(unit, item["title"], item["text"], "กฎกระทรวง", None)
        rows = queries.provisions(unit.session, record.id)
        detail = queries.instrument(unit.session, record.id)
        assert [row.number for row in rows] == ["1", "2"]
        assert detail is not None
        assert (detail.unit, detail.signed_on) == ("ข้อ", "2058-01-01")
