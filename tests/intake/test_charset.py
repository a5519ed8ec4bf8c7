"""Encodings told apart by their bytes."""

import pytest

from kmdesk.intake.charset import decode, detect

THAI = "สำนักงานสหกรณ์จังหวัดชุมพร คำสั่งที่ ๕/๒๕๕๑"


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "tis-620", "cp874", "utf-16"])
def test_thai_comes_back(codec: str) -> None:
    assert decode(THAI.encode(codec)) == THAI


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf16_without_mark(codec: str) -> None:
    assert decode(THAI.encode(codec)) == THAI


def test_windows_874_quotes() -> None:
    assert decode("“สหกรณ์” – ประกาศ…".encode("cp874")) == "“สหกรณ์” – ประกาศ…"


def test_binary_is_no_text() -> None:
    assert detect(bytes(range(256)) * 4) is None


def test_head_cut_inside_a_character() -> None:
    assert detect("ก".encode() * 50 + "ก".encode()[:2]) == "utf-8"


def test_plain_ascii() -> None:
    assert decode(b"minutes of the meeting\r\n") == "minutes of the meeting\r\n"
