"""Charts of generated processes: nothing overlaps, nothing is cut, nothing crosses a box."""

import random
from dataclasses import replace
from itertools import combinations, pairwise

import pytest

from kmdesk.processes.chart import Chart, Measure, Rect, wrap
from kmdesk.processes.chart_layout import layout
from kmdesk.processes.flow import Flow, Process, Step, StepKind
from kmdesk.processes.working_time import Span
from kmdesk.thai.words import clusters

NAMES = (
    "รับคำขอและลงทะเบียนหนังสือรับ",
    "ตรวจสอบความครบถ้วนถูกต้องของเอกสารหลักฐานตามบัญชีรายการในคู่มือสำหรับประชาชน",
    "เสนอความเห็น",
    "จัดพิมพ์ใบสำคัญรับจดทะเบียนสหกรณ์จำนวนสองฉบับ",
    "ประชุมคณะทำงานกลั่นกรองเรื่องก่อนเสนอนายทะเบียนสหกรณ์พิจารณาลงนามในหนังสือแจ้งผล",
    "AlongEnglishWordWithoutAnyBreakAtAllInTheMiddleOfIt ถูกต้องหรือไม่",
)
ROLES = ("", "เจ้าหน้าที่ธุรการ", "กลุ่มจดทะเบียนและส่งเสริมธุรกิจสหกรณ์", "หัวหน้ากลุ่ม", "สหกรณ์จังหวัด")
ANSWERS = ("ครบถ้วน 80 %", "ไม่ครบถ้วน ส่งกลับไปแก้ไขภายในเจ็ดวัน 15 %", "ไม่ใช่อำนาจหน้าที่ 5 %")


def measure(text: str, size: float) -> float:
    """Roughly the width of Sarabun."""
    return len(clusters(text)) * size * 0.55


def generated(seed: int, count: int, moved: bool = False) -> Process:
    chance = random.Random(seed)
    kinds = ["start"]
    kinds += chance.choices(
        ["work", "decision", "document", "wait", "parallel"], [5, 3, 1, 1, 1], k=count - 2
    )
    kinds.append("end")
    steps = tuple(
        Step(row, StepKind(kind), chance.choice(NAMES), chance.choice(ROLES), Span.of(60))
        for row, kind in enumerate(kinds)
    )
    flows = []
    for row, kind in enumerate(kinds[:-1]):
        targets = [row + 1]
        for _ in range(chance.randint(1, 3) if kind in ("decision", "parallel") else 0):
            low = max(1, row - 8) if kind == "decision" else row + 1
            targets.append(chance.randint(low, min(count - 1, row + 8)))
        for target in dict.fromkeys(targets):
            text = chance.choice(ANSWERS) if kind == "decision" else ""
            flows.append(Flow(row, target, text))
    if moved:
        steps = tuple(
            replace(step, shift=(chance.randint(-2, 2), chance.choice((0, 0, 0, 1, 3))))
            for step in steps
        )
    return Process(steps, tuple(flows))


SIZES = [3 + seed * 77 // 199 for seed in range(200)]


@pytest.mark.parametrize("block", range(8))
def test_two_hundred_generated_charts(block: int) -> None:
    for seed in range(block, 200, 8):
        process = generated(seed, SIZES[seed])
        chart = layout(process, measure, lambda step: (step.name, "๒ วันทำการ ๓ ชั่วโมง"))
        check_texts(chart, seed)
        if seed % 4 == 0:  # comparing every pair of flows is slow
            check_wires(chart, seed)


@pytest.mark.parametrize("block", range(4))
def test_symbols_moved_by_hand_hide_nothing_either(block: int) -> None:
    for seed in range(block, 60, 4):
        process = generated(seed, 3 + seed, moved=True)
        chart = layout(process, measure, lambda step: (step.name, "๒ วันทำการ"))
        check_texts(chart, seed)
        if seed % 3 == 0:
            check_wires(chart, seed)


def test_a_moved_symbol_takes_its_cell_and_others_make_room() -> None:
    steps = tuple(Step(key, StepKind.WORK, f"ขั้น {key}", "ก") for key in range(4))
    flows = (Flow(0, 1), Flow(0, 2), Flow(1, 3), Flow(2, 3))
    plain = layout(Process(steps, flows), measure)
    assert plain.cells[1] == (1, 0)
    assert plain.cells[2] == (1, 1)
    moved = (steps[0], replace(steps[1], shift=(1, 0)), *steps[2:])
    chart = layout(Process(moved, flows), measure)
    assert chart.cells[1][1] > chart.cells[0][1]
    assert chart.cells[1] != chart.cells[2]
    down = (*steps[:3], replace(steps[3], shift=(0, 2)))
    assert layout(Process(down, flows), measure).cells[3][0] == plain.cells[3][0] + 2
    box = chart.box(1)
    assert box is not None
    assert chart.cell_at(*box.rect.center) == chart.cells[1]


def test_no_number_of_shifts_is_too_much() -> None:
    steps = tuple(
        Step(key, StepKind.WORK, "ก", shift=(999 * (-1) ** key, -999)) for key in range(6)
    )
    flows = tuple(Flow(key, key + 1) for key in range(5))
    check_texts(layout(Process(steps, flows), measure), -1)


def check_texts(chart: Chart, seed: int, measured: Measure = measure) -> None:
    whole = Rect(0, 0, chart.width, chart.height)
    texts = list(chart.texts())
    for line in texts:
        assert line.rect.width + 0.01 >= measured(line.text, line.size), (seed, line.text)
        assert whole.contains(line.rect), (seed, line.text)
    for one, other in combinations(texts, 2):
        assert not one.rect.overlaps(other.rect), (seed, one.text, other.text)
    for one, other in combinations(chart.boxes, 2):
        assert not one.rect.overlaps(other.rect), seed
    for box in chart.boxes:
        for line in box.lines:
            assert box.rect.contains(line.rect), (seed, line.text)
            if box.kind is StepKind.DECISION:
                check_within_diamond(box.rect, line.rect)
        for other in (*chart.wires, *chart.lanes):
            for line in other.lines:
                assert not box.rect.overlaps(line.rect), (seed, line.text)


def check_within_diamond(outer: Rect, line: Rect) -> None:
    x, y = outer.center
    for px in (line.x, line.right):
        for py in (line.y, line.bottom):
            inside = abs(px - x) / (outer.width / 2) + abs(py - y) / (outer.height / 2)
            assert inside <= 1.001


def pieces(points) -> list[Rect]:
    found = []
    for (x1, y1), (x2, y2) in pairwise(points):
        assert x1 == pytest.approx(x2) or y1 == pytest.approx(y2), "a slanted line"
        found.append(Rect(min(x1, x2), min(y1, y2), abs(x1 - x2), abs(y1 - y2)))
    return found


def check_wires(chart: Chart, seed: int) -> None:
    shapes = {box.key: box.rect for box in chart.boxes}
    drawn = {id(wire): pieces(wire.points) for wire in chart.wires}
    for wire in chart.wires:
        for piece in drawn[id(wire)]:
            for key, rect in shapes.items():
                if key not in (wire.flow.source, wire.flow.target):
                    grown = Rect(rect.x + 1, rect.y + 1, rect.width - 2, rect.height - 2)
                    assert not touches(grown, piece), (seed, wire.flow, key)
            for other in chart.wires:
                for line in other.lines:
                    assert not touches(line.rect, piece), (seed, wire.flow, line.text)
    for one, other in combinations(chart.wires, 2):
        same_start = one.flow.source == other.flow.source
        if same_start or one.flow.target == other.flow.target:
            continue
        for a in drawn[id(one)]:
            for b in drawn[id(other)]:
                assert not on_one_line(a, b), (seed, one.flow, other.flow, a, b)


def touches(rect: Rect, piece: Rect) -> bool:
    return (
        piece.x < rect.right
        and rect.x < piece.right + 0.001
        and piece.y < rect.bottom
        and rect.y < piece.bottom + 0.001
    )


def on_one_line(a: Rect, b: Rect) -> bool:
    """Two stretches that run along each other for more than a touch."""
    if a.width < 0.1 and b.width < 0.1 and abs(a.x - b.x) < 1:
        return min(a.bottom, b.bottom) - max(a.y, b.y) > 0.5
    if a.height < 0.1 and b.height < 0.1 and abs(a.y - b.y) < 1:
        return min(a.right, b.right) - max(a.x, b.x) > 0.5
    return False


def test_every_flow_is_drawn_from_symbol_to_symbol() -> None:
    process = generated(3, 30)
    chart = layout(process, measure)
    shapes = {box.key: box.rect for box in chart.boxes}
    assert len(chart.wires) == len(process.known_flows)
    for wire in chart.wires:
        x, y = wire.points[-1]
        target = shapes[wire.flow.target]
        assert target.x <= x <= target.right
        assert target.y - 0.01 <= y <= target.center[1]


def test_broken_tables_are_drawn_too() -> None:
    steps = tuple(Step(key, StepKind.WORK, "ก") for key in range(4))
    flows = (Flow(0, 1), Flow(1, 0), Flow(2, 2), Flow(3, 99), Flow(1, 1))
    chart = layout(Process(steps, flows), measure)
    assert len(chart.boxes) == 4
    check_wires(chart, -1)


def test_empty_process_gives_an_empty_chart() -> None:
    assert layout(Process(()), measure).boxes == ()


def test_same_table_gives_the_same_chart() -> None:
    assert layout(generated(5, 40), measure) == layout(generated(5, 40), measure)


def test_thai_breaks_between_words_and_loses_nothing() -> None:
    text = NAMES[1]
    lines = wrap(text, 120, 14, measure)
    assert "".join(lines) == text
    assert all(measure(line, 14) <= 120 for line in lines)


def test_one_long_word_breaks_between_clusters() -> None:
    lines = wrap("ก้ำก้ำก้ำก้ำก้ำก้ำ", 40, 14, measure)
    assert "".join(lines) == "ก้ำก้ำก้ำก้ำก้ำก้ำ"
    assert all(not line.startswith(("้", "ำ")) for line in lines)
