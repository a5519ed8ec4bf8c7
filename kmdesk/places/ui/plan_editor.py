"""The office plan being drawn: floors as pages, tools, what the chosen shape stands for."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QPushButton,
    QTabBar,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.places import floor_plan
from kmdesk.places.floor_plan import SHAPE_KINDS, PlanError, PlanRow, Target, save_plans
from kmdesk.places.sketch import GRIDS, NEW_FLOOR, Sketch, floors_from_plain, floors_to_plain
from kmdesk.places.ui.plan_canvas import PlanCanvas
from kmdesk.places.ui.shape_box import ShapeBox
from kmdesk.places.ui.show import picture_of, pictures_of
from kmdesk.records import Duty
from kmdesk.records.unit import Reading, Unit
from kmdesk.store.files import FileStore
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form, confirm, error_text, show_error
from kmdesk.widgets.draft_keeper import DraftKeeper, Whole
from kmdesk.widgets.drafted_dialog import DraftedDialog
from kmdesk.widgets.drafts import FormPlace
from kmdesk.widgets.files import ask_file
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.page_pictures import image_of
from kmdesk.widgets.scroll_buttons import name_scroll_buttons
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import key_tip

if TYPE_CHECKING:
    from kmdesk.intake.client import Compacted

_DRAWS = N_("Drag on the plan to draw one (Esc: choose again)")
_LARGEST_PICTURE = 2400  # pixels across or down


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the editor opens: floors, what shapes may stand for, pictures by hash."""

    plans: tuple[PlanRow, ...]
    targets: tuple[Target, ...]
    pictures: dict[str, bytes]


def read_drawing(reading: Reading, files: FileStore) -> Drawing:
    """Everything the editor needs."""
    plans = tuple(floor_plan.plans(reading.session))
    return Drawing(plans, tuple(floor_plan.targets(reading)), pictures_of(plans, files))


def edit_plans(parent: QWidget, context: Context) -> None:
    """Open the editor over the window."""

    def show(drawing: Drawing) -> None:
        PlanEditor(parent, context, drawing).open()

    def refuse(error: Exception) -> None:
        show_error(parent, error)

    context.read(read_drawing, context.library.files, done=show, failed=refuse)


class PlanEditor(DraftedDialog):
    """Draw, tie to places, save as one unit of work."""

    sketched = Signal()
    """Something of the sketch may have changed."""

    def __init__(self, parent: QWidget, context: Context, drawing: Drawing) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("planEditor")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setWindowTitle(tr("Draw the office plan"))
        self._context = context
        self.sketch = Sketch(drawing.plans)
        self.canvas = PlanCanvas(self.sketch, self)
        self.canvas.setAccessibleName(tr("Floor plan"))
        for name, content in drawing.pictures.items():
            picture = picture_of(content)
            if picture is not None:
                self.canvas.pictures[name] = picture
        self.box = ShapeBox(self.sketch, drawing.targets, self)
        self.floors = QTabBar(self)
        self.floors.setAccessibleName(tr("Floors"))
        self.floors.setExpanding(False)
        name_scroll_buttons(self.floors)
        self.hint = ThaiLabel(
            self,
            tr(
                "Choose a tool and draw. Arrow keys move, with Shift stretch; Space goes to the"
                " next shape; Ctrl+D copies; Delete removes."
            ),
        )
        self.hint.setObjectName("quiet")
        self.problem = ThaiLabel(self)
        self.problem.setObjectName("problem")
        self.problem.hide()
        self.buttons: dict[str, QPushButton] = {}
        self._arrange()
        self.floors.currentChanged.connect(self._turn)
        self.canvas.sketch_changed.connect(self.show_sketch)
        self.canvas.tool_used.connect(lambda: self.choose_tool(""))
        self.box.changed.connect(self.show_sketch)
        context.actor_changed.connect(self._leave)
        self.resize(1240, 720)
        self.show_sketch()
        # Last: what is shown by now counts as nothing drawn.
        self.draft = self._keep_draft()
        self._column.insertWidget(0, self.draft.bar)

    # Building --------------------------------------------------------------------------

    def _arrange(self) -> None:
        column = self._column = QVBoxLayout(self)
        column.addWidget(self._tool_bar())
        column.addWidget(self.hint)
        pages = FlowRow(self)
        pages.add(self.floors)
        works = (
            ("add", N_("New floor…"), self._ask_floor),
            ("change", N_("Name and size…"), self._ask_change),
            ("picture", N_("Trace a picture…"), self._ask_picture),
            ("no_picture", N_("Without picture"), partial(self._do, self._take_picture)),
            ("remove_floor", N_("Remove floor"), self._ask_remove),
        )
        for name, label, work in works:
            pages.add(self._button(name, label, work))
        column.addWidget(pages)
        middle = QHBoxLayout()
        middle.addWidget(self.canvas, 1)
        middle.addWidget(self.box)
        column.addLayout(middle, 1)
        column.addWidget(self.problem)
        self.canvas.setFocus()

    def _tool_bar(self) -> FlowRow:
        bar = FlowRow(self)
        self.tools = QButtonGroup(self)
        self.tool_buttons: dict[str, QToolButton] = {}
        for kind, label in {"": N_("Choose and move"), **SHAPE_KINDS}.items():
            button = QToolButton(self)
            button.setText(tr(label))
            button.setCheckable(True)
            button.setToolTip(tr(_DRAWS) if kind else key_tip(label, tr("Space: the next shape")))
            button.clicked.connect(partial(self._tool_clicked, kind))
            self.tools.addButton(button)
            self.tool_buttons[kind] = button
            bar.add(button)
        self.grid = QComboBox(self)
        self.grid.setAccessibleName(tr("Grid"))
        for size in GRIDS:
            self.grid.addItem(tr("Grid {size} cm", size=size), size)
        self.grid.setCurrentIndex(GRIDS.index(self.sketch.grid))
        self.grid.activated.connect(self._set_grid)
        bar.add(self.grid)
        for name, label, keys, work in (
            ("undo", N_("Undo"), "Ctrl+Z", self.sketch.undo),
            ("redo", N_("Redo"), "Ctrl+Y", self.sketch.redo),
        ):
            button_ = self._button(name, label, partial(self._do, work))
            button_.setToolTip(key_tip(label, keys))
            bar.add(button_)
        self.save_button = self._button("save", N_("Save"), self.submit)
        self.save_button.setObjectName("primary")
        bar.add(self.save_button)
        bar.add(self._button("close", N_("Cancel"), self.reject))
        self.choose_tool("")
        return bar

    def _button(self, name: str, label: str, work: Callable[[], None]) -> QPushButton:
        button = QPushButton(tr(label), self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: work())
        self.buttons[name] = button
        return button

    # Showing ---------------------------------------------------------------------------

    def show_sketch(self) -> None:
        """Everything as the sketch is now."""
        sketch = self.sketch
        self.floors.blockSignals(True)
        while self.floors.count() > len(sketch.floors):
            self.floors.removeTab(self.floors.count() - 1)
        for index, floor in enumerate(sketch.floors):
            if index == self.floors.count():
                self.floors.addTab(floor.name)
            self.floors.setTabText(index, floor.name)
        self.floors.setCurrentIndex(sketch.floor_index)
        self.floors.blockSignals(False)
        self.canvas.show_sketch()
        self.box.show_shape()
        there = sketch.floor is not None
        for name in ("change", "picture", "remove_floor"):
            self.buttons[name].setEnabled(there)
        self.buttons["no_picture"].setVisible(bool(sketch.floor and sketch.floor.image))
        self.buttons["undo"].setEnabled(sketch.can_undo)
        self.buttons["redo"].setEnabled(sketch.can_redo)
        self.sketched.emit()

    def choose_tool(self, kind: str) -> None:
        """Draw this kind of shape next; "" chooses and moves."""
        self.canvas.tool = kind
        self.tool_buttons[kind].setChecked(True)

    def _tool_clicked(self, kind: str, _on: bool = False) -> None:
        self.choose_tool(kind)
        self.canvas.setFocus()

    def _do(self, work: Callable[[], None]) -> None:
        work()
        self.show_sketch()

    def _turn(self, index: int) -> None:
        self.sketch.show_floor(index)
        self.show_sketch()

    def _set_grid(self, index: int) -> None:
        self.sketch.grid = GRIDS[index]
        self.canvas.update()

    # Floors ----------------------------------------------------------------------------

    def _ask_floor(self) -> None:
        width, height = NEW_FLOOR
        self._ask_size(N_("New floor"), "", width, height, self.sketch.add_floor)

    def _ask_change(self) -> None:
        floor = self.sketch.floor
        if floor is not None:
            work = self.sketch.change_floor
            self._ask_size(N_("Name and size"), floor.name, floor.width, floor.height, work)

    def _ask_size(
        self,
        title: str,
        name: str,
        width: float,
        height: float,
        work: Callable[[str, float, float], None],
    ) -> None:
        fields = [
            Field("name", N_("Name of the floor"), required=True),
            Field("width", N_("Width (cm)"), "decimal", required=True, check=_check_length),
            Field("height", N_("Depth (cm)"), "decimal", required=True, check=_check_length),
        ]
        values = {"name": name, "width": f"{width:g}", "height": f"{height:g}"}

        def take(values: dict[str, object], form: FormDialog) -> None:
            form.accept()
            work(str(values["name"]), _length(values["width"]), _length(values["height"]))
            self.show_sketch()

        ask_form(self, title, fields, values, take, button=N_("Continue"))

    def _ask_remove(self) -> None:
        floor = self.sketch.floor
        if floor is not None:
            text = tr("Remove the floor “{name}” with all its shapes?", name=floor.name)
            confirm(self, text, N_("Remove floor"), lambda: self._do(self.sketch.remove_floor))

    # Pictures --------------------------------------------------------------------------

    def _ask_picture(self) -> None:
        kinds = tr("Pictures") + " (*.png *.jpg *.jpeg *.bmp)"
        name = ask_file(self, tr("Trace a picture"), "picture", kinds)
        if name:
            self.trace(name)

    def trace(self, name: str) -> None:
        """Put a picture file under the floor shown."""
        self._context.runner.submit_read(
            _picture, Path(name), done=self._put_picture, failed=self._refuse
        )

    def _put_picture(self, found: "Compacted") -> None:
        self.sketch.put_picture(found.data)
        floor = self.sketch.floor
        if floor is not None:
            self._context.draft_store.keep_picture(floor.image, found.data)
            self.canvas.pictures[floor.image] = image_of(found)
        self.problem.hide()
        self.show_sketch()

    def _take_picture(self) -> None:
        self.sketch.put_picture(None)

    # Saving ----------------------------------------------------------------------------

    def submit(self) -> None:
        """Save all floors as one unit of work."""
        self.save_button.setEnabled(False)
        self._context.write(
            N_("Draw the office plan"),
            _save,
            self.sketch.floors,
            dict(self.sketch.pictures),
            done=lambda _ids: self.accept(),
            failed=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        self.problem.set_text(error_text(error))
        self.problem.show()

    def reject(self) -> None:
        """Leave; asks first when something was drawn."""
        if not self.sketch.is_changed:
            super().reject()
        else:
            question = tr("Leave without saving the plan?")
            confirm(self, question, N_("Leave"), self.discard)

    def _keep_draft(self) -> DraftKeeper:
        """What is drawn lies on the disk a moment later, pictures in files of their own."""
        store, actor = self._context.draft_store, self._context.actor.name
        drawn = Whole(self._drawn, self._take_drawn, self.sketched.connect)
        return DraftKeeper(
            self, store, actor, N_("Draw the office plan"), FormPlace(), {"plan": drawn}
        )

    def _drawn(self) -> dict[str, Any]:
        return {"floors": floors_to_plain(self.sketch.floors)}

    def _take_drawn(self, kept: Any) -> None:
        """Go on with a draft; it is only ever offered over the plan it was drawn from."""
        try:
            floors = floors_from_plain(kept["floors"])
        except (TypeError, KeyError, ValueError):
            return
        for floor in floors:
            content = self._context.draft_store.picture(floor.image) if floor.image else None
            picture = picture_of(content) if content is not None else None
            if content is not None and picture is not None:
                self.sketch.pictures[floor.image] = content
                self.canvas.pictures[floor.image] = picture
        known = set(self.canvas.pictures)
        # A floor whose picture was lost is still worth going on with.
        self.sketch.take([f if f.image in known else replace(f, image="") for f in floors])
        self.show_sketch()

    def accept(self) -> None:
        """Close; the plan is saved by now, so neither draft nor pictures of it stay."""
        self._context.draft_store.drop_pictures(self.sketch.pictures)
        super().accept()

    def discard(self) -> None:
        """Close and throw away what was drawn, with its draft and pictures."""
        self._context.draft_store.drop_pictures(self.sketch.pictures)
        super().discard()

    def _leave(self, *_actor: object) -> None:
        """Signed out in the middle: the screen is for the next reader, the work is kept."""
        if self._context.actor.duty < Duty.CLERK and self.isVisible():
            self.park()

    def closeEvent(self, event: QCloseEvent) -> None:
        """The window's own close button asks too."""
        event.ignore()
        self.reject()


def _save(unit: Unit, floors: Sequence[PlanRow], pictures: dict[str, bytes]) -> list[int]:
    return save_plans(unit, floors, pictures)


def _length(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def _check_length(value: float) -> str | None:
    fits = 100 <= value <= 20_000
    return None if fits else N_("Between 100 and 20,000 cm (1 to 200 metres).")


def _picture(path: Path) -> "Compacted":
    """The picture in a file, made small enough to draw fast."""
    from kmdesk.intake.client import shared_client

    try:
        return shared_client().picture(path, _LARGEST_PICTURE, lossless=True)
    except KmdeskError as error:
        raise PlanError(
            "This file is no picture that can be read. Choose a PNG or JPEG file."
        ) from error
