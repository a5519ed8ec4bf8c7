"""The gold orders in other layouts: what they say stays what it was."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kmdesk.thai.numbers import to_thai
from kmdesk.thai.words import break_offsets
from tests.committees.gold import FOLDER, KINDS, scores

_UNREADABLE = "30"
"""A scan in which nobody can read the digits."""
_MEMBER = re.compile(r"(\(?[\d๐-๙]{1,2}[.)]+|[\d๐-๙]{1,2})\s+((?:นาย|นาง|ว่าที่).*)$")


def _below_subject(text: str, change: Callable[[str], str]) -> str:
    head, subject, rest = text.partition("เรื่อง")
    first, line_end, below = rest.partition("\n")
    return f"{head}{subject}{first}{line_end}{change(below)}"


def _line_by_line(change: Callable[[str], str]) -> Callable[[str], str]:
    def changed(text: str) -> str:
        return _below_subject(text, lambda below: "\n".join(map(change, below.split("\n"))))

    return changed


def _broken(line: str) -> str:
    """A line broken as a text editor breaks it."""
    parts = []
    while len(line) > 90:
        ends = [at for at in break_offsets(line) if 20 < at <= 90]
        if not ends:
            break
        parts.append(line[: ends[-1]].rstrip())
        line = line[ends[-1] :].lstrip()
    return "\n".join([*parts, line])


def _a_cell_a_line(line: str) -> str:
    cells = [cell for cell in re.split(r"\t+| {3,}", line.strip()) if cell]
    member = _MEMBER.match(cells[0]) if len(cells) > 2 else None
    return "\n".join([*member.groups(), *cells[1:]]) if member else line


LAYOUTS: dict[str, Callable[[str], str]] = {
    "columns lost": _line_by_line(lambda line: re.sub(r"(?<=\S)(?:\t+| {2,})(?=\S)", " ", line)),
    "dot leaders": _line_by_line(
        lambda line: re.sub(r"(?<=[ก-๙)])(?:\t+| {3,})(?=[ก-๙])", " ....... ", line)
    ),
    "sara am in two": lambda text: text.replace("ำ", "ํา"),
    "sara am parted": lambda text: re.sub("([ก-ฮ][่้]?)ำ", r"\1 า", text),
    "Thai digits": to_thai,
    "empty lines": lambda text: text.replace("\n", "\n\n"),
    "a cell a line": _line_by_line(_a_cell_a_line),
}


def _laid_out(change: Callable[[str], str], names: range, into: Path) -> Path:
    for path in (FOLDER / f"{number:02}.txt" for number in names):
        text, mark, gold = path.read_text("utf-8").partition("=== gold")
        if path.stem != _UNREADABLE:
            (into / path.name).write_text(f"{change(text.rstrip())}\n{mark}{gold}", "utf-8")
    return into


@pytest.mark.parametrize("layout", LAYOUTS)
def test_another_layout_says_the_same(layout: str, tmp_path: Path) -> None:
    found = scores(_laid_out(LAYOUTS[layout], range(1, 81), tmp_path))
    for kind in KINDS[:5]:
        score = found[kind]
        assert min(score.precision, score.recall) >= 0.98, (kind, score.wrong)


def test_long_lines_may_be_broken(tmp_path: Path) -> None:
    """The first forty have a paragraph a line; those that came later are broken already."""
    found = scores(_laid_out(_line_by_line(_broken), range(1, 41), tmp_path))
    for kind in KINDS[:5]:
        score = found[kind]
        assert min(score.precision, score.recall) >= 0.98, (kind, score.wrong)
