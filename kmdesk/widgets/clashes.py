"""What somebody else saved while a form was open: shown at its fields, with the ways to go on."""

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtWidgets import QBoxLayout, QFormLayout, QLayout, QPushButton, QWidget

from kmdesk.i18n import N_, tr
from kmdesk.records.edit import FieldConflict, concat_unique
from kmdesk.widgets.both_texts import BothTexts
from kmdesk.widgets.fields import Editor
from kmdesk.widgets.flow import FlowRow
from kmdesk.widgets.thai_label import ThaiLabel

_LONGEST = 160  # characters shown at the field; a longer text is compared side by side
_JOINTS = {"lines": "\n", "title": " ", "text": " ", "suggest": " "}


class Clashes:
    """Knows what a form was opened with and which fields were touched, and shows its clashes.

    A field whose clash was shown counts as opened with what the other person wrote: saved once
    more, what stands in it is stored.
    """

    def __init__(
        self,
        editors: Mapping[str, Editor],
        problems: Mapping[str, ThaiLabel],
        values: Mapping[str, Any],
    ) -> None:
        self._editors, self._problems = editors, problems
        self.opened = dict(values)
        """What the form was filled with, by field."""
        # As shown, not as stored: that a widget words a date its own way is no change.
        self._untyped = {name: editor.typed() for name, editor in editors.items()}
        self._offers: dict[str, ClashOffer] = {}

    def refill(self, name: str, value: Any) -> None:
        """A field got ``value`` of the stored item only after the form was opened."""
        self.opened[name], self._untyped[name] = value, self._editors[name].typed()

    def touched(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Those of ``values`` whose fields were changed here; what others changed may stay."""
        return {
            name: value
            for name, value in values.items()
            if name not in self._untyped or self._editors[name].typed() != self._untyped[name]
        }

    def show(self, error: Exception) -> bool:
        """Show what ``error`` says others wrote, each at its field; whether it says so at all."""
        clashes: tuple[FieldConflict, ...] = getattr(error, "clashes", ())
        for clash in clashes:
            self.opened[clash.field] = clash.theirs
            self._untyped.pop(clash.field, None)  # seen: what stands there now was chosen
            self._show(clash)
        return bool(clashes)

    def clear(self) -> None:
        """The form is being saved again: nothing is offered any more."""
        for name in list(self._offers):
            self._settle(name)

    def _show(self, clash: FieldConflict) -> None:
        name, problem = clash.field, self._problems[clash.field]
        self._settle(name)
        editor = self._editors[name]
        said = shortened(editor.words(clash.theirs)) or "–"
        problem.set_text(tr("It is now: {theirs}", theirs=said))
        problem.show()
        offer = ClashOffer(problem, editor, clash.theirs, lambda: self._settle(name))
        self._offers[name] = offer
        _put_below(problem, offer)
        offer.show()

    def _settle(self, name: str) -> None:
        offer = self._offers.pop(name, None)
        if offer is not None:
            self._problems[name].hide()
            offer.hide()
            offer.deleteLater()


class ClashOffer(FlowRow):
    """The buttons below a field that both changed; each puts a value into it, unsaved yet."""

    def __init__(
        self, problem: QWidget, editor: Editor, theirs: Any, settled: Callable[[], object]
    ) -> None:
        super().__init__(problem.parentWidget())
        self._editor, self._theirs, self._settled = editor, theirs, settled
        self.take = self._button(N_("Take the other one"), lambda: self._put(theirs))
        self.both = self._button(N_("Put both together"), lambda: self._put(self._together()))
        self.compare = self._button(N_("Compare…"), self._compare)
        is_text = editor.field.kind in _JOINTS
        same = is_text and self._together() in (str(editor.typed()).strip(), str(theirs).strip())
        self.both.setVisible(is_text and not same)
        self.compare.setVisible(is_text and len(str(theirs)) > _LONGEST)

    def _button(self, words: str, act: Callable[[], object]) -> QPushButton:
        button = QPushButton(tr(words), self)
        button.setAutoDefault(False)
        button.clicked.connect(lambda _on=False: act())
        self.add(button)
        return button

    def _together(self) -> str:
        return concat_unique(self._editor.typed(), self._theirs, _JOINTS[self._editor.field.kind])

    def _put(self, value: Any) -> None:
        self._editor.set_value(value)
        self._editor.widget.setFocus()
        self._settled()

    def _compare(self) -> None:
        texts = (str(self._editor.typed()), str(self._theirs), self._together())
        BothTexts(self, self._editor.field.label, texts, self._put).open()


def shortened(text: str) -> str:
    """``text``, or the beginning of a long one in one line."""
    if len(text) <= _LONGEST:
        return text
    return f"{' '.join(text.split())[: _LONGEST - 1]}…"


def _put_below(problem: QWidget, offer: QWidget) -> None:
    parent = problem.parentWidget()
    # A widget does not know which of the nested layouts holds it.
    for layout in parent.findChildren(QLayout) if parent is not None else ():
        at = layout.indexOf(problem)
        if at >= 0 and isinstance(layout, QFormLayout):
            row, _role = layout.getWidgetPosition(problem)
            layout.insertRow(row + 1, "", offer)
        elif at >= 0 and isinstance(layout, QBoxLayout):
            layout.insertWidget(at + 1, offer)
