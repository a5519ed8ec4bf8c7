"""Made-up facts of letters: real kinds of offices, no real person, every choice from a seed."""

import random
from dataclasses import dataclass, field
from datetime import date, timedelta

from kmdesk.thai.dates import format_date
from kmdesk.thai.numbers import canonical_number, to_thai

# name, code of its numbers, address lines, what its head is called
OFFICES = (
    ("กรมส่งเสริมสหกรณ์", "กษ ๑๑๐๘", ("เทเวศร์ กทม. ๑๐๒๐๐",), "อธิบดีกรมส่งเสริมสหกรณ์"),
    ("กรมส่งเสริมสหกรณ์", "กษ ๑๑๐๑", ("๑๒ ถนนกรุงเกษม กทม. ๑๐๒๐๐",), "อธิบดีกรมส่งเสริมสหกรณ์"),
    ("กรมตรวจบัญชีสหกรณ์", "กษ ๐๔๐๖", ("เทเวศร์ กทม. ๑๐๒๐๐",), "อธิบดีกรมตรวจบัญชีสหกรณ์"),
    ("กรมบัญชีกลาง", "กค ๐๔๐๕.๔", ("ถนนพระรามที่ ๖ กทม. ๑๐๔๐๐",), "อธิบดีกรมบัญชีกลาง"),
    ("กระทรวงมหาดไทย", "มท ๐๘๐๘.๒", ("ถนนอัษฎางค์ กทม. ๑๐๒๐๐",), "ปลัดกระทรวงมหาดไทย"),
    ("สำนักงาน ก.พ.ร.", "นร ๑๒๐๐", ("ถนนพิษณุโลก กทม. ๑๐๓๐๐",), "เลขาธิการ ก.พ.ร."),
    ("สำนักงานสหกรณ์จังหวัดตัวอย่าง", "ตย ๐๐๑๐", ("ถนนทดลอง ตย ๘๖๐๐๐",), "สหกรณ์จังหวัดตัวอย่าง"),
    ("สำนักงานเกษตรจังหวัดตัวอย่าง", "ตย ๐๐๐๙", ("ถนนทดลอง ตย ๘๖๐๐๐",), "เกษตรจังหวัดตัวอย่าง"),
    (
        "สำนักงานตรวจบัญชีสหกรณ์ตัวอย่าง",
        "กษ ๐๔๑๖.๖",
        ("๙/๑ หมู่ ๒ ตำบลตัวอย่าง", "อำเภอเมือง จังหวัดตัวอย่าง ๘๖๐๐๐"),
        "หัวหน้าสำนักงานตรวจบัญชีสหกรณ์ตัวอย่าง",
    ),
    ("ที่ว่าการอำเภอเมืองตัวอย่าง", "ตย ๐๑๑๘", ("ถนนทดลอง ตย ๘๖๐๐๐",), "นายอำเภอเมืองตัวอย่าง"),
    ("องค์การบริหารส่วนจังหวัดตัวอย่าง", "ตย ๕๑๐๐๑", ("ถนนทดลอง ตย ๘๖๐๐๐",), "ปลัดองค์การ"),
    ("มหาวิทยาลัยตัวอย่าง", "อว ๐๖๐๑.๐๒", ("อำเภอเมือง ตย ๘๖๐๐๐",), "อธิการบดี"),
    ("สำนักงานการตรวจเงินแผ่นดิน", "ตผ ๐๐๕๗ ตย", ("ถนนทดลอง ตย ๘๖๐๐๐",), "ผู้อำนวยการสำนักงาน"),
    ("มูลนิธิตัวอย่างเพื่อการสหกรณ์", "มตส ๐๐๑", ("ถนนทดลอง ตย ๘๖๐๐๐",), "ประธานมูลนิธิ"),
    ("สหกรณ์การเกษตรตัวอย่าง จำกัด", "สกต ๐๑", ("๑๙ หมู่ ๔ ตำบลตัวอย่าง อำเภอเมือง",), "ประธานกรรมการ"),
)  # fmt: skip
PROVINCE = ("จังหวัดตัวอย่าง", "ตย ๐๐๑๗.๑", ("ถนนทดลอง ตย ๘๖๐๐๐",), "ผู้ว่าราชการจังหวัดตัวอย่าง")
OWN = "สำนักงานสหกรณ์จังหวัดตัวอย่าง"
UNITS = (
    "กลุ่มจัดตั้งและส่งเสริมสหกรณ์",
    "กลุ่มจดทะเบียนและกฎหมาย",
    "ฝ่ายบริหารทั่วไป",
    "กลุ่มตรวจการสหกรณ์",
    "กองแผนงาน",
    "สำนักพัฒนาธุรกิจสหกรณ์",
    "กลุ่มงานอำนวยการ",
)
_THINGS = (
    "การจัดทำแผนการจัดการความรู้",
    "การรายงานผลการดำเนินงานสหกรณ์ที่อยู่ระหว่างการชำระบัญชี",
    "การประเมินมาตรฐานสหกรณ์และกลุ่มเกษตรกร",
    "แนวทางการกำหนดวงเงินกู้ยืมหรือค้ำประกันประจำปีของสหกรณ์",
    "การจัดประชุมเชิงปฏิบัติการเรื่องการเรียนรู้ของสมาชิก",
    "ขอเชิญประชุมคณะทำงานแก้ไขปัญหาหนี้สินสมาชิกสหกรณ์",
    "การอบรมเรียนรู้ระบบบัญชีสหกรณ์ด้วยคอมพิวเตอร์",
    "ซักซ้อมความเข้าใจการจดทะเบียนแก้ไขเพิ่มเติมข้อบังคับ",
    "การเบิกจ่ายเงินงบประมาณและการก่อหนี้ผูกพัน",
    "ขอความอนุเคราะห์วิทยากรบรรยายเรื่องการบริหารสินเชื่อ",
    "การช่วยเหลือด่วนแก่สมาชิกผู้ประสบอุทกภัย",
    "การป้องกันการเรียกรับผลประโยชน์และเรื่องร้องเรียน",
)
_MORE = (
    "ประจำปีงบประมาณ พ.ศ. ๒๕๖๘",
    "ตามแผนปฏิบัติราชการของกรมส่งเสริมสหกรณ์",
    "ของสหกรณ์ภาคการเกษตรและนอกภาคการเกษตร",
    "ในเขตพื้นที่รับผิดชอบของสำนักงาน",
    "(ครั้งที่ ๒/๒๕๖๘)",
    "เพื่อยกระดับคุณภาพชีวิตของเกษตรกรและการเรียนรู้ร่วมกัน",
)
_RECEIVERS = (
    "สหกรณ์จังหวัดทุกจังหวัด",
    "สหกรณ์จังหวัดตัวอย่าง",
    "หัวหน้าส่วนราชการทุกส่วนราชการ",
    "ประธานกรรมการสหกรณ์ทุกแห่ง",
    "นายอำเภอทุกอำเภอ",
    "ผู้จัดการสหกรณ์การเกษตรตัวอย่าง จำกัด",
    "หัวหน้ากลุ่มงานทุกกลุ่มและหัวหน้าฝ่ายบริหารทั่วไป",
)
_POSTS = ("นักวิชาการสหกรณ์ชำนาญการ", "หัวหน้าฝ่ายบริหารทั่วไป", "ผู้อำนวยการกลุ่มตรวจการสหกรณ์")
_TITLES = ("นาย", "นาง", "นางสาว", "ว่าที่ร้อยตรี ")
_CAPACITIES = ("ปฏิบัติราชการแทน", "รักษาราชการแทน")
_NAMES = tuple("กขคงจฉชซ")


@dataclass
class Facts:
    """One letter before it is set; empty is absent."""

    form: str
    """The layout: external, memo, stamped, order or announcement."""
    office: tuple[str, str, tuple[str, ...], str]
    number: str
    dated: date | None
    title: str
    addressee: str = ""
    refers: list[str] = field(default_factory=list)
    enclosures: list[str] = field(default_factory=list)
    urgency: str = ""
    signer: str = ""
    position: str = ""
    capacity: str = ""
    unit: str = ""
    telephone: str = ""
    reply_by: date | None = None
    reply_words: str = ""
    within: tuple[int, str] | None = None
    """Days an answer may take, counted from ``receipt`` or ``letter``."""
    stamp: str = ""
    """A line of receive stamp: its number."""
    stamp_day: date | None = None
    repeals: str = ""

    def gold(self) -> dict[str, str]:
        """What a perfect reader proposes, field by field."""
        circular = "/ว" in self.number
        memo, decree = self.form == "memo", self.form in ("order", "announcement")
        contact = f"{self.unit} โทร. {self.telephone}" if self.telephone else ""
        gold = {
            "form": "circular" if circular else self.form,
            "number": canonical_number(self.number) if self.number else "",
            "issuer": self.office[0],
            "dated": self.dated.isoformat() if self.dated else "",
            "title": self.title,
            "addressee": self.addressee,
            "refers_to": " ".join(numbered(self.refers)),
            "enclosures": " ".join(numbered(self.enclosures)),
            "urgency": self.urgency,
            "signer": self.signer,
            "signer_position": self.position,
            "capacity": self.capacity,
            "contact": "" if decree else contact,
            "reply_by": self.reply_by.isoformat() if self.reply_by else "",
        }
        if memo:
            gold["refers_to"] = gold["enclosures"] = ""
        return gold


def numbered(items: list[str]) -> list[str]:
    """One item bare, several with ๑. ๒. before them."""
    if len(items) < 2:
        return items
    return [f"{to_thai(str(at))}. {item}" for at, item in enumerate(items, 1)]


def make_facts(chance: random.Random, form: str = "") -> Facts:
    """A letter of ``form`` or of any."""
    form = (
        form
        or chance.choices(
            ("external", "memo", "stamped", "order", "announcement"), (50, 20, 10, 12, 8)
        )[0]
    )
    office = PROVINCE if form == "external" and chance.random() < 0.12 else chance.choice(OFFICES)
    dated = date(2023, 1, 5) + timedelta(days=chance.randrange(1000))
    facts = Facts(form, office, "", dated, _title(chance, form))
    facts.number = _number(chance, facts)
    if form in ("order", "announcement"):
        _sign(chance, facts, office[3])
        if form == "order" and chance.random() < 0.25:
            facts.repeals = f"{chance.randrange(1, 90)}/{dated.year + 542}"
        return facts
    facts.addressee = chance.choice(_RECEIVERS)
    facts.unit = chance.choice(UNITS)
    if chance.random() < 0.85:
        tail = f" ต่อ {chance.randrange(10, 400)}" if chance.random() < 0.4 else ""
        facts.telephone = to_thai(
            f"0 {chance.randrange(2000, 7999)} {chance.randrange(1000, 9999)}{tail}"
        )
    if chance.random() < 0.25:
        facts.urgency = chance.choice(("urgent", "very_urgent", "most_urgent"))
    if chance.random() < 0.35 and form != "memo":
        facts.stamp = to_thai(f"{chance.randrange(1, 4000)}/{dated.year + 543}")
        facts.stamp_day = dated + timedelta(days=chance.randrange(1, 9))
    if form == "stamped":
        facts.title = ""
        return facts
    _letter(chance, facts)
    return facts


def _letter(chance: random.Random, facts: Facts) -> None:
    assert facts.dated is not None
    if facts.form == "external":
        facts.refers = [_reference(chance, facts) for _ in range(chance.choice((0, 0, 1, 1, 2)))]
        facts.enclosures = [
            f"{chance.choice(('แบบรายงาน', 'สำเนาหนังสือ', 'กำหนดการประชุม', 'แผ่นบันทึกข้อมูล'))}"
            f" จำนวน {to_thai(str(chance.randrange(1, 6)))} {chance.choice(('ชุด', 'ฉบับ', 'แผ่น'))}"
            for _ in range(chance.choice((0, 1, 1, 2, 3)))
        ]
        _sign(chance, facts, facts.office[3])
    else:
        _sign(chance, facts, chance.choice(_POSTS))
    if chance.random() < 0.3 and facts.form == "external":
        facts.reply_by = facts.dated + timedelta(days=chance.randrange(10, 60))
        facts.reply_words = chance.choice(
            (
                "จึงขอให้รายงานผลให้กรมทราบภายใน",
                "ขอให้ส่งแบบตอบรับกลับมายังสำนักงานภายใน",
                "โปรดแจ้งรายชื่อผู้เข้าร่วมประชุมภายใน",
                "ขอความร่วมมือแจ้งผลการพิจารณาก่อน",
            )
        )
    if chance.random() < 0.08:
        facts.number = ""
    if chance.random() < 0.1:
        facts.dated = None
    if facts.reply_by is None and facts.form == "external" and chance.random() < 0.2:
        facts.within = chance.choice((7, 15, 30, 45)), chance.choice(("receipt", "letter"))


def _title(chance: random.Random, form: str) -> str:
    title = chance.choice(_THINGS)
    for more in chance.sample(_MORE, chance.choice((0, 0, 1, 1, 2))):
        title += " " + more
    return f"แต่งตั้งคณะทำงาน{title}" if form == "order" else title


def _number(chance: random.Random, facts: Facts) -> str:
    assert facts.dated is not None
    if facts.form == "announcement":
        return ""
    if facts.form == "order":
        return to_thai(f"{chance.randrange(1, 400)}/{facts.dated.year + 543}")
    circular = chance.random() < 0.4
    serial = to_thai(str(chance.randrange(1, 3000)))
    gap = chance.choice(("", " "))
    return f"{facts.office[1]}/{'ว' + gap if circular else ''}{serial}"


def _sign(chance: random.Random, facts: Facts, head: str) -> None:
    facts.signer = f"{chance.choice(_TITLES)}{chance.choice(_NAMES)}. ตัวอย่าง"
    facts.position = head
    if chance.random() < 0.3 and facts.form == "external":
        facts.position = chance.choice(("รองอธิบดี", "รองผู้ว่าราชการจังหวัด", "นักวิชาการสหกรณ์ชำนาญการ"))
        facts.capacity = f"{chance.choice(_CAPACITIES)} {head}"


def _reference(chance: random.Random, facts: Facts) -> str:
    assert facts.dated is not None
    office = chance.choice(OFFICES)
    day = facts.dated - timedelta(days=chance.randrange(20, 300))
    kind = chance.choice(("หนังสือ", "หนังสือ", "หนังสือด่วนที่สุด "))
    return (
        f"{kind}{office[0]} ที่ {office[1]}/{chance.choice(('', 'ว '))}"
        f"{to_thai(str(chance.randrange(1, 900)))} ลงวันที่ {format_date(day)}"
    )
