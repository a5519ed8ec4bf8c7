"""The proposed structure beside the text, mended by keyboard."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.records.edit import EditSession
from kmdesk.records.unit import Reading
from kmdesk.regulations import structure
from kmdesk.regulations.import_law import edit_structure, read_structure
from kmdesk.regulations.structure import LawText, PartKind, Role, readable
from kmdesk.regulations.ui.source_text import SourceText
from kmdesk.regulations.ui.structure_tree import KINDS, StructureTree
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import confirm, show_error
from kmdesk.widgets.flow import FlowLayout
from kmdesk.widgets.line_edit import ThaiLineEdit
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import key_tip


class TreeEditor(QDialog):
    """Parts on the left, the source on the right; each edit can be undone until it is saved."""

    def __init__(self, parent: QWidget, context: Context, record_id: int, title: str) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Structure of the law"))
        self._context = context
        self.law: LawText | None = None
        self._opened: EditSession | None = None
        self._undone: list[tuple[LawText, int]] = []
        self._build(title)
        # Lines that wrap count as high as they would be in a narrow window, unless this is said.
        self.setMinimumSize(800, 560)
        self.resize((parent.window().size() - QSize(60, 60)).expandedTo(QSize(980, 560)))
        library = context.library

        def read(reading: Reading) -> tuple[LawText, EditSession]:
            opened = EditSession(record_id, reading.record(record_id).version)
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
        self.tree = StructureTree(self)
        self.text = SourceText(self, self._context.scale)
        self.tree.stretch_chosen.connect(self._show_stretch)
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

    def _begin(self, found: tuple[LawText, EditSession]) -> None:
        self.law, self._opened = found
        self.text.show_source(self.law.source)
        self._show(self.law, 0)
        self.tree.setFocus()

    def _show(self, law: LawText, current: int) -> None:
        """The structure as it is now; part ``current`` is chosen."""
        self.law = law
        self.tree.show_law(law, current)
        self._tell()

    def _show_stretch(self, start: int, end: int) -> None:
        if self.law is not None:
            part = self.law.parts[self.tree.at]
            self.text.mark(start, end)
            self.kind.setCurrentIndex(self.kind.findData(part.kind))
            self.number.setText(part.label if part.kind is PartKind.PROVISION else "")

    def _tell(self) -> None:
        assert self.law is not None
        size = len(self.law.source)
        sound = size - structure.lost(self.law)
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

    def _edit(self, change: Callable[[LawText], LawText], offset: int | None = None) -> None:
        """Carry an edit out; the part at ``offset`` (default: the chosen one) is shown next."""
        if self.law is None:
            return
        start = self.law.parts[self.tree.at].start if offset is None else offset
        try:
            after = change(self.law)
        except KmdeskError as error:
            self._refuse(error)
            return
        if after == self.law:
            return
        # A structure is never changed, only replaced: to undo, the one before is all that is
        # needed.
        self._undone.append((self.law, start))
        self._show(after, structure.part_at(after, start))

    def _promote(self) -> None:
        clause, at = self.tree.clause, self.tree.at
        if clause is not None:
            # Raised by a level, a paragraph becomes a part of its own.
            self._edit(lambda law: structure.split(law, clause), clause)
        else:
            self._edit(lambda law: structure.promote(law, at))

    def _demote(self) -> None:
        at = self.tree.at
        if self.tree.clause is None:
            self._edit(lambda law: structure.demote(law, at))

    def _join(self) -> None:
        clause, at = self.tree.clause, self.tree.at
        if clause is not None:
            self._edit(lambda law: structure.join_line(law, clause))
        else:
            self._edit(lambda law: structure.join(law, at))

    def _cut(self) -> None:
        offset = self.text.place
        self._edit(lambda law: structure.split(law, offset), offset)

    def _section(self) -> None:
        at = self.tree.at
        self._edit(lambda law: structure.begin_section(law, at, Role.AMENDING))

    def _set_kind(self, _index: int) -> None:
        at, kind = self.tree.at, PartKind(self.kind.currentData())
        self._edit(lambda law: structure.set_kind(law, at, kind))
        self.tree.setFocus()

    def _set_number(self) -> None:
        at, typed = self.tree.at, self.number.text()
        self._edit(lambda law: structure.set_number(law, at, typed))
        self.tree.setFocus()

    def _focus_number(self) -> None:
        self.number.setFocus()
        self.number.selectAll()

    def _undo(self) -> None:
        if self._undone:
            law, start = self._undone.pop()
            self._show(law, structure.part_at(law, start))

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
