"""A field is declared once: its column says what form, panel, history and merge make of it."""

import pytest

from kmdesk.composition import build_kinds
from kmdesk.intake.letterhead.layout import FIELDS
from kmdesk.records import Actor, Kinds, Library
from kmdesk.records.fields import (
    InvalidValue,
    defaults,
    field_of,
    fields_of,
    merge_rules,
    named,
    panel_rows,
    value_words,
)
from kmdesk.records.history import changes_of
from kmdesk.records.kinds import Kind
from kmdesk.records.model import Change
from kmdesk.shelf.documents import DOCUMENT, NewDocument, add_document, change_document
from kmdesk.shelf.model import CHECKED_FIELDS, DocumentDetail

KINDS = [kind for kind in build_kinds() if getattr(kind, "detail", None) is not None]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_every_column_of_a_kind_is_a_field_but_its_key(kind: Kind) -> None:
    detail = kind.detail  # type: ignore[attr-defined]
    columns = {column.key for column in detail.__table__.columns} - {"record_id"}
    assert columns == {spec.name for spec in fields_of(detail)}
    assert columns <= set(named(kind.fields, "detail"))
    assert set(merge_rules(detail)) == columns | {"record_id"}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.code)
def test_fields_of_a_kind_have_names_of_their_own_and_choices_where_they_choose(kind: Kind) -> None:
    names = [spec.name for spec in kind.fields]
    assert len(names) == len(set(names))
    assert "title" in names
    for spec in kind.fields:
        if spec.choices is not None and spec.default not in (None, ""):
            assert spec.default in spec.choices, spec.name


def test_a_value_reads_as_people_write_it() -> None:
    fields = {spec.name: spec for spec in DOCUMENT.fields}
    assert value_words(fields["retention"], "10") == "๑๐ ปี"
    assert value_words(fields["reply_by"], "2026-12-01") == "๑ ธันวาคม ๒๕๖๙"
    assert value_words(fields["retention"], "unheard of") == "unheard of"
    assert value_words(fields["addressee"], None) == ""
    assert field_of("document", "record_id") is None
    assert field_of("no_such_table", "title") is None


def test_the_panel_leaves_out_what_is_empty_and_joins_what_belongs_together() -> None:
    row = DocumentDetail(signer="นายตัวอย่าง", signer_position="ผู้อำนวยการ", form="memo")
    rows = dict(panel_rows(fields_of(DocumentDetail), _filled(row)))
    assert rows["Signed by"] == "นายตัวอย่าง ผู้อำนวยการ"
    assert "Position of the signer" not in rows
    assert "Contact" not in rows


def _filled(row: DocumentDetail) -> DocumentDetail:
    for column in DocumentDetail.__table__.columns:
        if getattr(row, column.key) is None and column.default is not None:
            setattr(row, column.key, column.default.arg)
    return row


def test_the_history_names_fields_and_choices_and_no_column(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "Add documents") as unit:
        record_id = add_document(unit, NewDocument(title="เรื่อง"), []).id
        unit.commit()
    with library.writing(clerk, "Edit a document") as unit:
        change_document(
            unit,
            record_id,
            {"replied_with": "กษ ๑", "retention": "forever", "reply_by": "2026-12-01"},
        )
        unit.commit()
    with library.reading(clerk) as reading:
        last = reading.session.query(Change).order_by(Change.seq.desc()).first()
        assert last is not None
        lines = "\n".join(changes_of(reading, Kinds(), last.unit))
    assert "ตอบแล้วด้วย" in lines or "ตอบด้วย" in lines
    assert "ห้ามทำลาย" in lines
    assert "๑ ธันวาคม ๒๕๖๙" in lines
    for name in ("replied_with", "retention", "reply_by", "forever", "2026-12-01"):
        assert name not in lines


@pytest.mark.parametrize(
    ("values", "field"),
    [({"title": "  "}, "title"), ({"retention": "never"}, "retention")],
)
def test_a_value_that_will_not_do_is_told_at_its_field(
    library: Library, clerk: Actor, values: dict[str, object], field: str
) -> None:
    with library.writing(clerk, "Add documents") as unit:
        record_id = add_document(unit, NewDocument(title="เรื่อง"), []).id
        unit.commit()
    with library.writing(clerk, "Edit") as unit, pytest.raises(InvalidValue) as refused:
        change_document(unit, record_id, values)
    assert refused.value.field == field


def test_a_letter_is_read_for_each_field_that_its_form_checks() -> None:
    habits = {"place_id", "tags"}  # learned from earlier letters, not read from this one
    assert set(FIELDS) == {spec.name for spec in CHECKED_FIELDS} - habits


def test_a_new_form_begins_with_its_defaults() -> None:
    assert defaults(DOCUMENT.fields)["retention"] == "10"
    assert "dated" not in defaults(DOCUMENT.fields)
