"""The list to take to the shelves, from a real library."""

from pathlib import Path

import pytest
from pypdf import PdfReader

from kmdesk.i18n import set_language
from kmdesk.pdf.pick_list import LIMIT, Found, write_pick_list
from kmdesk.records import SYSTEM, WALK_UP, Kinds, Library
from kmdesk.records.model import Place


@pytest.fixture
def stocked(library: Library) -> Library:
    set_language("th")
    with library.writing(SYSTEM, "stock") as unit:
        place = Place(kind="shelf", name="ชั้น ๒", label="ตู้ ๑ ชั้น ๒")
        unit.session.add(place)
        unit.session.flush()
        for number in range(1, LIMIT + 4):
            unit.add(
                kind="document",
                title=f"เรื่องที่ {number:03} จบ",
                number=f"ตย 0010/ว {number}",
                dated="2008-03-12",
                place_id=place.id,
                audience="internal" if number == 2 else "public",
            )
        unit.commit()
    return library


def _text(out: Path) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(out).pages).split())


def test_order_place_and_day_and_only_what_may_be_seen(stocked: Library, tmp_path: Path) -> None:
    out = tmp_path / "a.pdf"
    found = Found([3, 2, 1], 3, ["หน้า 7", "หน้า 8", "หน้า 9"])
    assert write_pick_list(stocked, WALK_UP, Kinds(), found, out, "รายการ") == 2
    text = _text(out)
    assert text.index("เรื่องที่003จบ") < text.index("เรื่องที่001จบ")
    assert "เรื่องที่002จบ" not in text
    assert "หน้า๘" not in text
    for word in ("ตู้๑ชั้น๒", "๑๒มี.ค.", "หน้า๗", "หน้า๙", "ตย๐๐๑๐/ว๑"):
        assert word in text


def test_a_cut_list_says_so(stocked: Library, tmp_path: Path) -> None:
    ids = list(range(1, LIMIT + 4))
    out = tmp_path / "a.pdf"
    assert write_pick_list(stocked, SYSTEM, Kinds(), Found(ids, len(ids)), out, "ก") == LIMIT
    text = _text(out)
    assert "๕๐๐รายการแรกจาก๕๐๓รายการ" in text
    assert f"เรื่องที่{LIMIT}จบ" in text
    assert f"เรื่องที่{LIMIT + 1}จบ" not in text
    whole = tmp_path / "b.pdf"
    write_pick_list(stocked, SYSTEM, Kinds(), Found(ids[:LIMIT], LIMIT), whole, "ก")
    assert "รายการแรก" not in _text(whole)
