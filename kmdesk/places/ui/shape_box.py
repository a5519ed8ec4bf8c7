"""The chosen shape in words: kind, text, size, and which place or whose desk it is."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import tr
from kmdesk.places.floor_plan import MADE_FOR, NEW_PLACE, SHAPE_KINDS, ShapeRow, Target
from kmdesk.places.sketch import Sketch
from kmdesk.widgets.thai_label import ThaiLabel

_WIDTH = 350
# Kinds of places a kind of shape may stand for, the likely ones first.
_FITTING = {
    "room": ("room",),
    "desk": ("desk",),
    "counter": ("desk", "room"),
    "cupboard": ("cupboard", "shelf"),
    "door": (),
}


class ShapeBox(QWidget):
    """Fields of ``sketch.shape``; ``changed`` after each edit."""

    changed = Signal()

    def __init__(self, sketch: Sketch, targets: Sequence[Target], parent: QWidget) -> None:
        super().__init__(parent)
        self._sketch, self._targets = sketch, tuple(targets)
        self._filling = False
        self.setFixedWidth(_WIDTH)
        self.nothing = ThaiLabel(self, tr("Choose a shape to say what it is."))
        self.fields = QWidget(self)
        self.kind = QComboBox(self.fields)
        for code, label in SHAPE_KINDS.items():
            self.kind.addItem(tr(label), code)
        self.text = QLineEdit(self.fields)
        self.place = QComboBox(self.fields)
        self.place.setMinimumContentsLength(12)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.place.setSizeAdjustPolicy(policy)
        self.sizes = {name: _spin(self.fields) for name in ("x", "y", "width", "height")}
        self.double = QPushButton(tr("Copy beside"), self.fields)
        self.remove = QPushButton(tr("Remove"), self.fields)
        self.state = ThaiLabel(self.fields)
        self.state.setObjectName("quiet")
        self._arrange()
        self.kind.activated.connect(self._take_kind)
        self.text.textEdited.connect(self._take_text)
        self.place.activated.connect(self._take_place)
        for spin in self.sizes.values():
            spin.valueChanged.connect(self._take_size)
        self.double.clicked.connect(lambda _on=False: self._do(self._sketch.double))
        self.remove.clicked.connect(lambda _on=False: self._do(self._sketch.remove))

    def _arrange(self) -> None:
        form = QFormLayout(self.fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        labels = {
            "x": tr("From the left (cm)"),
            "y": tr("From the top (cm)"),
            "width": tr("Width (cm)"),
            "height": tr("Depth (cm)"),
        }
        rows: list[tuple[str, QWidget]] = [
            (tr("Kind of shape"), self.kind),
            (tr("Written on it"), self.text),
            (tr("Which place it is"), self.place),
        ]
        rows += [(labels[name], spin) for name, spin in self.sizes.items()]
        for label, widget in rows:
            form.addRow(label, widget)
            widget.setAccessibleName(label)
        for button in (self.double, self.remove):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.double)
        buttons.addWidget(self.remove)
        form.addRow(buttons)
        form.addRow(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 0, 0, 0)
        column.addWidget(self.nothing)
        column.addWidget(self.fields)
        column.addStretch(1)

    def show_shape(self) -> None:
        """Fill the fields from the sketch."""
        shape = self._sketch.shape
        self.nothing.setVisible(shape is None)
        self.fields.setVisible(shape is not None)
        if shape is None:
            return
        # A spin box that is filled says that it changed, as one that is typed in.
        self._filling = True
        self.kind.setCurrentIndex(list(SHAPE_KINDS).index(shape.kind))
        # Put in again, it would throw the cursor to the end while somebody types in the middle.
        if self.text.text() != shape.text:
            self.text.setText(shape.text)
        self._fill_places(shape.kind, shape.place_id)
        for name, spin in self.sizes.items():
            spin.setValue(round(getattr(shape, name)))
        self.state.set_text(self._state_words(shape))
        self._filling = False

    def _state_words(self, shape: ShapeRow) -> str:
        if shape.place_id is None:
            tied = shape.kind == "door"
            return "" if tied else tr("Not tied to a place: nothing can be found here.")
        people = next((t.people for t in self._targets if t.place_id == shape.place_id), ())
        return tr("Desk of {people}", people=", ".join(people)) if people else ""

    def _fill_places(self, kind: str, chosen: int | None) -> None:
        self.place.clear()
        self.place.addItem(tr("No place"), None)
        if kind in MADE_FOR:
            self.place.addItem(tr("New place of this name"), NEW_PLACE)
        fitting = _FITTING[kind]
        for target in self._targets:
            if target.kind in fitting or target.place_id == chosen:
                words = f"{target.label} ({', '.join(target.people)})"
                self.place.addItem(words if target.people else target.label, target.place_id)
        for row in range(self.place.count()):
            if self.place.itemData(row) == chosen:
                self.place.setCurrentIndex(row)

    def _take_kind(self, index: int) -> None:
        self._sketch.change(kind=self.kind.itemData(index))
        self.changed.emit()

    def _take_text(self, text: str) -> None:
        self._sketch.change(("text", self._sketch.chosen), text=text)
        self.changed.emit()

    def _take_place(self, index: int) -> None:
        """Tie the shape; one without words takes the place's own name."""
        place_id = self.place.itemData(index)
        self._sketch.change(place_id=place_id)
        shape = self._sketch.shape
        found = next((t for t in self._targets if t.place_id == place_id), None)
        if found is not None and shape is not None and not shape.text.strip():
            self._sketch.change(text=found.label)
        self.changed.emit()

    def _take_size(self, _value: int) -> None:
        floor = self._sketch.floor
        if self._filling or floor is None:
            return
        width = min(float(self.sizes["width"].value()), floor.width)
        height = min(float(self.sizes["height"].value()), floor.height)
        x = min(float(self.sizes["x"].value()), floor.width - width)
        y = min(float(self.sizes["y"].value()), floor.height - height)
        # One mark for all four numbers: one Ctrl+Z takes a run of them back.
        mark = ("size", self._sketch.chosen)
        self._sketch.change(mark, x=x, y=y, width=width, height=height)
        self.changed.emit()

    def _do(self, work: object) -> None:
        if callable(work):
            work()
            self.changed.emit()


def _spin(parent: QWidget) -> QSpinBox:
    spin = QSpinBox(parent)
    spin.setRange(0, 20_000)
    spin.setSingleStep(5)
    # Typing 150 would make the shape 1 and 15 cm wide on the way.
    spin.setKeyboardTracking(False)
    return spin
