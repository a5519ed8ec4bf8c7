"""A page out of sight is not read again until it is looked at."""

from PySide6.QtWidgets import QStackedWidget, QWidget

from kmdesk.widgets.when_shown import WhenShown


def test_only_what_is_in_sight_works_at_once(qtbot) -> None:
    stack = QStackedWidget()
    qtbot.addWidget(stack)
    pages = [QWidget(stack), QWidget(stack)]
    calls: list[int] = []
    waits = []
    for at, page in enumerate(pages):
        stack.addWidget(page)
        waits.append(WhenShown(page, lambda n=at: calls.append(n)))
    waits[1].ask()
    assert calls == [1]  # nothing is on screen yet: nobody would come and look
    stack.show()
    qtbot.waitUntil(pages[0].isVisible)
    for _ in range(3):
        for wait in waits:
            wait.ask()
    assert calls == [1, 0, 0, 0]
    stack.setCurrentIndex(1)
    assert calls == [1, 0, 0, 0, 1]
    stack.setCurrentIndex(0)
    stack.setCurrentIndex(1)
    assert calls == [1, 0, 0, 0, 1]
