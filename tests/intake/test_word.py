"""Word documents as their reader sees them: numbers, changes, choices, hidden text, drawings."""

import zipfile
from pathlib import Path

import pytest

from kmdesk import intake
from kmdesk.committees.read_docx import read_docx
from kmdesk.intake import IntakeError
from kmdesk.intake.reading import Reading
from kmdesk.intake.word_numbering import number_text
from kmdesk.records.fields import InvalidValue
from tests.intake import make
from tests.intake.make import W, document, paragraph

STRICT = "http://purl.oclc.org/ooxml/"


def text_of(path: Path) -> str:
    return "\n".join(page.text for page in Reading(path, 60).pages())


def level(at: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def lists(*levels: str, nums: str = "") -> str:
    """A numbering part: list 1 of these levels, and more ``w:num``."""
    return (
        f'<w:abstractNum w:abstractNumId="7">{"".join(levels)}</w:abstractNum>'
        f'<w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num>{nums}'
    )


def item(text: str, at: int = 0, number: int = 1, mark: str = "") -> str:
    return (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{number}"/></w:numPr>'
        f"<w:rPr>{mark}</w:rPr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"
    )


def numbered(tmp_path: Path, numbering: str, body: str, styles: str = "") -> list[str]:
    path = make.docx(tmp_path / "n.docx", body, numbering=numbering, styles=styles)
    return text_of(path).split("\n")


# Numbers --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "value", "shown"),
    [
        ("decimal", 12, "12"),
        ("decimalZero", 7, "07"),
        ("thaiNumbers", 10, "๑๐"),
        ("thaiLetters", 1, "ก"),
        ("thaiLetters", 3, "ค"),
        ("thaiLetters", 41, "ฮ"),
        ("thaiLetters", 42, "กก"),
        ("thaiCounting", 1, "หนึ่ง"),
        ("thaiCounting", 11, "สิบเอ็ด"),
        ("thaiCounting", 21, "ยี่สิบเอ็ด"),
        ("thaiCounting", 101, "หนึ่งร้อยเอ็ด"),
        ("thaiCounting", 250, "สองร้อยห้าสิบ"),
        ("thaiCounting", 1_000_001, "หนึ่งล้านหนึ่ง"),
        ("upperRoman", 1994, "MCMXCIV"),
        ("lowerRoman", 9, "ix"),
        ("lowerLetter", 27, "aa"),
        ("upperLetter", 26, "Z"),
        ("numberInDash", 2, "- 2 -"),
        ("none", 2, ""),
        ("ideographDigital", 2, "2"),
        ("decimal", 0, "0"),
    ],
)
def test_the_forms_of_numbers(form: str, value: int, shown: str) -> None:
    assert number_text(value, form) == shown
    assert number_text(7, "custom", "001, 002, 003, ...") == "007"


def test_levels_begin_anew_and_name_those_above(tmp_path: Path) -> None:
    numbering = lists(
        level(0, "thaiNumbers", "หมวด %1"),
        level(1, "thaiNumbers", "มาตรา %2", '<w:lvlRestart w:val="0"/>', start=7),
        level(2, "thaiLetters", "(%3)"),
        level(3, "decimal", "%1.%3.%4", "<w:isLgl/>"),
    )
    body = "".join(
        item(text, at)
        for text, at in [
            ("ทั่วไป", 0), ("ชื่อ", 1), ("ก่อน", 2), ("ลึก", 3), ("หลัง", 2), ("ใช้", 1),
            ("ใหม่", 2), ("ท้าย", 0), ("ต่อ", 1),
        ]
    )  # fmt: skip
    assert numbered(tmp_path, numbering, body) == [
        "หมวด ๑ ทั่วไป", "มาตรา ๗ ชื่อ", "(ก) ก่อน", "1.1.1 ลึก", "(ข) หลัง", "มาตรา ๘ ใช้",
        "(ก) ใหม่", "หมวด ๒ ท้าย", "มาตรา ๙ ต่อ",
    ]  # fmt: skip


def test_lists_that_count_on_and_that_begin_elsewhere(tmp_path: Path) -> None:
    again = (
        '<w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="5"/></w:lvlOverride></w:num>'
        '<w:num w:numId="4"><w:abstractNumId w:val="7"/><w:lvlOverride w:ilvl="0">'
        + level(0, "thaiNumbers", "ข้อ %1", '<w:suff w:val="nothing"/>')
        + "</w:lvlOverride></w:num>"
    )
    numbering = lists(level(0, "decimal", "%1)"), nums=again)
    body = "".join(item("x", 0, number) for number in (1, 1, 2, 3, 3, 1, 4, 9, 0))
    assert numbered(tmp_path, numbering, body) == [
        "1) x", "2) x", "3) x", "5) x", "6) x", "7) x", "ข้อ ๘x", "x", "x",
    ]  # fmt: skip


def test_numbers_that_a_style_brings(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="paragraph" w:styleId="a"><w:name w:val="heading 1"/><w:pPr><w:numPr>'
        '<w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="b"><w:basedOn w:val="a"/><w:pPr><w:numPr>'
        '<w:ilvl w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="c"><w:basedOn w:val="a"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="d"><w:basedOn w:val="d"/></w:style>'
    )
    numbering = lists(
        level(0, "thaiNumbers", "ข้อ %1"),
        level(1, "decimal", "%1.%2"),
        level(2, "thaiLetters", "%3.", '<w:pStyle w:val="c"/>'),
    )
    styled = '<w:p><w:pPr><w:pStyle w:val="{}"/>{}</w:pPr><w:r><w:t>x</w:t></w:r></w:p>'
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(
        styled.format(name, more)
        for name, more in (("a", ""), ("b", ""), ("c", ""), ("a", off), ("a", ""), ("d", ""))
    )
    assert numbered(tmp_path, numbering, body, styles) == [
        "ข้อ ๑ x", "๑.1 x", "ก. x", "x", "ข้อ ๒ x", "x",
    ]  # fmt: skip


def test_bullets_numbers_in_tables_and_deleted_items(tmp_path: Path) -> None:
    numbering = lists(
        level(0, "decimal", "%1."), level(1, "bullet", "\uf0b7"), level(2, "bullet", "–")
    )
    cell = f"<w:tc>{item('')}</w:tc><w:tc>{paragraph('ชื่อ')}</w:tc>"
    gone = f"<w:tr><w:trPr><w:del/></w:trPr>{cell}</w:tr>"
    body = (
        f"<w:tbl><w:tr>{cell}</w:tr>{gone}<w:tr>{cell}</w:tr></w:tbl>"
        + item("จุด", 1)
        + item("ขีด", 2)
    )
    assert numbered(tmp_path, numbering, body) == ["1. \tชื่อ\t", "2. \tชื่อ\t", "• จุด", "– ขีด"]


def test_a_set_keeps_the_numbers_that_word_shows(tmp_path: Path) -> None:
    numbering = lists(level(0, "thaiNumbers", "ข้อ %1"), level(1, "decimal", "%2."))
    body = item("หนึ่ง") + item("ก", 1) + item("ข", 1) + item("สอง") + item("ค", 1)
    path = make.docx(tmp_path / "s.docx", body, numbering=numbering)
    assert read_docx(path).text.split("\n") == ["ข้อ ๑ หนึ่ง", "1. ก", "2. ข", "ข้อ ๒ สอง", "1. ค"]
    far = lists(level(0, "decimal", "%1.", start=4))
    path = make.docx(tmp_path / "far.docx", item("สี่") + item("ห้า"), numbering=far)
    assert [line.lstrip("\\") for line in read_docx(path).text.split("\n")] == ["4. สี่", "5. ห้า"]


# Packages -------------------------------------------------------------------------------


def package(path: Path, part: str, target: str, *, strict: bool = False, styles: str = "") -> Path:
    body = f"<w:body>{paragraph('เนื้อความของไฟล์')}{styles}</w:body>"
    content = document(body)
    kinds = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    if strict:
        content = content.replace(W, f"{STRICT}wordprocessingml/main")
        kinds = f"{STRICT}officeDocument/relationships"
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            f'<Override PartName="/{part}" ContentType="{main}"/></Types>',
        )
        if target:
            archive.writestr(
                "_rels/.rels",
                '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
                f'<Relationship Id="x" Type="{kinds}/officeDocument" Target="{target}"/>'
                "</Relationships>",
            )
        archive.writestr(part, content)
    return path


@pytest.mark.parametrize(
    ("part", "target"),
    [
        ("word/document.xml", "word/document.xml"),
        ("word/document2.xml", "/word/document2.xml"),
        ("word/Document.xml", "word/document.xml"),
        ("WORD/document.xml", "word/Document.xml"),
        ("doc/main.xml", "./doc/main.xml"),
        ("word\\document.xml", "word/document.xml"),
        ("main.xml", "/main.xml"),
        ("word/แฟ้ม.xml", "word/%E0%B9%81%E0%B8%9F%E0%B9%89%E0%B8%A1.xml"),
        ("word/other.xml", ""),
    ],
)
@pytest.mark.parametrize("strict", [False, True])
def test_the_main_part_is_where_the_package_says(
    tmp_path: Path, part: str, target: str, strict: bool
) -> None:
    path = package(tmp_path / "a.docx", part, target, strict=strict)
    assert text_of(path) == "เนื้อความของไฟล์"
    assert read_docx(path).text == "เนื้อความของไฟล์"


def test_what_is_not_read_says_why(tmp_path: Path) -> None:
    (page,) = Reading(make.docx(tmp_path / "empty.docx", "<w:p/>"), 60).pages()
    assert (page.text, page.problem) == ("", intake.NO_TEXT)
    path = package(tmp_path / "other.docx", "word/other.xml", "word/missing.xml")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/nothing.xml", "<a/>")
    with pytest.raises(IntakeError) as raised:
        text_of(path)
    assert raised.value.message.msgid == intake.DAMAGED


# Tracked changes ------------------------------------------------------------------------


def test_changes_are_as_accepted(tmp_path: Path) -> None:
    joined = '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr><w:r><w:t>ต้น</w:t></w:r></w:p>'
    body = (
        paragraph("หัว")
        + joined
        + paragraph("ท้าย")
        + f"<w:del>{paragraph('ลบทั้งวรรค')}</w:del>"
        + "<w:p><w:moveFrom><w:r><w:t>ย้ายจาก</w:t></w:r></w:moveFrom>"
        "<w:moveTo><w:r><w:t>ย้ายมา</w:t></w:r></w:moveTo>"
        "<w:ins><w:r><w:t>เพิ่ม</w:t></w:r></w:ins></w:p>"
        + "<w:tbl><w:tr><w:tc><w:tcPr><w:cellDel/></w:tcPr>"
        + paragraph("ช่องที่ลบ")
        + f"</w:tc><w:tc>{paragraph('ช่องที่คง')}</w:tc></w:tr>"
        + f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{paragraph('แถวที่ลบ')}</w:tc></w:tr>"
        + f"<w:tr><w:trPr><w:ins/></w:trPr><w:tc>{paragraph('แถวที่เพิ่ม')}</w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r>"
        "<w:delText>ลบ</w:delText></w:r></w:del></w:p></w:tc></w:tr></w:tbl>" + joined
    )
    path = make.docx(tmp_path / "t.docx", body)
    assert text_of(path).split("\n") == [
        "หัว", "ต้นท้าย", "ย้ายมาเพิ่ม", "ช่องที่คง\t", "แถวที่เพิ่ม\t", "\t", "ต้น",
    ]  # fmt: skip
    assert read_docx(path).text.split("\n") == [
        "หัว", "ต้นท้าย", "ย้ายมาเพิ่ม", "ช่องที่คง", "แถวที่เพิ่ม", "ต้น",
    ]  # fmt: skip


# Choices, ticks, hidden text --------------------------------------------------------------


def control(properties: str, content: str) -> str:
    return f"<w:sdt><w:sdtPr>{properties}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
LIST = (
    '<w:dropDownList w:lastValue="n"><w:listItem w:value="y" w:displayText="อนุญาต"/>'
    '<w:listItem w:value="n" w:displayText="ไม่อนุญาต"/></w:dropDownList>'
)


def field(inner: str) -> str:
    return (
        f'<w:r><w:fldChar w:fldCharType="begin"><w:ffData>{inner}</w:ffData></w:fldChar></w:r>'
        "<w:r><w:instrText> FORM </w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


@pytest.mark.parametrize(
    ("inside", "shown"),
    [
        (control(LIST, run("ไม่อนุญาต")), "ไม่อนุญาต"),
        (control(LIST, ""), "ไม่อนุญาต"),
        (control("<w:showingPlcHdr/>" + LIST, run("เลือกรายการ")), ""),
        (control('<w:comboBox w:lastValue="อื่น"/>', ""), "อื่น"),
        (control('<w:date w:fullDate="2024-01-15T00:00:00Z"/>', ""), "๑๕ มกราคม ๒๕๖๗"),
        (control('<w:date w:fullDate="2024-01-15T00:00:00Z"/>', run("15 ม.ค. 67")), "15 ม.ค. 67"),
        (control(f'<w14:checkbox {W14}><w14:checked w14:val="1"/></w14:checkbox>', run("☒")), "☑"),
        (control(f'<w14:checkbox {W14}><w14:checked w14:val="0"/></w14:checkbox>', run("☐")), "☐"),
        (
            control(
                f'<w14:checkbox {W14}><w14:checked w14:val="true"/></w14:checkbox>',
                '<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>',
            ),
            "☑",
        ),
        (field("<w:checkBox><w:checked/></w:checkBox>"), "☑"),
        (field('<w:checkBox><w:default w:val="1"/></w:checkBox>'), "☑"),
        (field('<w:checkBox><w:default w:val="1"/><w:checked w:val="0"/></w:checkBox>'), "☐"),
        (field("<w:checkBox/>"), "☐"),
        (field('<w:ddList><w:result w:val="1"/><w:listEntry w:val="ก"/><w:listEntry w:val="ข"/>'
               "</w:ddList>"), "ข"),
        (field('<w:ddList><w:listEntry w:val="ก"/></w:ddList>'), "ก"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "☑"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="00A3"/></w:r>', "☐"),
        (run("\uf0fe", '<w:rFonts w:ascii="Wingdings"/>'), "☑"),
        (run("þ", '<w:rFonts w:ascii="Wingdings"/>'), "☑"),
    ],
)  # fmt: skip
def test_choices_and_ticks(tmp_path: Path, inside: str, shown: str) -> None:
    body = f"<w:p>{run('ก่อน ')}{inside}{run(' หลัง')}</w:p>"
    path = make.docx(tmp_path / "c.docx", body)
    assert text_of(path) == f"ก่อน {shown} หลัง"
    assert read_docx(path).text == f"ก่อน {shown} หลัง"


def test_controls_around_paragraphs_rows_and_cells(tmp_path: Path) -> None:
    box = f'<w14:checkbox {W14}><w14:checked w14:val="1"/></w14:checkbox>'
    cell = f"<w:tc>{paragraph('ช่อง')}</w:tc>"
    chosen = control(LIST, f"<w:tc>{paragraph('')}</w:tc>")
    body = (
        control("", paragraph("วรรค") + f"<w:tbl><w:tr>{cell}</w:tr></w:tbl>")
        + control(box, paragraph("☒"))
        + f"<w:tbl>{control('', f'<w:tr>{cell}{chosen}</w:tr>')}</w:tbl>"
    )
    assert text_of(make.docx(tmp_path / "c.docx", body)).split("\n") == [
        "วรรค", "ช่อง\t", "☑", "ช่อง\tไม่อนุญาต",
    ]  # fmt: skip


def test_hidden_text_is_not_read(tmp_path: Path) -> None:
    styles = (
        '<w:style w:type="character" w:styleId="h"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="k"><w:basedOn w:val="h"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="p"><w:rPr><w:vanish/></w:rPr></w:style>'
    )
    hidden = "<w:vanish/>"
    off = '<w:vanish w:val="0"/>'
    named = '<w:p><w:pPr><w:pStyle w:val="p"/></w:pPr>'
    body = (
        f"<w:p>{run('เห็น')}{run('ซ่อนหนึ่ง', hidden)}{run('ซ่อนสอง', '<w:webHidden/>')}"
        + run("ซ่อนสาม", '<w:rStyle w:val="k"/>')
        + f"{run('ยังเห็น', off)}</w:p>"
        + f"{named}{run('ซ่อนสี่')}</w:p>"
        + f"{named}{run('โผล่', off)}</w:p>"
        + f"<w:p><w:pPr><w:rPr>{hidden}</w:rPr></w:pPr>{run('ต่อ')}</w:p>{paragraph('กัน')}"
        + "<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr>"
        + f"<w:tc>{paragraph('ซ่อนห้า')}</w:tc></w:tr></w:tbl>"
    )
    path = make.docx(tmp_path / "h.docx", body, styles=styles)
    assert text_of(path).split("\n") == ["เห็นยังเห็น", "โผล่", "ต่อกัน"]
    assert "ซ่อน" not in read_docx(path).text


def test_words_of_drawn_charts(tmp_path: Path) -> None:
    a, c = (
        f"http://schemas.openxmlformats.org/drawingml/2006/{each}" for each in ("main", "chart")
    )
    path = make.docx(tmp_path / "d.docx", paragraph("โครงสร้าง"))
    with zipfile.ZipFile(path, "a") as archive:
        for at, words in enumerate(("หัวหน้าฝ่าย", "งานธุรการ"), 1):
            archive.writestr(
                f"word/diagrams/data{at}.xml",
                f'<d xmlns:a="{a}"><a:p><a:r><a:t>{words}</a:t></a:r></a:p><a:p/></d>',
            )
        archive.writestr(
            "word/charts/chart1.xml",
            f'<c:c xmlns:c="{c}" xmlns:a="{a}"><a:p><a:r><a:t>จำนวน</a:t></a:r>'
            "<a:r><a:t>สมาชิก</a:t></a:r></a:p><c:strCache><c:pt><c:v>ปีก่อน</c:v></c:pt></c:strCache></c:c>",
        )
    assert text_of(path).split() == ["โครงสร้าง", "หัวหน้าฝ่าย", "งานธุรการ", "จำนวนสมาชิก", "ปีก่อน"]


@pytest.mark.parametrize("around", ["sdt><w:sdtContent", "ins", "tbl><w:tr><w:tc", "customXml"])
def test_no_depth_of_boxes_in_boxes_ends_the_program(tmp_path: Path, around: str) -> None:
    names = around.replace("w:", "").split("><")
    head = "".join(f"<w:{name}>" for name in names) * 20_000
    tail = "".join(f"</w:{name}>" for name in reversed(names)) * 20_000
    path = make.docx(tmp_path / "deep.docx", head + paragraph("ลึก") + tail)
    with pytest.raises(IntakeError) as raised:
        text_of(path)
    assert raised.value.message.msgid == intake.DAMAGED
    with pytest.raises(InvalidValue, match="DOCX"):
        read_docx(path)
