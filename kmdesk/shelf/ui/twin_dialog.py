"""The same letter twice, side by side: what is it to be?"""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QTextCharFormat,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, tr
from kmdesk.intake.text_features import letters_of
from kmdesk.shelf.check_letter import NEAR_TEXT, SAME_FACTS, Choice, Twin
from kmdesk.widgets.dates import screen_date
from kmdesk.widgets.style import HIT
from kmdesk.widgets.thai_label import ThaiLabel

CHOICES: dict[Choice, str] = {
    "copy": N_("Another copy: keep both as one item"),
    "version": N_("A new version: keep both, linked"),
    "forwarded": N_("A forwarded letter: keep both, linked"),
    "separate": N_("Something else: keep them apart"),
}


class TwinDialog(QDialog):
    """Two columns of facts and four buttons; keys 1 to 4 or Enter choose, Esc goes back."""

    def __init__(
        self,
        parent: QWidget,
        mine: Mapping[str, str],
        twin: Twin,
        choose: Callable[[Choice], None],
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Is it the same letter?"))
        self._choose = choose
        column = QVBoxLayout(self)
        said = tr(NEAR_TEXT if twin.by_text else SAME_FACTS)
        if twin.by_text:
            # Rounded down: 100 % is said of equal texts only.
            share = str(int(twin.likeness * 100))
            said += " " + tr("({share} % of a page is the same)", share=share)
        column.addWidget(ThaiLabel(self, said))
        column.addWidget(self._compared(mine, twin), 1)
        self.buttons: dict[Choice, QPushButton] = {}
        ways = QGridLayout()
        column.addLayout(ways)
        for at, (choice, words) in enumerate(CHOICES.items(), 1):
            button = QPushButton(f"{at}   {tr(words)}", self)
            button.setAutoDefault(False)
            button.setStyleSheet("text-align: left")
            button.clicked.connect(partial(self._chosen, choice))
            QShortcut(QKeySequence(str(at)), self).activated.connect(button.click)
            self.buttons[choice] = button
            ways.addWidget(button, (at - 1) // 2, (at - 1) % 2)
        back = QPushButton(tr("Back to the letter"), self)
        back.setAutoDefault(False)
        back.clicked.connect(self.reject)
        column.addWidget(back)
        self.buttons["copy"].setFocus()
        room = parent.window().height() if parent.window().height() > 400 else 720
        self.resize(940, min(720 if twin.text else 560, room - 20))

    def _compared(self, mine: Mapping[str, str], twin: Twin) -> QScrollArea:
        """Both letters side by side; on a low screen this scrolls, the ways out stay in sight."""
        body = QWidget(self)
        inside = QVBoxLayout(body)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addLayout(self._facts(mine, twin))
        self.stays = ThaiLabel(body, _which_stays(twin))
        inside.addWidget(self.stays)
        if twin.text:
            inside.addLayout(self._texts(mine.get("text", ""), twin.text), 1)
        else:
            inside.addStretch(1)
        scroll = QScrollArea(self)
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return scroll

    def _facts(self, mine: Mapping[str, str], twin: Twin) -> QGridLayout:
        theirs = {
            "number": twin.number,
            "title": twin.title,
            "issuer": twin.issuer,
            "dated": screen_date(twin.dated),
            "place": twin.place,
            "tags": twin.tags,
            "files": str(twin.files),
        }
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(2, 1)
        for at, head in enumerate(("", tr("The letter in hand"), tr("In the library already"))):
            label = ThaiLabel(self, head)
            label.setObjectName("boxTitle")
            grid.addWidget(label, 0, at)
        for row, (name, words) in enumerate(_LABELS.items(), 1):
            one, other = mine.get(name, ""), theirs.get(name, "")
            grid.addWidget(ThaiLabel(self, tr(words)), row, 0)
            for at, text in ((1, one), (2, other)):
                label = ThaiLabel(self, text or "–")
                if one != other:
                    label.setStyleSheet("font-weight: bold")
                grid.addWidget(label, row, at)
        return grid

    def _texts(self, mine: str, theirs: str) -> QHBoxLayout:
        """The two first pages, lines that the other does not have marked."""
        row = QHBoxLayout()
        for text, other, name in (
            (mine, theirs, tr("The letter in hand")),
            (theirs, mine, tr("In the library already")),
        ):
            pane = QPlainTextEdit(text, self)
            pane.setReadOnly(True)
            pane.setTabChangesFocus(True)
            pane.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
            pane.setAccessibleName(name)
            pane.setMinimumHeight(110)
            pane.setExtraSelections(_differences(pane, other))
            row.addWidget(pane)
        return row

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the choice that has the focus; one held down since before takes none."""
        focused = self.focusWidget()
        is_enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_enter and isinstance(focused, QPushButton):
            if not event.isAutoRepeat():
                focused.click()
            return
        super().keyPressEvent(event)

    def _chosen(self, choice: Choice, _on: bool = False) -> None:
        self.accept()
        self._choose(choice)


def _which_stays(twin: Twin) -> str:
    """What “Another copy” does, with the record named that stays."""
    named = (twin.number, twin.title, screen_date(twin.dated), twin.place or tr("No place noted"))
    return tr(
        "As one item, this record stays: {record}. The letter in hand goes to the trash; its"
        " facts, files, tags and links go over, and what you confirmed here counts more than"
        " what nobody has checked.",
        record=" · ".join(part for part in named if part),
    )


def _differences(pane: QPlainTextEdit, other: str) -> list[QTextEdit.ExtraSelection]:
    """The lines of the pane that ``other`` does not have."""
    # Letters only: a scan has its blanks, line ends and marks elsewhere than the original.
    there, found = letters_of(other), []
    block = pane.document().begin()
    while block.isValid():
        letters = letters_of(block.text())
        if letters and letters not in there:
            mark = QTextEdit.ExtraSelection()
            mark.format = QTextCharFormat()
            mark.format.setBackground(QColor(HIT))
            mark.cursor = QTextCursor(block)
            mark.cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            found.append(mark)
        block = block.next()
    return found


_LABELS = {
    "number": N_("Number"),
    "issuer": N_("From"),
    "dated": N_("Dated"),
    "title": N_("Subject"),
    "place": N_("Place"),
    "tags": N_("Tags"),
    "files": N_("Files"),
}
