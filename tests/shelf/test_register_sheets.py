"""Registers out of workbooks as other programs leave them, through the window of the import."""

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kmdesk.records import Library
from kmdesk.records.model import Record
from kmdesk.shelf.import_register import REGISTER
from kmdesk.shelf.model import Receipt
from kmdesk.widgets.context import Context
from kmdesk.widgets.table_import import TableDialog
from tests.intake.make_xlsx import formula, number, row, words, xlsx

FORMATS = (0, "0000", 71, "[$-D07041E]d mmm bbbb", 14)
RECEIVED, DATED = 45_688, 45_685  # 31 and 28 January 2025
HEAD = row(*map(words, ("เลขทะเบียนรับ", "วันที่รับ", "ที่", "ลงวันที่", "จาก", "เรื่อง")))


def _line(count: int, subject: str, *, hidden: bool = False) -> str:
    return row(
        number(count, 1), number(RECEIVED, 2), words(f"กส 0001/{count}"), number(DATED, 3),
        words("กรมตัวอย่าง"), subject, hidden=hidden,
    )  # fmt: skip


def _book(path: Path) -> Path:
    lookup = row(words("รหัส"), words("ค่า")) + row(words("1"), words("ก"))
    guessed = row(
        number(3, 1), number(24_487, 4), words("กส 0001/3"), number(24_487, 4),
        words("กรมตัวอย่าง"), words("เรื่องปีสองหลัก"),
    )  # fmt: skip
    rows = (
        HEAD
        + _line(1, words("เรื่องแรก"))
        + _line(2, words("เรื่องในแถวที่ซ่อน"), hidden=True)
        + guessed
        + _line(4, formula('"เรื่องที่ "&A5'))
    )
    sheets = [
        ("รายการเลือก", "hidden", lookup),
        ("ปก", "visible", row(words("ทะเบียนหนังสือรับ"))),
        ("ทะเบียนรับ", "visible", rows),
    ]
    return xlsx(path, sheets, formats=FORMATS, strict=True)


def test_a_register_of_another_program(
    qtbot: QtBot, library: Library, context: Context, tmp_path: Path
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    dialog = TableDialog(window, context, _book(tmp_path / "สมุด.xlsx"), (REGISTER,))
    dialog.open()
    qtbot.waitUntil(dialog.import_button.isEnabled)
    plan = dialog.plan
    assert plan is not None
    assert dialog.sheets_box.itemText(0) == "ทะเบียนรับ"
    assert dialog.sheets_box.count() == 3
    lines = {line.row: line for line in plan.lines}
    assert [at for at, line in lines.items() if line.is_new] == [2, 3, 4]
    (problem,) = lines[5].problems
    assert problem.column == 5
    assert "Excel" in problem.text
    assert any("๒๕๖๗" in remark.text for remark in lines[4].remarks)
    assert "1" in dialog.notes.text()  # one row is hidden
    assert "Excel" in dialog.notes.text()
    dialog.store()
    qtbot.waitUntil(dialog.undo_button.isVisible)
    with library.reading(context.actor) as reading:
        stored = dict(
            reading.session.execute(
                select(Receipt.number, Receipt.received_on).join(
                    Record, Record.id == Receipt.record_id
                )
            ).all()
        )
        days = set(reading.session.scalars(select(Record.dated).where(Record.title == "เรื่องแรก")))
    assert stored["0001"] == stored["0002"] == "2025-01-31"
    assert "0004" not in stored
    assert days == {"2025-01-28"}
