"""Framing protocol between a program and its workers: two lengths, a JSON head, raw bytes."""

import json
import struct
from typing import IO, Any, NamedTuple

_LENGTHS = struct.Struct("<II")
MAX_HEAD = 64 << 20
MAX_BLOB = 1 << 30


class Frame(NamedTuple):
    """One message; ``blob`` carries bytes that would be wasteful as JSON."""

    head: dict[str, Any]
    blob: bytes = b""


def write_frame(stream: IO[bytes], head: dict[str, Any], blob: bytes | memoryview = b"") -> None:
    """Send one frame and flush the stream."""
    # A path that is not valid UTF-8 holds lone surrogates, which strict UTF-8 refuses.
    data = json.dumps(head, ensure_ascii=False).encode("utf-8", "surrogatepass")
    stream.write(_LENGTHS.pack(len(data), len(blob)))
    stream.write(data)
    if len(blob):
        stream.write(blob)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Frame | None:
    """Read the next frame; None when the peer has closed the stream or sent an invalid frame."""
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_size, blob_size = _LENGTHS.unpack(lengths)
    if head_size > MAX_HEAD or blob_size > MAX_BLOB:
        return None
    data = stream.read(head_size)
    blob = stream.read(blob_size) if blob_size else b""
    if len(data) < head_size or len(blob) < blob_size:
        return None
    head = json.loads(data.decode("utf-8", "surrogatepass"))
    return Frame(head, blob) if isinstance(head, dict) else None
