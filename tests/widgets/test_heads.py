"""Names of columns go on to further lines; none loses its ends."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QTableWidget

from kmdesk.widgets.heads import WrappingHeader
from kmdesk.widgets.thai_label import breakable

NAMES = ("ชั่วโมงที่เข้าอบรม", "ชั่วโมงที่เป็นวิทยากร", "หมายเหตุ (เหตุที่ไม่มา)")


@pytest.mark.parametrize("width", [60, 90, 140, 300])
def test_the_head_is_as_high_as_its_names_need(qtbot, width: int) -> None:
    table = QTableWidget(0, len(NAMES))
    qtbot.addWidget(table)
    header = WrappingHeader(table)
    table.setHorizontalHeader(header)
    table.setHorizontalHeaderLabels([breakable(name, least=0) for name in NAMES])
    table.resize(900, 300)
    table.show()
    for column in range(len(NAMES)):
        table.setColumnWidth(column, 300)
    one_line = header.height()
    for column in range(len(NAMES)):
        table.setColumnWidth(column, width)
    metrics = QFontMetrics(header.font())
    flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
    for name in NAMES:
        needed = metrics.boundingRect(0, 0, width - 12, 9999, flags, breakable(name, least=0))
        assert needed.height() <= header.height()
    assert (header.height() > one_line) is (width < 300)
