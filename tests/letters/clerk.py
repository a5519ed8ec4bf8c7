"""A scripted clerk: checks letters in the real window by keyboard only and counts every key."""

import random
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from kmdesk import clock
from kmdesk.office.ingest import Ingest
from kmdesk.records import Actor, Library
from kmdesk.records.model import Place, Record
from kmdesk.shelf.documents import NewDocument, add_document
from kmdesk.shelf.model import DocumentDetail
from kmdesk.shelf.ui.letter_form import LetterForm
from kmdesk.shelf.ui.twin_dialog import TwinDialog
from kmdesk.thai.numbers import canonical_number
from kmdesk.widgets.join_dialog import JoinDialog
from tests.letters.facts import OFFICES, PROVINCE, Facts, make_facts, numbered
from tests.letters.layouts import Row, rows_of, write_pdf
from tests.letters.noise import with_noise

# What a clerk would put right where the page was misread; the rest is typed as it is read.
CHECKED = (
    "number",
    "issuer",
    "dated",
    "title",
    "addressee",
    "refers_to",
    "enclosures",
    "urgency",
    "form",
    "signer",
    "signer_position",
    "capacity",
    "contact",
    "reply_by",
    "place_id",
)
CHOICES = ("urgency", "form", "place_id")
DATES = ("dated", "reply_by")
Wait = Callable[[Callable[[], bool]], None]


@dataclass
class Desk:
    """A library with shelves, an office's habits, and letters that came in this morning."""

    library: Library
    actor: Actor
    folder: Path
    places: dict[str, int] = field(default_factory=dict)
    """Issuer → where its letters go."""
    wanted: dict[int, dict[str, object]] = field(default_factory=dict)
    """Record → what is to stand in it at last."""

    def furnish(self) -> None:
        """Shelves, and three earlier letters of each second issuer."""
        with self.library.writing(self.actor, "Furnish") as unit:
            shelves = [
                Place(kind="shelf", name=f"ชั้น {number}", label=f"ตู้ {number} ชั้น {number}")
                for number in range(1, 7)
            ]
            unit.session.add_all(shelves)
            unit.session.flush()
            names = list(dict.fromkeys(office[0] for office in (*OFFICES, PROVINCE)))
            self.places = {name: shelves[at % 6].id for at, name in enumerate(names)}
            for at, office in enumerate((*OFFICES, PROVINCE)):
                for number in range(3 if at % 2 == 0 else 0):
                    add_document(
                        unit,
                        NewDocument(
                            title=f"หนังสือเดิม {at}/{number}",
                            number=f"{office[1]}/{9000 + number}",
                            issuer=office[0],
                            dated="2022-03-01",
                            place_id=self.places[office[0]],
                        ),
                        [],
                    )
            unit.commit()

    def take_in(self, count: int, seed: int, twins: int = 1) -> None:
        """``count`` letters as real PDF files, some of them scanned badly, some twice."""
        paths: dict[Path, Facts] = {}
        for number in range(count):
            chance = random.Random(f"clerk:{seed}:{number}")
            again = number >= count - twins and count > 2 * twins
            facts = list(paths.values())[number - count + twins] if again else make_facts(chance)
            level = chance.choices(("typed", "light", "heavy"), (60, 28, 12))[0]
            path = self.folder / f"สแกน{number:03}.pdf"
            write_pdf(noisy_rows(rows_of(facts, chance), level, chance), path)
            paths[path] = facts
        for outcome in Ingest(self.library, self.actor).run(list(paths)):
            assert outcome.record_id, outcome
            self.wanted[outcome.record_id] = self.right(paths[Path(outcome.source)])

    def wrong(self) -> list[tuple[int, str]]:
        """(record, field) that does not hold what it should; merged copies are left out."""
        found = []
        with self.library.reading(self.actor) as reading:
            for record_id, wanted in self.wanted.items():
                record = reading.session.get(Record, record_id)
                detail = reading.session.get(DocumentDetail, record_id)
                if record is None or record.deleted_at is not None:
                    continue
                for name, value in wanted.items():
                    there = (
                        getattr(record, name) if hasattr(record, name) else getattr(detail, name)
                    )
                    if not _equal(name, there, value):
                        found.append((record_id, name))
        return found

    def right(self, facts: Facts) -> dict[str, object]:
        """What is to stand in the record of this letter."""
        wanted: dict[str, object] = {**facts.gold(), "place_id": self.places[facts.office[0]]}
        wanted["refers_to"] = "\n".join(numbered(facts.refers))
        wanted["enclosures"] = "\n".join(numbered(facts.enclosures))
        if facts.within:
            days, start = facts.within
            begin = facts.dated if start == "letter" else clock.today()
            wanted["reply_by"] = (begin + timedelta(days)).isoformat() if begin else ""
        right = {name: wanted[name] or (None if name in DATES else "") for name in CHECKED}
        if not facts.title:
            del right["title"]  # a stamped letter has none: what the form says will do
        return right


def noisy_rows(rows: Sequence[Row], level: str, chance: random.Random) -> list[Row]:
    """The rows as a scanner of ``level`` hands them on."""
    return [
        [(x, with_noise(text, level, chance).split("\n")[-1]) for x, text in row] for row in rows
    ]


class Clerk:
    """Presses keys on whatever has the focus; nothing else."""

    def __init__(
        self, form: LetterForm, wanted: Mapping[int, dict[str, object]], wait: Wait
    ) -> None:
        self._form, self._wanted, self._wait = form, wanted, wait
        self.pressed = 0
        self.keys: dict[int, int] = {}
        self.seconds: dict[int, float] = {}
        self.corrected: dict[int, list[str]] = {}
        self.twins: dict[int, list[str]] = {}
        """Letter that was asked about → the fields of which it was asked which side stays."""

    def check_all(self) -> None:
        """Every letter that waits."""
        form = self._form
        self._wait(lambda: form.letter is not None)
        while form.letter is not None:
            record_id, before = form.letter.record_id, self.pressed
            begin = time.perf_counter()
            self.corrected[record_id] = list(self._put_right(self._wanted[record_id]))
            self._press(Qt.Key.Key_Return)
            self._wait(lambda r=record_id: self._is_past(r) or self._asked() is not None)
            dialog = self._asked()
            if dialog is not None:
                self._press(Qt.Key.Key_1, dialog)
                self._wait(lambda r=record_id: self._is_past(r) or self._differs() is not None)
                self.twins[record_id] = self._answer()
                self._wait(lambda r=record_id: self._is_past(r))
                self._form.activateWindow()  # as a window manager does; off-screen there is none
                self._wait(lambda: QApplication.focusWidget() is not None)
            self.keys[record_id] = self.pressed - before
            self.seconds[record_id] = time.perf_counter() - begin

    def _is_past(self, record_id: int) -> bool:
        return self._form.letter is None or self._form.letter.record_id != record_id

    def _asked(self) -> TwinDialog | None:
        open_ones = [one for one in self._form.findChildren(TwinDialog) if one.isVisible()]
        return open_ones[0] if open_ones else None

    def _differs(self) -> JoinDialog | None:
        open_ones = [one for one in self._form.findChildren(JoinDialog) if one.isVisible()]
        return open_ones[0] if open_ones else None

    def _answer(self) -> list[str]:
        """What was confirmed before says otherwise: the letter in hand was just put right."""
        dialog = self._differs()
        if dialog is None:
            return []
        asked = list(dialog.choices)
        for _line in asked:
            self._press(Qt.Key.Key_2, dialog)
        self._press(Qt.Key.Key_Return, dialog)
        return asked

    def _put_right(self, wanted: Mapping[str, object]) -> Iterator[str]:
        fields = self._form.fields
        assert fields is not None
        for name in list(fields.editors):
            if name in wanted and not _equal(
                name, _value(fields.editors[name].widget), wanted[name]
            ):
                self._go(name)
                self._correct(name, wanted[name])
                yield name

    def _go(self, name: str) -> None:
        """By Tab where it is one of the doubtful fields ahead, else field by field."""
        fields = self._form.fields
        assert fields is not None
        names = list(fields.editors)
        while fields.current != name:
            assert fields.isAncestorOf(QApplication.focusWidget() or self._form)
            here, goal = names.index(fields.current), names.index(name)
            ahead = [n for n in fields.to_look_at() if names.index(n) > here]
            if goal > here and ahead and names.index(ahead[0]) <= goal:
                self._press(Qt.Key.Key_Tab)
            elif goal > here:
                self._press(Qt.Key.Key_Down, held=Qt.KeyboardModifier.ControlModifier)
            else:
                self._press(Qt.Key.Key_Backtab, held=Qt.KeyboardModifier.ShiftModifier)

    def _correct(self, name: str, wanted: object) -> None:
        widget = QApplication.focusWidget()
        assert widget is not None
        if isinstance(widget, QComboBox):
            goal = next(at for at in range(widget.count()) if widget.itemData(at) == wanted)
            while widget.currentIndex() != goal:
                down = goal > widget.currentIndex()
                self._press(Qt.Key.Key_Down if down else Qt.Key.Key_Up)
            return
        text = str(wanted or "")
        if name in DATES and text:
            self._retype(widget, _numeric(date.fromisoformat(text)))
            return
        shown = str(_value(widget) or "")
        self._edit(widget, shown, text)

    def _retype(self, widget: QWidget, text: str) -> None:
        self._press(Qt.Key.Key_A, held=Qt.KeyboardModifier.ControlModifier)
        if text:
            self._type(text, widget)
            if isinstance(widget, QLineEdit) and widget.hasSelectedText() and widget.text() != text:
                self._press(Qt.Key.Key_Delete)
        else:
            self._press(Qt.Key.Key_Delete)

    def _edit(self, widget: QWidget, shown: str, wanted: str) -> None:
        """Mend the part that differs where that is short, else type it again."""
        head = _common(shown, wanted)
        tail = _common(shown[head:][::-1], wanted[head:][::-1])
        gone, come = len(shown) - head - tail, len(wanted) - head - tail
        if len(wanted) <= 12 or not shown or gone + come > len(wanted) // 2:
            self._retype(widget, wanted)
            return
        here = self._walk(widget, head)
        # the cursor steps over a letter with its marks: what it cannot part is typed again
        end = here
        while end < head + gone:
            before = len(_text(widget))
            self._press(Qt.Key.Key_Delete)
            end += before - len(_text(widget))
        self._type(wanted[here : len(wanted) - (len(shown) - end)])

    def _walk(self, widget: QWidget, goal: int) -> int:
        """Bring the cursor to ``goal`` or just before it, from the nearer end; where it is."""
        control = Qt.KeyboardModifier.ControlModifier
        held = control if isinstance(widget, QPlainTextEdit) else Qt.KeyboardModifier.NoModifier
        if goal <= len(_text(widget)) // 2:
            self._press(Qt.Key.Key_Home, held=held)
            while _cursor(widget) < goal:
                self._press(Qt.Key.Key_Right, held=control)
        else:
            self._press(Qt.Key.Key_End, held=held)
            while _cursor(widget) > goal + 6:
                self._press(Qt.Key.Key_Left, held=control)
            while _cursor(widget) < goal:
                self._press(Qt.Key.Key_Right)
        while _cursor(widget) > goal:
            self._press(Qt.Key.Key_Left)
        return _cursor(widget)

    def _type(self, text: str, widget: QWidget | None = None) -> None:
        for char in text:
            if isinstance(widget, QLineEdit) and widget.text() == text:
                return  # the form completed a name it knows
            if char == "\n":
                self._press(Qt.Key.Key_Return, held=Qt.KeyboardModifier.ShiftModifier)
            else:
                self.pressed += 1
                _send(char)

    def _press(
        self,
        key: Qt.Key,
        widget: QWidget | None = None,
        held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        self.pressed += 1
        QTest.keyClick(widget or QApplication.focusWidget() or self._form, key, held)


def _send(char: str) -> None:
    """One key of a Thai keyboard (QTest knows only Latin ones)."""
    widget = QApplication.focusWidget()
    assert widget is not None
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, 0, Qt.KeyboardModifier.NoModifier, char))


def by_hand(wanted: Mapping[str, object]) -> int:
    """Keys for the same facts typed into an empty form: values, a Tab a field, and Enter."""
    keys = len(CHECKED) + 1
    for name, value in wanted.items():
        if name in CHOICES:
            keys += 2 if value else 0
        elif name in DATES:
            keys += len(_numeric(date.fromisoformat(str(value)))) if value else 0
        else:
            keys += len(str(value))
    return keys


@dataclass(frozen=True)
class Tally:
    """Keys a letter: median and 90th percentile."""

    median: float
    p90: float

    @classmethod
    def of(cls, counts: Sequence[int]) -> "Tally":
        """Of all letters."""
        ordered = sorted(counts)
        return cls(statistics.median(ordered), ordered[int(0.9 * (len(ordered) - 1) + 0.999)])


def _numeric(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year + 543}"


def _value(widget: QWidget) -> object:
    if isinstance(widget, QComboBox):
        return widget.currentData()
    if isinstance(widget, QPlainTextEdit):
        return widget.toPlainText()
    if isinstance(widget, QLineEdit):
        return widget.text()
    return widget.iso()  # type: ignore[attr-defined]


def _equal(name: str, shown: object, wanted: object) -> bool:
    if name == "number":
        return canonical_number(str(shown)) == wanted if shown else not wanted
    if isinstance(wanted, str):
        return "".join(str(shown or "").split()) == "".join(wanted.split())
    return shown == wanted or (not shown and not wanted)


def _common(one: str, other: str) -> int:
    count = 0
    while count < min(len(one), len(other)) and one[count] == other[count]:
        count += 1
    return count


def _text(widget: QWidget) -> str:
    return widget.toPlainText() if isinstance(widget, QPlainTextEdit) else widget.text()  # type: ignore[attr-defined]


def _cursor(widget: QWidget) -> int:
    if isinstance(widget, QPlainTextEdit):
        return widget.textCursor().position()
    assert isinstance(widget, QLineEdit)
    return widget.cursorPosition()
