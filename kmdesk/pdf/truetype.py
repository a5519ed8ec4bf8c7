"""Subset a TrueType font to the glyphs used, adding composites of shifted glyphs.

A PDF needs one code per pair of a drawn shape and the characters it represents. Here each such pair
is a separate glyph: either the font's outline, or a composite of outlines with the marks already in
place. The glyph number is then the code, marks need no positioning on the page, and extracted text
is exact.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from struct import calcsize, pack, unpack, unpack_from
from typing import NamedTuple

_WORDS, _XY, _SCALE, _MORE, _XY_SCALE, _TWO_BY_TWO = 1, 2, 8, 32, 64, 128
_INSTRUCTIONS = 0x100
_MAGIC = 0xB1B0AFBA


class Part(NamedTuple):
    """An outline of the source font and the offset to draw it with, in font units."""

    glyph: int
    dx: int
    dy: int


class Drawing(NamedTuple):
    """A glyph to build: its parts and the advance to the next glyph."""

    parts: tuple[Part, ...]
    advance: int


class Outlines:
    """Outlines of a font file, read from its tables."""

    def __init__(self, table: Callable[[str], bytes]) -> None:
        self.table = table
        head, maxp = table("head"), table("maxp")
        self.count = int(unpack_from(">H", maxp, 4)[0])
        loca, long_offsets = table("loca"), unpack_from(">h", head, 50)[0]
        if long_offsets:
            self._offsets = unpack(f">{self.count + 1}L", loca[: 4 * (self.count + 1)])
        else:
            shorts = unpack(f">{self.count + 1}H", loca[: 2 * (self.count + 1)])
            self._offsets = tuple(2 * offset for offset in shorts)
        self._glyf = table("glyf")
        self.advances, self.bearings = self._metrics(table("hhea"), table("hmtx"))

    def _metrics(self, hhea: bytes, hmtx: bytes) -> tuple[list[int], list[int]]:
        full = unpack_from(">H", hhea, 34)[0]
        pairs = unpack_from(f">{'Hh' * full}", hmtx)
        rest = unpack_from(f">{self.count - full}h", hmtx, 4 * full)
        advances = list(pairs[::2]) + [pairs[-2]] * (self.count - full)
        return advances, list(pairs[1::2]) + list(rest)

    def data(self, glyph: int) -> bytes:
        """Return the outline of a glyph as stored; empty for a blank."""
        return self._glyf[self._offsets[glyph] : self._offsets[glyph + 1]]

    def box(self, glyph: int) -> tuple[int, int, int, int] | None:
        """Return the bounding box of a glyph; None for a blank."""
        data = self.data(glyph)
        return unpack_from(">4h", data, 2) if len(data) >= 10 else None


def _component_slots(data: bytes) -> list[int]:
    """Return the offsets of component numbers in a composite glyph."""
    slots, at, flags = [], 10, _MORE
    while flags & _MORE:
        flags = unpack_from(">H", data, at)[0]
        slots.append(at + 2)
        at += 8 if flags & _WORDS else 6
        at += 2 if flags & _SCALE else 4 if flags & _XY_SCALE else 8 if flags & _TWO_BY_TWO else 0
    return slots


def _without_hints(data: bytes) -> bytes:
    """Drop the instructions of an outline: the tables they call are not included."""
    if len(data) < 10:
        return b""
    contours = unpack_from(">h", data)[0]
    if contours >= 0:
        at = 10 + 2 * contours
        length = unpack_from(">H", data, at)[0]
        return data[:at] + b"\0\0" + data[at + 2 + length :]
    out = bytearray(data)
    for slot in _component_slots(data):
        flags = unpack_from(">H", data, slot - 2)[0]
        out[slot - 2 : slot] = pack(">H", flags & ~_INSTRUCTIONS)
    return bytes(out)


class _Builder:
    """Collect the glyphs of the subset font."""

    def __init__(self, source: Outlines, drawings: Sequence[Drawing]) -> None:
        self.source = source
        self.glyphs: list[bytes] = [b""] * len(drawings)
        self.metrics: list[tuple[int, int]] = [(0, 0)] * len(drawings)
        self._placed: dict[int, int] = {}
        self.components = 1
        for number, drawing in enumerate(drawings):
            self._claim(number, drawing)
        for number, drawing in enumerate(drawings):
            if not self.glyphs[number]:
                self.glyphs[number] = self._compose(number, drawing)

    def _claim(self, number: int, drawing: Drawing) -> None:
        """Let a simple drawing hold the outline itself, so that composites can reference it."""
        self.metrics[number] = (drawing.advance, 0)
        if len(drawing.parts) == 1:
            glyph, dx, dy = drawing.parts[0]
            if not dx and not dy and glyph not in self._placed:
                self._placed[glyph] = number
                self.glyphs[number] = self._outline(glyph)
                self.metrics[number] = (drawing.advance, self.source.bearings[glyph])

    def _outline(self, glyph: int) -> bytes:
        data = _without_hints(self.source.data(glyph))
        if len(data) < 10 or unpack_from(">h", data)[0] >= 0:
            return data
        out = bytearray(data)
        for slot in _component_slots(data):
            out[slot : slot + 2] = pack(">H", self._place(unpack_from(">H", data, slot)[0]))
        return bytes(out)

    def _place(self, glyph: int) -> int:
        """Return the number of a source outline in the new font, appending it if needed."""
        if glyph not in self._placed:
            self._placed[glyph] = number = len(self.glyphs)
            self.glyphs.append(b"")
            self.metrics.append((self.source.advances[glyph], self.source.bearings[glyph]))
            self.glyphs[number] = self._outline(glyph)
        return self._placed[glyph]

    def _compose(self, number: int, drawing: Drawing) -> bytes:
        parts = [(part, box) for part in drawing.parts if (box := self.source.box(part.glyph))]
        if not parts:
            return b""
        box = (
            min(b[0] + p.dx for p, b in parts),
            min(b[1] + p.dy for p, b in parts),
            max(b[2] + p.dx for p, b in parts),
            max(b[3] + p.dy for p, b in parts),
        )
        out = pack(">h4h", -1, *box)
        for i, (part, _) in enumerate(parts):
            flags = _WORDS | _XY | (_MORE if i + 1 < len(parts) else 0)
            out += pack(">HHhh", flags, self._place(part.glyph), part.dx, part.dy)
        self.components = max(self.components, len(parts))
        self.metrics[number] = (drawing.advance, box[0])
        return out


def subset(source: Outlines, drawings: Sequence[Drawing]) -> bytes:
    """Build a font whose glyph n is ``drawings[n]``; helper outlines follow after the last."""
    built = _Builder(source, drawings)
    offsets, glyf = [0], bytearray()
    for data in built.glyphs:
        glyf += data + b"\0" * (-len(data) % 4)
        offsets.append(len(glyf))
    count = len(built.glyphs)
    head = bytearray(source.table("head"))
    head[8:12], head[50:52] = b"\0\0\0\0", pack(">h", 1)
    hhea = bytearray(source.table("hhea"))
    hhea[34:36] = pack(">H", count)
    maxp = bytearray(source.table("maxp"))
    maxp[4:6] = pack(">H", count)
    maxp[26:28] = b"\0\0"  # no instructions
    maxp[28:32] = pack(">HH", max(built.components, 8), 4)
    tables = {
        b"cvt ": b"",
        b"glyf": bytes(glyf),
        b"head": bytes(head),
        b"hhea": bytes(hhea),
        b"hmtx": b"".join(pack(">Hh", advance, lsb) for advance, lsb in built.metrics),
        b"loca": pack(f">{count + 1}L", *offsets),
        b"maxp": bytes(maxp),
    }
    return _assemble({tag: data for tag, data in tables.items() if data})


def _checksum(data: bytes) -> int:
    padded = data + b"\0" * (-len(data) % 4)
    total: int = sum(unpack(f">{len(padded) // 4}L", padded))
    return total & 0xFFFFFFFF


def _assemble(tables: dict[bytes, bytes]) -> bytes:
    """Write the tables after a font directory, with checksums."""
    count = len(tables)
    power = 1 << (count.bit_length() - 1)
    selector = power.bit_length() - 1
    out = bytearray(pack(">LHHHH", 0x00010000, count, power * 16, selector, (count - power) * 16))
    at = len(out) + count * calcsize(">4sLLL")
    body = bytearray()
    head_at = 0
    for tag, data in sorted(tables.items()):
        if tag == b"head":
            head_at = at + len(body)
        out += pack(">4sLLL", tag, _checksum(data), at + len(body), len(data))
        body += data + b"\0" * (-len(data) % 4)
    font = out + body
    font[head_at + 8 : head_at + 12] = pack(">L", (_MAGIC - _checksum(bytes(font))) & 0xFFFFFFFF)
    return bytes(font)
