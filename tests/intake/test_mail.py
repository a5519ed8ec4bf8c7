"""Mails and saved pages are read as their reader saw them; base64 is never text."""

from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from pathlib import Path

import pytest

from kmdesk import intake
from kmdesk.intake import sniff
from kmdesk.intake.reading import Reading
from tests.intake import make

SUBJECT = "ขอส่งรายงานการประชุมประจำเดือน"
BODY = "เรียน ผู้เกี่ยวข้อง\nตามที่ได้ประชุมเมื่อวันจันทร์นั้น ขอส่งรายงานมาให้พิจารณา"


def read(path: Path) -> tuple[Reading, str]:
    reading = Reading(path, 60)
    text = "\n".join(page.text for page in reading.pages())
    return reading, text


@pytest.mark.parametrize("charset", ["utf-8", "tis-620", "windows-874", "cp874"])
@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_thai_mail_in_every_wrapping(
    tmp_path: Path, charset: str, transfer: str, kind: str
) -> None:
    import base64
    import quopri

    codec = "utf-8" if charset == "utf-8" else "cp874"
    body = BODY if kind == "plain" else f"<p>{BODY.replace(chr(10), '</p><p>')}</p>"
    raw = body.encode(codec)
    wrapped = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(
        transfer, bytes
    )(raw)
    word = base64.b64encode(SUBJECT.encode(codec)).decode()
    head = (
        "From: =?utf-8?B?"
        + base64.b64encode("นายสมมุติ".encode()).decode()
        + "?= <a@example.org>\r\n"
        f"To: b@example.org\r\nSubject: =?{charset}?B?{word}?=\r\n"
        "Date: Mon, 15 Jan 2024 09:00:00 +0700\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/{kind}; charset={charset}\r\n"
        f"Content-Transfer-Encoding: {transfer}\r\n\r\n"
    )
    path = tmp_path / "a.eml"
    path.write_bytes(head.encode() + wrapped)
    assert sniff.sniff(path) == sniff.MAIL
    reading, text = read(path)
    assert reading.title_guess == SUBJECT
    for words in (f"เรื่อง {SUBJECT}", "นายสมมุติ", "๑๕ มกราคม ๒๕๖๗", *BODY.split("\n")):
        assert words in text
    assert word[:12] not in text
    assert "=E0" not in text


def test_attached_files_are_named_and_read(tmp_path: Path) -> None:
    message = EmailMessage()
    message["Subject"], message["From"] = SUBJECT, "a@example.org"
    message.set_content("เนื้อความ")
    message.add_alternative("<b>เนื้อความ</b><script>x()</script>", subtype="html")
    letter = make.docx(tmp_path / "x.docx", make.paragraph("ข้อความในไฟล์แนบ")).read_bytes()
    message.add_attachment(letter, maintype="application", subtype="x", filename="หนังสือ.docx")
    message.add_attachment(b"\0\1\2" * 99, maintype="a", subtype="b", filename="โปรแกรม.bin")
    inner = EmailMessage()
    inner["Subject"] = "ฉบับที่ส่งต่อ"
    inner.set_content("ข้อความที่ส่งต่อ")
    message.add_attachment(inner)
    path = tmp_path / "mail.eml"
    path.write_bytes(message.as_bytes())
    reading, text = read(path)
    for words in ("เนื้อความ", "หนังสือ.docx", "ข้อความในไฟล์แนบ", "โปรแกรม.bin", "ข้อความที่ส่งต่อ"):
        assert words in text
    assert text.count("เนื้อความ") == 1
    assert reading.notes == [intake.ATTACHED_UNREAD]


def test_mails_inside_mails_are_read_only_so_deep(tmp_path: Path) -> None:
    """Also where a program attached them as files and not as mails."""
    inner = EmailMessage()
    inner["Subject"] = "ชั้นที่ ๗"
    inner.set_content("คำของชั้นที่ ๗")
    for level in range(6, 0, -1):
        outer = EmailMessage()
        outer["Subject"] = f"ชั้นที่ {level}"
        outer.set_content(f"คำของชั้นที่ {level}")
        data = inner.as_bytes()
        outer.add_attachment(data, maintype="application", subtype="octet-stream", filename="a.eml")
        inner = outer
    path = tmp_path / "deep.eml"
    path.write_bytes(inner.as_bytes())
    _reading, text = read(path)
    assert [level for level in range(1, 8) if f"คำของชั้นที่ {level}" in text] == [1, 2, 3, 4]


def test_raw_thai_headers_and_a_mail_that_calls_itself_latin(tmp_path: Path) -> None:
    path = tmp_path / "old.eml"
    kind = "Content-Type: text/plain; charset=iso-8859-1"
    head = f"From: a@example.org\nSubject: {{}}\nDate: x\n{kind}\n\n"
    path.write_bytes(head.format(SUBJECT).encode("cp874") + BODY.encode("cp874"))
    reading, text = read(path)
    assert reading.title_guess == SUBJECT
    assert BODY.split("\n")[1] in text


def test_a_page_saved_whole(tmp_path: Path) -> None:
    whole = MIMEMultipart("related")
    whole["From"], whole["Subject"] = "<Saved by a browser>", "ประกาศบนเว็บ"
    whole.attach(MIMEText("<html><body><p>เนื้อหาบนหน้าเว็บ</p></body></html>", "html", "utf-8"))
    style = MIMEText("p { color: red }", "css", "utf-8")
    style["Content-Location"] = "a.css"
    whole.attach(style)
    path = tmp_path / "page.mhtml"
    path.write_bytes(whole.as_bytes())
    reading, text = read(path)
    assert "เนื้อหาบนหน้าเว็บ" in text
    assert "color" not in text
    assert reading.title_guess == "ประกาศบนเว็บ"


def test_a_box_of_mails(tmp_path: Path) -> None:
    one = MIMEText(BODY, "plain", "utf-8")
    one["Subject"] = SUBJECT
    two = MIMEText("From นี่ไม่ใช่ฉบับใหม่ 10:20\nฉบับที่สอง", "plain", "utf-8")
    two["Subject"] = "อีกฉบับ"
    between = b"From a@example.org Mon Jan 15 09:00:00 2024\n"
    path = tmp_path / "box.mbox"
    path.write_bytes(between + one.as_bytes() + b"\n\n" + between + two.as_bytes() + b"\n")
    assert sniff.sniff(path) == sniff.MAILBOX
    pages = [page.text for page in Reading(path, 60).pages()]
    assert len(pages) == 2
    assert SUBJECT in pages[0]
    assert "ฉบับที่สอง" in pages[1]


@pytest.mark.parametrize("text", ["From: ผู้เขียน\nไม่ใช่อีเมล", "หมายเหตุ: ก\nวันที่: ข", "To: a\n\nx"])
def test_notes_with_colons_are_no_mail(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert sniff.sniff(path) == sniff.TEXT
    assert read(path)[1] == text.strip()
