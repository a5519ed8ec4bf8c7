"""Marks that a scan or a PDF lost, put back in the words an order is read by. Pure."""

import re

from kmdesk.committees.order_ranks import PERSON

_SWAPPED = re.compile("([\u0e48-\u0e4b])([\u0e31\u0e34-\u0e39])")
"""A tone mark typed or recognised before the vowel it stands on."""
_MARKS = "\u0e47\u0e48\u0e49\u0e4a\u0e4b\u0e4c"
_ABOVE = "\u0e31\u0e34\u0e35\u0e36\u0e37"
_SILENT = (
    "สหกรณ|กุมภาพันธ|ประชาสัมพันธ|วัตถุประสงค|ยุทธศาสตร|วิเคราะห|หลักเกณฑ|ผลิตภัณฑ|ครุภัณฑ|อุปกรณ|รถยนต"
    "|คอมพิวเตอร|ประสบการณ|สถานการณ|สัปดาห"
)
"""Words that end in a silent letter; without its mark they mean nothing."""
_NO_MARK = "(?![\u0e30-\u0e3a\u0e45-\u0e4e])"
_AFTER_YEAR = "(?:(?<=ประจำ)|(?<=ทุก)|(?<=ตลอด)|(?<=สิ้น)|(?<=ต้น)|(?<=ใน)|(?<=ราย))"
_MARKED = (
    "เป็น", "อยู่", "เปิดทำการ", "เปิดเผย", "เปิดซอง", "เปลี่ยนแปลง", "ปีงบประมาณ", "ปัจจุบัน",
    "ปัญหา", "ฝึกอบรม", "ด้วย", "แล้ว", "รับจ่าย", "เบิกจ่าย", "ใช้จ่าย", "ค่าใช้จ่าย",
    "ค่าตอบแทน", "เกี่ยวข้อง", "แก้ไข", "เพิ่มเติม", "ชี้แจง", "พื้นที่", "ข้อเท็จจริง",
    "ขับเคลื่อน", "ต่อไป", "ส่งเสริม", "จัดซื้อจัดจ้าง", "จัดจ้าง", "ข้าราชการ",
    "เรียบร้อย", "เสร็จสิ้น", "แล้วเสร็จ", "น้อยกว่า", "เบื้องต้น", "สิ้นสุด", "เคร่งครัด",
    "ได้รับ", "ได้แก่", "เนื่องจาก", "ระหว่าง", "ส่วนราชการ", "หน่วยงาน", "ช่วยเหลือ",
    "ร้องเรียน", "ทุกครั้ง", "เจ้าหน้าที่", "เชื่อมโยง", "ต่อเนื่อง", "ดังกล่าว",
    "ให้คำปรึกษา", "ถูกต้อง", "ครบถ้วน",
)  # fmt: skip
"""Words that are none without their marks, whichever of them are lost."""


def _losing(word: str) -> str:
    """A word of which marks may be lost; behind the tall letters the vowels above too."""
    pairs = zip(f" {word}", word, strict=False)
    return "".join(f"{sign}?" if _may_be_lost(before, sign) else sign for before, sign in pairs)


def _bare(word: str) -> str:
    pairs = zip(f" {word}", word, strict=False)
    return "".join(sign for before, sign in pairs if not _may_be_lost(before, sign))


def _may_be_lost(before: str, sign: str) -> bool:
    return sign in _MARKS or (before in "ปฝฟ" and sign in _ABOVE)


_WHOLE = {_bare(word): word for word in _MARKED}
_ANY_MARKED = re.compile("|".join(map(_losing, sorted(_MARKED, key=len, reverse=True))))
_NAME = re.compile(rf"(?:{PERSON})\s?\S+(?:\s(?!\s)\S+)?")
"""A person's name: it stays as it is written."""


def _marked(text: str) -> str:
    """The text with the marks of such words, but in names."""
    names = [found.span() for found in _NAME.finditer(text)]

    def mend(found: re.Match[str]) -> str:
        whole = _WHOLE[_bare(found[0])]
        if found[0] == whole or any(start < found.end() <= end for start, end in names):
            return found[0]
        return whole

    return _ANY_MARKED.sub(mend, text)


_LOST = (
    # Only words that mean nothing without their mark: ฝาย and หนา are words too.
    ("แต่งตัง|แตงตั้?ง|แตง่ตั้?ง", "แต่งตั้ง"),
    ("(?<!แต่ง)ตังแต่?(?!ง)|(?<!แต่ง)ตั้งแต(?![่ก])", "ตั้งแต่"),
    ("ทัง(?=นี|หมด|สิ้น)", "ทั้ง"),
    ("ดังตอ", "ดังต่อ"),
    ("(?:(?<=ทั้ง)|(?<=บัด))นี(?!้)|(?<=ดัง)นี(?![่้])|(?<=ต่อไป)นี(?![่้])", "นี้"),
    ("คำสัง(?!เ[กว])", "คำสั่ง"),
    (r"^(\s*)สั?ง(?= ?ณ ?วันที)", r"\1สั่ง"),
    ("(?<!หัว)(?<!แน่น)หน้าที(?![่ม])|หนาที่?(?!่?สุด)", "หน้าที่"),
    ("วันที(?!่)", "วันที่"),
    ("ที(?=ปรึกษา)", "ที่"),
    ("ว่าที(?= ?(?:ร้อย|พัน|เรือ))", "ว่าที่"),
    (r"(?<![ก-๎])ที(?= ?[\d๐-๙])", "ที่"),
    ("ประกอบดว้?ย", "ประกอบด้วย"),
    (r"^(\s*)ดว้?ย", r"\1ด้วย"),
    ("รายชือ", "รายชื่อ"),
    ("กลุม(?![่้])", "กลุ่ม"),
    (
        "ผู(?=อำนวยการ|ช่?วย|แทน|ตรวจ|บริหาร|ดูแล|ประสาน|ที่?|ได้?|มี|ปฏิบัติ|รับ|เข้?า|จัด|ควบคุม|ชำระ|ร่?วม|ใด)",
        "ผู้",
    ),
    ("ผู้ชวย", "ผู้ช่วย"),
    (r"^(\s*)เรือง(?=\s)", r"\1เรื่อง"),
    ("คณะทางาน", "คณะทำงาน"),
    ("หัวหนา", "หัวหน้า"),
    ("เลือน(?= ?(?:ขั้น ?)?เงินเดือน)", "เลื่อน"),
    ("ตำแหนง", "ตำแหน่ง"),
    (f"({_SILENT}){_NO_MARK}", "\\1์"),
    (r"(?<!หลง)ให(?![็-๎]|ญ|ม(?!ี|า|ั|อบ))", "ให้"),
    (rf"{_AFTER_YEAR}ป(?=\s|$|งบ|[\d๐-๙]|บัญชี|ละ)", "ปี"),
    ("เพือ(?!่)", "เพื่อ"),
    ("กอน(?=สิ้น|วัน|การ|เริ่ม|ดำเนิน)", "ก่อน"),
    ("ตาง(?= ?ๆ)", "ต่าง"),
    ("ขอมูล(?!ค่า|เหตุ|นิธิ|ฐาน)", "ข้อมูล"),
    ("อยาง(?=น้?อย|ต่?อเ|เคร|มี|เป็น|ถูก|ครบ|ทั่ว)", "อย่าง"),
)
_TONES_BACK = tuple((re.compile(words, re.MULTILINE), whole) for words, whole in _LOST)


def toned(text: str) -> str:
    """The text with the tone marks that a scan lost, in the words an order is read by."""
    text = _SWAPPED.sub(r"\2\1", text)
    for pattern, whole in _TONES_BACK:
        text = pattern.sub(whole, text)
    return _marked(text)
