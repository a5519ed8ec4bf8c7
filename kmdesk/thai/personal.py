"""Detection of personal numbers in a text: citizen numbers and bank accounts."""

import re

from kmdesk.thai.digits import to_arabic

# Separators of 1-2345-67890-12-3, and between the boxes of a form.
_GAP = r"[ \t\u00a0./|_\-\u2010-\u2015\u2212]{1,3}"
_CITIZEN = re.compile(
    rf"(?<![\d])(?<!\d[-/.])(?:\d(?:{_GAP})?\d{{4}}(?:{_GAP})?\d{{5}}(?:{_GAP})?\d{{2}}(?:{_GAP})?\d"
    rf"|\d(?:{_GAP}\d){{12}})(?![\d])"
)
_ACCOUNT_WORDS = (
    "เลขที่บัญชี", "เลขบัญชี", "หมายเลขบัญชี", "บัญชีเลขที่", "บัญชีธนาคาร", "บัญชีเงินฝาก", "บัญชีออมทรัพย์",
    "บัญชีกระแสรายวัน", "สมุดบัญชี", "ชื่อบัญชี", "โอนเงินเข้าบัญชี", "พร้อมเพย์",
)  # fmt: skip
_ACCOUNT = re.compile(
    # OCR puts blanks between letters that are close together
    "|".join(r"[ \t]?".join(word) for word in _ACCOUNT_WORDS)
    + r"|account\s*(?:no\b|number)|\ba/c\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(r"(?<!\d)\d(?:[ \u00a0\-\u2010-\u2015]?\d){9,14}(?!\d)")
_TELEPHONE = re.compile(r"(?:โทร\S*|มือถือ|แฟกซ์|โทรสาร|tel\S*|fax\S*|mobile)[ :.\t]*$", re.IGNORECASE)
_NEAR = 80
_BEFORE = 24


def has_citizen_number(text: str) -> bool:
    """Return whether the text contains a valid 13-digit citizen number.

    Numbers of companies and offices have the same format and check digit; they begin with 0.
    """
    return any(is_citizen_number(found.group()) for found in _CITIZEN.finditer(to_arabic(text)))


def is_citizen_number(written: str) -> bool:
    """Return whether the 13 digits of ``written`` are a citizen number."""
    digits = [int(char) for char in to_arabic(written) if char.isdecimal()]
    if len(digits) != 13 or len(set(digits)) == 1:
        return False
    # 0 is a company, except persons without nationality, whose sixth and seventh digit are 89
    if digits[0] == 9 or (digits[0] == 0 and digits[5:7] != [8, 9]):
        return False
    total = sum(digit * weight for digit, weight in zip(digits, range(13, 1, -1), strict=False))
    return (11 - total % 11) % 10 == digits[12]


def has_account_number(text: str) -> bool:
    """Return whether a number of 10 to 15 digits is near words such as เลขที่บัญชี."""
    plain = to_arabic(text)
    for word in _ACCOUNT.finditer(plain):
        start = max(0, word.start() - _NEAR)
        around = plain[start : word.end() + _NEAR]
        for number in _NUMBER.finditer(around):
            if not _TELEPHONE.search(around[max(0, number.start() - _BEFORE) : number.start()]):
                return True
    return False
