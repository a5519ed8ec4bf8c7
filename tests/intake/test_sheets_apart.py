"""Spreadsheets are parsed in the readers' process: plain cells come out of it, whatever goes in."""

import zipfile
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from pathlib import Path

import msgspec
import pytest

from kmdesk import intake
from kmdesk.i18n import set_language
from kmdesk.intake import IntakeCancelled, IntakeError
from kmdesk.intake.client import IntakeClient
from kmdesk.intake.rows import sheets_of
from kmdesk.intake.sheets import read_sheets
from kmdesk.intake.table import (
    LONGEST,
    Cell,
    Formula,
    ShownDay,
    from_wire,
    to_wire,
    trouble_of,
)
from tests.intake import messy_sheets
from tests.intake.make_xlsx import formula, row, words, xlsx

MB = 1 << 20


@pytest.fixture(scope="module")
def client() -> Iterator[IntakeClient]:
    client = IntakeClient(workers=1)
    yield client
    client.close()


CELLS = [
    None, "", "กษ ๑", "0812345678", "a\nb", 0, -7, 10**14, 1.5, 5.0, 1e300, True, False,
    datetime(2025, 1, 31), datetime(1900, 1, 1, 9, 30, 59), ShownDay(2568, 1, 31),
    time(9, 30), timedelta(hours=49, minutes=7), Formula("=B1+1"),
]  # fmt: skip


@pytest.mark.parametrize("cell", CELLS, ids=repr)
def test_a_cell_is_the_same_after_the_journey(cell: object) -> None:
    travelled = msgspec.json.decode(msgspec.json.encode(to_wire(cell)), type=Cell)
    arrived = from_wire(travelled)
    assert arrived == cell and type(arrived) is type(cell)


@pytest.mark.parametrize("make", [messy_sheets.register, messy_sheets.steps])
def test_the_window_gets_what_the_parser_read(client: IntakeClient, tmp_path: Path, make) -> None:
    path = make(tmp_path / "a.xlsx")
    sheets, read = client.sheets(path), read_sheets(path)
    assert [(each.name, each.cells, each.is_hidden) for each in sheets] == [
        (each.name, each.cells, each.is_hidden) for each in read
    ]


def test_remarks_come_with_the_sheets(client: IntakeClient, tmp_path: Path) -> None:
    set_language("th")
    rows = row(words("ที่"), words("เรื่อง")) + row(words("1"), formula("B1"), hidden=True)
    path = xlsx(tmp_path / "a.xlsx", [("ก", "visible", rows), ("ข", "hidden", row(words("x")))])
    first, second = client.sheets(path)
    assert (first.name, second.name, second.is_hidden) == ("ก", "ข", True)
    assert len(first.notes) == 2 and first.notes[1] == trouble_of(first.cells[1][1])
    assert second.notes == ()


def _refusal(client: IntakeClient, path: Path) -> str:
    with pytest.raises(IntakeError) as raised:
        client.sheets(path)
    assert raised.value.message.args["name"] == path.name
    return raised.value.message.msgid


def _book(path: Path, part: str, data: bytes) -> Path:
    """A whole workbook with another part."""
    xlsx(path, [("ก", "visible", row(words("x")))])
    return _replaced(path, part, data)


def test_a_bomb_is_refused_and_the_reader_goes_on(client: IntakeClient, tmp_path: Path) -> None:
    bomb = _book(tmp_path / "bomb.xlsx", "xl/sheets/s1.xml", b" " * (400 * MB))
    assert bomb.stat().st_size < MB
    assert _refusal(client, bomb) == intake.BOMB
    good = xlsx(tmp_path / "good.xlsx", [("ก", "visible", row(words("ดี")))])
    assert client.sheets(good)[0].cells == [["ดี"]]


def test_a_few_bytes_that_stand_for_endless_text_are_refused(
    client: IntakeClient, tmp_path: Path
) -> None:
    """One long text, named by every cell of a merged area: a thousand times the file's limit."""
    long = words("ก" * 30_000)
    wide = f'<row r="1">{long.replace("<c", "<c r=" + chr(34) + "A1" + chr(34), 1)}</row>'
    rows = wide + "".join(f'<row r="{at}"/>' for at in range(2, 2002))
    path = xlsx(tmp_path / "merged.xlsx", [("ก", "visible", rows)])
    sheet = "xl/sheets/s1.xml"
    with zipfile.ZipFile(path) as archive:
        text = archive.read(sheet).decode()
    merged = text.replace(
        "</sheetData>", '</sheetData><mergeCells><mergeCell ref="A1:BH2000"/></mergeCells>'
    )
    assert merged != text
    assert _refusal(client, _replaced(path, sheet, merged.encode())) == intake.TOO_MANY_CELLS


def _replaced(path: Path, part: str, data: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()} | {part: data}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in kept.items():
            archive.writestr(name, content)
    return path


def test_an_entity_bomb_and_half_a_file_are_refused(client: IntakeClient, tmp_path: Path) -> None:
    laughs = (
        b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]><workbook>&b;</workbook>'
    )
    assert _refusal(client, _book(tmp_path / "a.xlsx", "xl/workbook.xml", laughs))
    whole = xlsx(tmp_path / "b.xlsx", [("ก", "visible", row(words("x")) * 200)]).read_bytes()
    (tmp_path / "half.xlsx").write_bytes(whole[: len(whole) // 2])
    assert _refusal(client, tmp_path / "half.xlsx") == intake.DAMAGED
    (tmp_path / "noise.csv").write_bytes(bytes(range(256)) * 9)
    assert _refusal(client, tmp_path / "noise.csv") == intake.NO_SHEET


def test_a_huge_csv_is_cut_and_a_larger_one_refused(client: IntakeClient, tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("ที่,เรื่อง\n" + "1,ก\n" * 500_000, "utf-8")
    (sheet,) = client.sheets(path)
    assert len(sheet.cells) == LONGEST and len(sheet.notes) == 1
    with path.open("ab") as stream:
        stream.truncate(40 * MB)
    assert _refusal(client, path) == intake.TOO_MANY_CELLS


def test_a_killed_reader_is_told_in_words_and_replaced(tmp_path: Path) -> None:
    client = IntakeClient(workers=1)
    path = tmp_path / "long.csv"
    path.write_text("ที่,เรื่อง\n" + "1,ก\n" * 500_000, "utf-8")

    def kill() -> bool:
        if not killed and client._at_work:
            killed.append(client._at_work[0])
            client._at_work[0].kill()
        return False

    killed: list[object] = []
    with pytest.raises(IntakeError) as raised:
        client.sheets(path, cancelled=kill)
    assert raised.value.message.msgid == intake.DAMAGED
    assert len(client.sheets(path)[0].cells) == LONGEST
    client.close()


def test_closing_the_preview_stops_the_reading(tmp_path: Path) -> None:
    path = tmp_path / "long.csv"
    path.write_text("ที่,เรื่อง\n" + "1,ก\n" * 500_000, "utf-8")
    with pytest.raises(IntakeCancelled):
        sheets_of(path, lambda: True)
