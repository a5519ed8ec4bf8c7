"""Small drawings for the pack: a status light with its own shape, a QR code."""

from __future__ import annotations

from functools import lru_cache

from reportlab.graphics.barcode.qrencoder import QRCode, QRErrorCorrectLevel

from kmdesk.pdf.sheet import Sheet

# Dark enough for a black-and-white printer; the shape distinguishes them.
_COLOURS = {"green": "#1b6e2e", "amber": "#8a5300", "red": "#a31621", "grey": "#4d5560"}
_ROUND = 0.5523  # control point distance of a Bézier quarter circle
_QUIET = 4  # empty modules around a code, as the standard requires


def draw_light(sheet: Sheet, light: str, x: float, y: float, size: float = 8) -> None:
    """Draw a disc (green), triangle (amber), square (red) or ring (grey) at its lower left."""
    colour = _COLOURS.get(light, _COLOURS["grey"])
    if light == "green":
        _disc(sheet, x, y, size, colour, ring=False)
    elif light == "amber":
        corners = [(x, y), (x + size, y), (x + size / 2, y + size)]
        sheet.path(corners, close=True, fill=colour, line=0)
    elif light == "red":
        sheet.box(x, y, size, size, fill=colour, line=0)
    else:
        _disc(sheet, x + 0.7, y + 0.7, size - 1.4, colour, ring=True)


def draw_code(sheet: Sheet, text: str, x: float, y: float, size: float) -> None:
    """Draw a QR code of ``text``, with its quiet zone within ``size``."""
    rows = code_rows(text)
    module = size / (len(rows) + 2 * _QUIET)
    ops = ["q 0 0 0 rg"]
    for down, row in enumerate(rows):
        top = y + size - (down + 1 + _QUIET) * module
        for start, length in _bars(row):
            left = x + (start + _QUIET) * module
            ops.append(f"{left:.3f} {top:.3f} {length * module:.3f} {module + 0.02:.3f} re")
    sheet.operators.append(" ".join([*ops, "f Q"]))


@lru_cache(maxsize=256)
def code_rows(text: str) -> tuple[tuple[bool, ...], ...]:
    """Return the dark modules of the QR code of ``text``, row by row from the top."""
    code = QRCode(None, QRErrorCorrectLevel.M)
    code.addData(text)
    code.make()
    return tuple(tuple(bool(dark) for dark in row) for row in code.modules)


def _bars(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    """Return start and length of each run of dark modules."""
    bars: list[tuple[int, int]] = []
    for at, dark in enumerate(row):
        if dark and bars and sum(bars[-1]) == at:
            bars[-1] = (bars[-1][0], bars[-1][1] + 1)
        elif dark:
            bars.append((at, 1))
    return bars


def _disc(sheet: Sheet, x: float, y: float, size: float, colour: str, *, ring: bool) -> None:
    red, green, blue = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    r = size / 2
    cx, cy, k = x + r, y + r, r * _ROUND
    curves = (
        (cx + r, cy + k, cx + k, cy + r, cx, cy + r),
        (cx - k, cy + r, cx - r, cy + k, cx - r, cy),
        (cx - r, cy - k, cx - k, cy - r, cx, cy - r),
        (cx + k, cy - r, cx + r, cy - k, cx + r, cy),
    )
    shape = " ".join(" ".join(f"{n:.2f}" for n in curve) + " c" for curve in curves)
    paint = f"{red:.3g} {green:.3g} {blue:.3g} " + ("RG 1.4 w" if ring else "rg")
    end = "h S" if ring else "h f"
    sheet.operators.append(f"q {paint} {cx + r:.2f} {cy:.2f} m {shape} {end} Q")
