"""Nothing that leaves the program holds a character no file may hold."""

import json
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest

from kmdesk.thai.normal import clean_line, clean_text, clean_tree, clean_value

BAD = [chr(n) for n in range(0x20) if chr(n) not in "\t\n\r"] + [
    "\x7f",
    "\ufffe",
    "\uffff",
    "\ud800",
    "\udfff",
]


@pytest.mark.parametrize("char", BAD)
def test_one_bad_character(char: str) -> None:
    text = clean_text(f"ก{char}ข")
    assert text in ("กข", "ก\nข")
    text.encode("utf-8")
    root = Xml.Element("a", {"b": f"x{char}y"})
    root.text = f"x{char}y"
    Xml.SubElement(root, "c").tail = f"x{char}y"
    Xml.fromstring(Xml.tostring(clean_tree(root), "unicode"))
    json.dumps(clean_value({f"k{char}": [f"v{char}", 1, None]}), ensure_ascii=False).encode("utf-8")


def test_line_breaks() -> None:
    assert clean_text("a\x0bb\r\nc\rd\u2028e\tf") == "a\nb\nc\nd\ne\tf"
    assert clean_text("a\x0bb", " ") == "a b"
    assert clean_line("a\x0bb\nc\td") == "a b c d"
    assert clean_text("น้ำ 🙂 ☑") == "น้ำ 🙂 ☑"


def test_every_text_file_of_a_pasted_table(tmp_path: Path) -> None:
    """Each cell with every bad character, then each chart as it leaves."""
    from kmdesk.processes.export import export_chart
    from kmdesk.processes.table import COLUMNS, Row, paste, read_table, with_cell

    dirty = "ก" + "".join(BAD) + "ข"
    rows = paste([], 0, 1, f"รับ{dirty}\tผู้{dirty}\nตรวจ\x0bสอบ\tผู้รับ")
    assert rows[1].name == "ตรวจ สอบ"
    raw = [Row(-1, name=dirty, role=dirty, detail=dirty, quality=dirty, forms=dirty, basis=dirty,
               place=dirty), Row(-2, name=f"จบ{dirty}", role=dirty)]  # fmt: skip
    for table in (rows, raw):
        process, _ = read_table(table)
        for name in ("c.bpmn", "c.svg"):
            out = export_chart(tmp_path / name, process, f"ชื่อ{dirty}", dirty)
            Xml.parse(out)
    for column in COLUMNS:
        clean = getattr(with_cell(Row(-1), column, dirty), column)
        assert not set(clean) & set(BAD)
