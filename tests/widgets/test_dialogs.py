"""Forms say what is wrong at the field and stay open when saving fails."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget

from kmdesk.i18n import KmdeskError
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.fields import Editor

FIELDS = [
    Field("title", "Title", required=True),
    Field("dated", "Dated", "date"),
    Field("copies", "Number", "number"),
    Field("kind", "Kind", "choice", choices={"a": "One", "b": "Two"}),
    Field("shown", "Shown", "check"),
]


@pytest.fixture
def saved() -> list[dict]:
    return []


@pytest.fixture
def form(qtbot, saved) -> Iterator[FormDialog]:
    window = QWidget()
    qtbot.addWidget(window)
    yield ask_form(window, "Edit", FIELDS, {"kind": "b"}, lambda values, _f: saved.append(values))


def test_an_empty_required_field_is_told_at_the_field(form, saved) -> None:
    form.submit()
    assert saved == []
    assert form._problems["title"].plain == "โปรดกรอกช่องนี้"
    assert form._problems["dated"].isHidden()


def test_values_come_out_typed(form, saved) -> None:
    form.editors["title"].set_value("  เรื่องหนึ่ง ")
    form.editors["dated"].widget.line.setText("12/3/2551")
    form.editors["copies"].set_value("๑,๒๐๐")
    form.editors["shown"].set_value(True)
    form.submit()
    assert saved == [
        {"title": "เรื่องหนึ่ง", "dated": "2008-03-12", "copies": 1200, "kind": "b", "shown": True}
    ]


def test_a_wrong_date_is_refused_before_saving(form, saved) -> None:
    form.editors["title"].set_value("x")
    form.editors["dated"].widget.line.setText("เมื่อวาน")
    form.submit()
    assert saved == []
    assert not form._problems["dated"].isHidden()


def test_a_failed_save_keeps_the_form_and_says_why(form) -> None:
    form.editors["title"].set_value("x")
    form.submit()
    assert not form.save_button.isEnabled()
    form.show_error(KmdeskError("{name} is empty.", name="a"))
    assert form.save_button.isEnabled()
    assert form._error.plain == "a is empty."
    assert form.isVisible()


def test_a_form_grows_with_what_is_wrong_and_the_cursor_goes_there(qtbot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    fields = [Field(f"f{at}", "Title", required=True) for at in range(4)]
    form = ask_form(window, "Edit", fields, {}, lambda _values, _form: None)
    before = form.height()
    form.submit()
    assert form.height() > before
    for editor in form.editors.values():
        editor.set_value("x")
    form.show_error(KmdeskError("{name} is empty.", name="a"), "f2")
    assert form.focusWidget() is form.editors["f2"].widget


def test_sums_are_shown_without_an_empty_fraction_and_read_back(qtbot) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    editor = Editor(Field("limit", "Limit", "decimal"), box)
    editor.set_value(45_000_000.0)
    assert editor.widget.text() == "45,000,000"
    assert editor.value() == 45_000_000.0
    editor.set_value(12.5)
    assert (editor.widget.text(), editor.value()) == ("12.5", 12.5)
