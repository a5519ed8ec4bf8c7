"""Footnotes of consolidated texts read as history; the corpus set against 240 marked by hand."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from kmdesk.regulations.edits import count_of, in_force
from kmdesk.regulations.timeline import history, read_footnote

NO_2 = "พระราชบัญญัติตู้หนังสือ (ฉบับที่ ๒) พ.ศ. ๒๖๐๒"


@pytest.mark.parametrize(
    ("note", "kind", "place", "number", "year"),
    [
        (f"มาตรา ๑๖ (๓) แก้ไขเพิ่มเติมโดย{NO_2}", "amended", "มาตรา ๑๖ (๓)", "2", 2602),
        (f"มาตรา ๓๓/๑ เพิ่มโดย{NO_2}", "added", "มาตรา ๓๓/๑", "2", 2602),
        (f"มาตรา ๑๓ วรรคสอง ยกเลิกโดย{NO_2}", "repealed", "มาตรา ๑๓ วรรคสอง", "2", 2602),
        (
            f"มาตรา ๔ นิยามคำว่า \u0093ตู้\u0094 แก้ไขเพิ่มเติมโดย{NO_2}",
            "amended",
            "มาตรา ๔ นิยามคำว่า “ตู้”",
            "2",
            2602,
        ),
        (
            "มาตรา ๕ ยกเลิกโดยประกาศคณะตู้ ฉบับที่ ๘๗/๒๖๐๗ เรื่อง การยกเลิกหิ้ง ลงวันที่ ๑ มกราคม ๒๖๐๗",
            "repealed",
            "มาตรา ๕",
            "87/2607",
            2607,
        ),
        (
            "คำว่า หิ้ง เปลี่ยนโดยมาตรา ๑๖ แห่งพระราชบัญญัติปรับปรุงตู้ (ฉบับที่ ๑๙) พ.ศ. ๒๖๑๒",
            "reworded",
            "",
            "19",
            2612,
        ),
        (f"ชื่อหมวด ๕ การยืม แก้ไขเพิ่มเติมโดย{NO_2}", "amended", "หมวด ๕", "2", 2602),
        (f"อัตราค่าธรรมเนียม (๔) แก้ไขเพิ่มเติมโดย{NO_2}", "amended", "", "2", 2602),
    ],
)
def test_one_step(note: str, kind: str, place: str, number: str, year: int) -> None:
    (entry,) = read_footnote(note)
    assert (entry.kind, entry.place.label) == (kind, place)
    assert (entry.number, entry.year) == (number, year)


def test_two_steps_in_one_footnote_and_none_in_a_gazette_citation() -> None:
    note = f"มาตรา ๘ ซึ่งเพิ่มโดย{NO_2} แก้ไขเพิ่มเติมโดยพระราชบัญญัติตู้หนังสือ (ฉบับที่ ๗) พ.ศ. ๒๖๑๐"
    assert [(e.kind.value, e.number) for e in read_footnote(note)] == [
        ("added", "2"),
        ("amended", "7"),
    ]
    gazette = "ราชกิจจานุเบกษา เล่ม ๑๓๖/ตอนที่ ๕๖ ก/หน้า ๒๕๓/๓๐ เมษายน ๒๖๐๒"
    assert read_footnote(gazette) == []
    assert len([*history(f"{note}\n{gazette}\n{note}")]) == 4


@pytest.mark.parametrize(
    ("words", "count"),
    [("หนึ่งร้อยแปดสิบ", 180), ("หกสิบ", 60), ("สิบเอ็ด", 11), ("ยี่สิบ", 20), ("๙๐", 90), ("มาก", None)],
)
def test_counts_in_words(words: str, count: int | None) -> None:
    assert count_of(words) == count


@pytest.mark.parametrize(
    ("clause", "day"),
    [
        ("ให้ใช้บังคับตั้งแต่วันถัดจากวันประกาศในราชกิจจานุเบกษาเป็นต้นไป", "2019-05-01"),
        ("ให้ใช้บังคับตั้งแต่วันประกาศในราชกิจจานุเบกษาเป็นต้นไป", "2019-04-30"),
        ("ให้ใช้บังคับเมื่อพ้นกำหนดหกสิบวันนับแต่วันประกาศในราชกิจจานุเบกษาเป็นต้นไป", "2019-06-29"),
        ("ให้ใช้บังคับเมื่อพ้นกำหนดหนึ่งปีนับแต่วันประกาศในราชกิจจานุเบกษาเป็นต้นไป", "2020-04-30"),
        ("ให้ใช้บังคับตั้งแต่วันที่ ๑ มกราคม พ.ศ. ๒๕๖๓ เป็นต้นไป", "2020-01-01"),
        ("ให้ใช้บังคับเมื่อมีประกาศอีกครั้ง", None),
    ],
)
def test_coming_into_force(clause: str, day: str | None) -> None:
    found = in_force(["มาตรา ๑ ชื่อ", f"มาตรา ๒ พระราชกฤษฎีกานี้{clause}"], "2019-04-30")
    assert found is not None
    assert (found.day, found.partly) == (day, False)
    assert clause in found.source


def test_exceptions_and_unknown_gazette_day() -> None:
    text = "มาตรา ๒ กฎหมายนี้ให้ใช้บังคับตั้งแต่วันถัดจากวันประกาศ เว้นแต่มาตรา ๕ ให้ใช้เมื่อพ้นหนึ่งปี"
    found = in_force(["มาตรา ๑ ชื่อ", text], None)
    assert found is not None
    assert (found.day, found.partly) == (None, True)
    assert in_force(["มาตรา ๑ ชื่อ", "มาตรา ๒ ตู้"], "2019-04-30") is None


def _benchmark(name: str) -> ModuleType:
    path = Path(__file__).parents[1] / "benchmarks" / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.corpus
def test_gold_footnotes(corpus: Path) -> None:
    bench = _benchmark("regulations_footnotes")
    scores, faults = bench.score(corpus)
    assert faults == []
    assert (scores["drawn"].wanted, scores["odd"].wanted) == (170, 44)


@pytest.mark.corpus
def test_generated_clauses_are_read_back(corpus: Path) -> None:
    bench = _benchmark("regulations_amendments")
    scores, _failed = bench.score(bench.cases(corpus, 130))
    assert len(scores) == 13
    meant = sum(score.meant for score in scores.values())
    read = sum(score.read for score in scores.values())
    right = sum(score.right for score in scores.values())
    assert right / read > 0.995
    assert right / meant > 0.99
