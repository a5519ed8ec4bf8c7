"""The proposed structure beside the text, mended by keyboard."""

from bisect import bisect_left
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QKeySequence, QShortcut, QTextCursor
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QPlainTextEdit,
    QPushButton,
    QSplitter,
    QTextEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.records.meanwhile import Opened
from kmdesk.records.unit import Reading
from kmdesk.regulations import tree_edit
from kmdesk.regulations.clauses import clauses, readable
from kmdesk.regulations.paragraphs import one_line
from kmdesk.regulations.structure import LawText, Node, Part, PartKind, Role
from kmdesk.regulations.structure_store import edit_structure, read_structure
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import confirm, show_error
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.style import SCREEN_POINTS
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import key_tip

KINDS: dict[PartKind, str] = {
    PartKind.PREAMBLE: N_("Preamble"),
    PartKind.TITLE: N_("Title of a law"),
    PartKind.HEADING: N_("Chapter heading"),
    PartKind.PROVISION: N_("Provision"),
    PartKind.COUNTERSIGNATURE: N_("Countersignature"),
    PartKind.SCHEDULE: N_("Schedule"),
    PartKind.REMARKS: N_("Remarks of the law"),
    PartKind.EDITORIAL: N_("Publisher's note"),
    PartKind.FOOTNOTE: N_("Footnote"),
}
ROLES: dict[Role, str] = {
    Role.BODY: N_("The law itself"),
    Role.AMENDING: N_("Amending law's own sections"),
    Role.PROMULGATION: N_("Law that puts it into force"),
    Role.ATTACHED: N_("Attached instrument"),
}
_AT = Qt.ItemDataRole.UserRole
_OFFSET = Qt.ItemDataRole.UserRole + 1
_SHOWN = QColor("#fff3c9")
_WORDS = 48


class TreeEditor(QDialog):
    """Parts on the left, the source on the right; each edit can be undone until it is saved."""

    def __init__(self, parent: QWidget, context: Context, record_id: int, title: str) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Structure of the law"))
        self._context = context
        self.law: LawText | None = None
        self._opened: Opened | None = None
        self._undone: list[tuple[LawText, int]] = []
        self._returns: list[int] = []
        self._busy = False
        self._build(title)
        window = parent.window()
        self.resize(max(980, window.width() - 60), max(560, window.height() - 60))
        library = context.library

        def read(reading: Reading) -> tuple[LawText, Opened]:
            opened = Opened(record_id, reading.record(record_id).version)
            return read_structure(library, reading, record_id), opened

        context.read(read, done=self._begin, failed=self._refuse)

    # Building ------------------------------------------------------------------------------

    def _build(self, title: str) -> None:
        name = ThaiLabel(self, readable(title))
        name.setObjectName("recordTitle")
        hint = ThaiLabel(
            self,
            tr(
                "Alt+← and Alt+→ move a heading up and down a level, or make a paragraph a part"
                " and a part a paragraph. Ctrl+J joins with what stands before, Ctrl+K cuts at"
                " the cursor in the text, F2 changes the number, Ctrl+Z undoes."
            ),
        )
        hint.setObjectName("quiet")
        self.tree = QTreeWidget(self)
        self.tree.setHeaderHidden(True)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(tr("Structure of the law"))
        self.tree.currentItemChanged.connect(lambda now, _old: self._show_item(now))
        self.tree.itemExpanded.connect(self._fill_clauses)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setAccessibleName(tr("Text of the law"))
        font = QFont(self.text.font())
        font.setPointSizeF((SCREEN_POINTS + 1) * self._context.scale)
        self.text.setFont(font)
        split = QSplitter(Qt.Orientation.Horizontal, self)
        split.addWidget(self.tree)
        split.addWidget(self.text)
        split.setSizes([480, 640])
        split.setChildrenCollapsible(False)
        self.kind = QComboBox(self)
        self.kind.setAccessibleName(tr("What this part is"))
        for kind, label in KINDS.items():
            self.kind.addItem(tr(label), kind)
        self.kind.activated.connect(self._set_kind)
        self.number = ThaiLineEdit(self)
        self.number.setPlaceholderText(tr("Number of the provision"))
        self.number.setAccessibleName(tr("Number of the provision"))
        self.number.setMaximumWidth(220)
        self.number.returnPressed.connect(self._set_number)
        self.count = ThaiLabel(self)
        column = QVBoxLayout(self)
        column.addWidget(name)
        column.addWidget(hint)
        column.addWidget(split, 1)
        column.addWidget(self.count)
        column.addWidget(self._tools())

    def _tools(self) -> QWidget:
        tools = QWidget(self)
        flow = FlowLayout(tools)
        flow.addWidget(self.kind)
        flow.addWidget(self.number)
        self._button(N_("Up a level"), "Alt+Left", self._promote, flow)
        self._button(N_("Down a level"), "Alt+Right", self._demote, flow)
        self._button(N_("Join with the one before"), "Ctrl+J", self._join, flow)
        self._button(N_("Cut at the cursor"), "Ctrl+K", self._cut, flow)
        self._button(N_("An amending law begins here"), "", self._section, flow)
        self.undo_button = self._button(N_("Undo"), "Ctrl+Z", self._undo, flow)
        self.save_button = self._button(N_("Save"), "Ctrl+S", self._save, flow)
        self._button(N_("Close"), "", self.reject, flow)
        number = QShortcut(QKeySequence("F2"), self)
        number.activated.connect(self._focus_number)
        return tools

    def _button(
        self, label: str, keys: str, run: Callable[[], object], flow: FlowLayout
    ) -> QPushButton:
        button = QPushButton(tr(label), self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: run())
        if keys:
            button.setToolTip(key_tip(label, keys))
            QShortcut(QKeySequence(keys), self).activated.connect(button.click)
        flow.addWidget(button)
        return button

    # Showing -------------------------------------------------------------------------------

    def _begin(self, found: tuple[LawText, Opened]) -> None:
        law, self._opened = found
        source = law.source
        self._returns = [
            at for at, char in enumerate(source) if char == "\r" and source[at + 1 : at + 2] == "\n"
        ]
        self.text.setPlainText(source.replace("\r\n", "\n"))
        self.law = law
        self._fill(0)
        self.tree.setFocus()

    def _shown(self, offset: int) -> int:
        """A place in the source as a place in the text shown, which has no returns."""
        return offset - bisect_left(self._returns, offset)

    def _source(self, position: int) -> int:
        """The other way round."""
        offset = position
        while True:
            again = position + bisect_left(self._returns, offset + 1)
            if again == offset:
                return offset
            offset = again

    def _fill(self, current: int) -> None:
        """The tree anew; part ``current`` is chosen."""
        assert self.law is not None
        self._busy = True
        self.tree.clear()
        chosen: QTreeWidgetItem | None = None
        stack: list[tuple[int, QTreeWidgetItem]] = []
        roots: list[QTreeWidgetItem] = []
        section = -1
        for at, part in enumerate(self.law.parts):
            if part.section != section:
                section, stack = part.section, []
                if len(self.law.sections) > 1:
                    root = QTreeWidgetItem([self._section_words(section)])
                    root.setData(0, _AT, at)
                    roots.append(root)
                    stack = [(0, root)]
            item = QTreeWidgetItem([self._words(part)])
            item.setData(0, _AT, at)
            if part.kind is PartKind.HEADING:
                while stack and stack[-1][0] >= part.level:
                    stack.pop()
            elif part.kind is not PartKind.PROVISION:
                stack = stack[:1] if stack and stack[0][0] == 0 else []
            (stack[-1][1].addChild if stack else roots.append)(item)
            if part.kind is PartKind.HEADING:
                stack.append((part.level, item))
            elif part.kind is PartKind.PROVISION:
                policy = QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator
                item.setChildIndicatorPolicy(policy)
            if at == current:
                chosen = item
        self.tree.addTopLevelItems(roots)
        self._open_headings()
        self._busy = False
        if chosen is not None:
            self.tree.setCurrentItem(chosen)
            self._show_item(chosen)
        self._tell()

    def _open_headings(self) -> None:
        assert self.law is not None
        for at in range(self.tree.topLevelItemCount()):
            item = self.tree.topLevelItem(at)
            self._open(item) if item is not None else None

    def _open(self, item: QTreeWidgetItem) -> None:
        if item.childCount():
            item.setExpanded(True)
            for at in range(item.childCount()):
                self._open(item.child(at))

    def _section_words(self, section: int) -> str:
        assert self.law is not None
        found = self.law.sections[section]
        return readable(f"{tr(ROLES[found.role])}: {found.title}".rstrip(": "))

    def _words(self, part: Part) -> str:
        assert self.law is not None
        words = one_line(self.law.text(part)[:300])
        if part.kind is PartKind.PROVISION:
            return readable(
                f"{part.label or '?'}  {words.removeprefix(part.label).strip()[:_WORDS]}"
            )
        if part.kind is PartKind.HEADING:
            return readable(part.label[: 2 * _WORDS])
        return readable(f"[{tr(KINDS[part.kind])}] {words[:_WORDS]}")

    def _fill_clauses(self, item: QTreeWidgetItem) -> None:
        """วรรค, (๑) and (ก) of a provision, when it is opened."""
        at = item.data(0, _AT)
        if self.law is None or item.childCount() or not isinstance(at, int):
            return
        part = self.law.parts[at]
        if part.kind is not PartKind.PROVISION:
            return
        for node in clauses(self.law, part):
            self._add_clause(item, node, at)
        item.setChildIndicatorPolicy(
            QTreeWidgetItem.ChildIndicatorPolicy.DontShowIndicatorWhenChildless
        )

    def _add_clause(self, above: QTreeWidgetItem, node: Node, at: int) -> None:
        assert self.law is not None
        words = one_line(self.law.source[node.start : node.end][:200])
        inner = [child for child in node.children if child.kind != "words"]
        if node.kind != "words":
            item = QTreeWidgetItem([readable(f"{node.label}  {words[:_WORDS]}".strip())])
            item.setData(0, _AT, at)
            item.setData(0, _OFFSET, node.start)
            above.addChild(item)
            for child in inner:
                self._add_clause(item, child, at)

    def _show_item(self, item: QTreeWidgetItem | None) -> None:
        if self._busy or item is None or self.law is None:
            return
        part = self.law.parts[int(item.data(0, _AT))]
        offset = item.data(0, _OFFSET)
        start = int(offset) if offset is not None else part.start
        ends = [s for s in self.law.starts if s > start] if offset is not None else []
        end = min([part.end, *ends[:1]])
        cursor = QTextCursor(self.text.document())
        cursor.setPosition(self._shown(start))
        self.text.setTextCursor(cursor)
        self.text.centerCursor()
        cursor.setPosition(self._shown(end), QTextCursor.MoveMode.KeepAnchor)
        mark = QTextEdit.ExtraSelection()
        mark.cursor = cursor
        mark.format.setBackground(_SHOWN)
        self.text.setExtraSelections([mark])
        self.kind.setCurrentIndex(self.kind.findData(part.kind))
        self.number.setText(part.label if part.kind is PartKind.PROVISION else "")

    def _tell(self) -> None:
        assert self.law is not None
        size = len(self.law.source)
        sound = size - tree_edit.lost(self.law)
        provisions = sum(1 for _ in self.law.provisions())
        self.count.set_text(
            tr(
                "{count} provisions · {sound} of {size} characters accounted for",
                count=f"{provisions:,}", sound=f"{sound:,}", size=f"{size:,}",
            )
        )  # fmt: skip
        self.undo_button.setEnabled(bool(self._undone))
        self.save_button.setEnabled(bool(self._undone))

    # Editing -------------------------------------------------------------------------------

    @property
    def _at(self) -> int:
        item = self.tree.currentItem()
        return int(item.data(0, _AT)) if item is not None else 0

    @property
    def _clause(self) -> int | None:
        """Where the chosen paragraph begins, when one inside a part is chosen."""
        item = self.tree.currentItem()
        offset = item.data(0, _OFFSET) if item is not None else None
        return int(offset) if offset is not None else None

    def _edit(self, change: Callable[[LawText], LawText], offset: int | None = None) -> None:
        """Carry an edit out; the part at ``offset`` (default: the chosen one) is shown next."""
        if self.law is None:
            return
        start = self.law.parts[self._at].start if offset is None else offset
        try:
            after = change(self.law)
        except KmdeskError as error:
            self._refuse(error)
            return
        if after == self.law:
            return
        self._undone.append((self.law, start))
        self.law = after
        self._fill(tree_edit.part_at(after, start))

    def _promote(self) -> None:
        clause, at = self._clause, self._at
        if clause is not None:
            self._edit(lambda law: tree_edit.split(law, clause), clause)
        else:
            self._edit(lambda law: tree_edit.promote(law, at))

    def _demote(self) -> None:
        at = self._at
        if self._clause is None:
            self._edit(lambda law: tree_edit.demote(law, at))

    def _join(self) -> None:
        clause, at = self._clause, self._at
        if clause is not None:
            self._edit(lambda law: tree_edit.join_line(law, clause))
        else:
            self._edit(lambda law: tree_edit.join(law, at))

    def _cut(self) -> None:
        offset = self._source(self.text.textCursor().position())
        self._edit(lambda law: tree_edit.split(law, offset), offset)

    def _section(self) -> None:
        at = self._at
        self._edit(lambda law: tree_edit.begin_section(law, at, Role.AMENDING))

    def _set_kind(self, _index: int) -> None:
        at, kind = self._at, PartKind(self.kind.currentData())
        self._edit(lambda law: tree_edit.set_kind(law, at, kind))
        self.tree.setFocus()

    def _set_number(self) -> None:
        at, typed = self._at, self.number.text()
        self._edit(lambda law: tree_edit.set_number(law, at, typed))
        self.tree.setFocus()

    def _focus_number(self) -> None:
        self.number.setFocus()
        self.number.selectAll()

    def _undo(self) -> None:
        if self._undone:
            self.law, start = self._undone.pop()
            self._fill(tree_edit.part_at(self.law, start))

    def _save(self) -> None:
        law, opened = self.law, self._opened
        if law is None or opened is None or not self._undone:
            return

        def settle(_record: object) -> None:
            self._undone.clear()
            self._tell()
            self._context.message_posted.emit(tr("The structure is saved."))

        self._context.write(
            N_("Mend a law's structure"),
            edit_structure,
            opened,
            law,
            done=settle,
            failed=self._refuse,
        )

    def reject(self) -> None:
        """Ask before edits are thrown away."""
        if not self._undone:
            super().reject()
            return
        words = tr("The changes to the structure are not saved.")
        confirm(self, words, N_("Close without saving"), self._leave, no=N_("Go on mending"))

    def _leave(self) -> None:
        self._undone.clear()
        super().reject()

    def _refuse(self, error: Exception) -> None:
        show_error(self, error)
