"""What a Windows program or library (PE32+) asks of others, and what it offers them."""

import struct
from collections.abc import Iterator
from pathlib import Path

_EXPORTS, _IMPORTS, _DELAYED = 0, 1, 13


def exports(path: Path) -> list[str]:
    """The names a library offers, in order."""
    image = _Image(path)
    at = image.directory(_EXPORTS)
    if not at:
        return []
    count, _functions, names = struct.unpack_from("<III", image.raw, at + 24)
    offset = image.offset(names)
    return [image.text(image.number(offset + 4 * index)) for index in range(count)]


def imports(path: Path) -> set[str]:
    """The libraries it is loaded with, in lower case; those loaded at first use, too."""
    image = _Image(path)
    found = set()
    for which, size, name_at in ((_IMPORTS, 20, 12), (_DELAYED, 32, 4)):
        at = image.directory(which)
        while at and (name := image.number(at + name_at)):
            found.add(image.text(name).lower())
            at += size
    return found


def binaries(folder: Path) -> Iterator[Path]:
    """Every program and library below a folder."""
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in {".exe", ".dll", ".pyd"} and path.is_file():
            yield path


class _Image:
    """The headers of one file."""

    def __init__(self, path: Path) -> None:
        self.raw = path.read_bytes()
        start = self.number(0x3C)
        if self.raw[:2] != b"MZ" or self.raw[start : start + 4] != b"PE\0\0":
            raise ValueError(f"{path} is no Windows program")
        machine, sections = struct.unpack_from("<HH", self.raw, start + 4)
        optional = struct.unpack_from("<H", self.raw, start + 20)[0]
        magic = struct.unpack_from("<H", self.raw, start + 24)[0]
        if (machine, magic) != (0x8664, 0x20B):
            raise ValueError(f"{path} is not for 64-bit Windows")
        self._directories = start + 24 + 112
        table = start + 24 + optional
        self._sections = [
            struct.unpack_from("<IIII", self.raw, table + 40 * index + 8)
            for index in range(sections)
        ]

    def directory(self, which: int) -> int:
        """Where one of the tables lies in the file; 0 without it."""
        address = self.number(self._directories + 8 * which)
        return self.offset(address) if address else 0

    def offset(self, address: int) -> int:
        """The place in the file of an address in memory."""
        for size, start, raw_size, raw in self._sections:
            if start <= address < start + max(size, raw_size):
                return raw + address - start
        raise ValueError(f"no section holds {address:#x}")

    def number(self, at: int) -> int:
        return int(struct.unpack_from("<I", self.raw, at)[0])

    def text(self, address: int) -> str:
        at = self.offset(address)
        return self.raw[at : self.raw.index(b"\0", at)].decode("ascii")
