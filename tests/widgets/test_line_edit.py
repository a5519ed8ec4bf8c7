"""The hint of an empty line edit, pixel by pixel."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPalette

from kmdesk.widgets.line_edit import ThaiLineEdit

HINT = "กรองประชุมนี้"


def _ink(picture: QImage) -> set[tuple[int, int]]:
    white = QColor("white").lightness()
    return {
        (x, y)
        for y in range(4, picture.height() - 4)
        for x in range(6, picture.width() - 6)
        if picture.pixelColor(x, y).lightness() < white - 60
    }


def _picture(edit: ThaiLineEdit) -> QImage:
    return edit.grab().toImage()


def test_the_hint_shows_its_marks_as_high_as_typed_text_does(qtbot) -> None:
    edit = ThaiLineEdit()
    qtbot.addWidget(edit)
    edit.resize(240, 40)
    edit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    inks = edit.palette()  # as black as what is typed, to be compared with it
    inks.setColor(QPalette.ColorRole.PlaceholderText, inks.color(QPalette.ColorRole.Text))
    edit.setPalette(inks)
    edit.show()
    edit.setPlaceholderText(HINT)
    hint = _ink(_picture(edit))
    edit.setText(HINT)
    typed = _ink(_picture(edit))
    assert min(y for _x, y in hint) == min(y for _x, y in typed)
    assert max(y for _x, y in hint) == max(y for _x, y in typed)
    assert max(x for x, _y in hint) == max(x for x, _y in typed)


def test_nothing_is_painted_over_typed_text(qtbot) -> None:
    edit = ThaiLineEdit()
    qtbot.addWidget(edit)
    edit.resize(240, 40)
    edit.show()
    edit.setText("กขค")
    plain = _picture(edit)
    edit.setPlaceholderText(HINT)
    assert _picture(edit) == plain
