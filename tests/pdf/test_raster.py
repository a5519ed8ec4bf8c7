"""Where the marks really stand: the finished PDF beside Qt's drawing of the same lines."""

import random
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from tests.pdf import raster

TEXTS = [
    "ที่ ปู่ ป้ำ ญู ฐู กี่ เก้า น้ำ ทั้ง ผู้ใหญ่ กตัญญู ฝั้น ฟื้น ฎุ ฤๅ ก็ ศุกร์ ปฏิรูป ป่า ฝ้าย ฟ้า ปิ่น ฝีมือ",
    "เพื่อให้ผู้ใหญ่และเจ้าหน้าที่ธุรการหาน้ำหนักของเรื่องต่าง ๆ ได้ทั้งปี ตามมาตรา ๓๓/๑ (Knowledge Management) ข้อ ๑๒",
    "คุณสมบัติของผู้ชำระบัญชี ญี่ปุ่น ปฏิญญา ฎีกา กฎกระทรวง หนี้สิน ซื้อ ตั๋วเงิน เปี๊ยก จ๊ะ จ๋า ๒๕๕๑ ฿ ฯลฯ",
]


def test_no_mark_stands_more_than_half_a_point_from_where_qt_draws_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    rng = random.Random(3)
    clusters = [
        rng.choice("กขคปฝฟญฐรลวสหอฬ")
        + rng.choice(["", "ิ", "ี", "ึ", "ื", "ุ", "ู", "ั"])
        + rng.choice(["", "่", "้", "๊", "๋"])
        for _ in range(900)
    ]
    texts = [*TEXTS, " ".join("".join(clusters[i : i + 3]) for i in range(0, 900, 3))]
    placed = raster.set_all(texts, tmp_path / "a.pdf")
    found = raster.compare(tmp_path / "a.pdf", placed)
    assert len(found) == len(placed) > 15
    for line in found:
        assert line.ink <= 0.5, line
        assert line.origin <= 0.5, line


def test_a_mark_that_is_moved_is_noticed(qtbot: QtBot, tmp_path: Path) -> None:
    (line,) = raster.set_all(["ที่ทำการ"], tmp_path / "a.pdf")
    page = np.zeros((40, 200), bool)
    page[10:14, 50:60] = True
    moved = np.roll(page, 3, axis=1)
    assert raster.distance(page, page) == 0
    assert raster.distance(page, moved) == pytest.approx(3)
    assert line.line.text == "ที่ทำการ"
