"""Encodings told apart by their bytes."""

import pytest

from kmdesk.intake.text_file import decode, decode_as, detect

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


@pytest.mark.parametrize("bad", [b"\xa0", b"\xff", b"\xe0\xb8", b"\x80\x81", b"\xe0\xb8\xff"])
@pytest.mark.parametrize("at", [0, 30, 60, -3])
def test_a_stray_byte_costs_one_letter(bad: bytes, at: int) -> None:
    good = THAI.encode()
    at = at if at >= 0 else len(good)
    assert decode(good[:at] + bad + good[at:]) == f"{good[:at].decode()}\ufffd{good[at:].decode()}"


@pytest.mark.parametrize("text", ["แบบเขต", "เขตกรมรณรงค์ แบบ ยกรก โครงการ", "ประกาศ"])
def test_thai_windows_is_not_taken_for_spoilt_utf8(text: str) -> None:
    data = (text + " กรมส่งเสริม").encode("cp874")
    assert decode(data) == text + " กรมส่งเสริม"


@pytest.mark.parametrize("declared", ["utf-8", "tis-620", "iso-8859-1", "no-such-name", ""])
@pytest.mark.parametrize("codec", ["utf-8", "cp874"])
def test_what_the_bytes_say_wins(declared: str, codec: str) -> None:
    assert decode_as(THAI.encode(codec), declared) == THAI
