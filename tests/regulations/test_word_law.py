"""A law that Word numbers by itself is taken apart by the numbers that its reader sees."""

from pathlib import Path

from kmdesk.regulations.import_law import read_law
from kmdesk.regulations.parse import parse
from tests.intake import make
from tests.intake.test_word import item, level, lists


def test_sections_keep_their_automatic_numbers(tmp_path: Path) -> None:
    numbering = lists(level(0, "thaiNumbers", "มาตรา %1", start=7), level(1, "thaiNumbers", "(%2)"))
    body = (
        make.paragraph("พระราชบัญญัติตัวอย่าง พ.ศ. ๒๕๖๗")
        + item("ให้ตั้งคณะกรรมการขึ้นคณะหนึ่ง")
        + item("ประธานกรรมการ", 1)
        + item("กรรมการอีกสี่คน", 1)
        + item("กรรมการมีวาระคราวละสองปี")
    )
    law = read_law(make.docx(tmp_path / "กฎหมาย.docx", body, numbering=numbering))
    assert law.provisions == 2
    first, second = parse(law.text).provisions()
    assert (first.number, second.number) == ("7", "8")
    assert "(๒) กรรมการอีกสี่คน" in law.text
