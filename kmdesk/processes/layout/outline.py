"""Outlines of the standard symbols as plain points, for screen, PDF and SVG."""

import math
from dataclasses import dataclass
from itertools import pairwise

from kmdesk.processes.flow import StepKind
from kmdesk.processes.layout.chart import Point, Rect
from kmdesk.processes.layout.shapes import DOCUMENT_WAVE, WAIT_BULGE

Points = list[Point]
_ARC_STEPS = 10
_WAVE_STEPS = 24
_HEAD_LENGTH, _HEAD_HALF = 9.0, 4.0


@dataclass(frozen=True, slots=True)
class Outline:
    """A closed area to fill and the lines to draw over it."""

    area: Points
    strokes: list[Points]


def outline(kind: StepKind, rect: Rect) -> Outline:
    """Return the outline of ``kind`` within ``rect``."""
    area = _area(kind, rect)
    if kind is StepKind.PARALLEL:
        top = [(rect.x, rect.y), (rect.right, rect.y)]
        bottom = [(rect.x, rect.bottom), (rect.right, rect.bottom)]
        return Outline(area, [top, bottom])
    return Outline(area, [[*area, area[0]]])


def arrow_head(points: tuple[Point, ...]) -> Points:
    """Return the triangle at the end of a flow."""
    if len(points) < 2:
        return []
    (x1, y1), (x, y) = points[-2], points[-1]
    length = math.hypot(x - x1, y - y1) or 1.0
    dx, dy = (x - x1) / length, (y - y1) / length
    base_x, base_y = x - dx * _HEAD_LENGTH, y - dy * _HEAD_LENGTH
    return [
        (x, y),
        (base_x - dy * _HEAD_HALF, base_y + dx * _HEAD_HALF),
        (base_x + dy * _HEAD_HALF, base_y - dx * _HEAD_HALF),
    ]


def within_band(points: tuple[Point, ...], top: float, bottom: float) -> list[Points]:
    """Return the parts of an orthogonal line between two heights."""
    parts: list[Points] = []
    for (x1, y1), (x2, y2) in pairwise(points):
        low, high = max(min(y1, y2), top), min(max(y1, y2), bottom)
        if low > high:
            continue
        start, end = ((x1, low), (x2, high)) if y1 <= y2 else ((x1, high), (x2, low))
        if parts and parts[-1][-1] == start:
            parts[-1].append(end)
        else:
            parts.append([start, end])
    return parts


def _area(kind: StepKind, rect: Rect) -> Points:
    if kind is StepKind.DECISION:
        x, y = rect.center
        return [(x, rect.y), (rect.right, y), (x, rect.bottom), (rect.x, y)]
    if kind in (StepKind.START, StepKind.END):
        return _stadium(rect)
    if kind is StepKind.DOCUMENT:
        return _sheet(rect)
    if kind is StepKind.WAIT:
        return _delay(rect)
    return [
        (rect.x, rect.y),
        (rect.right, rect.y),
        (rect.right, rect.bottom),
        (rect.x, rect.bottom),
    ]


def _arc(x: float, y: float, across: float, down: float, start: float, end: float) -> Points:
    angles = [start + (end - start) * n / _ARC_STEPS for n in range(_ARC_STEPS + 1)]
    return [(x + across * math.cos(a), y + down * math.sin(a)) for a in map(math.radians, angles)]


def _stadium(rect: Rect) -> Points:
    radius = rect.height / 2
    y = rect.center[1]
    right = _arc(rect.right - radius, y, radius, radius, -90, 90)
    return [*right, *_arc(rect.x + radius, y, radius, radius, 90, 270)]


def _delay(rect: Rect) -> Points:
    bulge = _arc(rect.right - WAIT_BULGE, rect.center[1], WAIT_BULGE, rect.height / 2, -90, 90)
    return [(rect.x, rect.bottom), (rect.x, rect.y), *bulge]


def _sheet(rect: Rect) -> Points:
    """Return a sheet of paper with a wavy lower edge."""
    level = rect.bottom - DOCUMENT_WAVE / 2
    wave = []
    for n in range(_WAVE_STEPS + 1):
        part = n / _WAVE_STEPS
        x = rect.right - part * rect.width
        wave.append((x, level - DOCUMENT_WAVE / 2 * math.sin(part * 2 * math.pi)))
    return [(rect.x, rect.y), (rect.right, rect.y), *wave]
