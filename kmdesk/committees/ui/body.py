"""The tables of a record of this room, in reader size."""

from html import escape

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from kmdesk.committees.blocks import Block
from kmdesk.committees.view import CommitteeView
from kmdesk.i18n import tr
from kmdesk.widgets.context import Context
from kmdesk.widgets.panel import Panel
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.style import READER_POINTS
from kmdesk.widgets.thai_label import breakable


class BlocksBody(Panel):
    """Shows text and blocks; everything from the library is escaped."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._view: RecordView | None = None
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(220)
        self.text.setAccessibleName(tr("Details"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.text)
        context.scale_changed.connect(self._rescale)
        self._rescale(context.scale)

    def show_record(self, view: RecordView, anchor: str) -> None:
        """Show the record's text and tables, scrolled to a block's anchor."""
        self._view = view
        detail = view.detail
        if not isinstance(detail, CommitteeView):
            self.hide()
            return
        parts = [f"<p>{_words(line)}</p>" for line in detail.text.split("\n") if line.strip()]
        parts += [_table(number, block) for number, block in enumerate(detail.blocks, start=1)]
        self.text.setHtml("".join(parts))
        self.setVisible(bool(parts))
        if anchor.startswith("section:"):
            self.text.scrollToAnchor(anchor)

    def retranslate(self) -> None:
        """Set all texts in the present language."""
        self.text.setAccessibleName(tr("Details"))
        if self._view is not None:
            self.show_record(self._view, "")

    def _rescale(self, scale: float) -> None:
        font = QFont(self.text.font())
        font.setPointSizeF(READER_POINTS * scale)
        self.text.setFont(font)


def _table(number: int, block: Block) -> str:
    head = "".join(f"<th align='left'>{_words(tr(name))}</th>" for name in block.headers)
    rows = "".join(
        "<tr>" + "".join(f"<td>{_words(cell)}</td>" for cell in row) + "</tr>" for row in block.rows
    )
    return (
        f"<a name='section:{number}'></a><h3>{_words(tr(block.heading))}</h3>"
        f"<table border='1' cellspacing='0' cellpadding='5' width='100%'>"
        f"<tr>{head}</tr>{rows}</table>"
    )


def _words(text: str) -> str:
    return escape(breakable(text))
