"""Pictures of every make are shown, read and printed upright, on white and in proportion."""

import io
import struct
import zlib
from pathlib import Path

import fontpkg
import pytest
from PIL import Image, ImageDraw, ImageFont
from PIL.Image import Transpose

from kmdesk import intake
from kmdesk.intake import ocr, reading
from kmdesk.intake.client import IntakeClient, RenderClient
from kmdesk.intake.text_features import guess_title

WORDS = "ขออนุมัติจัดซื้อวัสดุสำนักงาน"
_STORED = {
    1: None,
    2: Transpose.FLIP_LEFT_RIGHT,
    3: Transpose.ROTATE_180,
    4: Transpose.FLIP_TOP_BOTTOM,
    5: Transpose.TRANSPOSE,
    6: Transpose.ROTATE_90,
    7: Transpose.TRANSVERSE,
    8: Transpose.ROTATE_270,
}


def scene(size: tuple[int, int] = (240, 100)) -> Image.Image:
    """White, with a black block in its upper left corner and a bar below on the right."""
    picture = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((10, 10, 50, 30), fill="black")
    draw.rectangle((size[0] - 30, 60, size[0] - 15, 90), fill=(200, 0, 0))
    return picture


def held(path: Path, orientation: int) -> Path:
    """The scene as a camera held that way stores it."""
    turn = _STORED[orientation]
    stored = scene() if turn is None else scene().transpose(turn)
    exif = Image.Exif()
    exif[0x0112] = orientation
    if path.suffix == ".tif":
        stored.save(path, tiffinfo={274: orientation})
    else:
        stored.save(path, exif=exif, **({"quality": 95} if path.suffix == ".jpg" else {}))
    return path


def looks_like(picture: Image.Image, wanted: Image.Image) -> bool:
    """Whether two pictures agree but for what compression does."""
    one, other = (p.convert("L").resize((60, 25)) for p in (picture, wanted))
    pairs = zip(one.tobytes(), other.tobytes(), strict=True)
    return sum(abs(a - b) for a, b in pairs) / 1500 < 8


def drawn(drawing: RenderClient, path: Path, page: int = 0, scale: float = 96 / 72) -> Image.Image:
    return Image.open(io.BytesIO(drawing.draw(path, page, scale, png=True).data))


@pytest.mark.parametrize("ending", ["jpg", "png", "webp", "tif"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_held_any_way_it_is_shown_and_printed_upright(
    tmp_path: Path, client: IntakeClient, drawing: RenderClient, ending: str, orientation: int
) -> None:
    path = held(tmp_path / f"p.{ending}", orientation)
    assert drawing.sizes(path) == [(180, 75)]
    assert looks_like(drawn(drawing, path), scene())
    top = drawing.draw(path, 0, 96 / 72, png=True, band=(0, 37.5))
    assert looks_like(Image.open(io.BytesIO(top.data)), scene().crop((0, 0, 240, 50)))
    made = client.printable(path, path.name, tmp_path / "out.pdf")
    width, height = drawing.sizes(made)[0]
    assert (width, height) == (842, 595)
    page = drawn(drawing, made, scale=1.0).convert("L")
    box = page.point(lambda level: 255 if level < 128 else 0).getbbox()
    assert box is not None
    left, upper, right, lower = box  # from the black block to the red bar
    assert (right - left) / (lower - upper) == pytest.approx(215 / 80, abs=0.15)
    assert page.getpixel((left + 4, upper + 4)) < 60  # type: ignore[operator]
    client.arrange([(path, path.name)], [[(0, 0, 0)]], [tmp_path / "sheet.pdf"])
    assert looks_like(drawn(drawing, tmp_path / "sheet.pdf", scale=1.0), scene())


def clear(mode: str) -> Image.Image:
    """Black writing on nothing, in a mode that has transparency."""
    picture = Image.new("RGBA", (240, 100), (0, 0, 0, 0))
    ImageDraw.Draw(picture).rectangle((10, 10, 50, 30), fill=(0, 0, 0, 255))
    if mode == "LA":
        return picture.convert("LA")
    if mode == "P":
        flat = Image.new("P", picture.size, 1)
        flat.putpalette([0, 0, 0, 20, 20, 20])
        flat.paste(0, (10, 10, 51, 31))
        flat.info["transparency"] = 1
        return flat
    return picture


def grey_png(path: Path, depth: int, key: int, other: int) -> Path:
    """A grey PNG whose ground ``key`` is declared transparent."""
    rows = []
    for y in range(100):
        values = [other if 10 <= x <= 50 and 10 <= y <= 30 else key for x in range(240)]
        if depth == 16:
            rows.append(b"\0" + b"".join(struct.pack(">H", v) for v in values))
        elif depth == 1:
            bits = "".join(map(str, values))
            rows.append(b"\0" + bytes(int(bits[at : at + 8], 2) for at in range(0, 240, 8)))
        else:
            rows.append(b"\0" + bytes(values))

    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + crc

    head = struct.pack(">IIBBBBB", 240, 100, depth, 0, 0, 0, 0)
    path.write_bytes(
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"tRNS", struct.pack(">H", key))
        + chunk(b"IDAT", zlib.compress(b"".join(rows))) + chunk(b"IEND", b"")
    )  # fmt: skip
    return path


def black_on_white(picture: Image.Image) -> bool:
    grey = picture.convert("L")
    return grey.getpixel((30, 20)) < 60 and grey.getpixel((150, 60)) > 200  # type: ignore[operator]


@pytest.mark.parametrize("case", ["RGBA.png", "LA.png", "P.png", "RGBA.webp", "RGBA.tif", "LA.tif"])
def test_what_is_transparent_is_white(tmp_path: Path, drawing: RenderClient, case: str) -> None:
    path = tmp_path / case
    clear(case.partition(".")[0]).save(path)
    assert black_on_white(drawn(drawing, path))


@pytest.mark.parametrize(
    ("depth", "key", "other"), [(16, 1000, 0), (8, 10, 0), (1, 0, 1), (16, 0, 300)]
)
def test_a_clear_shade_of_grey_is_white(
    tmp_path: Path, client: IntakeClient, drawing: RenderClient, depth: int, key: int, other: int
) -> None:
    path = grey_png(tmp_path / "g.png", depth, key, other)
    shown = drawn(drawing, path).convert("L")
    assert shown.getpixel((150, 60)) == 255
    if depth != 1:  # there the writing is white, too
        assert black_on_white(shown)
    made = client.printable(path, "g.png", tmp_path / "out.pdf")
    assert drawn(drawing, made, scale=0.5).convert("L").getpixel((300, 150)) == 255


def test_grey_of_16_bits_keeps_its_shades(tmp_path: Path, drawing: RenderClient) -> None:
    ramp = b"".join(struct.pack("<H", x * 256) for x in range(256))
    Image.frombytes("I;16", (256, 40), ramp * 40).save(tmp_path / "deep.tif")
    shown = drawn(drawing, tmp_path / "deep.tif").convert("L")
    assert shown.getpixel((128, 20)) == pytest.approx(128, abs=2)


@pytest.mark.parametrize("case", ["tif", "png", "aspect", "jpg"])
def test_dots_that_are_no_squares(
    tmp_path: Path, client: IntakeClient, drawing: RenderClient, case: str
) -> None:
    squeezed = scene((400, 400)).resize((400, 196)).convert("L")
    path = tmp_path / f"fax.{'png' if case == 'aspect' else case}"
    if case == "aspect":
        squeezed.save(path)
        data = path.read_bytes()
        body = struct.pack(">IIB", 200, 98, 0)
        chunk = (
            struct.pack(">I", 9) + b"pHYs" + body + struct.pack(">I", zlib.crc32(b"pHYs" + body))
        )
        path.write_bytes(data[:33] + chunk + data[33:])
    else:
        squeezed.save(path, dpi=(200, 98))
    width, height = drawing.sizes(path)[0]
    assert width / height == pytest.approx(1.0, abs=0.01)
    made = client.printable(path, path.name, tmp_path / "out.pdf")
    page = drawn(drawing, made, scale=1.0).convert("L")
    box = page.point(lambda level: 255 if level < 128 else 0).getbbox()
    assert box is not None
    wanted = (385 - 10) / (90 - 10)  # from the block's left to the bar's right, and their heights
    assert (box[2] - box[0]) / (box[3] - box[1]) == pytest.approx(wanted, rel=0.06)


def test_a_resolution_that_cannot_be_is_not_believed(tmp_path: Path, drawing: RenderClient) -> None:
    scene().save(tmp_path / "odd.png", dpi=(9600, 96))
    assert drawing.sizes(tmp_path / "odd.png") == [(180, 75)]


def test_a_phone_picture_is_one_page_and_a_fax_is_two(
    tmp_path: Path, client: IntakeClient, drawing: RenderClient
) -> None:
    small = scene().resize((60, 25))
    scene().save(tmp_path / "phone.jpg", format="MPO", save_all=True, append_images=[small])
    assert len(drawing.sizes(tmp_path / "phone.jpg")) == 1
    assert len(client.read(tmp_path / "phone.jpg").pages) == 1
    scene().save(tmp_path / "fax.tif", save_all=True, append_images=[scene((300, 120))])
    assert len(drawing.sizes(tmp_path / "fax.tif")) == 2
    assert len(client.read(tmp_path / "fax.tif").pages) == 2
    made = client.printable(tmp_path / "fax.tif", "fax.tif", tmp_path / "out.pdf")
    assert len(drawing.sizes(made)) == 2
    made = client.printable(tmp_path / "phone.jpg", "phone.jpg", tmp_path / "one.pdf")
    assert len(drawing.sizes(made)) == 1


def test_a_thumbnail_in_a_tiff_is_no_page(tmp_path: Path, drawing: RenderClient) -> None:
    small = scene().resize((60, 25))
    small.encoderinfo = {"tiffinfo": {254: 1}}  # type: ignore[attr-defined]
    scene().save(tmp_path / "t.tif", save_all=True, append_images=[small])
    with Image.open(tmp_path / "t.tif") as opened:
        assert opened.n_frames == 2  # type: ignore[attr-defined]
    assert drawing.sizes(tmp_path / "t.tif") == [(180, 75)]


def test_a_scan_of_a4_fills_its_sheet(
    tmp_path: Path, client: IntakeClient, drawing: RenderClient
) -> None:
    Image.new("L", (1240, 1754), 90).save(tmp_path / "scan.png", dpi=(150, 150))
    made = client.printable(tmp_path / "scan.png", "scan.png", tmp_path / "out.pdf")
    page = drawn(drawing, made, scale=0.5).convert("L")
    assert page.getpixel((3, 3)) < 120  # type: ignore[operator]
    Image.new("L", (4000, 2000), 90).save(tmp_path / "photo.png")
    made = client.printable(tmp_path / "photo.png", "photo.png", tmp_path / "out2.pdf")
    assert drawing.sizes(made) == [(842, 595)]


NOISE = (
    "เร\nแบลนนแบ๒๒๒6   ลพษธพาแลลด\n\nก1แบบษธ๕แบทนฑิ",
    "รบนเรบรโบ๒่บกแบ6\n\n6\n\nหบะนแบ๒๒๒ะลณษแพุท[เธรณะ\n\n๐   nr",
    "นกดครไกคิ้นป\n\n๐   “๑\n\nมกแหไกกรครดธ»%ิคลินิมธรห\n\n6\n\nดกกษกดนกรมดมกด",
    "| ~ ae nr [ee wy] = oo",
)


@pytest.mark.parametrize("text", NOISE)
def test_noise_is_not_read(text: str) -> None:
    found = reading.recognised("page:1", "1", text)
    assert (found.text, found.problem) == ("", intake.NOT_READ)


@pytest.mark.parametrize(
    "text",
    ["บันทึกข้อความ\n๑7  ๐\nขออบนุมัติจัดซื้อวัสดุสำนักงาน", "Notice of the annual meeting", "สำเนา",
     "สหกรณ์การเกษตรบ้านโป่งกระทิงบน จำกัด เลขที่ ๑๑๐๘"],
)  # fmt: skip
def test_words_are_read(text: str) -> None:
    assert reading.recognised("page:1", "1", text).text == text


def test_a_spot_above_the_subject_is_no_title() -> None:
    assert guess_title([f"บันทึกข้อความ\n\n๑7   ๐ wy\n\n{WORDS}"]) == WORDS


@pytest.mark.skipif(not ocr.available(), reason="needs the Thai model (tesseract-ocr-tha)")
def test_a_photo_held_on_its_side_is_recognised(tmp_path: Path, client: IntakeClient) -> None:
    face = ImageFont.truetype(str(fontpkg.path("Sarabun", 400, "normal")), 40)
    page = Image.new("RGB", (1100, 300), "white")
    ImageDraw.Draw(page).text((40, 60), "จำนวนสามรายการ", fill="black", font=face)
    exif = Image.Exif()
    exif[0x0112] = 6
    page.transpose(Transpose.ROTATE_90).save(tmp_path / "p.jpg", exif=exif, quality=92)
    found = client.read(tmp_path / "p.jpg", recognise=True)
    assert "รายการ" in found.pages[0].text
