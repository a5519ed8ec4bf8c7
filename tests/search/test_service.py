"""Index and library in step, audiences, filters, ranking order, snippets."""

import gc
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kmdesk.composition import build_kinds
from kmdesk.places import add_place, rename_place
from kmdesk.records import SYSTEM, Kinds, Library
from kmdesk.search import Filters, SearchResult
from kmdesk.search.engine import Request
from kmdesk.search.segment import Segment
from kmdesk.search.worker import Service
from kmdesk.shelf.check_letter import merge_copy

Add = Callable[..., int]
CLERK = ("public", "internal")


def _ask(service: Service, query: str, **more: Any) -> SearchResult:
    request = Request(query, more.pop("audiences", ("public",)), **more)
    return service.search(request, budget=60.0)


def _ids(result: SearchResult) -> list[int]:
    return [hit.record_id for hit in result.hits]


def test_a_new_record_is_found_at_once(service: Service, add: Add) -> None:
    assert _ask(service, "วงเงินกู้").total == 0
    record = add("หนังสือเวียน", "หน้าแรก", "บัญชีวงเงินกู้ยืมประจำปี")
    (hit,) = _ask(service, "วงเงินกู้").hits
    assert (hit.record_id, hit.page, hit.hit_count) == (record, 2, 1)
    start, end = hit.snippet.marks[0]
    assert hit.snippet.text[start:end] == "วงเงินกู้"


def test_retitled_trashed_restored(service: Service, add: Add, library: Library) -> None:
    record = add("ชื่อเดิม")
    assert _ids(_ask(service, "ชื่อเดิม")) == [record]
    with library.writing(SYSTEM, "Edit") as unit:
        unit.retitle(unit.record(record), "ชื่อใหม่กว่า")
        unit.commit()
    assert _ids(_ask(service, "ชื่อใหม่กว่า")) == [record]
    assert not [h for h in _ask(service, '"ชื่อเดิม"').hits if h.title == "ชื่อเดิม"]
    with library.writing(SYSTEM, "Trash") as unit:
        unit.trash(record)
        unit.commit()
    assert _ask(service, "ชื่อใหม่กว่า").total == 0
    with library.writing(SYSTEM, "Restore") as unit:
        unit.restore(record)
        unit.commit()
    assert _ids(_ask(service, "ชื่อใหม่กว่า")) == [record]
    service.catch_up()
    assert service.status(deep=True).drift == 0


def test_merged_copies_are_one_hit_with_both_texts(
    service: Service, add: Add, library: Library
) -> None:
    keep, gone = add("เรื่องเดียวกัน", "ข้อความต้นฉบับ"), add("เรื่องเดียวกัน", "ข้อความสำเนา")
    assert _ids(_ask(service, "ข้อความสำเนา")) == [gone]
    with library.writing(SYSTEM, "Merge") as unit:
        merge_copy(unit, keep, gone)
        unit.commit()
    assert _ids(_ask(service, "เรื่องเดียวกัน")) == [keep]
    assert _ids(_ask(service, "ข้อความสำเนา")) == [keep]
    assert _ids(_ask(service, "ข้อความต้นฉบับ")) == [keep]
    library.undo(SYSTEM, unit.id)
    assert _ids(_ask(service, "ข้อความสำเนา")) == [gone]
    service.catch_up()
    assert service.status(deep=True).drift == 0


def test_restart_and_deleted_index_lose_nothing(library: Library, kinds: Kinds, add: Add) -> None:
    import shutil

    first = Service(library.root, kinds)
    record = add("เอกสารทดสอบการเริ่มใหม่", "เนื้อหา")
    first.catch_up()
    first.close()
    second = Service(library.root, kinds)
    assert second.index.building is None
    assert _ids(_ask(second, "การเริ่มใหม่")) == [record]
    second.close()
    shutil.rmtree(library.root / "index")
    third = Service(library.root, kinds)
    assert _ids(_ask(third, "การเริ่มใหม่")) == [record]  # from SQLite titles meanwhile
    third.catch_up()
    assert _ids(_ask(third, "เนื้อหา")) == [record]
    assert third.status(deep=True).drift == 0
    third.close()


def test_a_closed_service_has_nothing_of_the_index_mapped(
    library: Library, kinds: Kinds, add: Add
) -> None:
    add("เอกสาร", "เนื้อหา")
    gc.disable()  # it would hide what close() leaves, now and then
    try:
        service = Service(library.root, kinds)
        service.catch_up()
        service.close()
        assert not [left for left in gc.get_objects() if isinstance(left, Segment)]
    finally:
        gc.enable()


LEFT_OPEN = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
"""Whoosh lets a damaged file be closed by the collector."""


@pytest.mark.parametrize(
    "damage",
    [
        *("manifest.json", "shadow.bin", "g3.data.npy", "stamp"),
        pytest.param("_MAIN_*.toc", marks=LEFT_OPEN),
    ],
)
def test_damage_means_a_rebuild(library: Library, kinds: Kinds, add: Add, damage: str) -> None:
    record = add("เอกสาร", "เนื้อหาที่ต้องพบ")
    service = Service(library.root, kinds)
    service.catch_up()
    service.close()
    path = next((library.root / "index").rglob(damage if damage != "stamp" else "manifest.json"))
    if damage == "stamp":
        path.write_text(path.read_text().replace("kmdesk-index", "other"))
    else:
        path.write_bytes(path.read_bytes()[:10])
    service = Service(library.root, kinds)
    service.catch_up()
    assert _ids(_ask(service, "เนื้อหาที่ต้องพบ")) == [record]
    assert service.status(deep=True).drift == 0
    service.close()


def test_an_index_is_built_anew_beside_what_another_has_mapped(
    library: Library, kinds: Kinds, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows deletes nothing that is open: the old segments stay, the new ones stand beside."""
    record = add("เอกสาร", "เนื้อหาที่ต้องพบ")
    service = Service(library.root, kinds)
    service.catch_up()
    service.close()
    index = library.root / "index"
    (index / "manifest.json").write_bytes(b"")
    monkeypatch.setattr("kmdesk.search.index.shutil.rmtree", lambda *_path, **_how: None)
    service = Service(library.root, kinds)
    service.catch_up()
    assert _ids(_ask(service, "เนื้อหาที่ต้องพบ")) == [record]
    assert len(list((index / "segments").iterdir())) == 2
    service.close()


def test_a_second_service_only_reads_and_sees_everything(
    library: Library, kinds: Kinds, add: Add
) -> None:
    writer = Service(library.root, kinds)
    one = add("เล่มแรก ร่วมกัน")
    writer.catch_up()
    reader = Service(library.root, kinds)
    assert not reader.index.writer
    two = add("เล่มหลัง ร่วมกัน")
    assert sorted(_ids(_ask(reader, "ร่วมกัน"))) == [one, two]
    writer.catch_up()
    three = add("เล่มสาม ร่วมกัน")
    assert sorted(_ids(_ask(reader, "ร่วมกัน"))) == [one, two, three]
    assert reader.status(deep=True).drift == 0
    reader.close()
    writer.close()


def test_an_interrupted_build_goes_on(
    library: Library, kinds: Kinds, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kmdesk.search.worker._BATCH_BYTES", 1)
    records = [add(f"เอกสารที่ {n}", "คำร่วม") for n in range(130)]
    service = Service(library.root, kinds)
    service.step()
    service.step()
    service.index.settle(wait=True)
    reached = service.index.building
    assert reached is not None
    assert 0 < reached <= records[-1]
    service.close()
    service = Service(library.root, kinds)
    assert service.index.building == reached
    service.catch_up()
    assert _ask(service, "คำร่วม", limit=0).total == 130
    service.close()


def test_internal_records_never_show(service: Service, add: Add) -> None:
    secret = add("บันทึกภายในลับเฉพาะ", "ข้อความปกปิด", audience="internal", tags=("ป้ายลับ",))
    add("ประกาศทั่วไป", "ข้อความเปิด")
    service.catch_up()
    for query in ("ข้อความปกปิด", "ปกปิค", "บันทึกภายในลับ", "ป้าย:ป้ายลับ"):
        result = _ask(service, query)
        assert secret not in _ids(result)
        assert "ป้ายลับ" not in str(result.facets)
        assert "ปกปิด" not in str(result.tried).replace(query, "")
    for prefix in ("บัน", "บันทึก", "ป"):
        texts = [s.text for s in service.suggest(prefix, ("public",), 8)]
        assert not any("ลับ" in text or "บันทึก" in text for text in texts)
    assert _ids(_ask(service, "ข้อความปกปิด", audiences=CLERK)) == [secret]
    assert [s.text for s in service.suggest("บันทึก", CLERK, 8)]


def test_becoming_internal_hides_at_once(service: Service, add: Add, library: Library) -> None:
    record = add("เอกสารเปิดเผย", "คำเฉพาะกิจ")
    assert _ids(_ask(service, "คำเฉพาะกิจ")) == [record]
    with library.writing(SYSTEM, "Edit") as unit:
        unit.record(record).audience = "internal"
        unit.commit()
    assert _ask(service, "คำเฉพาะกิจ").total == 0


def test_order_titles_then_whole_words_then_pieces(service: Service, add: Add) -> None:
    piece = add("ก", "มหาสมุทร")
    whole = add("ข", "ดูงาน สมุทร ที่นั่น")
    title = add("สมุทร", "ค")
    result = _ask(service, "สมุทร")
    assert _ids(result) == [title, whole, piece]
    assert (result.whole_word, result.partial) == (2, 1)


def test_in_force_and_newer_first(service: Service, add: Add) -> None:
    old = add("ประกาศเรื่องทดสอบ", dated="2020-01-01", status="current")
    repealed = add("ประกาศเรื่องทดสอบ", dated="2024-01-01", status="repealed")
    new = add("ประกาศเรื่องทดสอบ", dated="2023-01-01", status="current")
    assert _ids(_ask(service, "ประกาศเรื่องทดสอบ")) == [new, old, repealed]
    assert _ids(_ask(service, "ทดสอบ", sort="date")) == [repealed, new, old]


def test_filters_facets_and_fields(service: Service, add: Add) -> None:
    one = add("งบประมาณ", dated="2022-05-01", issuer="กรม ก", tags=("เงิน",), status="current")
    two = add("งบประมาณ", dated="2024-05-01", issuer="กรม ข", status="repealed")
    facets = _ask(service, "งบประมาณ").facets
    assert {f.value: f.count for f in facets["year"]} == {"2022": 1, "2024": 1}
    assert {f.value: f.count for f in facets["tag"]} == {"เงิน": 1}
    assert _ids(_ask(service, "งบประมาณ", filters=Filters(issuers=("กรม ข",)))) == [two]
    assert _ids(_ask(service, "งบประมาณ", filters=Filters(tags=("เงิน",)))) == [one]
    for query, expected in [
        ("งบประมาณ ปี:2565", one),
        ("งบประมาณ 2566..2568", two),
        ("จาก:กรม\u00a0ก งบประมาณ", None),
        ('จาก:"กรม ก"', one),
        ("ป้าย:เงิน", one),
        ("งบประมาณ -ป้าย:เงิน", None),
        ("เรื่อง:งบ ปี:2567", two),
    ]:
        if expected is not None:
            assert _ids(_ask(service, query)) == [expected], query


def test_fields_of_a_record_are_found_and_labelled(
    service: Service, add: Add, kinds: Kinds
) -> None:
    record = add("หนังสือ", "เนื้อความ")
    kinds.get("document").notes[record] = "ผู้ลงนามตัวอย่าง"  # type: ignore[attr-defined]
    result = _ask(service, "ผู้ลงนามตัวอย่าง")
    assert _ids(result) == [record]
    assert result.tried


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("l;ylfu", "สวัสดี"),
        ("แนืะำืะ", "content"),
        ("สวัสดิ", "สวัสดี"),
        ("สวสดี", "สวัสดี"),
        ("่สวัสดี", "สวัสดี"),
    ],
)
def test_slips_are_mended_and_said(service: Service, add: Add, typed: str, expected: str) -> None:
    record = add("คำทักทาย", "สวัสดีครับ ทุกท่าน content")
    result = _ask(service, typed)
    assert _ids(result) == [record]
    assert result.tried or expected in typed
    assert expected in str(result.tried[0]) if result.tried else True


def test_nothing_says_so_and_is_counted_without_a_name(service: Service, add: Add) -> None:
    add("เอกสาร", "ข้อความ")
    result = _ask(service, "ฎฏฐฑฒณ")
    assert result.total == 0
    assert result.tried
    assert service.usage.missed == {"ฎฏฐฑฒณ": 1}
    _ask(service, "ฆฌญ", audiences=CLERK)
    assert service.usage.missed == {"ฎฏฐฑฒณ": 1}


def test_a_question_finds_the_passage(service: Service, add: Add) -> None:
    wanted = add("ระเบียบการประชุม", "เรื่องทั่วไป", "องค์ประชุมใหญ่ต้องมีสมาชิกกึ่งหนึ่ง")
    add("เรื่องอื่น", "ข่าวกีฬา", "ผลการแข่งขัน")
    result = _ask(service, "องค์ประชุมใหญ่ต้องมีสมาชิกเท่าไร")
    assert result.hits[0].record_id == wanted
    assert result.hits[0].page == 2
    assert result.tried


def test_unsearchable_pages_are_told_when_nothing_is_found(
    service: Service, library: Library
) -> None:
    from kmdesk.records import PassageText

    with library.writing(SYSTEM, "Add") as unit:
        record = unit.add(kind="document", title="ภาพสแกน")
        unit.passages(record, [PassageText("page:1", "1", "", "no text")])
        unit.commit()
    assert _ask(service, "ฎฏฐฑฒณ").unsearchable == 1


def test_snippet_shows_the_source_not_the_normal_form(service: Service, add: Add) -> None:
    add("ก", "ต้น " * 50 + "ตามคําสั่งที่ ๕/๒๕๕๑ ของ KM Team ลงวันที่" + " ปลาย" * 50)
    (hit,) = _ask(service, '"คำสั่งที่ 5/2551 ของ km team"').hits
    start, end = hit.snippet.marks[0]
    assert hit.snippet.text[start:end] == "คําสั่งที่ ๕/๒๕๕๑ ของ KM Team"


def test_limit_zero_gives_all_and_offset_pages(service: Service, add: Add) -> None:
    records = [add(f"เอกสารชุดเดียวกัน {n:02}") for n in range(30)]
    everything = _ids(_ask(service, "ชุดเดียวกัน", limit=0, snippets=False))
    assert sorted(everything) == records
    paged = [
        record
        for offset in (0, 10, 20)
        for record in _ids(_ask(service, "ชุดเดียวกัน", limit=10, offset=offset))
    ]
    assert paged == everything


def _law(library: Library, title: str, *sections: str) -> int:
    from kmdesk.records import PassageText

    with library.writing(SYSTEM, "Add") as unit:
        record = unit.add(kind="document", title=title)
        texts = [PassageText(f"provision:{n}", f"มาตรา {n}", f"มาตรา {n} ความ") for n in sections]
        unit.passages(record, texts)
        unit.commit()
        return record.id


@pytest.mark.parametrize(
    "query",
    ["มาตรา 22 พรบ สหกรณ์", "ม.๒๒ พ.ร.บ.สหกรณ์", "พระราชบัญญัติสหกรณ์ มาตรา 22", "่มาตรา 22 พรบ สหกรณ์"],
)
def test_a_section_of_a_law_goes_there(service: Service, library: Library, query: str) -> None:
    _law(library, "พระราชบัญญัติธนาคารสหกรณ์ตัวอย่าง", "2", "22")
    _law(library, "พระราชบัญญัติประมง", "22")
    wanted = _law(library, "พระราชบัญญัติสหกรณ์ พ.ศ. 2542", "2", "22", "22/1", "220")
    hit = _ask(service, query).hits[0]
    assert (hit.record_id, hit.provision) == (wanted, "22")


def test_a_quoted_string_is_never_relaxed(service: Service, add: Add) -> None:
    add("เอกสาร", "สวัสดีครับ ท่านสมาชิก")
    result = _ask(service, '"สวัสดิครับ"')
    assert result.total == 0
    assert result.tried
    assert _ask(service, "สวัสดิครับ").total == 1


def test_counts_of_facets_are_what_choosing_them_shows(
    service: Service, add: Add, library: Library
) -> None:
    with library.writing(SYSTEM, "Places") as unit:
        room = add_place(unit, "room", "ห้อง")
        ids = []
        for name in ("ตู้ ๑", "ตู้ ๑๐"):
            cupboard = add_place(unit, "cupboard", name, room.id)
            ids += [cupboard.id, add_place(unit, "shelf", "ชั้น ๑", cupboard.id).id]
        unit.commit()
    chance = random.Random(3)
    for number in range(60):
        add(
            f"ระเบียบ {number}",
            dated=f"{chance.choice((2022, 2023, 2024))}-05-01",
            issuer=chance.choice(("กรม ก", "กรม ก ข", "")),
            status=chance.choice(("current", "repealed")),
            tags=tuple(chance.sample(("เงิน", "เงินฝาก", "ที่ดิน"), chance.randint(0, 2))),
            place_id=chance.choice((None, *ids)),
            audience=chance.choice(("public", "public", "internal")),
        )
    picks: dict[str, Callable[[str], Filters]] = {
        "year": lambda v: Filters(years=(int(v), int(v))),
        "issuer": lambda v: Filters(issuers=(v,)),
        "status": lambda v: Filters(statuses=(v,)),
        "tag": lambda v: Filters(tags=(v,)),
        "place": lambda v: Filters(places=(int(v),)),
        "kind": lambda v: Filters(kinds=(v,)),
    }
    names = {ids[0]: "ตู้ ๑", ids[2]: "ตู้ ๑๐"}
    fields: dict[str, Callable[[str], str]] = {
        "year": lambda v: f"ปี:{int(v) + 543}",
        "issuer": lambda v: f'จาก:"{v}"',
        "status": lambda v: f'สถานะ:"{v}"',
        "tag": lambda v: f'ป้าย:"{v}"',
        "place": lambda v: f'ตู้:"{names[int(v)]}"',
        "kind": lambda v: f"ประเภท:{v}",
    }
    for audiences in (("public",), ("public", "internal")):
        facets = _ask(service, "ระเบียบ", audiences=audiences).facets
        assert set(facets) == set(picks)
        for facet, values in facets.items():
            assert values, facet
            for value, count in ((f.value, f.count) for f in values):
                chosen = picks[facet](value)
                result = _ask(service, "ระเบียบ", audiences=audiences, filters=chosen)
                assert result.total == count, (facet, value)
                # The other values of the same facet stay to be chosen instead.
                assert result.facets[facet] == values
                asked = f"ระเบียบ {fields[facet](value)}"
                assert _ask(service, asked, audiences=audiences).total == count, asked
    both = Filters(issuers=("กรม ก",), statuses=("current",))
    result = _ask(service, "ระเบียบ", filters=both)
    assert {f.value: f.count for f in result.facets["status"]}["current"] == result.total
    assert 0 < result.total < {f.value: f.count for f in facets["issuer"]}["กรม ก"]


def test_a_choice_narrows_but_never_relaxes_nor_counts_as_wanted(
    service: Service, add: Add
) -> None:
    add("เงินกู้สหกรณ์", dated="2024-01-01")
    result = _ask(service, "เงินกู้", filters=Filters(years=(2020, 2020)))
    assert (result.total, result.hits) == (0, ())
    assert [m.msgid.startswith("{count} items were found") for m in result.tried] == [True]
    assert service.usage.missed.total() == 0


def test_a_moved_paper_is_in_step(service: Service, add: Add, library: Library) -> None:
    with library.writing(SYSTEM, "Places") as unit:
        one, two = add_place(unit, "cupboard", "ตู้ ๑"), add_place(unit, "cupboard", "ตู้ ๒")
        unit.commit()
        first, second = one.id, two.id
    moved = add("แบบพิมพ์", place_id=first)
    assert _ids(_ask(service, "แบบพิมพ์ ตู้:๑")) == [moved]
    with library.writing(SYSTEM, "Move") as unit:
        unit.record(moved).place_id = second
        unit.commit()
    assert _ids(_ask(service, "แบบพิมพ์ ตู้:๒")) == [moved]
    with library.writing(SYSTEM, "Rename") as unit:
        rename_place(unit, second, "ตู้เหล็ก")
        unit.commit()
    (hit,) = _ask(service, "แบบพิมพ์ ตู้:เหล็ก").hits
    assert (hit.record_id, hit.place) == (moved, "ตู้เหล็ก")
    assert service.status(deep=True).drift == 0
    service.catch_up()
    assert service.status(deep=True).drift == 0


@pytest.mark.parametrize("words", ["พรบ.สหกรณ์", "พ.ร.บ.สหกรณ์"])
def test_the_act_by_its_usual_name_is_found_in_the_sample(sample_root: Path, words: str) -> None:
    service = Service(sample_root, build_kinds())
    service.catch_up()
    (first, *_others) = _ask(service, words).hits
    service.close()
    assert first.title == "พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒ (สรุปสาระ)"
