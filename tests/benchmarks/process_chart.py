"""A chart of 80 steps: laid out, drawn and panned.

``python -m tests.benchmarks.process_chart``; the promise: layout in under 1 s, no repaint
while panning over 50 ms.
"""

import os
import sys
import time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from kmdesk.app import make_application
from kmdesk.processes.chart_layout import layout
from kmdesk.processes.compare import flow_words, step_words
from kmdesk.processes.ui.chart_items import measure
from kmdesk.processes.ui.chart_view import ChartView
from tests.benchmarks.measure import table
from tests.processes.test_layout import generated

STEPS, SEEDS, FRAMES = 80, 10, 200
LAYOUT_S, FRAME_MS = 1.0, 50.0


def main() -> int:
    """Measure; 1 when a promise is broken."""
    app = make_application()
    slowest_layout = slowest_frame = 0.0
    rows: list[tuple[str, ...]] = []
    for seed in range(SEEDS):
        process = generated(seed, STEPS, moved=seed % 2 == 1)
        start = time.perf_counter()
        layout(process, measure, lambda step, p=process: step_words(p, step), flow_words)
        laid = time.perf_counter() - start
        view = ChartView()
        view.resize(1100, 640)
        view.set_process(process)
        view.show()
        view.fit_width()
        app.processEvents()
        worst = max(_pan(view) for _ in range(3))
        view.close()
        slowest_layout, slowest_frame = max(slowest_layout, laid), max(slowest_frame, worst)
        rows.append((str(seed), f"{laid * 1000:.0f}", f"{worst:.1f}"))
    table("80 steps", rows, ("process", "layout ms", "worst frame ms"))
    return int(slowest_layout > LAYOUT_S or slowest_frame > FRAME_MS)


def _pan(view: ChartView) -> float:
    """The slowest of many repaints while scrolling from top to bottom."""
    bar = view.verticalScrollBar()
    worst = 0.0
    for frame in range(FRAMES // 3):
        start = time.perf_counter()
        bar.setValue(bar.maximum() * frame * 3 // FRAMES)
        view.viewport().repaint()
        worst = max(worst, (time.perf_counter() - start) * 1000)
    return worst


if __name__ == "__main__":
    sys.exit(main())
