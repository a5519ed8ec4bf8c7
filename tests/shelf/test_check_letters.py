"""The clerk checks letterheads: queue, habits, relations, twins, undo; all on a real library."""

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from kmdesk import clock
from kmdesk.records import WALK_UP, Actor, Library, PassageText
from kmdesk.records.describe import tag_names
from kmdesk.records.model import Record
from kmdesk.shelf import documents, letters
from kmdesk.shelf.check_letter import TwinFound, confirm_letter, skip_check
from kmdesk.shelf.documents import NewDocument, add_document, add_receipt
from kmdesk.shelf.kind import DocumentKind
from kmdesk.shelf.letters import Letter, load_letter
from kmdesk.shelf.ui.letter_form import LetterForm, check_letters
from kmdesk.shelf.ui.twin_dialog import TwinDialog
from kmdesk.widgets.context import Context
from tests.letters.facts import Facts, make_facts

Make = Callable[..., Facts]
Receive = Callable[..., int]


def _load(library: Library, clerk: Actor, record_id: int, last: int | None = None) -> Letter:
    with library.reading(clerk) as reading:
        return load_letter(reading, record_id, last)


def _waiting(library: Library, clerk: Actor) -> list[int]:
    with library.reading(clerk) as reading:
        return letters.waiting(reading)


def _confirm(library: Library, clerk: Actor, record_id: int, **more: object) -> str:
    letter = _load(library, clerk, record_id)
    values = {name: filled.value for name, filled in letter.fields.items()} | more.pop("values", {})  # type: ignore[operator]
    with library.writing(clerk, "Check a letterhead") as unit:
        unit_id = confirm_letter(unit, record_id, values, **more)  # type: ignore[arg-type]
        unit.commit()
    return unit_id


def _add(library: Library, clerk: Actor, **facts: object) -> int:
    with library.writing(clerk, "Add a document") as unit:
        record = add_document(unit, NewDocument(**{"title": "หนังสือ", **facts}), [])  # type: ignore[arg-type]
        unit.commit()
        return record.id


def _seen(library: Library, record_id: int) -> tuple[str, str]:
    """Status and light as a walk-up sees them."""
    with library.reading(WALK_UP) as reading:
        status = reading.record(record_id).status
    return status, DocumentKind.lights[status]


# Queue, habits, relations -----------------------------------------------------------------


def test_a_letter_waits_until_it_is_confirmed(
    library: Library, clerk: Actor, a_letter: Make, receive: Receive
) -> None:
    facts = a_letter()
    record_id = receive(facts)
    assert _waiting(library, clerk) == [record_id]
    # a reader finds the paper at once, and sees that nobody vouches for it yet
    assert _seen(library, record_id) == ("unchecked", "amber")
    undone = _confirm(library, clerk, record_id)
    assert _waiting(library, clerk) == []
    assert _seen(library, record_id) == ("current", "green")
    with library.reading(clerk) as reading:
        record = reading.record(record_id)
        detail = documents.document(reading.session, record_id)
        assert (record.number, record.issuer) == ("กษ 1108/ว 99", facts.office[0])
        assert record.title == facts.title
        assert detail is not None
        assert (detail.form, detail.signer) == ("circular", facts.signer)
    library.undo(clerk, undone)
    assert _waiting(library, clerk) == [record_id]
    assert _seen(library, record_id) == ("unchecked", "amber")
    with library.reading(clerk) as reading:
        assert reading.record(record_id).number == ""


def test_books_do_not_wait(library: Library, clerk: Actor) -> None:
    from kmdesk.shelf.check_letter import await_check

    with library.writing(clerk, "Add") as unit:
        record = add_document(unit, NewDocument(title="ตำรา"), [])
        book = [PassageText("page:1", "1", "บทที่ ๑ การสหกรณ์ คือการรวมกันของบุคคล")]
        assert not await_check(unit, record.id, book)
        assert await_check(unit, record.id, [PassageText("page:1", "1", "", "A picture.")])


def test_what_is_typed_already_is_kept(
    library: Library, clerk: Actor, a_letter: Make, receive: Receive
) -> None:
    record_id = receive(a_letter())
    _confirm(library, clerk, record_id, values={"title": "ชื่อที่เจ้าหน้าที่แก้", "addressee": ""})
    fields = _load(library, clerk, record_id).fields
    assert (fields["title"].value, fields["title"].mark) == ("ชื่อที่เจ้าหน้าที่แก้", "kept")
    assert fields["addressee"].mark == "sure"


def test_place_and_tags_are_learned_from_the_senders_earlier_letters(
    library: Library, clerk: Actor, a_letter: Make, receive: Receive, shelves: list[int]
) -> None:
    facts = a_letter()
    for number in range(3):
        _add(
            library,
            clerk,
            number=f"กษ 1108/ว {number}",
            issuer=facts.office[0],
            dated="2024-01-05",
            place_id=shelves[1],
            tags=["สินเชื่อ"],
            form="circular",
        )
    letter = _load(library, clerk, receive(facts), shelves[0])
    assert (letter.fields["place_id"].value, letter.fields["place_id"].mark) == (
        shelves[1],
        "learned",
    )
    assert letter.fields["tags"].value == "สินเชื่อ"


def test_days_to_answer_are_counted_and_it_says_how(
    library: Library, clerk: Actor, a_letter: Make, receive: Receive
) -> None:
    record_id = receive(a_letter(within=(15, "receipt"), dated=date(2024, 1, 5)))
    found = _load(library, clerk, record_id).fields["reply_by"]
    assert (found.value, found.mark) == ((clock.today() + timedelta(15)).isoformat(), "check")
    assert found.how
    with library.writing(clerk, "Receive") as unit:
        add_receipt(unit, record_id, "๑๒", "12/1/2567")
        unit.commit()
    again = _load(library, clerk, record_id).fields["reply_by"]
    assert again.value == "2024-01-27"
    assert again.how != found.how
    other = receive(a_letter(within=(30, "letter"), dated=date(2024, 1, 5), number="กษ ๑๑๐๘/ว ๙๘"))
    assert _load(library, clerk, other).fields["reply_by"].value == "2024-02-04"


def test_words_are_spelt_as_in_letters_the_clerk_confirmed(
    library: Library, clerk: Actor, a_letter: Make, receive: Receive
) -> None:
    whole, torn = "ประธานกรรมการสหกรณ์ทุกแห่ง", "ประธานกรรมการสหกรณ์ทกแหง"
    first = receive(a_letter(addressee=whole))
    second = receive(a_letter(addressee=torn, number="กษ ๑๑๐๘/ว ๙๘"))
    assert _load(library, clerk, second).fields["addressee"].value == torn
    _confirm(library, clerk, first)
    found = _load(library, clerk, second).fields["addressee"]
    assert (found.value, found.mark) == (whole, "check")  # mended: to be looked at
    assert found.words  # and shown where it stands on the page


def test_without_a_habit_the_last_place_is_proposed(
    library: Library, clerk: Actor, a_letter: Make, receive: Receive, shelves: list[int]
) -> None:
    letter = _load(library, clerk, receive(a_letter()), shelves[2])
    assert (letter.fields["place_id"].value, letter.fields["place_id"].mark) == (shelves[2], "last")


def test_a_circular_repealed_by_another_is_proposed_linked_and_marked(
    library: Library, clerk: Actor, receive: Receive
) -> None:
    facts = make_facts(random.Random(5), "order")
    old = _add(library, clerk, number="12/2566", issuer=facts.office[0], dated="2023-02-01")
    facts.repeals = "12/2566"
    record_id = receive(facts)
    (relation,) = _load(library, clerk, record_id).relations
    assert (relation.relation, relation.target_id) == ("repeals", old)
    assert relation.words
    undone = _confirm(library, clerk, record_id, relations=[("repeals", old)])
    with library.reading(clerk) as reading:
        assert reading.record(old).status == "repealed"
        (link,) = letters.links_of(reading.session, old)
        assert (link.record_id, link.relation) == (record_id, "repeals")
    library.undo(clerk, undone)
    with library.reading(clerk) as reading:
        assert reading.record(old).status == "current"
        assert letters.links_of(reading.session, old) == []


def test_another_offices_order_with_the_same_number_is_not_meant(
    library: Library, clerk: Actor, receive: Receive
) -> None:
    facts = make_facts(random.Random(5), "order")
    facts.repeals = "12/2566"
    _add(library, clerk, number="12/2566", issuer="สำนักงานอื่น", dated="2023-02-01")
    assert _load(library, clerk, receive(facts)).relations == ()


# Twins ------------------------------------------------------------------------------------


def test_an_equal_letter_is_asked_about(
    library: Library, clerk: Actor, a_letter: Make, receive: Receive
) -> None:
    facts = a_letter()
    there = _add(
        library, clerk, number=facts.number, issuer=facts.office[0], dated=str(facts.dated)
    )
    record_id = receive(facts)
    with pytest.raises(TwinFound) as caught:
        _confirm(library, clerk, record_id)
    assert caught.value.twin.record_id == there
    assert _waiting(library, clerk) == [record_id]
    _confirm(library, clerk, record_id, choice="separate")
    assert _waiting(library, clerk) == []


@pytest.mark.parametrize(
    ("choice", "relation"), [("version", "replaces"), ("forwarded", "forwards")]
)
def test_a_version_or_forwarded_letter_is_linked(
    library: Library, clerk: Actor, a_letter: Make, receive: Receive, choice: str, relation: str
) -> None:
    facts = a_letter()
    there = _add(
        library, clerk, number=facts.number, issuer=facts.office[0], dated=str(facts.dated)
    )
    record_id = receive(facts)
    _confirm(library, clerk, record_id, choice=choice)
    with library.reading(clerk) as reading:
        (link,) = letters.links_of(reading.session, record_id)
        assert (link.record_id, link.to_id, link.relation) == (record_id, there, relation)


def test_another_copy_loses_nothing_and_can_be_undone(
    library: Library, clerk: Actor, a_letter: Make, receive: Receive, shelves: list[int]
) -> None:
    facts = a_letter()
    there = receive(facts)
    _confirm(library, clerk, there, values={"place_id": shelves[0], "tags": "เดิม"})
    other = _add(library, clerk, title="อีกเรื่อง")
    record_id = receive(facts, seed=7)
    with library.writing(clerk, "Prepare") as unit:
        unit.link(other, record_id, "cites", "", "page:1")
        unit.link(other, there, "cites")
        unit.link(record_id, there, "about")
        add_receipt(unit, record_id, "๑๒", "๑๒ มีนาคม ๒๕๖๘")
        unit.commit()
    before = _state(library, clerk, there), _state(library, clerk, record_id)
    undone = _confirm(
        library, clerk, record_id, choice="copy", values={"place_id": shelves[1], "tags": "ใหม่"}
    )
    with library.reading(clerk) as reading:
        session = reading.session
        detail = documents.document(session, there)
        assert detail is not None
        assert detail.copies == 2
        assert "ตู้ ๑ ชั้น 2" in detail.note
        assert tag_names(session, there) == ["เดิม", "ใหม่"]
        assert len(documents.page_originals(session, there)) == 2
        assert len(letters.first_pages(session, there)) == 2
        assert [receipt.number for receipt in documents.receipts(session, there)] == ["๑๒"]
        links = {
            (one.record_id, one.to_id, one.to_anchor) for one in letters.links_of(session, there)
        }
        assert links == {(other, there, "page:1"), (other, there, "")}
        gone = session.get(Record, record_id)
        assert gone is not None
        assert gone.deleted_at is not None
    library.undo(clerk, undone)
    assert (_state(library, clerk, there), _state(library, clerk, record_id)) == before


def _state(library: Library, clerk: Actor, record_id: int) -> object:
    with library.reading(clerk) as reading:
        session, record = reading.session, reading.record(record_id)
        return (
            record.title,
            record.place_id,
            record.deleted_at,
            documents.page_originals(session, record_id),
            letters.first_pages(session, record_id),
            sorted(
                (one.record_id, one.to_id, one.relation)
                for one in letters.links_of(session, record_id)
            ),
            [receipt.number for receipt in documents.receipts(session, record_id)],
            tag_names(session, record_id),
            getattr(documents.document(session, record_id), "copies", None),
        )


# The form ---------------------------------------------------------------------------------


@pytest.fixture
def opened(qtbot: QtBot, context: Context) -> Callable[..., LetterForm]:
    """The form over a window, its first letter loaded."""

    kept: list[QWidget] = []

    def open_form(record_id: int | None = None) -> LetterForm:
        window = QWidget()
        kept.append(window)
        qtbot.addWidget(window)
        window.resize(1366, 768)
        window.show()
        form = check_letters(window, context, record_id)
        qtbot.waitUntil(lambda: form.letter is not None)
        return form

    return open_form


def test_enter_confirms_and_brings_the_next(
    qtbot: QtBot, library: Library, clerk: Actor, a_letter: Make, receive: Receive,
    opened: Callable[..., LetterForm],
) -> None:  # fmt: skip
    first, second = receive(a_letter()), receive(a_letter(number="กษ ๑๑๐๘/ว ๑๐๐"))
    form = opened()
    assert "รอตรวจ 2 ฉบับ" in form._head.plain
    qtbot.keyClick(QApplication.focusWidget() or form, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.letter is not None and form.letter.record_id == second)
    qtbot.keyClick(QApplication.focusWidget() or form, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: form.letter is None)
    assert _waiting(library, clerk) == []
    form.undo()
    qtbot.waitUntil(lambda: form.letter is not None and form.letter.record_id == second)
    assert _waiting(library, clerk) == [second]
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: form.letter is not None and form.letter.record_id == first)
    form.accept()


def test_focus_marks_the_place_on_the_page(
    qtbot: QtBot, a_letter: Make, receive: Receive, opened: Callable[..., LetterForm]
) -> None:
    receive(a_letter())
    form = opened()
    assert form.fields is not None
    view = form.side.view
    assert view is not None
    qtbot.waitUntil(lambda: view.pages > 0)
    for name in ("number", "title", "signer"):
        form.fields.enter(name)
        qtbot.waitUntil(lambda: view.current_hit is not None, timeout=60_000)
        words = form.letter.fields[name].words
        assert view.hit_counts()[0] == len(words)
    form.accept()


def test_tab_goes_to_what_wants_a_look(
    qtbot: QtBot, a_letter: Make, receive: Receive, opened: Callable[..., LetterForm]
) -> None:
    receive(a_letter(dated=None))
    form = opened()
    fields = form.fields
    assert fields is not None
    assert fields.to_look_at() == ["dated"]  # a file has no paper that must lie somewhere
    assert fields.current == "dated"
    qtbot.keyClicks(QApplication.focusWidget(), "12/3/2568")
    assert fields.marks["dated"] == "typed"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert fields.current == "title"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    assert fields.current == "dated"
    assert fields.values()["dated"] == date(2025, 3, 12).isoformat()
    form.accept()


def test_with_nothing_left_only_closing_and_undoing_are_offered(
    a_letter: Make, receive: Receive, opened: Callable[..., LetterForm], qtbot: QtBot
) -> None:
    receive(a_letter())
    form = opened()
    assert form.drop_button.isEnabled() and form.pages_button.isEnabled()
    form.confirm()
    qtbot.waitUntil(lambda: form.letter is None)
    for button in (form.confirm_button, form.skip_button, form.drop_button, form.pages_button):
        assert not button.isEnabled()
    assert form.undo_button.isEnabled() and form.close_button.isEnabled()
    form.accept()


@pytest.mark.parametrize("key", [Qt.Key.Key_1, Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_an_equal_letter_opens_the_choice_and_a_key_decides(
    qtbot: QtBot, library: Library, clerk: Actor, a_letter: Make, receive: Receive,
    opened: Callable[..., LetterForm], key: Qt.Key,
) -> None:  # fmt: skip
    """Enter takes the choice with the focus, which is the first."""
    facts = a_letter()
    there = receive(facts)
    _confirm(library, clerk, there)
    receive(facts, seed=3)
    form = opened()
    form.confirm()
    qtbot.waitUntil(lambda: bool(form.findChildren(TwinDialog)))
    (dialog,) = form.findChildren(TwinDialog)
    qtbot.keyClick(dialog.focusWidget(), key)
    qtbot.waitUntil(lambda: form.letter is None)
    with library.reading(clerk) as reading:
        assert len(documents.page_originals(reading.session, there)) == 2
    form.accept()


def test_a_proposed_link_can_be_turned_down_by_key(
    qtbot: QtBot, library: Library, clerk: Actor, receive: Receive,
    opened: Callable[..., LetterForm],
) -> None:  # fmt: skip
    facts = make_facts(random.Random(5), "order")
    old = _add(library, clerk, number="12/2566", issuer=facts.office[0], dated="2023-02-01")
    facts.repeals = "12/2566"
    receive(facts)
    form = opened()
    assert [box.isChecked() for _relation, box in form._boxes] == [True]
    qtbot.keyClick(
        QApplication.focusWidget() or form, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier
    )
    assert [box.isChecked() for _relation, box in form._boxes] == [False]
    form.confirm()
    qtbot.waitUntil(lambda: form.letter is None)
    with library.reading(clerk) as reading:
        assert reading.record(old).status == "current"
        assert letters.links_of(reading.session, old) == []
    form.accept()


def test_later_leaves_it_waiting_and_not_a_letter_takes_it_out(
    qtbot: QtBot, library: Library, clerk: Actor, a_letter: Make, receive: Receive,
    opened: Callable[..., LetterForm],
) -> None:  # fmt: skip
    first, second = receive(a_letter()), receive(a_letter(number="กษ ๑๑๐๘/ว ๑๐๐"))
    form = opened()
    qtbot.keyClick(QApplication.focusWidget() or form, Qt.Key.Key_F8)
    qtbot.waitUntil(lambda: form.letter is not None and form.letter.record_id == second)
    qtbot.keyClick(QApplication.focusWidget() or form, Qt.Key.Key_F9)
    qtbot.waitUntil(lambda: form.letter is None)
    assert _waiting(library, clerk) == [first]
    with library.writing(clerk, "Skip") as unit:
        skip_check(unit, first)
        unit.commit()
    assert _waiting(library, clerk) == []
    form.accept()


def test_a_secret_paper_shows_nothing_and_cannot_be_confirmed(
    qtbot: QtBot, library: Library, clerk: Actor, opened: Callable[..., LetterForm]
) -> None:
    with library.writing(clerk, "Add") as unit:
        text = [PassageText("page:1", "1", "ลับ\nที่ กษ ๑๑๐๘/๑\nเรื่อง ก\nเรียน ข")]
        record_id = add_document(unit, NewDocument(title="เอกสาร"), text).id
        unit.commit()
    form = opened(record_id)
    assert form.fields is None
    assert not form.confirm_button.isEnabled()
    assert "นายทะเบียนข้อมูลข่าวสารลับ" in form._problem.plain
    form.accept()
