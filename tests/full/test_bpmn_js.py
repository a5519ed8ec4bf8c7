"""What other programs see of a chart: bpmn-js, fetched by npm, opens the BPMN in Chromium."""

import html
import json
import os
import re
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

from kmdesk.processes import queries
from kmdesk.processes.export import bpmn_text
from kmdesk.processes.flow import Process, StepKind
from kmdesk.processes.print_chart import drawn
from kmdesk.records import Actor, Library
from tests.processes.conftest import office  # noqa: F401  # the sample office's processes
from tests.processes.test_layout import generated

VERSION = "18.31.1"
# without these a browser asks the network for updates and accounts
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-sync",
    "--disable-background-networking",
    "--disable-component-update",
    "--allow-file-access-from-files",
]
PAGE = """<!doctype html><meta charset="utf-8"><div id="canvas" style="height:900px"></div>
<pre id="said"></pre><script src="SCRIPT"></script><script>
const files = FILES, said = [];
(async () => {
  for (const xml of files) {
    const viewer = new BpmnJS({container: '#canvas'});
    try {
      const {warnings} = await viewer.importXML(xml);
      const found = viewer.get('elementRegistry').filter(() => true);
      viewer.get('canvas').zoom('fit-viewport');
      said.push({
        warnings: warnings.map(each => each.message),
        shapes: found.filter(e => !e.labelTarget && !e.waypoints).map(e => [e.type, e.id, e.x, e.y,
          e.width, e.height, e.businessObject.name || '']),
        edges: found.filter(e => e.waypoints && !e.labelTarget)
          .map(e => [e.source.id, e.target.id]),
        words: document.querySelector('#canvas svg').textContent,
      });
    } catch (error) { said.push({warnings: [String(error)]}); }
    if (xml !== files[files.length - 1]) viewer.destroy();
  }
  document.getElementById('said').textContent = JSON.stringify(said);
})();
</script>"""
TYPES = {
    StepKind.START: "bpmn:StartEvent",
    StepKind.END: "bpmn:EndEvent",
    StepKind.WORK: "bpmn:UserTask",
    StepKind.DOCUMENT: "bpmn:UserTask",
    StepKind.WAIT: "bpmn:IntermediateCatchEvent",
    StepKind.DECISION: "bpmn:ExclusiveGateway",
    StepKind.PARALLEL: "bpmn:ParallelGateway",
}


@pytest.fixture(scope="module")
def chromium() -> str:
    """The browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("needs Chromium (Debian package chromium)")
    return found


@pytest.fixture(scope="module")
def viewer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The viewer script of bpmn-js, whole in one file."""
    folder = tmp_path_factory.mktemp("npm")
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("needs npm")
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    pack = [npm, "pack", "--silent", f"bpmn-js@{VERSION}", "--pack-destination", str(folder)]
    got = subprocess.run(
        pack, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if got.returncode:
        pytest.skip(f"needs npm and bpmn-js {VERSION}: {got.stderr[-300:]}")
    with tarfile.open(next(folder.glob("*.tgz"))) as archive:
        archive.extractall(folder, filter="data")
    return folder / "package" / "dist" / "bpmn-viewer.production.min.js"


def opened(chromium: str, viewer: Path, folder: Path, texts: list[str]) -> list[dict]:
    """What bpmn-js says of each text."""
    page = folder / "page.html"
    files = json.dumps(texts).replace("</", "<\\/")
    page.write_text(PAGE.replace("SCRIPT", viewer.as_uri()).replace("FILES", files), "utf-8")
    command = [chromium, *FLAGS, f"--user-data-dir={folder / 'profile'}"]
    command += ["--virtual-time-budget=60000", "--dump-dom", page.as_uri()]
    run = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    said = re.search(r'<pre id="said">(.*?)</pre>', run.stdout, re.S)
    assert said is not None
    assert said[1], "the page did not finish"
    return list(json.loads(html.unescape(said[1])))


def check(said: dict, process: Process) -> None:
    """Every step and flow is there, where it belongs, under its name."""
    assert said["warnings"] == []
    shapes = {shape[1]: shape for shape in said["shapes"]}
    for row, step in enumerate(process.steps, start=1):
        kind, _id, _x, _y, width, height, name = shapes[f"step_{row}"]
        assert (kind, name) == (TYPES[step.kind], step.name)
        assert width > 0
        assert height > 0
    ends = {
        (f"step_{process.row[f.source] + 1}", f"step_{process.row[f.target] + 1}")
        for f in process.known_flows
    }
    assert {tuple(edge) for edge in said["edges"]} == ends
    lanes = [shape for shape in said["shapes"] if shape[0] == "bpmn:Lane"]
    assert {lane[6] for lane in lanes} == {step.role for step in process.steps} - {""}
    drawn_words = "".join(said["words"].split())
    for step in process.steps:
        assert "".join(step.name.split())[:8] in drawn_words, step.name


def test_bpmn_js_opens_every_sample_process(
    office: Library,  # noqa: F811
    walk_up: Actor,
    chromium: str,
    viewer: Path,
    tmp_path: Path,
) -> None:
    with office.reading(walk_up) as reading:
        views = [queries.view(reading.session, i) for i in queries.process_ids(reading)]
    processes = [version.process for view in views if view for version in view.versions]
    processes += [generated(count, count) for count in (3, 25, 80)]
    texts = [bpmn_text(process, drawn(process), "ผัง <&>", "กลุ่ม") for process in processes]
    said = opened(chromium, viewer, tmp_path, texts)
    assert len(said) == len(processes) == 19
    for each, process in zip(said, processes, strict=True):
        check(each, process)


def test_bpmn_js_refuses_what_is_broken(chromium: str, viewer: Path, tmp_path: Path) -> None:
    broken = bpmn_text(generated(1, 5), drawn(generated(1, 5)), "ผัง")
    one = broken.replace('targetRef="step_2"', 'targetRef="nowhere"')
    said = opened(chromium, viewer, tmp_path, [one, broken[:400]])
    assert said[0]["warnings"]
    assert said[1]["warnings"]
