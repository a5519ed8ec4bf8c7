"""Generated processes: table order, forward branches, ways back, odd gaps."""

from hypothesis import strategies as st

from kmdesk.processes.flow import Flow, Process, Step, StepKind
from kmdesk.processes.working_time import Span

_NAMES = (
    "รับคำขอและลงทะเบียนหนังสือรับ",
    "ตรวจสอบความครบถ้วนถูกต้องของเอกสารหลักฐานตามบัญชีรายการที่กำหนดไว้ในคู่มือ",
    "เสนอความเห็น",
    "จัดพิมพ์ใบสำคัญรับจดทะเบียน",
    "ประชุมคณะทำงานกลั่นกรองเรื่องก่อนเสนอนายทะเบียนสหกรณ์พิจารณาลงนาม",
)
_ROLES = ("เจ้าหน้าที่ธุรการ", "กลุ่มจดทะเบียนและส่งเสริมธุรกิจสหกรณ์", "หัวหน้ากลุ่ม", "สหกรณ์จังหวัด")
_CONDITIONS = ("ครบ", "ไม่ครบถ้วน ส่งกลับไปแก้ไข", "เห็นชอบ", "ไม่เห็นชอบ")


@st.composite
def spans(draw: st.DrawFn) -> Span:
    return Span(*sorted(draw(st.lists(st.integers(0, 2000), min_size=3, max_size=3))))


@st.composite
def processes(draw: st.DrawFn, smallest: int = 3, largest: int = 14) -> Process:
    count = draw(st.integers(smallest, largest))
    kinds = [
        "start",
        *draw(st.lists(st.sampled_from(_MIDDLE), min_size=count - 2, max_size=count - 2)),
        "end",
    ]
    steps = tuple(
        Step(
            key=row,
            kind=StepKind(kind),
            name=draw(st.sampled_from(_NAMES)),
            role=draw(st.sampled_from(_ROLES)),
            work=draw(spans()),
        )
        for row, kind in enumerate(kinds)
    )
    flows: list[Flow] = []
    for row, kind in enumerate(kinds[:-1]):
        ways = draw(st.integers(1, 3)) if kind in {"decision", "parallel"} else 1
        targets = {row + 1}
        for _ in range(ways - 1):
            targets.add(draw(st.integers(1 if kind == "decision" else row + 1, count - 1)))
        share = 100 / len(targets)
        for target in sorted(targets):
            decided = kind == "decision"
            flows.append(
                Flow(
                    row,
                    target,
                    draw(st.sampled_from(_CONDITIONS)) if decided else "",
                    round(share, 1) if decided else None,
                    draw(st.integers(1, 2)),
                )
            )
    return Process(steps, tuple(flows))


_MIDDLE = ("work", "work", "decision", "document", "wait", "parallel")
