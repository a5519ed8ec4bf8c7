"""Deleted for good: no value stays anywhere, that it was there stays in the history."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import select

from kmdesk.composition import build_kinds
from kmdesk.directory.entries import ResourcePersonDetail
from kmdesk.directory.kind import add_entry
from kmdesk.people import Person
from kmdesk.records import Actor, Duty, Library, PassageText
from kmdesk.records.history import history
from kmdesk.records.model import Attachment, Change, Link, Record, Tag
from kmdesk.records.undo import ERASED, TAKEN_IN, steps
from kmdesk.records.unit import NotAllowed, RecordError
from kmdesk.search.worker import Service
from kmdesk.shelf.documents import NewDocument, add_document, add_receipt, change_document
from kmdesk.store.check import check_store
from kmdesk.store.engine import Base
from kmdesk.store.files import remove_strays

KINDS = build_kinds()
ADMIN = Actor("ผู้ดูแลทดสอบ", Duty.ADMINISTRATOR)
SECRETS = ("ลับเรื่องกขค", "ลับผู้ส่งฉชซ", "ลับหมายเหตุฌญฎ", "ลับข้อความฏฐฑ", "ลับป้ายฒณด", "ลับเลขรับตถท")
TITLE, ISSUER, NOTE, TEXT, WORD, STAMP = SECRETS
WHY = "เจ้าของข้อมูลขอให้ลบ"


def _paper(library: Library, clerk: Actor, other: int) -> tuple[int, list[str]]:
    """A paper full of what must go, and the units in which it came about."""
    units = []
    with library.writing(clerk, TAKEN_IN) as unit:
        record = add_document(
            unit, NewDocument(title=TITLE, number="ตย ๐๐๑๐/๗", issuer=ISSUER, tags=[WORD]), []
        )
        file = unit.attach(record, f"{TEXT} ไฟล์".encode(), "a.txt", "text/plain")
        unit.attach(record, b"shared", "b.txt", "text/plain")
        unit.passages(record, [PassageText("page:1", "1", TEXT)], file)
        unit.commit()
        units.append(unit.id)
        record_id = record.id
    with library.writing(clerk, "Edit a document") as unit:
        change_document(unit, record_id, {"note": NOTE, "title": f"{TITLE} แก้"})
        add_receipt(unit, record_id, STAMP, "2026-01-02")
        unit.link(other, record_id, "cites")
        unit.link(record_id, other, "about")
        unit.commit()
        units.append(unit.id)
    return record_id, units


def _trash(library: Library, clerk: Actor, record_id: int) -> str:
    with library.writing(clerk, "Move to the trash") as unit:
        unit.trash(record_id)
        unit.commit()
        return unit.id


def _other(library: Library, clerk: Actor) -> int:
    with library.writing(clerk, "Add a document") as unit:
        record = add_document(unit, NewDocument(title="เรื่องที่อยู่ต่อ"), [])
        unit.attach(record, b"shared", "c.txt", "text/plain")
        unit.commit()
        return record.id


def _found_on_disk(root: Path) -> set[str]:
    """Which of the secrets any file under the library holds, whatever the file is."""
    found = set()
    for path in root.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        found |= {word for word in SECRETS if word.encode() in content}
    return found


def test_nothing_of_it_stays_but_that_it_was_there(library: Library, clerk: Actor) -> None:
    other = _other(library, clerk)
    record_id, units = _paper(library, clerk, other)
    units.append(_trash(library, clerk, record_id))
    assert set(SECRETS) == _found_on_disk(library.root)
    with library.reading(ADMIN) as reading:
        before = [(row.label, row.actor, row.at) for row in history(reading.session, record_id)]
    library.erase(ADMIN, record_id, WHY)
    assert _found_on_disk(library.root) == set()
    with library.reading(ADMIN) as reading:
        session = reading.session
        rows = history(session, record_id)
        said, rest = rows[0], rows[1:]
        assert said.entity == ERASED
        assert said.actor == ADMIN.name
        assert (said.after or {})["number"]
        assert (said.after or {})["why"] == WHY
        kept = [(row.label, row.actor, row.at) for row in rest if row.label != "Delete for good"]
        assert kept == before
        assert all(row.before is None and row.after is None for row in rest)
        for table in Base.metadata.sorted_tables:
            if "record_id" in table.columns and table.name != "change":
                assert not session.execute(
                    select(table).where(table.c.record_id == record_id)
                ).all(), table.name
        assert session.get(Record, record_id) is None
        assert session.scalars(select(Link)).all() == []
        assert session.scalars(select(Tag.name)).all() == []
        assert session.scalars(select(Attachment.name)).all() == ["c.txt"]
    assert check_store(library.root) == []
    shared = [library.files.path(sha256) for sha256 in library.files.hashes()]
    assert [path.read_bytes() for path in shared] == [b"shared"]
    # and there is no way back
    for unit in units:
        with pytest.raises(RecordError, match="ถูกลบถาวร"):
            library.undo(clerk, unit)
    with pytest.raises(RecordError):
        library.restore_state(clerk, record_id, 1)
    with pytest.raises(RecordError), library.writing(clerk, "Put back") as unit:
        unit.restore(record_id)


def test_the_act_itself_is_no_step_to_undo(library: Library, clerk: Actor) -> None:
    other = _other(library, clerk)
    record_id, _units = _paper(library, clerk, other)
    _trash(library, clerk, record_id)
    since = library.feed_end()
    library.erase(ADMIN, record_id, WHY)
    with library.reading(ADMIN) as reading:
        assert steps(reading.session, ADMIN.name, since) == ([], [])
        erased = reading.session.scalar(select(Change.unit).where(Change.entity == ERASED))
    with pytest.raises(RecordError, match="ถูกลบถาวร"):
        library.undo(ADMIN, str(erased))


def test_only_the_administrator_only_from_the_trash_and_only_with_a_reason(
    library: Library, clerk: Actor
) -> None:
    record_id, _units = _paper(library, clerk, _other(library, clerk))
    with pytest.raises(RecordError, match="ถังขยะ"):
        library.erase(ADMIN, record_id, WHY)
    _trash(library, clerk, record_id)
    for duty in (Duty.CLERK, Duty.SECRETARY):
        with pytest.raises(NotAllowed):
            library.erase(Actor("ผู้อื่น", duty), record_id, WHY)
    with pytest.raises(RecordError, match="เหตุผล"):
        library.erase(ADMIN, record_id, "  ")
    with library.reading(ADMIN) as reading:
        assert reading.session.get(Record, record_id) is not None


def test_a_person_known_by_nothing_else_goes_too(library: Library, clerk: Actor) -> None:
    def made(person: int) -> int:
        with library.writing(clerk, "Add to the directory") as unit:
            record = add_entry(unit, "resource_person", {"title": TITLE, "person_id": person})
            unit.commit()
            return record.id

    with library.writing(clerk, "Add people") as unit:
        people = [Person(name=f"{ISSUER} {at}", phone="0-0000-0000") for at in range(2)]
        unit.session.add_all(people)
        unit.session.flush()
        one, two = (person.id for person in people)
        unit.commit()
    gone, _kept = made(one), made(two)
    both = made(two)
    for record_id in (gone, both):
        _trash(library, clerk, record_id)
        library.erase(ADMIN, record_id, WHY)
    with library.reading(ADMIN) as reading:
        assert reading.session.scalars(select(Person.id)).all() == [two]
        rows = reading.session.scalars(select(Change).where(Change.entity == "person")).all()
        assert {row.entity_id: row.after is None for row in rows} == {one: True, two: False}
        assert len(reading.session.scalars(select(ResourcePersonDetail)).all()) == 1


def test_what_an_undo_put_aside_goes_too(library: Library, clerk: Actor) -> None:
    record_id, units = _paper(library, clerk, _other(library, clerk))
    for unit in reversed(units):
        library.undo(clerk, unit)
    stash = [path for path in library.root.rglob("*") if path.name.endswith(f"-{record_id}")]
    assert stash
    library.files.drop_stashed(record_id)
    assert not any(path.exists() for path in stash)


def test_the_index_follows(library: Library, clerk: Actor) -> None:
    other = _other(library, clerk)
    record_id, _units = _paper(library, clerk, other)
    service = Service(library.root, KINDS)
    try:
        service.catch_up()
        _trash(library, clerk, record_id)
        library.erase(ADMIN, record_id, WHY)
        service.catch_up()
        assert service.status(deep=True).drift == 0
    finally:
        service.close()


def test_old_libraries_are_swept_of_nothing_by_it(library: Library, clerk: Actor) -> None:
    """What others hold stays through the next start's tidying."""
    other = _other(library, clerk)
    record_id, _units = _paper(library, clerk, other)
    _trash(library, clerk, record_id)
    library.erase(ADMIN, record_id, WHY)
    remove_strays(library.root, undone=True)
    with closing(sqlite3.connect(library.root / "library.sqlite")) as base:
        assert base.execute("PRAGMA foreign_key_check").fetchall() == []
    assert check_store(library.root) == []
