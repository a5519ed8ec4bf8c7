"""Dictionary order."""

from __future__ import annotations

import random
import sqlite3

from hypothesis import given
from hypothesis import strategies as st

from kmdesk.thai.normal import sort_key

ORDERED = [
    "2",
    "๙",
    "๑๐",
    "100",
    "Abc",
    "abd",
    "กก",
    "กา",
    "ก่า",
    "ก้า",
    "การ",
    "เกา",
    "เก่า",
    "แก",
    "โก",
    "ใกล้",
    "ไก่",
    "ขา",
    "ฤกษ์",
    "ลาน",
    "ล้าน",
    "วัน",
    "เหตุ",
    "แหวน",
    "ฮา",
]


def test_dictionary_order() -> None:
    shuffled = random.Random(1).sample(ORDERED, len(ORDERED))
    assert sorted(shuffled, key=sort_key) == ORDERED


def test_sqlite_agrees() -> None:
    with sqlite3.connect(":memory:") as db:
        db.execute("create table t (w text, k text)")
        db.executemany("insert into t values (?, ?)", [(w, sort_key(w)) for w in ORDERED[::-1]])
        rows = [w for (w,) in db.execute("select w from t order by k")]
    db.close()
    assert rows == ORDERED


def test_same_to_the_reader_same_key() -> None:
    assert sort_key("ที่ ๕/๒๕๕๑") == sort_key("ที่ 5/2551")
    assert sort_key("KM") == sort_key("km")
    assert sort_key("007") == sort_key("7")


def test_marks_decide_last() -> None:
    assert sort_key("ก่าก") < sort_key("กาข") < sort_key("ก้าข")
    assert sort_key("คำสั่งที่ 9") < sort_key("คำสั่งที่ 10")
    assert sort_key("resume") < sort_key("résumé") < sort_key("resumf")


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_by_value(a: int, b: int) -> None:
    assert (sort_key(f"ข้อ {a}") < sort_key(f"ข้อ {b}")) == (a < b)
