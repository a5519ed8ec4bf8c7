""" "ดูตำแหน่ง": the floor plan with the shape of a place lit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk import places
from kmdesk.i18n import tr
from kmdesk.places import floor_plan
from kmdesk.places.floor_plan import PlanRow, ShapeRow, Target
from kmdesk.places.ui.plan_view import PlanView
from kmdesk.places.ui.printing import print_plan
from kmdesk.records.unit import Reading
from kmdesk.store.files import FileStore
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import show_error
from kmdesk.widgets.thai_label import ThaiLabel


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with all floors, and the shape to light."""

    label: str
    plans: tuple[PlanRow, ...]
    shape: ShapeRow | None
    pictures: Mapping[str, bytes]
    targets: tuple[Target, ...] = ()


def pictures_of(plans: Sequence[PlanRow], files: FileStore) -> dict[str, bytes]:
    """Content of the pictures under floors, by hash; a lost file is left out."""
    paths = {plan.image: files.path(plan.image) for plan in plans if plan.image}
    return {name: path.read_bytes() for name, path in paths.items() if path.is_file()}


def find_spot(reading: Reading, place_id: int, files: FileStore) -> Spot:
    """Read what the dialog shows."""
    session = reading.session
    plans = tuple(floor_plan.plans(session))
    return Spot(
        places.place_label(session, place_id),
        plans,
        floor_plan.shape_of(session, place_id),
        pictures_of(plans, files),
        tuple(floor_plan.targets(reading)),
    )


def show_place(parent: QWidget, context: Context, place_id: int) -> None:
    """Open the floor plan over the window with the place lit."""

    def show(spot: Spot) -> None:
        PlanDialog(parent, context, spot).open()

    context.read(
        find_spot,
        place_id,
        context.library.files,
        done=show,
        failed=lambda error: _refuse(parent, error),
    )


def picture_of(content: bytes | None) -> QImage | None:
    """The picture in a file's content; None when there is none."""
    image = QImage.fromData(content) if content else QImage()
    return None if image.isNull() else image


def _refuse(parent: QWidget, error: Exception) -> None:
    show_error(parent, error)


class PlanDialog(QDialog):
    """One floor at a time; the floor of the place first."""

    def __init__(self, parent: QWidget, context: Context, spot: Spot) -> None:
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("planDialog")
        self.setWindowTitle(tr("Where it is: {place}", place=spot.label))
        self._context, self.spot = context, spot
        self.words = ThaiLabel(self)
        self.words.setObjectName("recordTitle")
        self.floor = QComboBox(self)
        for plan in spot.plans:
            self.floor.addItem(plan.name)
        self.floor.setVisible(len(spot.plans) > 1)
        self.floor.activated.connect(self._show_floor)
        self.view = PlanView(self)
        self.view.setAccessibleName(tr("Floor plan"))
        self.print_button = QPushButton(tr("Print"), self)
        self.print_button.clicked.connect(self._print)
        self.close_button = QPushButton(tr("Close"), self)
        self.close_button.setDefault(True)
        self.close_button.clicked.connect(self.accept)
        bar = QHBoxLayout()
        bar.addWidget(self.words, 1)
        for part in (self.floor, self.print_button, self.close_button):
            bar.addWidget(part)
        column = QVBoxLayout(self)
        column.addLayout(bar)
        column.addWidget(self.view, 1)
        self.resize(980, 640)
        self._show_spot()

    def _show_spot(self) -> None:
        shape = self.spot.shape
        floors = [n for n, plan in enumerate(self.spot.plans) if shape in plan.shapes]
        self._show_floor(floors[0] if floors else 0)
        if shape is None:
            self.words.set_text(
                tr("{place} is not drawn on the floor plan yet.", place=self.spot.label)
            )
        # On most shapes stands the name of the place: not to be said twice.
        elif shape.text and shape.text not in self.spot.label:
            self.words.set_text(f"{self.spot.label} ({shape.text})")
        else:
            self.words.set_text(self.spot.label)

    def _show_floor(self, index: int) -> None:
        if not 0 <= index < len(self.spot.plans):
            return
        plan = self.spot.plans[index]
        self.floor.setCurrentIndex(index)
        self.view.set_plan(plan, picture_of(self.spot.pictures.get(plan.image)))
        if self.spot.shape in plan.shapes:
            self.view.light(self.spot.shape)

    def _print(self) -> None:
        plan = self.view.plan
        if plan is not None:
            print_plan(self, self._context, plan, self.view.lit, self.spot.targets)
