"""The drawing process: pages as bytes, boxes on the words, survival of its own death."""

import os
import signal
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from kmdesk import intake
from kmdesk.intake import IntakeError
from kmdesk.intake.client import RenderClient
from tests.intake import make


def test_sizes_and_pixels(tmp_path: Path, drawing: RenderClient) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["one", "two"])
    assert drawing.sizes(path) == [(595, 842), (595, 842)]
    picture = drawing.draw(path, 1, 0.5)
    assert (picture.width, picture.height) == (298, 421)
    assert len(picture.data) == picture.stride * picture.height
    assert picture.data[:4] == b"\xff\xff\xff\xff"
    assert min(picture.data) < 128  # something dark is drawn


def test_png(tmp_path: Path, drawing: RenderClient) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["one"])
    picture = drawing.draw(path, 0, 1.0, png=True)
    assert Image.open(BytesIO(picture.data)).size == (picture.width, picture.height)


def test_boxes_stand_on_the_words(tmp_path: Path, drawing: RenderClient) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["seek and seek again"])
    hits = drawing.hits(path, 0, ["seek", "absent"])
    assert len(hits) == 2
    for (box,), before in zip(hits, ["", "seek and "], strict=True):
        left, top, right, bottom = box
        assert left == pytest.approx(72 + make.text_width(before), abs=2)
        assert right == pytest.approx(72 + make.text_width(before + "seek"), abs=2)
        assert top < 842 - 700 <= bottom + 1
        assert bottom - top < 35


def test_longer_of_overlapping_queries_wins(tmp_path: Path, drawing: RenderClient) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["seek again"])
    assert len(drawing.hits(path, 0, ["seek", "seek again", "again"])) == 1


def test_boxes_on_a_turned_page(tmp_path: Path, drawing: RenderClient) -> None:
    writer = PdfWriter(clone_from=PdfReader(make.pdf(tmp_path / "a.pdf", ["seek"])))
    writer.pages[0].rotate(90)
    path = tmp_path / "turned.pdf"
    writer.write(path)
    ((box,),) = drawing.hits(path, 0, ["seek"])
    left, top, right, bottom = box
    # Turned right: what was x runs down, and what was y runs from right to left.
    assert top == pytest.approx(72, abs=3)
    assert bottom == pytest.approx(72 + make.text_width("seek"), abs=3)
    assert left < 700 < right


def test_pictures_are_pages(tmp_path: Path, drawing: RenderClient) -> None:
    path = tmp_path / "scan.tif"
    frame = Image.new("RGB", (96, 192), (0, 0, 255))
    frame.save(path, save_all=True, append_images=[frame])
    assert drawing.sizes(path) == [(72, 144), (72, 144)]
    picture = drawing.draw(path, 1, 1.0)
    assert (picture.width, picture.height) == (72, 144)
    assert picture.data[:4] == b"\xff\x00\x00\xff"  # blue, as BGRA
    assert drawing.hits(path, 1, ["x"]) == []


def test_pages_that_are_not_there(tmp_path: Path, drawing: RenderClient) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["one"])
    with pytest.raises(IntakeError) as raised:
        drawing.draw(path, 5, 1.0)
    assert raised.value.message.msgid == intake.NO_PAGE
    with pytest.raises(IntakeError) as raised:
        drawing.sizes(tmp_path / "missing.pdf")
    assert raised.value.message.msgid == intake.MISSING


def test_a_huge_scale_is_bounded(tmp_path: Path, drawing: RenderClient) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["one"])
    picture = drawing.draw(path, 0, 1000.0)
    assert picture.width * picture.height <= 61_000_000


def test_a_killed_process_is_replaced(tmp_path: Path, drawing: RenderClient) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["one"])
    drawing.sizes(path)
    worker = drawing._worker
    assert worker is not None
    os.kill(worker.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
    worker._process.wait(timeout=30)
    assert drawing.draw(path, 0, 0.2).width == 119


def test_cancel_when_idle_harms_nothing(tmp_path: Path, drawing: RenderClient) -> None:
    path = make.pdf(tmp_path / "a.pdf", ["one"])
    drawing.cancel()
    assert len(drawing.sizes(path)) == 1
    drawing.close()
    assert len(drawing.sizes(path)) == 1


def test_a_picture_that_is_smaller_than_it_says_is_refused(
    tmp_path: Path, drawing: RenderClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The window makes a picture of the bytes without looking again: it would read beyond them."""
    monkeypatch.setattr("kmdesk.intake.client._RENDERER", "tests.intake.lying_render")
    for page in range(4):
        with pytest.raises(IntakeError) as raised:
            drawing.draw(tmp_path / "a.pdf", page, 1.0)
        assert raised.value.message.msgid == intake.DAMAGED
    assert drawing.draw(tmp_path / "a.pdf", 4, 1.0).data == b"\xff" * 8
