"""The top line with long names in every size of letters: nothing leaves it, nothing is cut."""

import pytest

from kmdesk.records import Actor, Duty
from kmdesk.widgets.style import LARGEST
from tests.window.fitting import cut

OFFICES = (
    "สำนักงานทดสอบ",
    "สำนักงานสหกรณ์จังหวัดตัวอย่าง",
    "สำนักงานสหกรณ์จังหวัดตัวอย่าง กลุ่มงานทดสอบระบบงานมุมความรู้",
)
NAMES = (
    "ธุรการ",
    "ธุรการ ทดสอบระบบ",
    "นางสาวตัวอย่างชื่อยาวมาก นามสกุลทดสอบระบบ",
    "นางสาวตัวอย่างชื่อยาวมาก นามสกุลทดสอบระบบยาวเป็นพิเศษ เจ้าพนักงานธุรการชำนาญงาน กลุ่มงานทดสอบ",
)


@pytest.mark.parametrize("name", NAMES)
def test_names_of_any_length_fit_at_every_size(qtbot, desk, name: str) -> None:
    window = desk.window
    window.resize(1366, 768)
    desk.context.set_actor(Actor(name, Duty.CLERK))
    top = window.top
    sizes = []
    while True:
        for office in OFFICES:
            top.set_office(office)
            found: list[str] = []

            def fits(found: list[str] = found) -> bool:
                found[:] = cut(top)
                return not found and window.width() == 1366

            try:
                qtbot.waitUntil(fits, timeout=5_000)
            except qtbot.TimeoutError:
                raise AssertionError(f"{window.scale} {office}: {found} {window.width()}") from None
            assert name in top.sign_in.accessibleName()
            shown = top.sign_in.text()
            assert name in shown or name in top.sign_in.toolTip()
            assert top.office.text().startswith(office[:12])
        sizes.append(window.scale)
        if window.scale >= LARGEST:
            break
        window.change_scale(1)
    assert len(sizes) > 3
    window.change_scale(0)


def test_a_short_name_is_shown_whole_again_after_a_long_one(qtbot, desk) -> None:
    top = desk.window.top
    desk.context.set_actor(Actor(NAMES[-1] * 2, Duty.CLERK))
    qtbot.waitUntil(lambda: top.sign_in.text().endswith("…"))
    desk.context.set_actor(Actor("ธุรการ", Duty.CLERK))
    qtbot.waitUntil(lambda: top.sign_in.text() == "ออกจากระบบ: ธุรการ")
