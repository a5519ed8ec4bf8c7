"""What was typed onto a PDF after it was made is found, shown and printed; so are files inside."""

import io
import shutil
import subprocess
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image, ImageChops
from pypdf import PdfReader, PdfWriter
from pypdf.generic import BooleanObject, NameObject

from kmdesk import intake
from kmdesk.intake import IntakeError
from kmdesk.intake.client import IntakeClient, RenderClient
from tests.intake import make
from tests.intake import make_pdf as mark
from tests.intake.make_pdf import Name, Number, Text, entries, field, note, numbers

NAME = "นายตัวอย่าง กรอกแล้ว ผู้ที่น้ำ"
REASON = "ไปตรวจเยี่ยมสหกรณ์การเกษตรและแนะนำการบัญชีแก่สมาชิกทั้งหลาย"


def fields() -> list:  # type: ignore[type-arg]
    options = [["a", "อำเภอเหนือ"], ["b", "อำเภอใต้"]]
    pairs = numbers()
    for code, label in options:
        pair = numbers()
        pair.extend([Text(code), Text(label)])
        pairs.append(pair)
    return [
        field("name", "Tx", Text(NAME), (100, 700, 400, 722)),
        field("why", "Tx", Text(REASON), (100, 600, 300, 690), Ff=Number(1 << 12)),
        field("where", "Ch", Text("b"), (100, 560, 300, 582), Ff=Number(1 << 17), Opt=pairs),
        field("ok", "Btn", Name("/Yes"), (100, 520, 120, 540), AS=Name("/Yes")),
        field(
            "one", "Btn", Name("/one"), (150, 520, 170, 540), AS=Name("/one"), Ff=Number(1 << 15)
        ),
        field("no", "Btn", Name("/Off"), (200, 520, 220, 540), AS=Name("/Off")),
        field("secret", "Tx", Text("hidden4455"), (100, 480, 300, 500), Ff=Number(1 << 13)),
    ]


def notes() -> list:  # type: ignore[type-arg]
    return [
        note("FreeText", (320, 400, 560, 440), "ทราบ มอบฝ่ายวิชาการ", DA=Text("/Helv 14 Tf")),
        note("Text", (480, 300, 500, 320), "ให้ตอบภายในวันศุกร์", T=Text("หัวหน้ากลุ่ม")),
        note("Stamp", (350, 200, 540, 250), "RECEIVED 8899"),
        note("Highlight", (60, 770, 200, 800), "ตรวจคำนี้อีกครั้ง", C=numbers(1, 1, 0),
             QuadPoints=numbers(60, 800, 200, 800, 60, 770, 200, 770)),
        note("Text", (20, 20, 40, 40), "unseen words", F=Number(2)),
        note("Link", (60, 770, 200, 800), A=entries(S=Name("/URI"), URI=Text("https://example.org/a"))),
    ]  # fmt: skip


def text_of(client: IntakeClient, path: Path) -> str:
    return "\n".join(page.text for page in client.read(path).pages)


def drawn(drawing: RenderClient, path: Path, page: int = 0) -> Image.Image:
    return Image.open(io.BytesIO(drawing.draw(path, page, 1.0, png=True).data)).convert("L")


def ink(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    return sum(picture.crop(box).histogram()[:160])


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("anew", [False, True])
def test_fields_without_a_look_are_read_and_drawn(
    tmp_path: Path, client: IntakeClient, drawing: RenderClient, turn: int, anew: bool
) -> None:
    path = mark.marked(tmp_path / "f.pdf", [], fields(), turn=turn, anew=anew)
    text = text_of(client, path)
    for words in (NAME, REASON, "อำเภอใต้"):
        assert words in text
    assert "hidden4455" not in text
    assert "อำเภอเหนือ" not in text
    shown = drawn(drawing, path)
    upright = shown.rotate(turn, expand=True) if turn else shown
    for left, top, right, bottom in (
        (100, 700, 400, 722),
        (100, 600, 300, 690),
        (100, 560, 300, 582),
    ):
        assert ink(upright, (left, 842 - bottom, right, 842 - top)) > 60
    for left in (100, 150):  # ticked
        assert ink(upright, (left + 2, 842 - 538, left + 18, 842 - 522)) > 10
    assert ink(upright, (202, 842 - 538, 218, 842 - 522)) == 0


def test_a_look_that_shows_the_value_is_kept_and_a_stale_one_is_not(
    tmp_path: Path, client: IntakeClient, drawing: RenderClient
) -> None:
    writer = mark.plain("Form")
    good = mark.look(
        writer, b"0 0 1 rg 0 0 9 20 re f BT /Helv 12 Tf 12 6 Td (SHOWN 7788) Tj ET", 300, 22
    )
    stale = mark.look(writer, b"BT /Helv 12 Tf 2 6 Td (OLDVALUE) Tj ET", 300, 22)
    path = mark.marked(tmp_path / "f.pdf", [], [
        field("a", "Tx", Text("SHOWN 7788"), (100, 700, 400, 722), AP=good),
        field("b", "Tx", Text("NEWVALUE 42"), (100, 600, 400, 622), AP=stale),
    ], writer=writer)  # fmt: skip
    text = text_of(client, path)
    assert "SHOWN 7788" in text
    assert "NEWVALUE 42" in text
    assert "OLDVALUE" not in text
    assert drawing.hits(path, 0, ["newvalue 42"])


@pytest.mark.parametrize("turn", [0, 90])
def test_notes_stamps_and_free_text(
    tmp_path: Path, client: IntakeClient, drawing: RenderClient, turn: int
) -> None:
    path = mark.marked(tmp_path / "n.pdf", notes(), turn=turn)
    bare = mark.marked(tmp_path / "b.pdf", [], turn=turn)
    text = text_of(client, path)
    for words in ("ทราบ มอบฝ่ายวิชาการ", "ให้ตอบภายในวันศุกร์", "RECEIVED 8899", "ตรวจคำนี้อีกครั้ง"):
        assert words in text
    assert "unseen" not in text
    assert ImageChops.difference(drawn(drawing, path), drawn(drawing, bare)).getbbox()


def test_a_scan_with_a_note_still_waits_to_be_read(tmp_path: Path, client: IntakeClient) -> None:
    writer = mark.scanned(tmp_path / "s.pdf")
    path = mark.marked(tmp_path / "s.pdf", [notes()[0]], writer=writer)
    page, typed = client.read(path).pages
    assert (page.anchor, page.problem) == ("page:1", intake.PICTURE_ONLY)
    assert (typed.anchor, typed.text) == ("typed:1", "ทราบ มอบฝ่ายวิชาการ")
    assert client.read(path).title_guess == "s"


def test_printed_pages_carry_all_that_was_typed(
    tmp_path: Path, client: IntakeClient, drawing: RenderClient
) -> None:
    path = mark.marked(tmp_path / "f.pdf", notes(), fields())
    made = client.printable(path, "f.pdf", tmp_path / "out.pdf")
    page = PdfReader(made).pages[0]
    assert [str(a.get_object()["/A"]["/URI"]) for a in page["/Annots"]] == ["https://example.org/a"]
    seen, printed = drawn(drawing, path), drawn(drawing, made)
    assert ImageChops.difference(seen, printed).getextrema()[1] < 40
    plain = make.pdf(tmp_path / "p.pdf", ["nothing typed"])
    assert client.printable(plain, "p.pdf", tmp_path / "p-out.pdf") == plain


@pytest.mark.parametrize("bits", ["40", "128", "128aes", "256"])
def test_a_lock_without_a_password_opens(
    tmp_path: Path, client: IntakeClient, drawing: RenderClient, bits: str
) -> None:
    if shutil.which("qpdf") is None:
        pytest.skip("qpdf, which locks the files, is not installed")
    source, path = make.pdf(tmp_path / "a.pdf", ["open to all 5577"]), tmp_path / "locked.pdf"
    aes = ["--use-aes=y"] if bits == "128aes" else []
    lock = ["--encrypt", "", "owner", bits.removesuffix("aes"), *aes, "--"]
    subprocess.run(["qpdf", "--allow-weak-crypto", *lock, source, path], check=True)
    assert "open to all 5577" in text_of(client, path)
    assert ink(drawn(drawing, path), (0, 0, 595, 842)) > 50
    made = client.printable(path, "locked.pdf", tmp_path / "out.pdf")
    reader = PdfReader(made)
    assert not reader.is_encrypted
    assert "open to all 5577" in reader.pages[0].extract_text()


def test_a_real_lock_is_named(tmp_path: Path, client: IntakeClient) -> None:
    path = make.locked_pdf(tmp_path / "x.pdf", "word")
    with pytest.raises(IntakeError) as caught:
        client.printable(path, "หนังสือ.pdf", tmp_path / "out.pdf")
    assert caught.value.message.msgid == intake.LOCKED
    assert "หนังสือ.pdf" in str(caught.value)


def test_files_inside_are_told_and_read(tmp_path: Path, client: IntakeClient) -> None:
    inner = make.pdf(tmp_path / "inner.pdf", ["budget table 9911"]).read_bytes()
    writer = PdfWriter(clone_from=PdfReader(make.pdf(tmp_path / "a.pdf", ["cover letter"])))
    writer.add_attachment("สิ่งที่ส่งมาด้วย.pdf", inner)
    writer.add_attachment("list.txt", "รายชื่อผู้เข้าอบรม".encode())
    writer.add_attachment("broken.pdf", b"%PDF-1.4 nothing")
    writer.write(tmp_path / "b.pdf")
    found = client.read(tmp_path / "b.pdf")
    inside = {page.label: page.text for page in found.pages if page.beside}
    assert "budget table 9911" in inside["สิ่งที่ส่งมาด้วย.pdf"]
    assert "รายชื่อผู้เข้าอบรม" in inside["list.txt"]
    assert inside["broken.pdf"] == "broken.pdf"


def test_a_portfolio_is_called_as_its_first_file(tmp_path: Path, client: IntakeClient) -> None:
    cover = make.pdf(tmp_path / "a.pdf", ["Open this PDF portfolio in Acrobat"])
    writer = PdfWriter(clone_from=PdfReader(cover))
    writer.add_attachment("letter.txt", "เรื่อง ขอเชิญประชุมใหญ่สามัญ".encode())
    writer.write(tmp_path / "b.pdf")
    assert client.read(tmp_path / "b.pdf").title_guess == "ขอเชิญประชุมใหญ่สามัญ"


def test_an_xfa_form_says_so_and_its_values_are_found(tmp_path: Path, client: IntakeClient) -> None:
    writer = mark.plain("Please wait")
    packet = mark.DecodedStreamObject()
    packet.set_data("<xfa><data><name>นางสาวทดลอง กรอกไว้</name></data></xfa>".encode())
    packets = numbers()
    packets.extend([Text("datasets"), writer._add_object(packet)])
    form = entries(Fields=numbers(), XFA=packets, NeedAppearances=BooleanObject(False))
    writer.root_object[NameObject("/AcroForm")] = form
    writer.write(tmp_path / "x.pdf")
    found = client.read(tmp_path / "x.pdf")
    assert intake.XFA_FORM in found.notes
    assert any("นางสาวทดลอง กรอกไว้" in page.text for page in found.pages)


def test_the_document_opened_twice_draws_the_same(tmp_path: Path, drawing: RenderClient) -> None:
    """A page that was laid down is not laid down again."""
    path = mark.marked(tmp_path / "f.pdf", notes(), fields())
    first, again = drawn(drawing, path), drawn(drawing, path)
    assert ImageChops.difference(first, again).getbbox() is None
    assert pdfium.PdfDocument(path).get_formtype()  # the file itself is as it was


def test_pages_of_a_form_can_be_rearranged(tmp_path: Path, client: IntakeClient) -> None:
    form = mark.marked(tmp_path / "f.pdf", [], fields())
    client.arrange([(form, "f.pdf")], [[(0, 0, 90)]], [tmp_path / "out.pdf"])
    shown = "".join(text_of(client, tmp_path / "out.pdf").split())
    assert "Requestform" in shown
    assert "กรอกแล้ว" in shown
