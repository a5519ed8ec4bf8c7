"""Map symbol-font characters to look-alike Unicode characters: ticks, boxes, bullets."""

_WINGDINGS = {
    0x6C: "●", 0x6D: "❍", 0x6E: "■", 0x6F: "☐", 0x70: "☐", 0x71: "❑", 0x72: "❒", 0x75: "◆",
    0x76: "❖", 0x77: "◆", 0x9F: "•", 0xA1: "○", 0xA7: "▪", 0xA8: "☐", 0xAB: "★", 0xD8: "➢",
    0xE0: "→", 0xDF: "←", 0xE8: "➔", 0xF0: "⇨", 0xFB: "✗", 0xFC: "✓", 0xFD: "☒", 0xFE: "☑",
    0x28: "☎", 0x29: "✆", 0x2A: "✉", 0x46: "☞", 0x81: "①", 0x82: "②", 0x83: "③", 0x84: "④",
    0x85: "⑤", 0x86: "⑥", 0x87: "⑦", 0x88: "⑧", 0x89: "⑨",
}  # fmt: skip
_WINGDINGS_2 = {
    0x4F: "✗", 0x50: "✓", 0x51: "☒", 0x52: "☑", 0x53: "☒", 0x54: "☒", 0x97: "•", 0xA3: "☐",
    0x2A: "☐", 0x30: "☐",
}  # fmt: skip
_WEBDINGS = {0x61: "✓", 0x63: "☐", 0x67: "■", 0x72: "✗"}
_SYMBOL = {0xB7: "•", 0xB4: "×", 0xB8: "÷", 0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB0: "°", 0xAE: "→"}
_FONTS = {
    "wingdings": _WINGDINGS,
    "wingdings 2": _WINGDINGS_2,
    "webdings": _WEBDINGS,
    "symbol": _SYMBOL,
}


def symbol(font: str, code: str) -> str:
    """Return the character of a ``w:sym``; empty for a symbol without a meaning."""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    if number < 0xF000 and font.lower() not in _FONTS:
        return chr(number) if number >= 0x20 and not 0xD800 <= number < 0xE000 else ""
    return _FONTS.get(font.lower(), {}).get(number & 0xFF, "")


def symbols(font: str, text: str) -> str:
    """Convert text set in a symbol font, where symbols are typed as letters."""
    marks = _FONTS.get(font.lower())
    if marks is None or font.lower() == "symbol":
        return text
    return "".join(marks.get(ord(c) & 0xFF, c) if _is_code(c) else c for c in text)


def _is_code(char: str) -> bool:
    return ord(char) < 0x100 or 0xF000 <= ord(char) < 0xF100
