"""A single picture is opened in the readers' process; the window gets a file and its pixels."""

import io
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from kmdesk import intake
from kmdesk.intake import IntakeError
from kmdesk.intake.client import IntakeClient


@pytest.fixture(scope="module")
def client() -> Iterator[IntakeClient]:
    client = IntakeClient(workers=1)
    yield client
    client.close()


def _photo(path: Path, *, turned: bool = False) -> Path:
    picture = Image.new("RGB", (300, 200), "#204060")
    exif = Image.Exif()
    exif[0x010F] = "secret camera"
    if turned:
        exif[0x0112] = 6
    picture.save(path, exif=exif)
    return path


def test_a_photo_comes_small_upright_and_without_its_camera(
    client: IntakeClient, tmp_path: Path
) -> None:
    found = client.picture(_photo(tmp_path / "a.jpg", turned=True), 150)
    assert (found.width, found.height) == (100, 150)
    assert b"secret" not in found.data
    with Image.open(io.BytesIO(found.data)) as kept:
        assert (kept.format, kept.size) == ("JPEG", (100, 150))
    blue, green, red, opaque = found.pixels[:4]
    assert (red, green, blue) == pytest.approx((0x20, 0x40, 0x60), abs=4)
    assert opaque == 255 and len(found.pixels) == 4 * 100 * 150


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_picture_keeps_its_look(
    client: IntakeClient, tmp_path: Path, mode: str
) -> None:
    path = tmp_path / ("a.tif" if mode == "CMYK" else "a.png")
    Image.new(mode, (40, 30)).save(path)
    found = client.picture(path, 100, lossless=True)
    with Image.open(io.BytesIO(found.data)) as kept:
        assert (kept.format, kept.size) == ("PNG", (40, 30))
        assert kept.convert("RGBA").tobytes("raw", "BGRA") == found.pixels


def _refusal(client: IntakeClient, path: Path) -> str:
    with pytest.raises(IntakeError) as raised:
        client.picture(path, 1600)
    assert path.name in str(raised.value)
    return raised.value.message.msgid


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "TIFF", "WEBP", "BMP"])
def test_a_cut_off_picture_is_refused_and_the_reader_goes_on(
    client: IntakeClient, tmp_path: Path, kind: str
) -> None:
    chance = random.Random(3)
    noise = Image.frombytes("RGB", (200, 200), chance.randbytes(120_000))
    whole = io.BytesIO()
    noise.save(whole, kind)
    path = tmp_path / "half.png"
    path.write_bytes(whole.getvalue()[: len(whole.getvalue()) // 2])
    pid = client.picture(_photo(tmp_path / "good.jpg"), 100) and client._idle[0].pid
    assert _refusal(client, path) == intake.DAMAGED
    client.picture(_photo(tmp_path / "good.jpg"), 100)
    assert client._idle[0].pid == pid


def test_what_unpacks_to_endless_pixels_is_refused(client: IntakeClient, tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    Image.new("1", (30_000, 30_000)).save(path)
    assert path.stat().st_size < 1 << 20
    assert _refusal(client, path) == intake.DAMAGED


@pytest.mark.parametrize("data", [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/'/>"])
def test_what_is_no_picture_is_refused(client: IntakeClient, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "x.png").write_bytes(data)
    assert _refusal(client, tmp_path / "x.png") == intake.DAMAGED


def test_a_missing_picture_is_refused(client: IntakeClient, tmp_path: Path) -> None:
    assert _refusal(client, tmp_path / "none.png") == intake.DAMAGED
