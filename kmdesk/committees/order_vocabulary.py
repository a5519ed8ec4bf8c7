"""Words of posts, levels, roles and bodies that a scan misread, mended by the nearest one. Pure.

Only a closed list of words is mended, only letters that look alike are taken for one another,
and never within a person's name.
"""

import re

from kmdesk.committees.order_names import PERSON

_LEVELS = ("ชำนาญงาน", "ชำนาญการ", "ชำนาญการพิเศษ", "ปฏิบัติงาน", "ปฏิบัติการ", "เชี่ยวชาญ")
_WORDS = (
    *_LEVELS,
    # posts
    "เจ้าพนักงาน", "เจ้าพนักงานธุรการ", "เจ้าพนักงานการเงินและบัญชี", "เจ้าพนักงานส่งเสริมสหกรณ์",
    "เจ้าพนักงานพัสดุ", "เจ้าหน้าที่บริหารงานทั่วไป", "นักวิชาการ", "นักวิชาการสหกรณ์",
    "นักวิชาการเงินและบัญชี", "นักวิชาการมาตรฐานสินค้า", "นักจัดการงานทั่วไป", "นักวิเคราะห์นโยบายและแผน",
    "ผู้อำนวยการ", "ผู้อำนวยการกลุ่ม", "พนักงานราชการ", "พนักงานขับรถยนต์", "สหกรณ์จังหวัด", "หัวหน้าฝ่าย",
    "ฝ่ายบริหารทั่วไป", "กลุ่มตรวจการสหกรณ์", "ส่งเสริมสหกรณ์",
    # roles and bodies
    "คณะทำงาน", "คณะกรรมการ", "คณะอนุกรรมการ", "คณะที่ปรึกษา", "ประธานกรรมการ", "ประธานคณะทำงาน",
    "รองประธาน", "จัดการความรู้", "อนุกรรมการ", "เลขานุการ", "ผู้ช่วยเลขานุการ", "กรรมการและเลขานุการ",
    "ที่ปรึกษา",
    # what the parts of an order begin with
    "ประกอบด้วย", "ดังต่อไปนี้", "แต่งตั้ง", "อำนาจหน้าที่", "ปฏิบัติหน้าที่",
)  # fmt: skip
_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_ALIKE = (
    "ชซข", "ดตคศ", "ถกภฤ", "บปษ", "ผฝพฟฬ", "ฎฏ", "ทหฑฆ", "นมบ", "าำๅ", "รวธ", "ลส", "ณญ", "อฮ",
    "โไใ", "จง", "ยช",
)  # fmt: skip
_CLASS = {
    letter: f"[{''.join(letters for letters in _ALIKE if letter in letters)}]"
    for letter in "".join(_ALIKE)
}
_LEVEL_ENDS = "(?=[^ก-๎]|$|และ|พิเศษ|คณะ|กรรมการ|กลุ่ม|สำนัก)"
"""Where a level ends; with its last letters misread it may be another word: ปฏิบัติภารกิจ."""
_MOST = 2
"""Letters of a word that may be misread."""


def _pattern(word: str) -> str:
    bare = re.sub(f"[{_MARKS}]", "", word)
    whole = f"[{_MARKS}]{{0,2}}".join(_CLASS.get(letter, letter) for letter in bare)
    if word not in _LEVELS:
        return whole
    surely = f"[{_MARKS}]{{0,2}}".join(_CLASS.get(letter, letter) for letter in bare[:-3])
    return f"(?:{surely}[{_MARKS}]{{0,2}}{bare[-3:]}|{whole}{_LEVEL_ENDS})"


# The longest first: what is nearest is the word that explains most letters.
_SORTED = sorted(_WORDS, key=len, reverse=True)
_ANY = re.compile(
    "|".join(f"(?P<w{at}>{_pattern(word)}[{_MARKS}]{{0,2}})" for at, word in enumerate(_SORTED))
)
_NAME = re.compile(rf"(?:{PERSON})\s*\S+(?:\s(?!\s)\S+)?")


def words_mended(line: str) -> str:
    """The line with the misread words of the list put right."""
    names = [found.span() for found in _NAME.finditer(line)]

    def mend(found: re.Match[str]) -> str:
        word = _SORTED[int((found.lastgroup or "w0")[1:])]
        if found[0] == word:
            return word
        within = any(start < found.end() and found.start() < end for start, end in names)
        return found[0] if within or _distance(found[0], word) > _MOST else word

    return _ANY.sub(mend, line)


def _distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        before, row[0] = row[0], at
        for to, wanted in enumerate(other, 1):
            before, row[to] = (
                row[to],
                min(row[to] + 1, row[to - 1] + 1, before + (letter != wanted)),
            )
    return row[-1]
