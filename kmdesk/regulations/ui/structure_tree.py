"""The parts of a law's text as a tree, down to paragraphs and items."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QTreeWidget, QTreeWidgetItem, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.regulations.structure import LawText, Node, Part, PartKind, Role, clauses, readable
from kmdesk.regulations.text_lines import one_line

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
_WORDS = 48


class StructureTree(QTreeWidget):
    """Paragraphs and items of a provision are filled in when it is opened."""

    stretch_chosen = Signal(int, int)
    """(where it begins in the source, where it ends)"""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._law: LawText | None = None
        self._busy = False
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setAccessibleName(tr("Structure of the law"))
        self.currentItemChanged.connect(lambda now, _old: self._tell(now))
        self.itemExpanded.connect(self._fill_clauses)

    @property
    def at(self) -> int:
        """The part that is chosen, or in which something is."""
        item = self.currentItem()
        return int(item.data(0, _AT)) if item is not None else 0

    @property
    def clause(self) -> int | None:
        """Where the chosen paragraph begins, when one inside a part is chosen."""
        item = self.currentItem()
        offset = item.data(0, _OFFSET) if item is not None else None
        return int(offset) if offset is not None else None

    def show_law(self, law: LawText, current: int) -> None:
        """The tree anew; part ``current`` is chosen."""
        self._law = law
        # Lines made current while the tree is filled would each mark their stretch of the text.
        self._busy = True
        self.clear()
        roots, chosen = self._items(law, current)
        self.addTopLevelItems(roots)
        self._open_headings()
        self._busy = False
        if chosen is not None:
            self.setCurrentItem(chosen)
            self._tell(chosen)

    def _items(
        self, law: LawText, current: int
    ) -> tuple[list[QTreeWidgetItem], QTreeWidgetItem | None]:
        """The lines at the top with all that stands under them, and part ``current``'s."""
        chosen: QTreeWidgetItem | None = None
        stack: list[tuple[int, QTreeWidgetItem]] = []
        roots: list[QTreeWidgetItem] = []
        section = -1
        for at, part in enumerate(law.parts):
            if part.section != section:
                section, stack = part.section, []
                if len(law.sections) > 1:
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
                # Such a part ends the chapters, but not the law that it is a part of.
                stack = stack[:1] if stack and stack[0][0] == 0 else []
            (stack[-1][1].addChild if stack else roots.append)(item)
            if part.kind is PartKind.HEADING:
                stack.append((part.level, item))
            elif part.kind is PartKind.PROVISION:
                policy = QTreeWidgetItem.ChildIndicatorPolicy.ShowIndicator
                # Its paragraphs are made when it is opened: all those of a code would take long.
                item.setChildIndicatorPolicy(policy)
            if at == current:
                chosen = item
        return roots, chosen

    def _open_headings(self) -> None:
        assert self._law is not None
        for at in range(self.topLevelItemCount()):
            item = self.topLevelItem(at)
            self._open(item) if item is not None else None

    def _open(self, item: QTreeWidgetItem) -> None:
        if item.childCount():
            item.setExpanded(True)
            for at in range(item.childCount()):
                self._open(item.child(at))

    def _section_words(self, section: int) -> str:
        assert self._law is not None
        found = self._law.sections[section]
        return readable(f"{tr(ROLES[found.role])}: {found.title}".rstrip(": "))

    def _words(self, part: Part) -> str:
        assert self._law is not None
        words = one_line(self._law.text(part)[:300])
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
        if self._law is None or item.childCount() or not isinstance(at, int):
            return
        part = self._law.parts[at]
        if part.kind is not PartKind.PROVISION:
            return
        for node in clauses(self._law, part):
            self._add_clause(item, node, at)
        item.setChildIndicatorPolicy(
            QTreeWidgetItem.ChildIndicatorPolicy.DontShowIndicatorWhenChildless
        )

    def _add_clause(self, above: QTreeWidgetItem, node: Node, at: int) -> None:
        assert self._law is not None
        words = one_line(self._law.source[node.start : node.end][:200])
        inner = [child for child in node.children if child.kind != "words"]
        if node.kind != "words":
            item = QTreeWidgetItem([readable(f"{node.label}  {words[:_WORDS]}".strip())])
            item.setData(0, _AT, at)
            item.setData(0, _OFFSET, node.start)
            above.addChild(item)
            for child in inner:
                self._add_clause(item, child, at)

    def _tell(self, item: QTreeWidgetItem | None) -> None:
        if self._busy or item is None or self._law is None:
            return
        part = self._law.parts[int(item.data(0, _AT))]
        offset = item.data(0, _OFFSET)
        start = int(offset) if offset is not None else part.start
        ends = [s for s in self._law.starts if s > start] if offset is not None else []
        self.stretch_chosen.emit(start, min([part.end, *ends[:1]]))
