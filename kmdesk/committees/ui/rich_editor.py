"""A plain editor for a set's text: headings, lists, links and pictures, nothing else."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QMimeData, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextImageFormat,
    QTextListFormat,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from kmdesk.committees.knowledge import LONGEST_TEXT, Para, Span, compose_text, parse_text
from kmdesk.widgets.style import READER_POINTS
from kmdesk.widgets.tips import plain_tip

_WIDEST = 480  # pixels of a picture on the screen
_LISTS = {
    "bullet": QTextListFormat.Style.ListDisc,
    "number": QTextListFormat.Style.ListDecimal,
}
_HEADING_SIZES = {1: 1.35, 2: 1.18, 3: 1.06}


class RichEditor(QTextEdit):
    """Shows and gives the stored form of a text (:mod:`kmdesk.committees.knowledge`)."""

    too_long = Signal(int)
    """Somebody pasted this many characters: more than a set may have; nothing was put in."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self._points = READER_POINTS
        font = self.font()
        font.setPointSizeF(self._points)
        self.setFont(font)

    # The text in and out -------------------------------------------------------------

    def set_text(self, text: str, images: Mapping[str, QImage]) -> None:
        """Show a stored text; ``images`` are its pictures by hash."""
        for name, image in images.items():
            self.add_image(name, image)
        self.clear()
        cursor = self.textCursor()
        cursor.beginEditBlock()
        for number, para in enumerate(parse_text(text)):
            if number:
                # Plain: left to itself Qt goes on in the formats of the paragraph before.
                cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
            self._insert(cursor, para)
        cursor.endEditBlock()
        cursor.movePosition(QTextCursor.MoveOperation.Start)
        self.setTextCursor(cursor)
        self.document().setModified(False)

    def text(self) -> str:
        """The text in its stored form."""
        paras: list[Para] = []
        block = self.document().begin()
        while block.isValid():
            paras += _paras(block)
            block = block.next()
        return compose_text(paras)

    def add_image(self, name: str, image: QImage) -> None:
        """Make a picture known under its hash."""
        self.document().addResource(
            QTextDocument.ResourceType.ImageResource.value, QUrl(f"picture:{name}"), image
        )

    # What the buttons do -------------------------------------------------------------

    def make(self, kind: str, level: int = 0) -> None:
        """Make the paragraphs chosen text, a heading, or items of a list."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        first = self.document().findBlock(cursor.selectionStart())
        last = self.document().findBlock(cursor.selectionEnd())
        block = first
        while block.isValid():
            self._shape(QTextCursor(block), kind, level)
            if block == last:
                break
            block = block.next()
        cursor.endEditBlock()
        self.setFocus()

    def insert_link(self, words: str, address: str) -> None:
        """A link in place of what is chosen."""
        cursor = self.textCursor()
        cursor.insertText(words, _link_format(address))
        # Or what is typed next would belong to the link.
        cursor.setCharFormat(QTextCharFormat())
        self.setTextCursor(cursor)
        self.setFocus()

    def insert_picture(self, name: str, image: QImage, caption: str = "") -> None:
        """A picture as a paragraph of its own after the present one."""
        self.add_image(name, image)
        cursor = self.textCursor()
        cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock)
        if cursor.block().text().strip():
            cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        self._insert(cursor, Para("picture", (Span(caption),) if caption else (), picture=name))
        cursor.insertBlock(QTextBlockFormat(), QTextCharFormat())
        self.setTextCursor(cursor)
        self.setFocus()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Words only, whatever they looked like elsewhere; a book is refused, not cut."""
        words = source.text()
        present = self.document().characterCount()
        if present + len(words) > LONGEST_TEXT:
            self.too_long.emit(len(words))
            return
        self.textCursor().insertText(words)

    def on_change(self, slot: Callable[[], object]) -> None:
        """Call ``slot()`` after each change."""
        self.textChanged.connect(slot)

    # Building paragraphs -------------------------------------------------------------

    def _insert(self, cursor: QTextCursor, para: Para) -> None:
        if para.kind == "picture":
            form = QTextImageFormat()
            form.setName(f"picture:{para.picture}")
            resource = self.document().resource(
                QTextDocument.ResourceType.ImageResource.value, QUrl(form.name())
            )
            if isinstance(resource, QImage) and resource.width() > _WIDEST:
                form.setWidth(_WIDEST)
            form.setProperty(QTextCharFormat.Property.UserProperty, para.words)
            form.setToolTip(plain_tip(para.words))
            cursor.insertImage(form)
            return
        self._shape(cursor, para.kind, para.level)
        plain = cursor.blockCharFormat()
        for span in para.spans:
            cursor.insertText(span.text, _link_format(span.link) if span.link else plain)

    def _shape(self, cursor: QTextCursor, kind: str, level: int) -> None:
        present = cursor.currentList()
        if present is not None and kind not in _LISTS:
            present.remove(cursor.block())
        form = QTextBlockFormat()
        form.setHeadingLevel(level if kind == "heading" else 0)
        cursor.setBlockFormat(form)
        look = QTextCharFormat()
        if kind == "heading":
            look.setFontWeight(QFont.Weight.Bold)
            look.setFontPointSize(self._points * _HEADING_SIZES[max(1, min(3, level))])
        else:
            look.setFontWeight(QFont.Weight.Normal)
            look.setFontPointSize(self._points)
        cursor.setBlockCharFormat(look)
        # The format of a paragraph holds for what is typed next, not for the
        # words that stand in it.
        cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
        cursor.mergeCharFormat(look)
        cursor.clearSelection()
        if kind in _LISTS:
            self._join_list(cursor, _LISTS[kind])

    def _join_list(self, cursor: QTextCursor, style: QTextListFormat.Style) -> None:
        """One list with the items before it, so that numbers go on."""
        before = cursor.block().previous().textList() if cursor.block().isValid() else None
        if before is not None and before.format().style() == style:
            before.add(cursor.block())
        else:
            form = QTextListFormat()
            form.setStyle(style)
            cursor.createList(form)


def _paras(block: QTextBlock) -> list[Para]:
    """A block as paragraphs: a picture in the middle of words stands alone after them."""
    level, listed = block.blockFormat().headingLevel(), block.textList()
    kind = "heading" if level else "text"
    if listed is not None:
        counts = listed.format().style() == QTextListFormat.Style.ListDecimal
        kind, level = ("number" if counts else "bullet"), 0
    spans: list[Span] = []
    found: list[Para] = []
    for fragment in block.textFormats():
        form = fragment.format
        words = block.text()[fragment.start : fragment.start + fragment.length]
        if form.isImageFormat():
            image = form.toImageFormat()
            name = image.name().removeprefix("picture:")
            caption = str(image.property(QTextCharFormat.Property.UserProperty) or "")
            found.append(Para("picture", (Span(caption),) if caption else (), picture=name))
        else:
            address = form.anchorHref() if form.isAnchor() else ""
            # What Qt puts for a picture and for a line broken with Shift: stored text has neither.
            words = words.replace("\ufffc", "").replace("\u2028", " ")
            if words:
                spans.append(Span(words, address))
    if any(span.text.strip() for span in spans):
        found.insert(0, Para(kind, tuple(spans), level))
    return found


def _link_format(address: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setAnchor(True)
    form.setAnchorHref(address)
    form.setForeground(QColor("#0b57d0"))
    form.setFontUnderline(True)
    return form
