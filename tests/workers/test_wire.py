"""The wire: what goes in comes out, and a peer that sends anything else is refused."""

import io
import os
import struct
import sys
from pathlib import Path

import msgspec
import pytest

from kmdesk.i18n import Message
from kmdesk.workers import wire
from kmdesk.workers.wire import Answer, BadFrame, Cancel, Failure, Frame, Ready, Request, packed


class Page(msgspec.Struct, frozen=True):
    path: Path
    text: str
    sizes: list[tuple[float, float]] = []


def _through(head: wire.Head, blob: bytes = b"") -> Frame | None:
    stream = io.BytesIO()
    wire.write_frame(stream, head, blob)
    stream.seek(0)
    return wire.read_frame(stream)


def test_a_value_and_the_bytes_behind_it_arrive_as_they_were() -> None:
    page = Page(Path("หนังสือ.pdf"), "ข้อ ๑", [(595.0, 842.0)])
    frame = _through(Answer(7, packed(page)), bytes(range(256)))
    assert frame is not None
    assert isinstance(frame.head, Answer)
    assert wire.unpacked(frame.head.value, Page) == page
    assert frame.blob == bytes(range(256))


def test_the_actor_travels_with_the_request() -> None:
    request = Request(1, "search", packed(None), wire.Actor("สมศรี", ("public", "internal")))
    frame = _through(request)
    assert frame is not None
    assert isinstance(frame.head, Request)
    assert frame.head.actor == request.actor


@pytest.mark.skipif(sys.platform != "linux", reason="names that are no UTF-8 are of Linux")
def test_a_path_keeps_its_bytes_and_text_without_unicode_is_marked() -> None:
    path = Path(os.fsdecode(b"\xa1\xd2\xc3.pdf"))
    frame = _through(Answer(1, packed(Page(path, "a\ud800b"))))
    assert frame is not None
    assert isinstance(frame.head, Answer)
    page = wire.unpacked(frame.head.value, Page)
    assert (page.path, page.text) == (path, "a?b")


def test_a_failure_with_odd_text_still_arrives() -> None:
    frame = _through(Failure(3, "{name} is bad", {"name": "\ud800.pdf"}))
    assert frame is not None
    assert frame.head == Failure(3, "{name} is bad", {"name": "?.pdf"})


def test_a_message_travels_with_whatever_its_arguments_are() -> None:
    message = Message("{name}: {count}", {"name": "ก", "count": 2, "parts": ["a", None]})
    assert wire.unpacked(packed((message,)), tuple[Message, ...]) == (message,)


@pytest.mark.parametrize("cut", [0, 3, 8, 12, -1])
def test_a_stream_that_ends_within_a_frame_has_simply_ended(cut: int) -> None:
    stream = io.BytesIO()
    wire.write_frame(stream, Ready(1), b"bytes")
    assert wire.read_frame(io.BytesIO(stream.getvalue()[:cut])) is None


def _raw(head: bytes, size: int | None = None, blob_size: int = 0) -> io.BytesIO:
    return io.BytesIO(struct.pack("<II", len(head) if size is None else size, blob_size) + head)


@pytest.mark.parametrize(
    "head",
    [
        b"",
        b"nonsense",
        b"[]",
        b"{}",
        b'{"type":"answer","id":"one","value":1}',
        b'{"type":"execute","id":1}',
        b'{"type":"failure","id":1,"message":["a"]}',
        b'{"type":"failure","id":1,"message":"\xff"}',
        b'{"type":"failure","id":1,"message":"\\ud800"}',
        b'{"type":"answer","id":1,"value":' + b"[" * 90_000,
        b"\x80\x04N.",
    ],
)
def test_a_head_that_is_none_of_ours_is_refused(head: bytes) -> None:
    with pytest.raises(BadFrame):
        wire.read_frame(_raw(head))


def test_lengths_beyond_the_limits_are_refused_unread() -> None:
    for size, blob_size in ((wire.MAX_HEAD + 1, 0), (2, wire.MAX_BLOB + 1)):
        with pytest.raises(BadFrame):
            wire.read_frame(_raw(b"{}", size, blob_size))


@pytest.mark.parametrize(
    "value",
    [b"1", b"{}", b'{"path":1,"text":"a"}', b'{"path":"!","text":"a"}', b"[" * 90_000,
     b'{"path":"YQ==","text":"a","sizes":[[1]]}', b'{"path":"YQ==","text":"a","sizes":[[NaN,1]]}'],
)  # fmt: skip
def test_a_value_of_another_type_is_refused(value: bytes) -> None:
    with pytest.raises(BadFrame):
        wire.unpacked(msgspec.Raw(value), Page)


def test_what_is_no_struct_does_not_travel() -> None:
    with pytest.raises(TypeError):
        packed(object())


def test_a_cancel_names_its_request() -> None:
    frame = _through(Cancel(9))
    assert frame is not None
    assert frame.head == Cancel(9)
