"""Letters set in their layouts as rows of cells: plain lines, or a real PDF by our own pages."""

import random
from collections.abc import Sequence
from pathlib import Path

from kmdesk.pdf import Document
from kmdesk.thai.dates import format_date
from kmdesk.thai.numbers import to_thai
from kmdesk.thai.words import break_offsets
from tests.letters.facts import OWN, Facts, numbered

Row = list[tuple[float, str]]  # (points from the left margin, text)
URGENT = {"urgent": "ด่วน", "very_urgent": "ด่วนมาก", "most_urgent": "ด่วนที่สุด"}
_FILL = (
    "ด้วยสำนักงานได้รับแจ้งว่าสหกรณ์หลายแห่งยังมีข้อสงสัยในทางปฏิบัติเรื่องการจัดทำบัญชีและการเรียนรู้ร่วมกัน",
    "ที่ประชุมเมื่อวันที่ ๓ กุมภาพันธ์ ๒๕๖๖ มีมติให้หน่วยงานที่เกี่ยวข้องดำเนินการให้แล้วเสร็จภายในวันที่ ๓๐ กันยายน ๒๕๖๗",
    "ทั้งนี้ ผู้สนใจสามารถสมัครเข้าร่วมโครงการได้ภายในวันที่ ๑๕ มกราคม ๒๕๖๗ ตามหลักเกณฑ์ที่กำหนด",
    "สหกรณ์ต้องจัดประชุมใหญ่และส่งรายงานภายใน ๑๕๐ วันนับแต่วันสิ้นปีทางบัญชี โปรดแจ้งสมาชิกให้ทราบ",
    "โดยให้คำนึงถึงประโยชน์ของสมาชิกเป็นสำคัญ และเบิกจ่ายจากงบดำเนินงานของสำนักงาน",
)
_SLOGANS = ("“มุ่งมั่นพัฒนา ก้าวหน้าด้วยสหกรณ์”", "- ๑ -", "/ส่วนที่เหลือ...")


def rows_of(facts: Facts, chance: random.Random) -> list[Row]:
    """The first page of the letter."""
    rows = {
        "external": _external,
        "memo": _memo,
        "stamped": _stamped,
        "order": _order,
        "announcement": _order,
    }[facts.form](facts, chance)
    if chance.random() < 0.2:
        rows.append([(150, chance.choice(_SLOGANS))])
    return rows


def text_of(rows: Sequence[Row]) -> str:
    """The rows as lines of text, as a reader of the file gives them."""
    return "\n".join(" ".join(text for _x, text in row) for row in rows)


def write_pdf(rows: Sequence[Row], out: Path) -> Path:
    """The same page as a PDF with a text layer."""
    document = Document(out, title="หนังสือ", footer=False)
    y = document.y
    for row in rows:
        for x, text in row:
            document.sheet.text(document.left + x, y, text, size=11)
        y -= 20
        if y < 70:
            document.new_page()
            y = document.y
    return document.save()


def _wrap(text: str, width: int) -> list[str]:
    lines, start, last = [], 0, 0
    for at in [*break_offsets(text), len(text)]:
        if at - start > width and last > start:
            lines.append(text[start:last].strip())
            start = last
        last = at
    return [*lines, text[start:].strip()]


def _field(label: str, items: list[str], chance: random.Random) -> list[Row]:
    rows: list[Row] = []
    for item in items:
        for line in _wrap(item, chance.choice((52, 60, 68))):
            rows.append([(70, line)] if rows else [(0, label), (70, line)])
    return rows


def _stamp(facts: Facts) -> list[Row]:
    if not facts.stamp or facts.stamp_day is None:
        return []
    day = format_date(facts.stamp_day, style="short")
    return [
        [(300, OWN)],
        [(300, f"เลขรับ {facts.stamp}")],
        [(300, f"วันที่ {day}")],
        [(300, "เวลา ๐๙.๓๐ น.")],
    ]


def _day(facts: Facts) -> str:
    return format_date(facts.dated) if facts.dated else "        มีนาคม ๒๕๖๘"


def _number(facts: Facts) -> str:
    return f"ที่ {facts.number}" if facts.number else f"ที่ {facts.office[1]}/"


def _external(facts: Facts, chance: random.Random) -> list[Row]:
    office = (
        facts.office[0].replace("จังหวัด", "ศาลากลางจังหวัด", 1)
        if facts.office[0].startswith("จังหวัด")
        else facts.office[0]
    )
    rows = _stamp(facts)
    if facts.urgency:
        rows.append([(0, URGENT[facts.urgency])])
    if chance.random() < 0.8:
        rows.append([(0, _number(facts)), (280, office)])
    else:
        rows += [[(0, _number(facts))], [(280, office)]]
    rows += [[(280, line)] for line in facts.office[2]]
    rows.append([(200, _day(facts))])
    rows += _field("เรื่อง", [facts.title], chance)
    rows += _field("เรียน", [facts.addressee], chance)
    rows += _field("อ้างถึง", numbered(facts.refers), chance)
    rows += _field("สิ่งที่ส่งมาด้วย", numbered(facts.enclosures), chance)
    rows += _body(facts, chance)
    rows += [[(200, "ขอแสดงความนับถือ")]]
    rows += _signature(facts, chance)
    if facts.telephone:
        rows += [[(0, facts.unit)], [(0, f"โทร. {facts.telephone}")], [(0, "โทรสาร ๐ ๗๗๕๐ ๐๐๐๐")]]
    return rows


def _memo(facts: Facts, chance: random.Random) -> list[Row]:
    contact = f"{facts.unit} โทร. {facts.telephone}" if facts.telephone else ""
    rows: list[Row] = [[(0, URGENT[facts.urgency])]] if facts.urgency else []
    rows += [
        [(180, "บันทึกข้อความ")],
        [(0, "ส่วนราชการ"), (70, f"{facts.office[0]} {contact}".strip())],
    ]
    rows.append([(0, _number(facts)), (230, f"วันที่ {_day(facts)}")])
    rows += _field("เรื่อง", [facts.title], chance)
    rows += _field("เรียน", [facts.addressee], chance)
    return rows + _body(facts, chance) + _signature(facts, chance)


def _stamped(facts: Facts, chance: random.Random) -> list[Row]:
    rows = _stamp(facts)
    if facts.urgency:
        rows.append([(0, URGENT[facts.urgency])])
    rows.append([(0, _number(facts))])
    rows += _field("ถึง", [facts.addressee], chance)
    rows += _body(facts, chance)
    rows += [[(200, facts.office[0])], [(210, _day(facts))]]
    if facts.telephone:
        rows += [[(0, facts.unit)], [(0, f"โทร. {facts.telephone}")]]
    return rows


def _order(facts: Facts, chance: random.Random) -> list[Row]:
    word = "คำสั่ง" if facts.form == "order" else "ประกาศ"
    rows: list[Row] = [[(140, f"{word}{facts.office[0]}")]]
    if facts.number:
        rows.append([(180, f"ที่ {facts.number}")])
    title = _wrap(facts.title, chance.choice((44, 56)))
    rows.append([(120, f"เรื่อง {title[0]}")])
    rows += [[(140, line)] for line in title[1:]]
    rows.append([(150, chance.choice(("-----------------", "_______________", "………………………")))])
    rows += _body(facts, chance)
    if facts.repeals:
        rows.append([(40, f"ให้ยกเลิกคำสั่ง{facts.office[0]} ที่ {facts.repeals}")])
    said = "สั่ง" if facts.form == "order" else "ประกาศ"
    assert facts.dated is not None
    day = format_date(facts.dated).rsplit(" ", 1)
    rows.append([(120, f"{said} ณ วันที่ {day[0]} พ.ศ. {day[1]}")])
    return rows + _signature(facts, chance)


def _body(facts: Facts, chance: random.Random) -> list[Row]:
    start = "ตามหนังสือที่อ้างถึง สำนักงานได้แจ้งให้ทราบแล้ว นั้น" if facts.refers else ""
    parts = [start] if start else []
    first = "" if parts else "ด้วย"
    text = chance.sample(_FILL, chance.randrange(2, 4))
    parts.append(first + text[0].removeprefix("ด้วย"))
    parts += text[1:]
    if facts.reply_by:
        parts.append(f"{facts.reply_words}วันที่ {format_date(facts.reply_by)}")
    if facts.within:
        parts.append(_within(facts.within, chance))
    if facts.form != "order":
        parts.append("จึงเรียนมาเพื่อโปรดพิจารณา")
    return [
        [(40 if not at else 0, line)] for part in parts for at, line in enumerate(_wrap(part, 78))
    ]


def _within(within: tuple[int, str], chance: random.Random) -> str:
    asked = chance.choice(("ขอให้รายงานผลให้กรมทราบ", "โปรดส่งแบบตอบรับกลับมายังสำนักงาน"))
    said = {
        "receipt": ("นับแต่วันที่ได้รับหนังสือนี้", "นับถัดจากวันได้รับหนังสือ"),
        "letter": ("นับแต่วันที่ลงในหนังสือ", "นับจากวันที่ออกหนังสือ", ""),
    }[within[1]]
    return f"{asked}ภายใน {to_thai(str(within[0]))} วัน {chance.choice(said)}".rstrip()


def _signature(facts: Facts, chance: random.Random) -> list[Row]:
    if not facts.signer:
        return []
    rows: list[Row] = [[(200, f"({facts.signer})")]]
    if not facts.capacity:
        return [*rows, [(190, facts.position)]]
    capacity, head = facts.capacity.split(" ", 1)
    if chance.random() < 0.5:
        return [*rows, [(190, f"{facts.position} {capacity}")], [(190, head)]]
    return [*rows, [(190, facts.position)], [(190, f"{capacity} {head}")]]
