"""Export of a chart for other programs: SVG for web pages, BPMN 2.0 XML for modelling.

BPMN comes with diagram interchange: swimlanes become lanes of one vertical pool; a wait is a timer
event, a decision an exclusive gateway with its question as name. Times, forms and law are
documentation.
"""

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as Xml

from kmdesk.i18n import KmdeskError
from kmdesk.processes.chart import (
    CRITICAL,
    FAINT,
    FILLS,
    INK,
    LANE_EDGE,
    LANES,
    Box,
    Chart,
    Point,
    Rect,
    TextLine,
    Wire,
    arrow_head,
    outline,
)
from kmdesk.processes.compare import flow_words, place_words, time_words
from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.flow import Flow, Process, Step, StepKind
from kmdesk.processes.print_chart import drawn
from kmdesk.store.atomic import atomic_file
from kmdesk.thai.normal import clean_tree

NAMESPACE = "http://www.w3.org/2000/svg"
FONTS = "Sarabun, 'TH Sarabun New', 'TH SarabunPSK', sans-serif"
_BASELINE = 1.06  # of the size, from the top of a line


def svg_text(process: Process, chart: Chart, title: str) -> str:
    """Return the drawing as a complete XML document."""
    root = Xml.Element(
        "svg",
        {
            "xmlns": NAMESPACE,
            "width": _n(chart.width),
            "height": _n(chart.height),
            "viewBox": f"0 0 {_n(chart.width)} {_n(chart.height)}",
            "font-family": FONTS,
            "text-anchor": "middle",
        },
    )
    Xml.SubElement(root, "title").text = title
    _svg_lanes(root, chart)
    _svg_wires(root, process, chart)
    _svg_boxes(root, process, chart)
    Xml.indent(root)
    return Xml.tostring(clean_tree(root), "unicode", xml_declaration=True) + "\n"


def _svg_lanes(root: Xml.Element, chart: Chart) -> None:
    for index, lane in enumerate(chart.lanes):
        rect = lane.rect
        values = {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}
        look = {"fill": LANES[index % 2], "stroke": LANE_EDGE, "stroke-width": "0.8"}
        Xml.SubElement(root, "rect", {k: _n(v) for k, v in values.items()} | look)
        _svg_texts(root, lane.lines)


def _svg_wires(root: Xml.Element, process: Process, chart: Chart) -> None:
    lit = cycle_time(process).path_flows
    # SVG has no z-order but that of its elements: the critical path is drawn last, on top.
    for wire in sorted(chart.wires, key=lambda wire: wire.flow in lit):
        color, width = (CRITICAL, "1.8") if wire.flow in lit else (FAINT, "1.1")
        look = {"fill": "none", "stroke": color, "stroke-width": width}
        Xml.SubElement(root, "polyline", {"points": _points(list(wire.points))} | look)
        Xml.SubElement(root, "polygon", {"points": _points(arrow_head(wire.points)), "fill": color})
        _svg_texts(root, wire.lines)


def _svg_boxes(root: Xml.Element, process: Process, chart: Chart) -> None:
    path = cycle_time(process).path
    for box in chart.boxes:
        group = Xml.SubElement(root, "g", {"id": f"step-{process.row[box.key] + 1}"})
        shape = outline(box.kind, box.rect)
        area = {"points": _points(shape.area), "fill": FILLS[box.kind]}
        Xml.SubElement(group, "polygon", area)
        color, width = (CRITICAL, "1.9") if box.key in path else (INK, "1.1")
        for stroke in shape.strokes:
            look = {"fill": "none", "stroke": color, "stroke-width": width}
            Xml.SubElement(group, "polyline", {"points": _points(stroke)} | look)
        _svg_texts(group, box.lines)


def _svg_texts(parent: Xml.Element, lines: tuple[TextLine, ...]) -> None:
    for line in lines:
        place = {
            "x": _n(line.rect.center[0]),
            "y": _n(line.rect.y + line.size * _BASELINE),
            "font-size": _n(line.size),
            "fill": FAINT if line.faint else INK,
        }
        Xml.SubElement(parent, "text", place).text = line.text


def _points(points: list[Point]) -> str:
    return " ".join(f"{_n(x)},{_n(y)}" for x, y in points)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
BPMNDI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DI = "http://www.omg.org/spec/DD/20100524/DI"
_TARGET = "urn:kmdesk:process"
_TAGS = {
    StepKind.START: "startEvent",
    StepKind.END: "endEvent",
    StepKind.WORK: "userTask",
    StepKind.DOCUMENT: "userTask",
    StepKind.WAIT: "intermediateCatchEvent",
    StepKind.DECISION: "exclusiveGateway",
    StepKind.PARALLEL: "parallelGateway",
}
# Symbols that BPMN draws small, with their text beside them.
_SMALL = {
    StepKind.START: 36.0,
    StepKind.END: 36.0,
    StepKind.WAIT: 36.0,
    StepKind.PARALLEL: 40.0,
}
_LABEL_WIDTH = 96.0
_POOL_HEAD = 30.0
# Points: coordinates are rounded to hundredths, so equality would miss lines that meet.
_EDGE = 0.5


def bpmn_text(process: Process, chart: Chart, title: str, owner: str = "") -> str:
    """Return the complete XML document."""
    for prefix, space in (("bpmn", BPMN), ("bpmndi", BPMNDI), ("dc", DC), ("di", DI)):
        Xml.register_namespace(prefix, space)
    root = Xml.Element(
        _b("definitions"),
        {"id": "definitions", "targetNamespace": _TARGET, "exporter": "kmdesk"},
    )
    pool = Xml.SubElement(root, _b("collaboration"), {"id": "collaboration"})
    named = {"id": "pool", "name": owner or title, "processRef": "process"}
    Xml.SubElement(pool, _b("participant"), named)
    _model(root, process, chart, title)
    _diagram(root, process, chart)
    Xml.indent(root)
    return Xml.tostring(clean_tree(root), "unicode", xml_declaration=True) + "\n"


def _model(root: Xml.Element, process: Process, chart: Chart, title: str) -> None:
    model = Xml.SubElement(
        root, _b("process"), {"id": "process", "name": title, "isExecutable": "false"}
    )
    lanes = Xml.SubElement(model, _b("laneSet"), {"id": "lanes"})
    for number, keys in enumerate(_by_lane(chart), start=1):
        name = chart.lanes[number - 1].role
        lane = Xml.SubElement(lanes, _b("lane"), {"id": f"lane_{number}", "name": name})
        for key in keys:
            Xml.SubElement(lane, _b("flowNodeRef")).text = _id(process, key)
    ids = _flow_ids(process)
    for step in process.steps:
        _bpmn_node(model, process, step, ids)
    for flow, name in ids:
        ends = {"sourceRef": _id(process, flow.source), "targetRef": _id(process, flow.target)}
        words = flow_words(flow)
        shown = {"name": words} if words else {}
        Xml.SubElement(model, _b("sequenceFlow"), {"id": name} | shown | ends)


def _bpmn_node(
    model: Xml.Element, process: Process, step: Step, ids: list[tuple[Flow, str]]
) -> None:
    values = {"id": _id(process, step.key), "name": step.name}
    node = Xml.SubElement(model, _b(_TAGS[step.kind]), values)
    parts = (
        time_words(step),
        place_words(step),
        step.detail,
        step.quality,
        step.forms,
        step.basis,
    )
    said = "\n".join(part for part in parts if part)
    if said:
        Xml.SubElement(node, _b("documentation")).text = said
    for flow, name in ids:
        if flow.target == step.key:
            Xml.SubElement(node, _b("incoming")).text = name
    for flow, name in ids:
        if flow.source == step.key:
            Xml.SubElement(node, _b("outgoing")).text = name
    if step.kind is StepKind.WAIT:
        Xml.SubElement(node, _b("timerEventDefinition"), {"id": f"{values['id']}_timer"})


def _diagram(root: Xml.Element, process: Process, chart: Chart) -> None:
    diagram = Xml.SubElement(root, f"{{{BPMNDI}}}BPMNDiagram", {"id": "diagram"})
    values = {"id": "plane", "bpmnElement": "collaboration"}
    plane = Xml.SubElement(diagram, f"{{{BPMNDI}}}BPMNPlane", values)
    lanes = [lane.rect for lane in chart.lanes]
    if lanes:
        left, top = lanes[0].x, lanes[0].y - _POOL_HEAD
        # BPMN wants the pool around its lanes, with room for the owner’s name above them.
        whole = Rect(left, top, lanes[-1].right - left, lanes[0].height + _POOL_HEAD)
        _bpmn_shape(plane, "pool", whole, {"isHorizontal": "false"})
    for number, rect in enumerate(lanes, start=1):
        _bpmn_shape(plane, f"lane_{number}", rect, {"isHorizontal": "false"})
    for box in chart.boxes:
        # Without the X a gateway is an empty diamond, as on paper; BPMN allows both.
        marked = {"isMarkerVisible": "false"} if box.kind is StepKind.DECISION else {}
        _bpmn_shape(plane, _id(process, box.key), bounds_of(box), marked, _bpmn_label(box))
    ids = _flow_ids(process)
    shapes = {box.key: box for box in chart.boxes}
    for wire in chart.wires:
        name = next(name for flow, name in ids if flow is wire.flow or flow == wire.flow)
        edge = Xml.SubElement(
            plane, f"{{{BPMNDI}}}BPMNEdge", {"id": f"{name}_edge", "bpmnElement": name}
        )
        for x, y in _docked(wire, shapes):
            Xml.SubElement(edge, f"{{{DI}}}waypoint", {"x": _n(x), "y": _n(y)})
        if wire.lines:
            _put_label(edge, _around([line.rect for line in wire.lines]))


def bounds_of(box: Box) -> Rect:
    """Return the bounds BPMN uses for a symbol; small ones are centred in the chart's own box."""
    size = _SMALL.get(box.kind)
    if size is None:
        return box.rect
    x, y = box.rect.center
    return Rect(x - size / 2, y - size / 2, size, size)


def _bpmn_label(box: Box) -> Rect | None:
    if not box.lines:
        return None
    if box.kind is StepKind.DECISION:
        return _around([line.rect for line in box.lines])
    size = _SMALL.get(box.kind)
    if size is None:
        return None
    height = max(sum(line.rect.height for line in box.lines), 14.0)
    x, y = box.rect.center
    return Rect(x + size / 2 + 4, y - height / 2, _LABEL_WIDTH, height)


def _docked(wire: Wire, shapes: dict[int, Box]) -> list[Point]:
    """Return the corner points of a flow, starting and ending on the outlines drawn by BPMN."""
    points = list(wire.points)
    source, target = shapes[wire.flow.source], shapes[wire.flow.target]
    if source.kind in _SMALL:
        points = [*_leaving(bounds_of(source), source.rect, points[0]), *points]
    if target.kind in _SMALL:
        points = [*points, *reversed(_leaving(bounds_of(target), target.rect, points[-1]))]
    return [points[0], *(b for a, b in pairwise(points) if a != b)]


def _leaving(small: Rect, large: Rect, point: Point) -> list[Point]:
    """Return points from the small outline's edge to the point on the chart's own symbol."""
    (x, y), (px, py) = small.center, point
    if abs(py - y) < _EDGE:
        return [(small.right if px > x else small.x, y)]
    edge = small.bottom if py > y else small.y
    if abs(px - x) < _EDGE:
        return [(x, edge)]
    level = large.bottom if py > y else large.y
    return [(x, edge), (x, level), (px, level)]


def _bpmn_shape(
    plane: Xml.Element, name: str, rect: Rect, more: dict[str, str], label: Rect | None = None
) -> None:
    values = {"id": f"{name}_shape", "bpmnElement": name} | more
    shape = Xml.SubElement(plane, f"{{{BPMNDI}}}BPMNShape", values)
    _bpmn_bounds(shape, rect)
    if label is not None:
        _put_label(shape, label)


def _put_label(parent: Xml.Element, rect: Rect) -> None:
    _bpmn_bounds(Xml.SubElement(parent, f"{{{BPMNDI}}}BPMNLabel"), rect)


def _bpmn_bounds(parent: Xml.Element, rect: Rect) -> None:
    values = {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}
    Xml.SubElement(parent, f"{{{DC}}}Bounds", {key: _n(value) for key, value in values.items()})


def _by_lane(chart: Chart) -> list[list[int]]:
    """Return the keys of the steps in each lane."""
    lanes: list[list[int]] = [[] for _ in chart.lanes]
    for box in chart.boxes:
        x = box.rect.center[0]
        for lane, keys in zip(chart.lanes, lanes, strict=True):
            if lane.rect.x <= x <= lane.rect.right:
                keys.append(box.key)
                break
    return lanes


def _around(rects: list[Rect]) -> Rect:
    left, top = min(rect.x for rect in rects), min(rect.y for rect in rects)
    right, bottom = max(rect.right for rect in rects), max(rect.bottom for rect in rects)
    return Rect(left, top, right - left, bottom - top)


def _flow_ids(process: Process) -> list[tuple[Flow, str]]:
    # Equal flows are drawn once, so they are one sequence flow as well.
    flows = dict.fromkeys(process.known_flows)
    return [(flow, f"flow_{number}") for number, flow in enumerate(flows, start=1)]


def _id(process: Process, key: int) -> str:
    return f"step_{process.row[key] + 1}"


def _b(tag: str) -> str:
    return f"{{{BPMN}}}{tag}"


class ExportError(KmdeskError):
    """Raised when a chart cannot be written."""


def export_chart(out: Path, process: Process, title: str, owner: str = "") -> Path:
    """Write the chart as ``.svg`` or ``.bpmn``, depending on the suffix of ``out``."""
    if not process.steps:
        raise ExportError("There are no steps yet. Add the first one.")
    chart = drawn(process)
    if out.suffix.lower() == ".svg":
        text = svg_text(process, chart, title)
    else:
        text = bpmn_text(process, chart, title, owner)
    with atomic_file(out, ExportError) as partial:
        partial.write_text(text, "utf-8")
    return out
