"""Backlinks and wanted laws: derived, in step with the feed, made anew at will."""

import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from kmdesk.records import SYSTEM, BaseKind, Kinds, Library, PassageText
from kmdesk.records.citations import law_names, references
from kmdesk.search.queries import Backlinks
from kmdesk.search.worker import Service

COOP = "พระราชบัญญัติสหกรณ์ พ.ศ. ๒๕๔๒"
OTHER = "พระราชบัญญัติวิธีปฏิบัติราชการทางปกครอง พ.ศ. ๒๕๓๙"
ALL, PUBLIC = ("public", "internal"), ("public",)
Add = Callable[..., int]


class LawKind(BaseKind):
    """A law whose provisions are its passages."""

    code, label, cited_by_name = "law", "Law", True


class LetterKind(BaseKind):
    code, label = "letter", "Letter"


@pytest.fixture
def kinds() -> Kinds:
    kinds = Kinds()
    kinds.register(LawKind())
    kinds.register(LetterKind())
    return kinds


@pytest.fixture
def put(library: Library) -> Add:
    """Adds a law (passages by number) or a letter (by page); its id."""

    def _put(kind: str, title: str, texts: dict[str, str], **columns: Any) -> int:
        unit_word = "มาตรา " if kind == "law" else ""
        head = "provision:" if kind == "law" else "page:"
        with library.writing(SYSTEM, "Add") as unit:
            record = unit.add(kind=kind, title=title, **columns)
            pieces = [PassageText(head + n, unit_word + n, text) for n, text in texts.items()]
            unit.passages(record, pieces)
            unit.commit()
            return record.id

    return _put


@pytest.fixture
def service(library: Library, kinds: Kinds) -> Iterator[Service]:
    service = Service(library.root, kinds)
    yield service
    service.close()


def links(service: Service, record: int, number: str | None = None) -> list[tuple[int, str]]:
    service.catch_up()
    return [(link.record_id, link.anchor) for link in service.backlinks(record, number, ALL)]


def wanted(service: Service, audiences: tuple[str, ...] = ALL) -> list[tuple[str, int]]:
    service.catch_up()
    return [(law.title, law.times) for law in service.wanted_laws(audiences)]


def test_backlinks_of_a_law_and_of_one_provision(service: Service, put: Add) -> None:
    act = put("law", COOP, {"43": "มาตรา ๔๓ ข้อบังคับ", "44": "มาตรา ๔๔ ตามมาตรา ๔๓ (๒)"})
    letter = put("letter", "ซ้อมความเข้าใจ", {"1": f"ตามมาตรา ๔๔ แห่ง{COOP}", "2": "มาตรา ๔๓"})
    assert links(service, act, "43") == [(act, "provision:44"), (letter, "page:2")]
    assert links(service, act, "44") == [(letter, "page:1")]
    assert (letter, "page:1") in links(service, act)
    assert wanted(service) == []


def test_a_law_that_comes_later_is_found_by_older_texts(service: Service, put: Add) -> None:
    letter = put("letter", "หนังสือ", {"1": f"ตามมาตรา ๔๓ แห่ง{COOP} และ{COOP}"})
    assert wanted(service) == [(COOP, 3)]
    act = put("law", "พระราชบัญญัติสหกรณ์ พุทธศักราช 2542", {"43": "มาตรา ๔๓"})
    assert links(service, act, "43") == [(letter, "page:1")]
    assert wanted(service) == []


def test_a_rename_moves_the_backlinks(service: Service, put: Add, library: Library) -> None:
    letter = put("letter", "หนังสือ", {"1": f"มาตรา ๔๓ แห่ง{COOP}"})
    act = put("law", OTHER, {"43": "มาตรา ๔๓"})
    assert links(service, act, "43") == []
    with library.writing(SYSTEM, "Edit") as unit:
        unit.retitle(unit.record(act), COOP)
        unit.commit()
    assert links(service, act, "43") == [(letter, "page:1")]
    with library.writing(SYSTEM, "Trash") as unit:
        unit.trash(letter)
        unit.commit()
    assert links(service, act, "43") == []


def test_nothing_internal_is_told_or_counted(service: Service, put: Add) -> None:
    act = put("law", COOP, {"43": "มาตรา ๔๓"})
    put("letter", "ภายใน", {"1": f"มาตรา ๔๓ แห่ง{COOP} และ{OTHER}"}, audience="internal")
    service.catch_up()
    assert service.backlinks(act, "43", PUBLIC) == []
    assert len(service.backlinks(act, "43", ALL)) == 1
    assert wanted(service, PUBLIC) == []
    assert wanted(service) == [(OTHER, 1)]


def test_two_laws_of_one_title_are_not_guessed_between(service: Service, put: Add) -> None:
    first = put("law", COOP, {"1": "มาตรา ๑"})
    put("law", COOP, {"1": "มาตรา ๑"})
    put("letter", "หนังสือ", {"1": f"มาตรา ๑ แห่ง{COOP}"})
    assert links(service, first) == []
    assert wanted(service) == []


def test_made_anew_it_is_the_same(
    service: Service, put: Add, library: Library, kinds: Kinds
) -> None:
    act = put("law", COOP, {str(n): f"มาตรา {n} ตามมาตรา {n + 1}" for n in range(1, 150)})
    for n in range(90):
        put("letter", f"หนังสือ {n}", {"1": f"มาตรา {n + 1} แห่ง{COOP}"})
    before = links(service, act)
    assert len(before) > 230
    service.rebuild()
    assert links(service, act) == before
    service.close()
    path = library.root / "index" / "references.sqlite"
    path.write_bytes(b"not a database" * 100)
    again = Service(library.root, kinds)
    try:
        assert links(again, act) == before
    finally:
        again.close()


def test_another_stamp_is_read_again(service: Service, put: Add, library: Library) -> None:
    act = put("law", COOP, {"1": "มาตรา ๑", "2": "มาตรา ๒ ตามมาตรา ๑"})
    assert links(service, act) == [(act, "provision:2")]
    path = library.root / "index" / "references.sqlite"
    with sqlite3.connect(path) as base:
        base.execute("UPDATE state SET value = 'old' WHERE name = 'stamp'")
    base.close()
    store = Backlinks(path, writer=True)
    store.open()
    with library.reading(SYSTEM) as reading:
        assert store.backlinks(reading.session, act, None, ALL) == []
        while store.step(reading.session, service.kinds):
            pass
        assert len(store.backlinks(reading.session, act, None, ALL)) == 1
    store.close()


def test_a_reader_without_the_lock_reads(service: Service, put: Add, library: Library) -> None:
    act = put("law", COOP, {"1": "มาตรา ๑", "2": "มาตรา ๒ ตามมาตรา ๑"})
    service.catch_up()
    second = Service(library.root, service.kinds)
    try:
        assert not second.index.writer
        assert [b.anchor for b in second.backlinks(act, "1", ALL)] == ["provision:2"]
    finally:
        second.close()


def test_references_of_a_record(put: Add, library: Library, kinds: Kinds) -> None:
    act = put("law", COOP, {"43": "มาตรา ๔๓"})
    text = f"ตาม{COOP} มาตรา ๔๓ ประกอบมาตรา ๙๙ แห่ง{OTHER}"
    letter = put("letter", "หนังสือ", {"1": text})
    with library.reading(SYSTEM) as reading:
        found = references(reading, kinds, letter)
        assert [(f.record_id, f.to_anchor) for f in found] == [(act, ""), (act, "provision:43")]
        assert [text[f.start : f.end] for f in found] == [COOP, "มาตรา ๔๓"]
        assert law_names(reading, kinds).titles == {act: COOP}


def test_the_process_answers(client: Any, library: Library) -> None:
    with library.writing(SYSTEM, "Add") as unit:
        record = unit.add(kind="document", title="หนังสือ")
        unit.passages(record, [PassageText("page:1", "1", f"มาตรา ๑ แห่ง{COOP}")])
        letter = record.id
        unit.commit()
    client.catch_up()
    assert [(law.title, law.records) for law in client.wanted_laws()] == [(COOP, (letter,))]
    assert client.backlinks(letter) == []
