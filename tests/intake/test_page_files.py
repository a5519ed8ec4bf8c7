"""Pages of real files put into new ones: order, turns, pictures to the pixel, clear refusals."""

import io
import random
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image, ImageDraw, ImageFont
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText, Link
from pypdf.generic import Fit

from kmdesk import intake
from kmdesk.i18n import set_language
from kmdesk.intake import IntakeError
from kmdesk.intake.client import IntakeClient
from kmdesk.intake.page_files import is_blank, write_printable
from tests.intake.make import locked_pdf, noise, pdf


def _texts(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path)
    found = [page.get_textpage().get_text_bounded().strip() for page in document]
    document.close()
    return found


def _turns(path: Path) -> list[int]:
    return [page.rotation for page in PdfReader(path).pages]


def test_pages_are_picked_ordered_and_turned(client: IntakeClient, tmp_path: Path) -> None:
    one = pdf(tmp_path / "one.pdf", ["a0", "a1", "a2"])
    two = pdf(tmp_path / "two.pdf", ["b0", "b1"])
    into = [tmp_path / "x.pdf", tmp_path / "y.pdf"]
    told: list[tuple[int, int]] = []
    client.arrange(
        [(one, "one.pdf"), (two, "two.pdf")],
        [[(1, 1, 90), (0, 2, 0)], [(0, 0, 270)]],
        into,
        progress=lambda done, total: told.append((done, total)),
    )
    assert [_texts(path) for path in into] == [["b1", "a2"], ["a0"]]
    assert [_turns(path) for path in into] == [[90, 0], [270]]
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_turn_adds_to_the_one_a_page_has(client: IntakeClient, tmp_path: Path) -> None:
    writer = PdfWriter(clone_from=PdfReader(pdf(tmp_path / "a.pdf", ["a"])))
    writer.pages[0].rotate(270)
    writer.write(tmp_path / "turned.pdf")
    client.arrange([(tmp_path / "turned.pdf", "t")], [[(0, 0, 180)]], [tmp_path / "x.pdf"])
    assert _turns(tmp_path / "x.pdf") == [90]


def test_marks_stay_and_links_drag_no_page_along(client: IntakeClient, tmp_path: Path) -> None:
    plain = PdfReader(pdf(tmp_path / "a.pdf", ["first", "second"]))
    writer = PdfWriter(clone_from=plain)
    photo = noise((900, 900)).convert("RGB")
    buffer = io.BytesIO()
    photo.save(buffer, "PDF")
    writer.add_page(PdfReader(buffer).pages[0])
    area = (72, 600, 200, 640)
    writer.add_annotation(0, FreeText(text="stamp", rect=area))
    writer.add_annotation(0, Link(rect=area, target_page_index=2, fit=Fit("/Fit")))
    writer.add_annotation(0, Link(rect=area, url="https://example.invalid/"))
    writer.write(tmp_path / "marked.pdf")
    client.arrange([(tmp_path / "marked.pdf", "m")], [[(0, 0, 0)]], [tmp_path / "x.pdf"])
    (page,) = PdfReader(tmp_path / "x.pdf").pages
    kinds = [note.get_object()["/Subtype"] for note in page["/Annots"]]  # type: ignore[attr-defined]
    assert kinds == ["/FreeText", "/Link"]
    assert (tmp_path / "x.pdf").stat().st_size < (tmp_path / "marked.pdf").stat().st_size / 5


def _drawn(path: Path, page: int, size: tuple[int, int]) -> Image.Image:
    document = pypdfium2.PdfDocument(path)
    shown = document[page]
    picture: Image.Image = shown.render(scale=size[0] / shown.get_width()).to_pil()
    document.close()
    return picture


@pytest.mark.parametrize("mode", ["1", "L", "RGB", "P", "RGBA", "LA", "I;16", "CMYK"])
def test_a_picture_becomes_a_page_with_its_own_pixels(
    client: IntakeClient, tmp_path: Path, mode: str
) -> None:
    picture = noise((120, 80)).convert("RGB")
    if mode == "I;16":
        shown = noise((120, 80)).convert("I").point(lambda level: level * 257).convert("I;16")
    else:
        shown = picture.convert(mode)
    path = tmp_path / "scan.tif"
    shown.save(path, dpi=(144, 144))
    client.arrange([(path, "scan.tif")], [[(0, 0, 0)]], [tmp_path / "x.pdf"])
    drawn = _drawn(tmp_path / "x.pdf", 0, shown.size)
    assert drawn.size == (120, 80)
    assert PdfReader(tmp_path / "x.pdf").pages[0].mediabox[2:] == [60, 40]
    wanted = noise((120, 80)) if mode == "I;16" else shown.convert("RGB")
    assert drawn.convert("RGB").tobytes() == wanted.convert("RGB").tobytes()


def test_a_jpeg_keeps_its_bytes(client: IntakeClient, tmp_path: Path) -> None:
    path = tmp_path / "photo.jpg"
    noise((200, 300)).convert("RGB").save(path, quality=60)
    client.arrange([(path, "photo.jpg")], [[(0, 0, 90)]], [tmp_path / "x.pdf"])
    (page,) = PdfReader(tmp_path / "x.pdf").pages
    assert path.read_bytes() in (tmp_path / "x.pdf").read_bytes()
    assert page.rotation == 90
    assert float(page.mediabox.height) == pytest.approx(842, abs=0.01)


def test_frames_of_a_tiff_are_pages(client: IntakeClient, tmp_path: Path) -> None:
    frames = [Image.new("L", (60, 80), shade) for shade in (10, 120, 240)]
    path = tmp_path / "fax.tif"
    frames[0].save(path, save_all=True, append_images=frames[1:])
    client.arrange([(path, "fax.tif")], [[(0, 2, 0), (0, 0, 0)]], [tmp_path / "x.pdf"])
    drawn = [_drawn(tmp_path / "x.pdf", page, (60, 80)).getpixel((30, 40)) for page in (0, 1)]
    assert [pixel[0] if isinstance(pixel, tuple) else pixel for pixel in drawn] == [240, 10]


def _cut_short(tmp_path: Path) -> Path:
    whole = pdf(tmp_path / "whole.pdf", ["a", "b"]).read_bytes()
    path = tmp_path / "bad.pdf"
    path.write_bytes(whole[:300])
    return path


def _text_file(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("ไม่มีหน้า", "utf-8")
    return path


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda folder: locked_pdf(folder / "locked.pdf", "1234"), "รหัสผ่าน"),
        (lambda folder: locked_pdf(folder / "owner.pdf", ""), "รหัสผ่าน"),
        (_cut_short, "เสียหาย"),
        (_text_file, "PDF"),
    ],
    ids=["locked", "owner only", "cut short", "text"],
)
def test_what_cannot_be_arranged_is_said_in_thai(
    client: IntakeClient, tmp_path: Path, make: object, said: str
) -> None:
    set_language("th")
    path = make(tmp_path)  # type: ignore[operator]
    with pytest.raises(IntakeError) as caught:
        client.arrange([(path, "แฟ้มของผู้ใช้")], [[(0, 0, 0)]], [tmp_path / "x.pdf"])
    assert said in str(caught.value)
    assert "แฟ้มของผู้ใช้" in str(caught.value)
    # the worker serves on
    good = pdf(tmp_path / "good.pdf", ["a"])
    client.arrange([(good, "good")], [[(0, 0, 0)]], [tmp_path / "y.pdf"])
    assert _texts(tmp_path / "y.pdf") == ["a"]


def test_a_page_that_is_not_there_is_named(client: IntakeClient, tmp_path: Path) -> None:
    one = pdf(tmp_path / "one.pdf", ["a"])
    with pytest.raises(IntakeError) as caught:
        client.arrange([(one, "one.pdf")], [[(0, 6, 0)]], [tmp_path / "x.pdf"])
    assert "one.pdf" in str(caught.value)


def _scanned(ink: bool) -> Image.Image:
    """A grey, dusty sheet with the shadow of the lid at its edge."""
    chance = random.Random(3)
    picture = Image.new("L", (827, 1169), 236)
    for _ in range(20000):
        at = chance.randrange(827), chance.randrange(1169)
        picture.putpixel(at, 236 - chance.randrange(14))
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 14, 1169), fill=40)
    for _ in range(6):
        at = chance.randrange(100, 700), chance.randrange(100, 1000)
        draw.point(at, fill=60)
    if ink:
        draw.text((300, 200), "two words", fill=20, font=ImageFont.load_default(22))
    return picture


def test_dust_is_no_writing_and_two_words_are() -> None:
    assert is_blank(_scanned(ink=False))
    assert not is_blank(_scanned(ink=True))
    assert is_blank(Image.new("RGB", (10, 10), "white"))


def test_empty_pages_are_found(client: IntakeClient, tmp_path: Path) -> None:
    path = pdf(tmp_path / "a.pdf", ["first letter", "", "second letter", ""])
    assert client.empty_pages(path, "a.pdf") == [1, 3]
    frames = [_scanned(ink=False), _scanned(ink=True)]
    frames[0].save(tmp_path / "b.tif", save_all=True, append_images=frames[1:])
    assert client.empty_pages(tmp_path / "b.tif", "b.tif") == [0]


@pytest.mark.linux_only("needs a device that is always full")
def test_a_full_disk_is_not_called_a_damaged_picture(tmp_path: Path) -> None:

    source = tmp_path / "a.png"
    Image.effect_noise((400, 400), 80).save(source)
    with pytest.raises(IntakeError) as caught:
        write_printable(source, source.name, Path("/dev/full"))
    assert caught.value.message.msgid == intake.NO_ROOM
