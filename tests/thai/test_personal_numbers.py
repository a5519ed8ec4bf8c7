"""Citizen numbers and bank accounts in every spelling; numbers of other kinds are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.thai.numbers import has_account_number, has_citizen_number, to_thai


def number(first: str) -> str:
    """Twelve digits and their check digit."""
    total = sum(int(d) * w for d, w in zip(first, range(13, 1, -1), strict=True))
    return first + str((11 - total % 11) % 10)


def spellings(plain: str) -> list[str]:
    groups = (plain[0], plain[1:5], plain[5:10], plain[10:12], plain[12])
    return [
        plain, "-".join(groups), " ".join(groups), " - ".join(groups), "–".join(groups),
        "  ".join(plain), "-".join(plain), " | ".join(plain), "\u00a0".join(groups),
        f"{groups[0]} {plain[1:]}",
    ]  # fmt: skip


@given(st.text("0123456789", min_size=11, max_size=11), st.sampled_from("12345678"))
def test_every_spelling_is_found(rest: str, kind: str) -> None:
    plain = number(kind + rest)
    if len(set(plain)) == 1:
        return
    for written in spellings(plain):
        for said in (written, to_thai(written)):
            assert has_citizen_number(f"นายสมมุติ ตัวอย่าง เลขประจำตัวประชาชน {said} อยู่บ้านเลขที่ ๑"), said
            assert has_citizen_number(said)
    wrong = plain[:-1] + str((int(plain[-1]) + 1) % 10)
    assert not any(has_citizen_number(written) for written in spellings(wrong))


@pytest.mark.parametrize(
    "text",
    [
        "", "โทร. ๐ ๗๗๕๑ ๑๒๐๑ ต่อ ๑๒", number("0994" + "00012345"), "1" * 13, "๑๑๑๑๑๑๑๑๑๑๑๑๑",
        "รหัส 12345678901234567890", number("110170020304") + "5", "4" + number("110170020304"),
        "1-1017-XXXXX-12-3", "ปี 2565 2566 2567 2568 2569", "12,345,678,901,230",
    ],
)  # fmt: skip
def test_other_numbers_are_none(text: str) -> None:
    assert not has_citizen_number(text)


def test_a_person_without_nationality_has_one_too() -> None:
    assert has_citizen_number(number("050018900001"))


@pytest.mark.parametrize(
    "text",
    [
        "โอนเข้าบัญชีธนาคารกรุงตัวอย่าง เลขที่บัญชี 801-0-12345-6 ชื่อบัญชี สหกรณ์ตัวอย่าง",
        "เลขที่บัญชี ๘๐๑๐๑๒๓๔๕๖",
        "เลขบัญชี: 8010123456",
        "บัญชีเงินฝากออมทรัพย์ ธ.ก.ส.\nเลขที่ 020 1 2345678 9",
        "801-0-12345-6 (บัญชีธนาคาร)",
        "เลข ที่ บัญ ชี 801-0-12345-6",
        "Account No. 8010123456",
        "พร้อมเพย์ 0812345678",
    ],
)
def test_an_account_is_found(text: str) -> None:
    assert has_account_number(text)


@pytest.mark.parametrize(
    "text",
    [
        "วันสิ้นปีทางบัญชี ๓๑ มีนาคม ๒๕๖๙ โทร. 0775112013",
        "เลขที่บัญชี โปรดแจ้งกลับ โทรศัพท์ 077-511-2013",
        "บัญชีธนาคาร ณ วันที่ 31 มีนาคม 2568 จำนวน 12 บัญชี",
        "รหัส 801012345678",
        "เลขที่บัญชี" + " " * 200 + "8010123456",
        "",
    ],
)
def test_other_numbers_are_no_account(text: str) -> None:
    assert not has_account_number(text)
