"""The tree beside a list: no line loses its count, however narrow the tree is."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from kmdesk.widgets.browse_tree import Branches, BrowseTree
from kmdesk.widgets.spec import Node

WORDS = ("หนังสือเวียน", "หนังสือภายนอก", "บันทึกข้อความ", "ประกาศ", "คู่มือ", "สหกรณ์โคนม")


@pytest.mark.parametrize("points", [11.0, 12.5, 16.0])
def test_every_line_has_room_for_its_words(qtbot, points: float) -> None:
    tree = BrowseTree(None)  # type: ignore[arg-type]
    qtbot.addWidget(tree)
    font = tree.font()
    font.setPointSizeF(points)
    tree.setFont(font)
    tree.setStyleSheet("QTreeView::item { padding: 4px 6px; }")
    inner = tuple(Node(word, None, count=15) for word in WORDS)
    tree.show_branches(Branches((Node("ตามชนิดหนังสือ", children=inner),), ("new",)))
    tree.show()
    tree.resize(200, 400)
    for width in range(130, 300, 3):
        tree.resize(width, 400)
        tree.doItemsLayout()
        for row in range(len(WORDS)):
            _check(tree, row)


def _check(tree: BrowseTree, row: int) -> None:
    index = tree.model().index(row, 0, tree.model().index(0, 0))
    option = QStyleOptionViewItem()
    tree.initViewItemOption(option)
    option.rect = tree.visualRect(index)
    tree.itemDelegate().initStyleOption(option, index)
    style = tree.style()
    room = style.subElementRect(QStyle.SubElement.SE_ItemViewItemText, option, tree)
    beside = style.pixelMetric(QStyle.PixelMetric.PM_FocusFrameHMargin, option, tree) + 1
    needed = QFontMetrics(option.font).boundingRect(
        0, 0, room.width() - 2 * beside, 9999, Qt.TextFlag.TextWordWrap, option.text
    )
    assert needed.height() <= room.height(), (tree.width(), option.text)
