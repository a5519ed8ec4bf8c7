"""Digests of laws: found like sections, marked wherever they are shown, given way to the text."""

from pathlib import Path

import pypdfium2
import pytest

from kmdesk.records import Actor, Library
from kmdesk.regulations import queries
from kmdesk.regulations.import_law import lay_text_over, load_digests, read_law
from kmdesk.regulations.kind import KINDS
from kmdesk.regulations.model import RegulationError
from kmdesk.regulations.print import print_slips, write_law, write_provisions
from kmdesk.regulations.queries import is_digest
from kmdesk.regulations.view import LawView, load_view

MARK = "สรุปสาระ ไม่ใช่ตัวบท"
ACT = "พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒"
TEXT = f"""{ACT}

มาตรา ๑  พระราชบัญญัตินี้เรียกว่า “{ACT}”

มาตรา ๕๔  ข้อความตัวอย่างของไฟล์ที่นำเข้า

มาตรา ๕๕  ข้อความตัวอย่างอีกมาตราหนึ่ง
"""


@pytest.fixture
def digests(library: Library, clerk: Actor) -> dict[str, int]:
    with library.writing(clerk, "Digests") as unit:
        added = load_digests(unit)
        unit.commit()
    return added


@pytest.fixture
def act(digests: dict[str, int]) -> int:
    return digests["digest-cooperatives-act"]


def view_of(library: Library, actor: Actor, record_id: int) -> LawView:
    with library.reading(actor) as reading:
        view = load_view(reading, record_id)
    assert isinstance(view, LawView)
    return view


def printed(path: Path) -> str:
    with pypdfium2.PdfDocument(path) as pdf:
        return "".join("".join(page.get_textpage().get_text_bounded().split()) for page in pdf)


def test_forty_sections_are_there_each_with_its_number(
    library: Library, walk_up: Actor, act: int
) -> None:
    with library.reading(walk_up) as reading:
        rows = queries.provisions(reading.session, act)
        assert len(rows) >= 40
        assert all(row.doubt == "" or row.number for row in rows)
        for number in ("44", "54", "57", "60", "75", "33/1"):
            assert queries.number_at(reading.session, act, number) == f"provision:{number}"
        texts = {text for *_, text in queries.texts(reading.session, act)}
    assert any("150 วัน" in text or "๑๕๐ วัน" in text for text in texts)


def test_the_section_of_the_decree_that_knowledge_management_stands_on(
    library: Library, walk_up: Actor, digests: dict[str, int]
) -> None:
    decree = digests["digest-good-governance-decree"]
    with library.reading(walk_up) as reading:
        assert "บริหารกิจการบ้านเมืองที่ดี" in reading.record(decree).title
        assert queries.number_at(reading.session, decree, "11") == "provision:11"
        part = queries.part_at(reading.session, decree, "provision:11")
        assert part is not None and "องค์การแห่งการเรียนรู้" in part.text


def test_each_digest_tells_the_day_its_facts_are_of(
    library: Library, walk_up: Actor, digests: dict[str, int]
) -> None:
    for law in digests.values():
        with library.reading(walk_up) as reading:
            note = KINDS[0].status_note(reading.session, law)
        assert note == f"{MARK} · ข้อมูล ณ ๑๖ พฤษภาคม ๒๕๖๒"


def test_every_way_of_showing_it_says_that_it_is_a_digest(
    library: Library, clerk: Actor, walk_up: Actor, act: int, tmp_path: Path
) -> None:
    assert any(MARK in words for words in view_of(library, walk_up, act).warnings())
    with library.reading(walk_up) as reading:
        assert MARK in KINDS[0].status_note(reading.session, act)
        assert "สรุปสาระ" in reading.record(act).title
    bare = "".join(MARK.split())
    write_law(library, walk_up, act, tmp_path / "law.pdf")
    write_provisions(library, walk_up, act, ["provision:54"], tmp_path / "one.pdf")
    print_slips(library, walk_up, act, "54", tmp_path / "slip.pdf")
    for name in ("law.pdf", "one.pdf", "slip.pdf"):
        assert bare in printed(tmp_path / name), name


def test_the_text_of_a_file_takes_its_place(
    library: Library, clerk: Actor, act: int, tmp_path: Path
) -> None:
    file = tmp_path / "พรบ.txt"
    file.write_text(TEXT, "utf-8")
    with library.writing(clerk, "Card") as unit:
        card = unit.add(kind="document", title="อ้างมาตรา ๕๔").id
        unit.link(card, act, "cites", to_anchor="provision:54")
        unit.commit()
    with library.writing(clerk, "Text") as unit:
        lay_text_over(unit, act, read_law(file))
        unit.commit()
        undone = unit.id
    view = view_of(library, clerk, act)
    assert not any(MARK in words for words in view.warnings())
    with library.reading(clerk) as reading:
        assert not is_digest(reading.session, act)
        assert reading.record(act).title == ACT
        numbers = [row.number for row in queries.provisions(reading.session, act)]
        assert numbers == ["1", "54", "55"]
        part = queries.part_at(reading.session, act, "provision:54")
        assert part is not None and "ไฟล์ที่นำเข้า" in part.text
    library.undo(clerk, undone)
    assert any(MARK in words for words in view_of(library, clerk, act).warnings())
    with library.reading(clerk) as reading:
        assert len(queries.provisions(reading.session, act)) >= 40


def test_a_file_without_sections_leaves_the_digest(
    library: Library, clerk: Actor, act: int, tmp_path: Path
) -> None:
    file = tmp_path / "ข่าว.txt"
    file.write_text("ข่าวประชาสัมพันธ์ของสำนักงาน", "utf-8")
    with library.writing(clerk, "Text") as unit, pytest.raises(RegulationError, match="ไม่พบมาตรา"):
        lay_text_over(unit, act, read_law(file))
    file.write_text(TEXT, "utf-8")
    with library.writing(clerk, "Text") as unit:
        lay_text_over(unit, act, read_law(file))
        unit.commit()
    with library.writing(clerk, "Text") as unit, pytest.raises(RegulationError):
        lay_text_over(unit, act, read_law(file))
