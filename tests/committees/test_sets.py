"""Sets: who may take a step, comments, versions, the older one marked, the board."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kmdesk.committees import knowledge, queries
from kmdesk.committees.kind import KnowledgeSetKind, change_row
from kmdesk.committees.knowledge import (
    add_comment,
    add_set,
    advance,
    compare_texts,
    new_version,
    write_text,
)
from kmdesk.committees.orders import CommitteeError, add_committee, appoint
from kmdesk.committees.view import committee_view
from kmdesk.records import WALK_UP, Actor, Library, Unit
from kmdesk.records.edit import EditConflict
from kmdesk.records.fields import InvalidValue
from kmdesk.records.model import Record

words = st.text(st.sampled_from("กขคง \n"), max_size=60)


@given(words, words)
def test_both_versions_can_be_read_back_from_the_comparison(old: str, new: str) -> None:
    pieces = compare_texts(old, new)
    assert "".join(text for mark, text in pieces if mark in "=-") == old
    assert "".join(text for mark, text in pieces if mark in "=+") == new
    if old == new:
        assert all(mark == "=" for mark, _text in pieces)


def _group(unit: Unit) -> int:
    group = add_committee(unit, {"title": "กลุ่ม ๑", "form": "km_group", "issue": "ลดเวลา"}).id
    for name, role in (("หัวหน้า ก", "head"), ("สมาชิก ข", "member"), ("ที่ปรึกษา ค", "adviser")):
        appoint(unit, group, name=name, role=role, from_on="2025-01-01")
    return group


def _published(unit: Unit, group: int) -> Record:
    record = add_set(unit, {"title": "ชุด", "group_id": group, "text": "หนึ่ง สอง"}, "2025-01-05")
    for day, step in enumerate(("sent", "compiled", "improved"), start=6):
        advance(unit, record.id, step, f"2025-01-{day:02d}", by="สมาชิก ข")
    advance(unit, record.id, "published", "2025-01-20", by="หัวหน้า ก")
    return record


def test_a_step_is_for_those_who_may_take_it(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        group = _group(unit)
        record = add_set(unit, {"title": "ชุด", "group_id": group}, "2025-01-05")
        with pytest.raises(InvalidValue) as caught:
            advance(unit, record.id, "sent", "2025-01-06", by="ที่ปรึกษา ค")
        assert caught.value.field == "by"
        for step in ("sent", "compiled", "improved"):
            advance(unit, record.id, step, "2025-01-07", by="สมาชิก ข")
        with pytest.raises(InvalidValue):
            advance(unit, record.id, "published", "2025-01-08", by="สมาชิก ข")
        assert record.status == "improved"
        assert record.audience == "internal"


def test_publishing_names_the_makers_and_marks_the_older_version(
    library: Library, clerk: Actor
) -> None:
    with library.writing(clerk, "x") as unit:
        group = _group(unit)
        old = _published(unit, group)
        assert (old.audience, old.on_shelf, old.issuer) == ("public", True, "กลุ่ม ๑")
        detail = queries.detail(unit.session, "knowledge_set", old.id)
        assert getattr(detail, "makers", "") == "หัวหน้า ก, สมาชิก ข, ที่ปรึกษา ค"
        new = new_version(unit, old.id, "2025-02-01")
        with pytest.raises(CommitteeError):
            new_version(unit, new.id, "2025-02-01")
        write_text(unit, new.id, {"title": "ชุด", "text": "หนึ่ง สาม"})
        for step in ("sent", "compiled", "improved", "published"):
            assert old.status == "published"
            with pytest.raises(InvalidValue, match="หัวหน้า ก"):
                advance(unit, new.id, step, "2025-02-02")  # a clerk is no member
            advance(unit, new.id, step, "2025-02-02", by="หัวหน้า ก")
        assert (old.status, old.on_shelf, new.status) == ("superseded", True, "published")
        with pytest.raises(InvalidValue):
            advance(unit, old.id, "published", "2025-02-03")
        texts = [s.text for s in knowledge.steps(unit.session, new.id)]
        assert texts[0] == "หนึ่ง สอง"
        assert texts[-1] == "หนึ่ง สาม"


def test_drafts_and_comments_are_not_for_walk_ups(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        group = _group(unit)
        draft = add_set(unit, {"title": "ร่าง", "group_id": group}, "2025-01-05").id
        shown = _published(unit, group).id
        add_comment(unit, shown, "ยังขาดตัวอย่าง", "2025-01-21")
        with pytest.raises(InvalidValue) as caught:
            add_comment(unit, shown, " ", "2025-01-21")
        assert caught.value.field == "text"
        unit.commit()
    with library.reading(WALK_UP) as reading:
        assert [card.record_id for card in knowledge.board(reading)] == [shown]
        assert "ยังขาดตัวอย่าง" not in str(committee_view(reading, shown))
    with library.reading(clerk) as reading:
        assert {card.record_id for card in knowledge.board(reading)} == {draft, shown}
        assert "ยังขาดตัวอย่าง" in str(committee_view(reading, shown))
    with library.writing(clerk, "x") as unit:
        (comment,) = knowledge.comments(unit.session, shown)
        change_row(unit, "comment", comment.id, {"settled_on": "2025-01-25"})
        write_text(unit, draft, {"due_on": "2025-01-31"})
        assert knowledge.sets_due(unit.session, "2025-02-01") == [(draft, "2025-01-31")]
        fields = dict(KnowledgeSetKind().facts(unit.session, draft))
        assert "Next step due" in fields
        with pytest.raises(EditConflict):
            write_text(unit, draft, {"title": "ข"}, {"title": "อื่น"})
