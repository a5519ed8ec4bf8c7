"""Two clerks on one paper: what does not touch goes together, what does is shown to both."""

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.records import Actor, Duty, Library, NotAllowed
from kmdesk.records.edit import EditConflict, EditSession, FieldConflict
from kmdesk.shelf.documents import NewDocument, add_document, change_document, edit_document
from kmdesk.shelf.ui.tab import Tab
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import FormDialog

OTHER = Actor("ธุรการสอง", Duty.CLERK)
OPENED = {"title": "งบการเงิน", "issuer": "", "note": "", "place_id": None, "tags": ""}


@pytest.fixture
def paper(library: Library, clerk: Actor) -> int:
    """A paper both have open."""
    with library.writing(clerk, "Add a document") as unit:
        record = add_document(unit, NewDocument(title="งบการเงิน"), [])
        unit.commit()
        return record.id


def edit(library: Library, actor: Actor, paper: int, **values: object) -> None:
    with library.writing(actor, "Edit a document") as unit:
        edit_document(unit, paper, OPENED, values)
        unit.commit()


def test_changes_to_different_fields_go_together(library, clerk, paper) -> None:
    edit(library, OTHER, paper, issuer="กรมส่งเสริมสหกรณ์", tags="ด่วน")
    edit(library, clerk, paper, note="รอแนบ")
    with library.reading(clerk) as reading:
        assert reading.record(paper).issuer == "กรมส่งเสริมสหกรณ์"


def test_the_same_field_is_refused_and_nothing_is_saved(library, clerk, paper) -> None:
    edit(library, OTHER, paper, title="งบการเงินประจำปี")
    with pytest.raises(EditConflict, match="ธุรการสอง") as refused:
        edit(library, clerk, paper, title="งบดุล", note="ของฉัน")
    assert refused.value.clashes == (FieldConflict("title", "งบการเงินประจำปี", "งบดุล"),)
    edit(library, clerk, paper, title="งบการเงินประจำปี")  # both wrote the same
    with library.reading(clerk) as reading:
        assert reading.record(paper).title == "งบการเงินประจำปี"


def test_an_editor_of_rows_is_told_once_and_then_holds(library, clerk, paper) -> None:
    with library.reading(clerk) as reading:
        opened = EditSession(paper, reading.record(paper).version)
    with library.writing(clerk, "Edit") as unit:
        opened.refuse_if_moved_on(unit)
        change_document(unit, paper, {"note": "แถวของฉัน"})
        opened.saved(unit)
        unit.commit()
    with library.writing(clerk, "Edit") as unit:
        opened.refuse_if_moved_on(unit)  # what it wrote itself is no news
    edit(library, OTHER, paper, issuer="กรม")
    with library.writing(clerk, "Edit") as unit, pytest.raises(EditConflict, match="สอง"):
        opened.refuse_if_moved_on(unit)
    with library.writing(clerk, "Edit") as unit:
        opened.refuse_if_moved_on(unit)


def test_readers_do_not_get_that_far(library, walk_up, paper) -> None:
    with pytest.raises(NotAllowed):
        edit(library, walk_up, paper, note="x")


def test_the_form_shows_what_the_other_wrote_and_saves_at_the_second_press(
    qtbot: QtBot, context: Context, library: Library, clerk: Actor, paper: int
) -> None:
    tab = Tab(context)
    qtbot.addWidget(tab)
    tab.show()
    tab.open_record(paper)
    qtbot.waitUntil(lambda: tab.shown is not None)
    tab._act(next(a for a in tab.spec.actions if a.label == "Edit…"))
    qtbot.waitUntil(lambda: bool(tab.window().findChildren(FormDialog)))
    (form,) = tab.window().findChildren(FormDialog)
    with library.writing(OTHER, "Edit a document") as unit:
        change_document(unit, paper, {"title": "จากอีกเครื่อง", "issuer": "กรม"})
        unit.commit()
    form.editors["title"].set_value("ของฉัน")
    form.submit()
    qtbot.waitUntil(lambda: "จากอีกเครื่อง" in form._problems["title"].plain)
    assert "ธุรการสอง" in form._error.plain
    with qtbot.waitSignal(form.finished):
        form.submit()
    with library.reading(clerk) as reading:
        record = reading.record(paper)
        assert (record.title, record.issuer) == ("ของฉัน", "กรม")
