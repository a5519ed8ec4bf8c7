"""Encodings of old Thai fonts: Mac Thai read as MacRoman, and Latin letters used for marks."""

CONSONANTS = "".join(map(chr, range(0x0E01, 0x0E2F)))
MARKS = "ัิีึืฺุู็่้๊๋์ํ๎"
SARA_AA, SARA_AM, NIKHAHIT = "า", "ำ", "ํ"

# Old Windows fonts have a second, higher set of tone marks where Latin-1 has these letters.
HIGH_MARKS = dict(zip("ÉÊËÌÍ", "่้๊๋์", strict=True))

_MAC_HIGH_FORMS = {
    **dict(zip(range(0x83, 0x88), "่้๊๋์", strict=True)),
    **dict(zip(range(0x88, 0x8D), "่้๊๋์", strict=True)),
    **dict(zip(range(0x92, 0x98), "ั็ิีึื", strict=True)),
    **dict(zip(range(0x98, 0x9D), "่้๊๋์", strict=True)),
    0x80: "«",
    0x81: "»",
    0x82: "…",
    0x8D: "“",
    0x8E: "”",
    0x8F: "ํ",
    0x91: "•",
    0x9D: "‘",
    0x9E: "’",
    0xCA: "ส",
    0xDB: "\u2060",
    0xDC: "\u200b",
    0xDD: "–",
    0xDE: "—",
    0xEE: "™",
    0xFA: "®",
    0xFB: "©",
}


def _mac_table() -> dict[int, str]:
    table: dict[int, str] = {}
    for byte in range(0x80, 0xFC):
        shown = bytes([byte]).decode("mac_roman")
        meant = _MAC_HIGH_FORMS.get(byte) or bytes([byte]).decode("cp874", "replace")
        if meant != "\ufffd":
            table[ord(shown)] = meant
    for twin, known in ((0x2126, 0x03A9), (0x03BC, 0x00B5), (0x0394, 0x2206), (0x00A4, 0x20AC)):
        if known in table:
            table.setdefault(twin, table[known])
    return table


MAC_THAI = _mac_table()
_MAC_LETTERS = frozenset(chr(point) for point, meant in MAC_THAI.items() if "ก" <= meant <= "๙")
_COMMON = "ารนกเอง"  # a third of all Thai letters; chance would give a tenth


def is_mac_thai(text: str) -> bool:
    """Return whether ``text`` is Mac Thai read as MacRoman: hardly a Thai letter, many odd ones."""
    odd = sum(map(_MAC_LETTERS.__contains__, text))
    if odd < 12:
        return False
    thai = sum("ก" <= char <= "๛" for char in text)
    visible = len(text) - text.count(" ") - text.count("\n") - text.count("\r")
    if thai * 10 > odd or odd * 2 < visible:
        return False
    decoded = text.translate(MAC_THAI)
    return sum(map(decoded.count, _COMMON)) * 5 > odd


def decode_mac_thai(text: str) -> str:
    """Decode a text for which :func:`is_mac_thai` holds; the length stays the same."""
    return text.translate(MAC_THAI)
