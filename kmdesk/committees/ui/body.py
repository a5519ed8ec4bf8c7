"""The tables of a record of this room, in reader size."""

from html import escape

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QImageReader, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QTextBrowser, QVBoxLayout, QWidget

from kmdesk.committees.knowledge import Para, numbered, parse_text
from kmdesk.committees.tables import Block
from kmdesk.committees.ui.gantt import GanttChart
from kmdesk.committees.view import CommitteeView
from kmdesk.i18n import tr
from kmdesk.widgets.citation_links import CitationLinks, LinkBrowser
from kmdesk.widgets.context import Context
from kmdesk.widgets.queries import RecordView
from kmdesk.widgets.spec import Body
from kmdesk.widgets.style import READER_POINTS
from kmdesk.widgets.thai_label import breakable

_SHORT = 12  # characters that stand on the line of what they are about
_NEVER = Qt.ScrollBarPolicy.ScrollBarAlwaysOff


class BlocksBody(Body):
    """Shows text and blocks, as tall as they are; everything from the library is escaped."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.text = LinkBrowser(self)
        self.text.setAccessibleName(tr("Details"))
        self._links = CitationLinks(self.text, context)
        self.text.setTabChangesFocus(True)
        self.text.document().setDocumentMargin(8)  # room for the marks of a first heading
        self.text.setFrameShape(QTextBrowser.Shape.NoFrame)
        # As high as its text: the panel around it scrolls, and one bar is enough.
        self.text.setVerticalScrollBarPolicy(_NEVER)
        self.text.setHorizontalScrollBarPolicy(_NEVER)
        self.text.setAccessibleName(tr("Details"))
        self.chart = GanttChart(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 0)
        column.addWidget(self.chart)
        column.addWidget(self.text)
        column.addStretch(1)
        context.scale_changed.connect(self._rescale)
        self._rescale(context.scale)

    def show_record(self, view: RecordView, anchor: str) -> None:
        """Show the record's text and blocks, scrolled to a block's anchor."""
        detail = view.detail
        if not isinstance(detail, CommitteeView):
            self.hide()
            return
        parts = [self._para(mark, para) for mark, para in numbered(parse_text(detail.text))]
        parts += [_block(number, block) for number, block in enumerate(detail.blocks, start=1)]
        self.text.setHtml("".join(parts))
        self._links.mark(view.references)
        self.chart.set_chart(detail.chart)
        self.setVisible(bool(parts))
        self._fit()
        if anchor.startswith("section:"):
            # After the layout has the new height.
            QTimer.singleShot(0, self, lambda: self._scroll_to(anchor))

    def _para(self, mark: str, para: Para) -> str:
        """A paragraph of a set's text; pictures as wide as the panel at most."""
        if para.kind == "picture":
            path = self._context.library.files.path(para.picture)
            # QImageReader reads only the head of the file for its size.
            width = min(QImageReader(str(path)).size().width(), max(200, self.width() - 40))
            caption = f"<br/><i>{_words(para.words)}</i>" if para.words else ""
            address = escape(path.absolute().as_uri())
            return f"<p align='center'><img src='{address}' width='{width}'/>{caption}</p>"
        words = "".join(
            f"<a href='{escape(span.link, quote=True)}'>{_words(span.text)}</a>"
            if span.link
            else _words(span.text)
            for span in para.spans
        )
        if para.kind == "heading":
            return f"<h{para.level + 1}>{words}</h{para.level + 1}>"
        if para.kind in ("bullet", "number"):
            return f"<p style='margin: 0 0 4px 18px'>{mark} {words}</p>"
        return f"<p>{words}</p>"

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks lines anew: follow their height."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        document = self.text.document()
        document.setTextWidth(self.width())
        self.text.setFixedHeight(round(document.size().height()) + 4)

    def _scroll_to(self, anchor: str) -> None:
        outer = self.parentWidget()
        while outer is not None and not isinstance(outer, QScrollArea):
            outer = outer.parentWidget()
        top = self._top_of(anchor)
        inner = outer.widget() if outer is not None else None
        if outer is not None and inner is not None and top is not None:
            inside = self.text.mapTo(inner, self.text.rect().topLeft())
            outer.verticalScrollBar().setValue(inside.y() + top)

    def _top_of(self, anchor: str) -> int | None:
        document = self.text.document()
        block = document.begin()
        while block.isValid():
            for fragment in block.textFormats():
                if anchor in fragment.format.anchorNames():
                    layout = document.documentLayout()
                    return round(layout.blockBoundingRect(block).top())
            block = block.next()
        return None

    def _rescale(self, scale: float) -> None:
        font = QFont(self.text.font())
        font.setPointSizeF(READER_POINTS * scale)
        self.text.setFont(font)
        self.chart.set_font(font)
        self._fit()


def _block(number: int, block: Block) -> str:
    heads = [tr(name) for name in block.headers]
    lines = "".join(_line(row, heads) for row in block.rows)
    return f"<h3><a name='section:{number}'>{_words(tr(block.heading))}</a></h3>{lines}"


def _line(row: tuple[str, ...], heads: list[str]) -> str:
    """The first cell leads; the others stand below it with their names."""
    first, rest = row[0], list(zip(heads[1:], row[1:], strict=False))
    below = " · ".join(f"{_words(head)}: {_words(cell)}" for head, cell in rest if cell)
    if len(rest) == 1:
        # Two columns explain themselves.
        below = _words(rest[0][1])
        if first and len(rest[0][1]) <= _SHORT:
            return f"<p style='margin: 0 0 4px 0'>{_words(first)}: <b>{below}</b></p>"
    lead = f"<b>{_words(first)}</b>" if rest else f"• {_words(first)}"
    if not first:
        return f"<p style='margin: 0 0 8px 0'>{below}</p>"
    small = f"<br/><span style='font-size: small'>{below}</span>" if below else ""
    return f"<p style='margin: 0 0 8px 0'>{lead}{small}</p>"


def _words(text: str) -> str:
    return escape(breakable(text))
