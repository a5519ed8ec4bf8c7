"""Damaged files of every kind: an answer or one clear error, in time, and workers survive."""

import io
import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

from kmdesk.intake import IntakeClient, IntakeError, RenderClient, errors
from tests.intake import make

SEED = 20260310
FILES = 120
SECONDS = 10
INEXCUSABLE = {errors.TOO_SLOW, errors.TOO_HUNGRY, errors.NO_WORKER}


def _originals(folder: Path) -> list[bytes]:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["สหกรณ์", 1, 2.5])
    workbook = io.BytesIO()
    book.save(workbook)
    scan = io.BytesIO()
    make.noise().save(scan, "TIFF")
    return [
        make.pdf(folder / "a.pdf", ["some words", "", "more"]).read_bytes(),
        make.docx(folder / "a.docx", make.paragraph("คำสั่ง") * 40).read_bytes(),
        workbook.getvalue(),
        scan.getvalue(),
        "<html><body><table><tr><td>ก</td></tr></table>".encode("tis-620"),
        "ลำดับ,รายการ\n1,สหกรณ์\n".encode() * 20,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le"),
    ]


def _damaged(data: bytes, chance: random.Random) -> bytes:
    body = bytearray(data)
    for _ in range(chance.choice((1, 4, 20))):
        place = chance.randrange(len(body)) if body else 0
        deed: Callable[[], object] = chance.choice(
            (
                lambda at=place: body.__setitem__(slice(at, at + 1), chance.randbytes(1)),
                lambda at=place: body.__delitem__(slice(at, at + chance.randrange(200))),
                lambda at=place: body.__setitem__(slice(at, at), body[-chance.randrange(1, 200) :]),
            )
        )
        deed()
    return bytes(body)


def _repacked(data: bytes, chance: random.Random) -> bytes:
    """A sound container with damaged parts, so that damage reaches the inner parsers."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            part = old.read(entry)
            new.writestr(entry.filename, _damaged(part, chance) if chance.random() < 0.4 else part)
    return out.getvalue()


def test_damaged_files(tmp_path: Path, client: IntakeClient, drawing: RenderClient) -> None:
    print("seed", SEED)
    chance = random.Random(SEED)
    originals = _originals(tmp_path)
    for number in range(FILES):
        data = chance.choice(originals)
        packed = data.startswith(b"PK") and chance.random() < 0.7
        suffix = chance.choice(("", ".pdf", ".docx", ".xlsx", ".csv", ".html", ".tif"))
        path = tmp_path / f"{number}{suffix}"
        path.write_bytes(_repacked(data, chance) if packed else _damaged(data, chance))
        for use in (
            lambda file=path: client.read(file, timeout=SECONDS),
            lambda file=path: drawing.draw(file, 0, 0.3),
        ):
            try:
                use()
            except IntakeError as error:
                assert error.message.msgid not in INEXCUSABLE, (number, suffix)
    good = make.pdf(tmp_path / "good.pdf", ["still here"])
    assert client.read(good).pages[0].text == "still here"
    with pytest.raises(IntakeError):
        drawing.draw(good, 7, 1.0)
