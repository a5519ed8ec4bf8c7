"""Charts as SVG and BPMN files, and on paper: whole, well-formed, as vectors."""

from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as Xml

import pypdfium2
import pytest
from hypothesis import given, settings

from kmdesk.processes import queries
from kmdesk.processes.chart import Rect
from kmdesk.processes.chart_layout import layout
from kmdesk.processes.export import (
    BPMN,
    BPMNDI,
    DC,
    DI,
    NAMESPACE,
    ExportError,
    bpmn_text,
    export_chart,
)
from kmdesk.processes.flow import Process
from kmdesk.processes.print_chart import PAPERS, drawn, write_chart
from kmdesk.records import Actor, Library
from tests.processes.strategies import processes
from tests.processes.test_layout import generated, measure

# The order in which the schema wants the parts of a flow node.
ORDER = ("documentation", "incoming", "outgoing", "timerEventDefinition")
NODES = (
    "startEvent",
    "endEvent",
    "userTask",
    "intermediateCatchEvent",
    "exclusiveGateway",
    "parallelGateway",
)


@pytest.fixture
def sample(office: Library, walk_up: Actor) -> list[Process]:
    with office.reading(walk_up) as reading:
        views = [queries.view(reading.session, i) for i in queries.process_ids(reading)]
    return [version.process for view in views if view for version in view.versions]


def plain(tag: str) -> str:
    return tag.partition("}")[2]


def check_bpmn(text: str, process: Process) -> None:
    root = Xml.fromstring(text)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    model = root.find(f"{{{BPMN}}}process")
    assert model is not None
    nodes = {node.get("id"): node for node in model if plain(node.tag) in NODES}
    flows = {f.get("id"): f for f in model.findall(f"{{{BPMN}}}sequenceFlow")}
    assert len(nodes) == len(process.steps)
    assert len(flows) == len(set(process.known_flows))
    refs = [ref.text for ref in model.iter(f"{{{BPMN}}}flowNodeRef")]
    assert sorted(refs) == sorted(nodes)
    for name, node in nodes.items():
        order = [ORDER.index(plain(part.tag)) for part in node]
        assert order == sorted(order), name
        for way, end in (("incoming", "targetRef"), ("outgoing", "sourceRef")):
            found = {part.text for part in node.findall(f"{{{BPMN}}}{way}")}
            assert found == {n for n, flow in flows.items() if flow.get(end) == name}
    check_diagram(root, set(nodes), flows)


def check_diagram(root: Xml.Element, nodes: set[str | None], flows: dict) -> None:
    shapes = {}
    for shape in root.iter(f"{{{BPMNDI}}}BPMNShape"):
        bounds = shape.find(f"{{{DC}}}Bounds")
        assert bounds is not None
        values = [float(bounds.get(key) or "nan") for key in ("x", "y", "width", "height")]
        shapes[shape.get("bpmnElement")] = Rect(*values)
    lanes = {name for name in shapes if name and name.startswith("lane_")}
    assert set(shapes) == nodes | lanes | {"pool"}
    assert all(shapes["pool"].contains(shapes[name], 0.1) for name in lanes)
    for edge in root.iter(f"{{{BPMNDI}}}BPMNEdge"):
        flow = flows.pop(edge.get("bpmnElement"))
        points = [
            (float(p.get("x") or "nan"), float(p.get("y") or "nan"))
            for p in edge.findall(f"{{{DI}}}waypoint")
        ]
        assert len(points) >= 2
        for point, end in ((points[0], "sourceRef"), (points[-1], "targetRef")):
            rect = shapes[flow.get(end)]
            grown = Rect(rect.x - 0.1, rect.y - 0.1, rect.width + 0.2, rect.height + 0.2)
            assert grown.contains(Rect(*point, 0, 0)), (flow.attrib, point, rect)
        for (x, y), (other_x, other_y) in pairwise(points):
            assert abs(x - other_x) < 0.02 or abs(y - other_y) < 0.02
    assert not flows, "a flow is not drawn"


def test_every_sample_process_is_sound_bpmn(sample: list[Process]) -> None:
    assert len(sample) == 16
    for process in sample:
        check_bpmn(bpmn_text(process, drawn(process), "กระบวนงาน <&>", "กลุ่ม"), process)


@settings(max_examples=60, deadline=None)
@given(processes())
def test_any_process_is_sound_bpmn(process: Process) -> None:
    check_bpmn(bpmn_text(process, layout(process, measure), "ทดสอบ"), process)


def test_svg_holds_every_symbol_flow_and_line_of_text(
    sample: list[Process], tmp_path: Path
) -> None:
    for number, process in enumerate(sample):
        out = export_chart(tmp_path / f"{number}.svg", process, "กระบวนงาน <&>")
        root = Xml.parse(out).getroot()
        chart = drawn(process)
        assert root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
        texts = [text.text for text in root.iter(f"{{{NAMESPACE}}}text")]
        assert sorted(texts, key=str) == sorted(line.text for line in chart.texts())
        heads = root.findall(f"{{{NAMESPACE}}}polyline")
        assert len(heads) == len(chart.wires)
        assert len(root.findall(f"{{{NAMESPACE}}}g")) == len(process.steps)


def test_what_cannot_be_written_is_said(sample: list[Process], tmp_path: Path) -> None:
    with pytest.raises(ExportError):
        export_chart(tmp_path / "a.svg", Process(()), "ว่าง")
    with pytest.raises(ExportError, match=r"a\.bpmn"):
        export_chart(tmp_path / "none" / "a.bpmn", sample[0], "ก")


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("count", [3, 25, 80])
def test_charts_fit_their_paper(paper: str, count: int, out: Path) -> None:
    process = generated(count, count)
    write_chart(out, process, "ผังทดสอบ", paper=paper, office="สำนักงาน")
    pdf = pypdfium2.PdfDocument(out)
    if paper != "poster":
        assert len(pdf) == 1
    assert sorted(pdf[0].get_size()) == pytest.approx(
        (841.89, 1190.55) if paper == "a3" else (595.28, 841.89), abs=0.1
    )
    kinds = {found.type for page in pdf for found in page.get_objects()}
    assert pypdfium2.raw.FPDF_PAGEOBJ_IMAGE not in kinds
    text = "".join(page.get_textpage().get_text_range() for page in pdf)
    numbers = ("1.", "๑.")
    assert any(number in text for number in numbers)
    if paper != "poster":
        for page in pdf:
            width, height = page.get_size()
            for found in page.get_objects():
                left, bottom, right, top = found.get_bounds()
                assert left >= 20
                assert right <= width - 20
                assert bottom >= 10
                assert top <= height - 20


def test_a_large_poster_takes_several_sheets_with_marks(out: Path) -> None:
    write_chart(out, generated(5, 80), "ผังใหญ่", paper="poster")
    pdf = pypdfium2.PdfDocument(out)
    assert len(pdf) > 4
    last = pdf[len(pdf) - 1].get_textpage().get_text_range()
    assert "ผังใหญ่" in last
    assert "แถวที่" in last
