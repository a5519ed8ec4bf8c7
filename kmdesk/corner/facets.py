"""Facets of a result list: values with live counts, and chips that undo a choice."""

from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.records import Kinds
from kmdesk.records.fields import screen_year
from kmdesk.search import Facet, Filters
from kmdesk.widgets.layouts import empty_layout
from kmdesk.widgets.lights import status_word
from kmdesk.widgets.tips import plain_tip

_NAMES = {
    "kind": N_("Kind"),
    "year": N_("Year"),
    "status": N_("Status"),
    "issuer": N_("From"),
    "place": N_("Cupboard"),
    "tag": N_("Tag"),
}
_FEW = 5  # values shown before "more"
_WIDTH = 260
_CHIP = 190
_KEY = Qt.ItemDataRole.UserRole
_AND = "\x1f"  # separates status codes with the same label
_MORE = "\x00more"


class FacetList(QWidget):
    """A single list of all facets, so that the arrow keys reach everything."""

    changed = Signal()
    right = Signal()

    def __init__(self, kinds: Kinds, parent: QWidget) -> None:
        super().__init__(parent)
        self._kinds = kinds
        self.chosen: dict[str, str] = {}
        self._words: dict[tuple[str, str], str] = {}
        self._facets: Mapping[str, Sequence[Facet]] = {}
        self._places: Mapping[int, str] = {}
        self._open: set[str] = set()
        self.setFixedWidth(_WIDTH)
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Narrow the list"))
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemClicked.connect(self._take)
        self.list.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.chips = QWidget(parent)
        self._chips = QHBoxLayout(self.chips)
        self._chips.setContentsMargins(0, 0, 0, 0)
        self._chips.addStretch(1)
        self.chips.hide()
        self.fill({}, {})

    def filters(self) -> Filters:
        """Return the choices as search filters."""
        values = {name: (value,) for name, value in self.chosen.items()}
        year = int(self.chosen.get("year", 0))
        return Filters(
            kinds=values.get("kind", ()),
            statuses=tuple(self.chosen["status"].split(_AND)) if "status" in self.chosen else (),
            issuers=values.get("issuer", ()),
            tags=values.get("tag", ()),
            places=tuple(int(place) for place in values.get("place", ())),
            years=(year, year) if year else None,
        )

    def clear(self) -> None:
        """Clear choices and values, for another search or another person."""
        self.chosen.clear()
        self._open.clear()
        self._words.clear()
        self.fill({}, {})

    def fill(self, facets: Mapping[str, Sequence[Facet]], places: Mapping[int, str]) -> None:
        """Show the facet values of a search result."""
        self._facets, self._places = facets, places
        item: QListWidgetItem | None = self.list.currentItem()
        before = item.data(_KEY) if item is not None else None
        self.list.clear()
        for facet in _NAMES:
            self._fill_one(facet)
        for row in range(self.list.count()):
            shown: QListWidgetItem | None = self.list.item(row)
            if shown is not None and before is not None and shown.data(_KEY) == before:
                self.list.setCurrentRow(row)
        self._fill_chips()
        self.setVisible(self.list.count() > 0)

    def drop_last(self) -> None:
        """Undo the latest choice."""
        if self.chosen:
            self.chosen.popitem()
            self.changed.emit()

    def choose(self, facet: str, value: str) -> None:
        """Choose a value, or undo the choice if already chosen."""
        if self.chosen.pop(facet, "") != value:
            self.chosen[facet] = value
        self.changed.emit()

    def enter(self) -> None:
        """Move the keyboard focus to the first value."""
        if self.list.count() > 1:
            if self.list.currentRow() < 1:
                self.list.setCurrentRow(1)
            self.list.setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Choose on Enter; move to the hits on the right arrow."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
                item: QListWidgetItem | None = self.list.currentItem()
                if item is not None:
                    self._take(item)
                return True
            if event.key() == Qt.Key.Key_Right:
                self.right.emit()
                return True
        return super().eventFilter(watched, event)

    # Filling ---------------------------------------------------------------------------

    def _fill_one(self, facet: str) -> None:
        rows = self._rows(facet)
        if not rows:
            return
        head = QListWidgetItem(tr(_NAMES[facet]))
        font = self.list.font()
        font.setBold(True)
        head.setFont(font)
        head.setFlags(Qt.ItemFlag.NoItemFlags)
        # What cannot be chosen is grey, but a heading is there to be read.
        head.setForeground(self.palette().text())
        self.list.addItem(head)
        chosen = self.chosen.get(facet)
        few = [row for row in rows[:_FEW] if row[0] != chosen]
        top = [row for row in rows if row[0] == chosen] + few
        for value, word, count in rows if facet in self._open else top:
            mark = "✓ " if value == chosen else ""
            self._add(f"{mark}{word}", facet, value, f"  ({count:,})")
        if facet not in self._open and len(rows) > len(top):
            self._add(tr("{count} more…", count=len(rows) - len(top)), facet, _MORE)

    def _add(self, text: str, facet: str, value: str, count: str = "") -> None:
        """Add a row; a long name is elided, its count never."""
        metrics = self.list.fontMetrics()
        room = _WIDTH - 52 - metrics.horizontalAdvance("    " + count)
        short = metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
        item = QListWidgetItem(f"    {short}{count}")
        item.setData(_KEY, (facet, value))
        item.setToolTip(plain_tip(text + count))
        self.list.addItem(item)

    def _rows(self, facet: str) -> list[tuple[str, str, int]]:
        """Return (value, label, count) of labelled values; a choice without hits counts 0."""
        counts = {each.value: each.count for each in self._facets.get(facet, ())}
        chosen = self.chosen.get(facet)
        if chosen is not None:
            counts.setdefault(chosen, 0)
        rows = []
        if facet == "status":
            counts = self._as_read(counts)
        for value, count in counts.items():
            word = self._word(facet, value) or self._words.get((facet, value), "")
            if word:
                # Kept: a choice without hits is not among the facets any more, and its
                # chip needs a name.
                self._words[facet, value] = word
                rows.append((value, word, count))
        return sorted(rows, reverse=True) if facet == "year" else rows

    def _word(self, facet: str, value: str) -> str:
        if facet == "kind":
            return tr(self._kinds.get(value).label) if value in self._kinds else ""
        if facet == "year":
            return screen_year(int(value))
        if facet == "place":
            return self._places.get(int(value), "")
        if facet == "status":
            return self._status(value)
        return value

    def _as_read(self, counts: Mapping[str, int]) -> dict[str, int]:
        """Combine statuses of several kinds that have the same label."""
        codes: dict[str, list[str]] = {}
        # A choice that is kept may stand for several codes already.
        for value in sorted({code for each in counts for code in each.split(_AND)}):
            codes.setdefault(self._status(value), []).append(value)
        merged = {_AND.join(same): sum(counts.get(v, 0) for v in same) for same in codes.values()}
        chosen = self.chosen.get("status")
        if chosen is not None and chosen not in merged:
            merged[chosen] = 0
        return dict(sorted(merged.items(), key=lambda pair: -pair[1]))

    def _status(self, value: str) -> str:
        """Return the labels of a status in the kinds found: one code may have several."""
        value = value.split(_AND)[0]
        found = [each.value for each in self._facets.get("kind", ()) if each.value in self._kinds]
        kinds = [self.chosen["kind"]] if "kind" in self.chosen else found
        words = [
            tr(status_word(self._kinds, kind, value))
            for kind in kinds
            if kind in self._kinds and value in self._kinds.get(kind).statuses
        ]
        return " / ".join(dict.fromkeys(words))

    def _fill_chips(self) -> None:
        empty_layout(self._chips, keep=1)
        for index, (facet, value) in enumerate(self.chosen.items()):
            word = self._words.get((facet, value), value)
            text = f"{tr(_NAMES[facet])}: {word}"
            chip = QPushButton(self.chips)
            elided = chip.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, _CHIP)
            chip.setText(f"{elided}  ✕")
            chip.setToolTip(tr("Take this choice back (Esc)"))
            chip.setAccessibleName(text)
            chip.clicked.connect(partial(self._drop, facet))
            self._chips.insertWidget(index, chip)
            chip.show()
        self.chips.setVisible(bool(self.chosen))

    # Doing -----------------------------------------------------------------------------

    def _take(self, item: QListWidgetItem) -> None:
        key = item.data(_KEY)
        if not key:
            return
        facet, value = key
        if value == _MORE:
            self._open.add(facet)
            self.fill(self._facets, self._places)
        else:
            self.choose(facet, value)

    def _drop(self, facet: str, _on: bool = False) -> None:
        if self.chosen.pop(facet, None) is not None:
            self.changed.emit()
