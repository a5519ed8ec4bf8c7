"""The wire to a process that may be killed: a checked JSON head, and raw bytes behind it.

A frame is two lengths, the head, the bytes. Each head is one of the structs below; what it carries
(``args``, ``value``) stays JSON until its reader names the struct it must be. So whatever a hostile
file makes of the process at the other end, only checked values of known types come out of it: that
is why nothing here is pickled. Pictures travel as the bytes behind the head, never as base64.
"""

import base64
import os
import struct
from pathlib import Path
from typing import IO, Any, NamedTuple, TypeVar

import msgspec
from msgspec import UNSET, Raw, UnsetType

from kmdesk.store.import_paths import shown_text

MAX_HEAD = 64 << 20
MAX_BLOB = 1 << 30
NO_REQUEST = 0
_LENGTHS = struct.Struct("<II")
_T = TypeVar("_T")

Arguments = dict[str, str | int | float | bool | None]
"""Of a message to a person: what stands in for its fields."""


class BadFrame(Exception):
    """The peer sent what is no frame, or a value that is not of the expected type."""


class Actor(msgspec.Struct, frozen=True):
    """For whom a request is made; the process answers with no more than this person may see."""

    name: str = ""
    audiences: tuple[str, ...] = ("public",)


class Request(msgspec.Struct, tag="request", frozen=True):
    """Asks for ``do``; every answer to it carries its ``id``."""

    id: int
    do: str
    args: Raw
    actor: Actor | UnsetType = UNSET


class Cancel(msgspec.Struct, tag="cancel", frozen=True):
    """Nobody waits any longer for the answer to this request."""

    id: int


class Ready(msgspec.Struct, tag="ready", frozen=True):
    """The process has started and takes requests."""

    pid: int


class Progress(msgspec.Struct, tag="progress", frozen=True):
    """A part of an answer, or how far the work has come."""

    id: int
    value: Raw


class Answer(msgspec.Struct, tag="answer", frozen=True):
    """The end of a request that was done."""

    id: int
    value: Raw


class Failure(msgspec.Struct, tag="failure", frozen=True):
    """The end of a request that failed: a message for a person.

    Under the number NO_REQUEST, why the process takes no requests at all.
    """

    id: int
    message: str
    args: Arguments = {}


class Cancelled(msgspec.Struct, tag="cancelled", frozen=True):
    """The end of a request that was cancelled."""

    id: int


Head = Request | Cancel | Ready | Progress | Answer | Failure | Cancelled


class Frame(NamedTuple):
    """One message with the bytes behind it."""

    head: Head
    blob: bytes = b""


def packed(value: object) -> Raw:
    """Return a value as it stands in a head; text that is no Unicode is marked as unknown."""
    return Raw(_encoded(value))


def unpacked(value: Raw, kind: type[_T]) -> _T:
    """Return the value a head carries. Raises BadFrame when it is no ``kind``."""
    try:
        return msgspec.json.decode(value, type=kind, dec_hook=_path_from)
    except (ValueError, RecursionError) as error:  # every error of msgspec is a ValueError
        raise BadFrame(str(error)) from error


def write_frame(stream: IO[bytes], head: Head, blob: bytes | memoryview = b"") -> None:
    """Send one frame and flush the stream."""
    data = _encoded(head)
    stream.write(_LENGTHS.pack(len(data), len(blob)))
    stream.write(data)
    if len(blob):
        stream.write(blob)
    stream.flush()


def read_frame(stream: IO[bytes]) -> Frame | None:
    """Return the next frame; None when the stream ends, even within a frame.

    Raises BadFrame when its lengths are beyond the limits or its head is none of those above.
    """
    lengths = stream.read(_LENGTHS.size)
    if len(lengths) < _LENGTHS.size:
        return None
    head_size, blob_size = _LENGTHS.unpack(lengths)
    if head_size > MAX_HEAD or blob_size > MAX_BLOB:
        raise BadFrame(f"{head_size} and {blob_size} bytes")
    data = stream.read(head_size)
    blob = stream.read(blob_size) if blob_size else b""
    if len(data) < head_size or len(blob) < blob_size:
        return None
    try:
        return Frame(_HEADS.decode(data), blob)
    except (ValueError, RecursionError) as error:
        raise BadFrame(str(error)) from error


_HEADS: msgspec.json.Decoder[Head] = msgspec.json.Decoder(Head)


def _encoded(value: object) -> bytes:
    try:
        return msgspec.json.encode(value, enc_hook=_path_as)
    except UnicodeEncodeError:
        # A file's name or text may hold lone surrogates, which are no JSON.
        return msgspec.json.encode(_readable(msgspec.to_builtins(value, enc_hook=_path_as)))


def _readable(value: Any) -> Any:
    if isinstance(value, str):
        return shown_text(value)
    if isinstance(value, dict):
        return {_readable(key): _readable(inner) for key, inner in value.items()}
    return [_readable(inner) for inner in value] if isinstance(value, list | tuple) else value


def _path_as(value: object) -> bytes | int | float:
    """A path keeps its very bytes, for names on old disks are no UTF-8; numpy's numbers travel."""
    if isinstance(value, Path):
        return os.fsencode(value)
    if isinstance(value, int | float):
        return float(value) if isinstance(value, float) else int(value)
    raise TypeError(f"{type(value).__name__} does not travel")


def _path_from(kind: type, value: object) -> object:
    if kind is object:  # a message's arguments are any JSON values
        return value
    if kind is Path and isinstance(value, str):
        return Path(os.fsdecode(base64.b64decode(value, validate=True)))
    raise TypeError(f"{kind.__name__} does not travel")
