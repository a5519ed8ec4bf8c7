"""Export a flowchart as SVG, for web pages and other programs."""

from xml.etree import ElementTree as Xml

from kmdesk.processes.cycle_time import cycle_time
from kmdesk.processes.display import CRITICAL, FAINT, FILLS, INK, LANE_EDGE, LANES
from kmdesk.processes.flow import Process
from kmdesk.processes.layout.chart import Chart, Point, TextLine, arrow_head, outline
from kmdesk.thai.clean import clean_tree

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
    _lanes(root, chart)
    _wires(root, process, chart)
    _boxes(root, process, chart)
    Xml.indent(root)
    return Xml.tostring(clean_tree(root), "unicode", xml_declaration=True) + "\n"


def _lanes(root: Xml.Element, chart: Chart) -> None:
    for index, lane in enumerate(chart.lanes):
        rect = lane.rect
        values = {"x": rect.x, "y": rect.y, "width": rect.width, "height": rect.height}
        look = {"fill": LANES[index % 2], "stroke": LANE_EDGE, "stroke-width": "0.8"}
        Xml.SubElement(root, "rect", {k: _n(v) for k, v in values.items()} | look)
        _texts(root, lane.lines)


def _wires(root: Xml.Element, process: Process, chart: Chart) -> None:
    lit = cycle_time(process).path_flows
    for wire in sorted(chart.wires, key=lambda wire: wire.flow in lit):
        color, width = (CRITICAL, "1.8") if wire.flow in lit else (FAINT, "1.1")
        look = {"fill": "none", "stroke": color, "stroke-width": width}
        Xml.SubElement(root, "polyline", {"points": _points(list(wire.points))} | look)
        Xml.SubElement(root, "polygon", {"points": _points(arrow_head(wire.points)), "fill": color})
        _texts(root, wire.lines)


def _boxes(root: Xml.Element, process: Process, chart: Chart) -> None:
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
        _texts(group, box.lines)


def _texts(parent: Xml.Element, lines: tuple[TextLine, ...]) -> None:
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
