"""Bad input, made repeatably: pieces of the real thing cut, doubled, mixed and spoiled."""

import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from kmdesk.committees.read_order import read_order
from kmdesk.i18n import KmdeskError
from kmdesk.intake.letterhead import read_letterhead
from kmdesk.processes.table import COLUMNS, Row
from kmdesk.processes.table import read_table as read_steps
from kmdesk.regulations.parse import parse as parse_law
from kmdesk.search.parse import parse as parse_query
from kmdesk.thai.dates import format_date, parse_date
from kmdesk.widgets.anchors import read_code

LIMIT_S = 10.0
LIMIT_MB = 400
_PIECES = (
    "ที่ กษ 1108/ว 99", "เรื่อง ขอเชิญประชุมใหญ่สามัญประจำปี", "เรียน ผู้ว่าราชการจังหวัด",
    "๑๒ มีนาคม ๒๕๕๑", "12/3/2551", "31 ก.พ. 2700", "ปีงบประมาณ พ.ศ. ๒๔๐๐", "มาตรา ๕๔ ทวิ",
    "มาตรา ๑๒/๑", "ข้อ ๗ (๑) (ก)", "หมวด ๑ บททั่วไป", "ให้ยกเลิกความใน", "“", "”", '"', "(", ")))",
    "kind:law", "-ประชุม", "*", "?", "OR", "AND NOT", "~2", "#42", "KM-12", "[[", "\\", "\0",
    "\u200b", "\ufeff", "\u202e", "ำ", "ํา", "เเ", "่่่่่", "๐๑๒๓๔๕๖๗๘๙", "99999999999999999999",
    "=1+1", "<b>", "<img src=file:///x>", "&amp;", "../../x", "';--", "\r\n", "\t", " " * 50,
    "😀", "ก" * 300, "a" * 1000, "1/1/1", "-1/-1/-1", "0/0/0", "๓๑/๑๒/๙๙๙๙",
)  # fmt: skip
# An extra character of each kind that parsers stumble over.
_NOISE = "ก์่ำ๑0/()[]{}\"'\\*?~^:-+.,\n\t\0\u200b\u0e7f\uffff𝒜"


def _check_date(text: str) -> None:
    found = parse_date(text)
    if found is not None:
        assert isinstance(found, date)
        format_date(found)


def _steps(text: str) -> list[Row]:
    """The pieces of a text as the cells of a pasted table."""
    cells = text.split(" ")
    return [
        Row(number, **dict(zip(COLUMNS, cells[at : at + len(COLUMNS)], strict=False)))
        for number, at in enumerate(range(0, min(len(cells), 2_000), len(COLUMNS)), 1)
    ]


TARGETS: dict[str, Callable[[str], object]] = {
    "dates": _check_date,
    "queries": parse_query,
    "laws": parse_law,
    "letter heads": lambda text: read_letterhead(text.split("\f")),
    "codes": read_code,
    "orders": read_order,
    "tables of steps": lambda text: read_steps(_steps(text)),
}


@dataclass
class Fuzzed:
    """What a run gave, for the table."""

    inputs: int = 0
    refused: int = 0
    worst_s: float = 0.0
    worst: str = ""
    memory_mb: float = 0.0
    by_target: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def texts(seed: int) -> Iterator[str]:
    """Endless bad texts; the same seed gives the same ones."""
    chance = random.Random(seed)
    while True:
        text = "".join(
            chance.choice(_PIECES) + chance.choice(("", " ", "\n", "\n\n", "\f"))
            for _ in range(chance.randint(0, 14))
        )
        for _ in range(chance.randint(0, 6)):
            text = _spoil(chance, text)
        if chance.random() < 0.002:
            text = (text or "x") * chance.randint(50, 400)
        yield text[:200_000]


def _spoil(chance: random.Random, text: str) -> str:
    at = chance.randint(0, len(text))
    to = min(len(text), at + chance.randint(0, 12))
    match chance.randint(0, 4):
        case 0:
            return text[:at] + text[to:]
        case 1:
            return text[:to] + text[at:]
        case 2:
            return text[:at] + chance.choice(_NOISE) + text[at:]
        case 3:
            return text[:at] + text[at:to][::-1] + text[to:]
        case _:
            return text[:at] + chr(chance.randint(0, 0x10FFF)) + text[at:]


def run(seed: int, count: int) -> Fuzzed:
    """Give ``count`` texts to the parsers in turn; faults are crashes and hangs, in words."""
    done, names = Fuzzed(), list(TARGETS)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number, text in zip(range(count), texts(seed), strict=False):
        name = names[number % len(names)]
        begin = time.perf_counter()
        try:
            TARGETS[name](text)
        except KmdeskError:
            done.refused += 1
        except Exception as error:
            done.faults.append(f"{name} {number} (seed {seed}): {error!r} on {text[:200]!r}")
        took = time.perf_counter() - begin
        if took > done.worst_s:
            done.worst_s, done.worst = took, f"{name}, {len(text)} characters"
        if took > LIMIT_S:
            done.faults.append(f"{name} {number} (seed {seed}): {took:.1f} s on {text[:200]!r}")
        done.inputs += 1
        done.by_target[name] += 1
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    done.memory_mb = (after - before) / 1024
    return done
