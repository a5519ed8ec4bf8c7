"""Eight hours at a busy corner, compressed: thousands of visits, and what memory does.

``./installer/test -s tests/full/test_kiosk_visits.py``; CORNER_VISITS overrides the number.
"""

import os
from pathlib import Path

import pytest

from kmdesk.app import Desk
from kmdesk.widgets.basket import BasketItem

VISITS = int(os.environ.get("CORNER_VISITS", "10000"))
WARM_UP = VISITS // 10
SAID_EVERY = 250
QUERIES = ("ประชุมใหญ่", "ยืมเอกสาร", "มาตรา 54", "สหกรณ์", "ไม่มีคำนี้แน่นอน")
PATIENCE = 60_000


def _resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / (1 << 20)


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads Linux' own figures")
def test_memory_stays_level(qtbot, sample_root: Path) -> None:
    desk = Desk(sample_root)
    qtbot.addWidget(desk.window)
    desk.show()
    qtbot.waitUntil(lambda: desk.pages is not None and desk.pages.idle is not None,
                    timeout=PATIENCE)  # fmt: skip
    assert desk.pages is not None and desk.context is not None
    pages, rooms = desk.window.pages, ("shelf", "regulations", "processes", "directory")
    before = 0.0
    for visit in range(VISITS):
        if visit == WARM_UP:
            before = _resident_mb()
        if visit % SAID_EVERY == 0:
            print(f"{visit} visits: {_resident_mb():.0f} MB", flush=True)
        desk.pages.search(QUERIES[visit % len(QUERIES)])
        tab = pages.show_page(rooms[visit % len(rooms)])
        tab.open_record(1 + visit % 60)
        desk.pages.read(1 + visit % 60, "", "ประชุม")
        desk.context.basket.replace((BasketItem(1 + visit % 60, "x"),))
        if visit % 4 == 0:
            desk.window.switch_language()
            desk.window.change_scale(1)
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE)
        desk.pages.reset()
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=PATIENCE)
    after = _resident_mb()
    desk.close()
    print(f"{VISITS} visits: {before:.0f} MB after {WARM_UP}, {after:.0f} MB at the end")
    assert after < before * 1.05
