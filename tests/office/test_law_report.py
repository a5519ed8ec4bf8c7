"""The report of an import says what became of each law."""

import json
from pathlib import Path

from kmdesk.office.ingest import Ingest
from kmdesk.records import Actor, Library
from tests.regulations.test_parse import ACT, RULE


def test_each_law_has_its_line(library: Library, clerk: Actor, tmp_path: Path) -> None:
    laws = [
        {"id": "a", "title": "พระราชบัญญัติตู้หนังสือ พ.ศ. 2600", "kind": "พระราชบัญญัติ", "text": ACT},
        {"id": "b", "title": "ระเบียบการยืม พ.ศ. ๒๕๙๙", "kind": "ระเบียบ", "text": RULE},
        {"id": "c", "title": "ประกาศเปล่า", "kind": "ประกาศ", "text": "ไม่มีโครงสร้าง"},
    ]
    path = tmp_path / "laws.jsonl"
    path.write_text("\n".join(json.dumps(law, ensure_ascii=False) for law in laws), "utf-8")
    outcomes = list(Ingest(library, clerk).run([path]))
    assert [outcome.status for outcome in outcomes] == ["added"] * 3
    reasons = [outcome.reason for outcome in outcomes]
    assert reasons[0].startswith("พระราชบัญญัติตู้หนังสือ พ.ศ. ๒๖๐๐: 7 มาตราหรือข้อ โปรดตรวจเลข")
    assert "มาตรา ๔ ทวิ" in reasons[0]
    assert reasons[1] == "ระเบียบการยืม พ.ศ. ๒๕๙๙: 4 มาตราหรือข้อ"
    assert reasons[2] == "ประกาศเปล่า: ไม่พบมาตราหรือข้อ เก็บไว้เป็นข้อความ"
