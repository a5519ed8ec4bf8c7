"""Before and after: what each step became."""

from kmdesk.processes.compare import Fate, compare
from tests.processes.builders import chain, step

BEFORE = chain(
    step(1, 0, "start"),
    step(2, 60, name="ลงทะเบียนรับคำขอ"),
    step(3, 420, name="ตรวจสอบเอกสารหลักฐาน"),
    step(4, 420, name="พิมพ์บันทึกเสนอหัวหน้ากลุ่ม"),
    step(5, 840, name="สหกรณ์จังหวัดพิจารณาลงนาม"),
    step(6, 0, "end"),
)
AFTER = chain(
    step(11, 0, "start"),
    step(12, 90, name="ลงทะเบียนรับคำขอและตรวจสอบเอกสารหลักฐานทันที"),
    step(15, 420, name="สหกรณ์จังหวัดพิจารณาลงนาม"),
    step(17, 30, name="แจ้งผลทางโทรศัพท์"),
    step(16, 0, "end"),
)


def fates(**choices: object) -> dict[tuple[int, ...], tuple[int | None, Fate]]:
    rows = compare(BEFORE, AFTER, **choices).rows
    return {
        tuple(s.key for s in row.before): (row.after.key if row.after else None, row.fate)
        for row in rows
    }


def test_each_step_gets_its_fate() -> None:
    assert fates() == {
        (2, 3): (12, Fate.MERGED),
        (4,): (None, Fate.REMOVED),
        (5,): (15, Fate.SHORTENED),
        (): (17, Fate.ADDED),
    }


def test_totals_and_percent() -> None:
    result = compare(BEFORE, AFTER)
    assert (result.before.typical, result.after.typical) == (1740, 540)
    assert round(result.percent_time) == 69


def test_the_clerk_has_the_last_word() -> None:
    chosen = [(4, 17), (5, None), (None, 15)]
    found = fates(chosen=chosen)
    assert found[(4,)] == (17, Fate.SHORTENED)
    assert found[(5,)] == (None, Fate.REMOVED)
    assert found[()] == (15, Fate.ADDED)


def test_same_process_is_kept_throughout() -> None:
    result = compare(BEFORE, BEFORE)
    assert {row.fate for row in result.rows} == {Fate.KEPT}
    assert result.percent_time == 0
