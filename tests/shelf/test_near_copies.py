"""Papers of nearly the same text are met although their facts differ; merging loses nothing."""

import random
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from kmdesk.intake.text_features import keys_of, shingles, similarity
from kmdesk.records import Actor, Library, PassageText
from kmdesk.records.describe import tag_names
from kmdesk.records.merge import Answers
from kmdesk.records.model import Attachment, Link, Passage, Place, Record
from kmdesk.shelf import check_letter, documents
from kmdesk.shelf.check_letter import TwinFound, await_check, catch_up, confirm_letter, merge_copy
from kmdesk.shelf.documents import NewDocument, add_document, add_receipt
from kmdesk.shelf.model import Receipt, Sketch
from kmdesk.shelf.ui.letter_form import check_letters
from kmdesk.shelf.ui.twin_dialog import TwinDialog
from kmdesk.widgets.context import Context
from tests.letters.facts import Facts, make_facts
from tests.letters.layouts import rows_of, text_of
from tests.letters.noise import with_noise

KEPT: Answers = dict.fromkeys(("title", "issuer", "dated", "form"), "keep")
Make = Callable[..., Facts]
Receive = Callable[..., int]
SHELVES = 3


def _letter(seed: int) -> str:
    chance = random.Random(seed)
    return text_of(rows_of(make_facts(chance, "external"), chance))


def _paper(
    library: Library, clerk: Actor, *pages: str, sketched: bool = True, **facts: object
) -> int:
    texts = [PassageText(f"page:{at}", str(at), page) for at, page in enumerate(pages, 1)]
    with library.writing(clerk, "Add") as unit:
        record = add_document(unit, NewDocument(**{"title": "หนังสือ", **facts}), texts)  # type: ignore[arg-type]
        if sketched:
            check_letter.store_keys(unit.session, record.id)
        unit.commit()
        return record.id


def _near(library: Library, clerk: Actor, record_id: int) -> list[int]:
    with library.reading(clerk) as reading:
        return [other for other, _share in check_letter.near_copies(reading, record_id)]


def test_a_scan_is_like_its_original_and_other_letters_are_not() -> None:
    for seed in range(20):
        page = _letter(seed)
        scan = with_noise(page, "heavy", random.Random(seed))
        assert similarity([page], [scan]) > 0.7
        assert set(keys_of([page])) & set(keys_of([scan]))
        assert similarity([page], [_letter(seed + 100)]) < 0.7
    assert shingles("สั้นเกินไป") == frozenset()
    assert similarity([""], [""]) == 0.0


def test_near_copies_are_found_also_under_a_cover_page(library: Library, clerk: Actor) -> None:
    page = _letter(1)
    there = _paper(library, clerk, page)
    _paper(library, clerk, _letter(2))
    scan = with_noise(page, "heavy", random.Random(3))
    assert _near(library, clerk, _paper(library, clerk, scan)) == [there]
    sent_on = _paper(library, clerk, _letter(4), scan)
    assert there in _near(library, clerk, sent_on)


def test_papers_in_the_trash_linked_or_hidden_are_not_asked_about(
    library: Library, clerk: Actor
) -> None:
    page = _letter(1)
    there = [_paper(library, clerk, page) for _ in range(3)]
    record_id = _paper(library, clerk, page)
    with library.writing(clerk, "Change") as unit:
        unit.trash(there[0])
        unit.link(record_id, there[1], "forwards")
        unit.record(there[2]).audience = "secretariat"
        unit.commit()
    assert _near(library, clerk, record_id) == []


def test_older_papers_are_caught_up_with(library: Library, clerk: Actor) -> None:
    page = _letter(1)
    there = [_paper(library, clerk, page, sketched=False) for _ in range(3)]
    record_id = _paper(library, clerk, page)
    assert _near(library, clerk, record_id) == []
    before = _feed(library, clerk)
    for expected in (2, 1, 0):
        with library.writing(clerk, "Catch up") as unit:
            assert catch_up(unit, 2) == expected
            unit.commit()
    assert sorted(_near(library, clerk, record_id)) == there
    assert _feed(library, clerk) == before  # derived: no change of any record


def _feed(library: Library, clerk: Actor) -> list[tuple[int, int]]:
    with library.reading(clerk) as reading:
        rows = reading.session.execute(select(Record.id, Record.version).order_by(Record.id))
        return [(row[0], row[1]) for row in rows]


def test_the_keys_go_with_their_record(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "Add") as unit:
        texts = [PassageText("page:1", "1", _letter(1))]
        record = add_document(unit, NewDocument(title="ก"), texts)
        await_check(unit, record.id, texts)
        unit.commit()
        unit_id = unit.id
    library.undo(clerk, unit_id)
    with library.reading(clerk) as reading:
        assert reading.session.scalars(select(Sketch)).all() == []


def test_a_scan_of_a_letter_that_is_there_is_asked_about(
    library: Library, clerk: Actor, a_letter: Make, receive: Receive
) -> None:
    facts = a_letter()
    there = receive(facts)
    with library.writing(clerk, "Check") as unit:
        confirm_letter(unit, there, {"title": "เดิม"})
        unit.commit()
    scanned = receive(facts, seed=9)  # set a little differently, and its number was not read
    with pytest.raises(TwinFound) as caught, library.writing(clerk, "Check") as unit:
        confirm_letter(unit, scanned, {"title": "อีกชื่อ", "number": ""})
    assert caught.value.twin.record_id == there
    assert 0.55 < caught.value.twin.likeness <= 1
    with library.writing(clerk, "Check") as unit:
        confirm_letter(unit, scanned, {"title": "อีกชื่อ", "number": ""}, choice="copy", answers=KEPT)
        unit.commit()
    with library.reading(clerk) as reading:
        assert len(documents.page_originals(reading.session, there)) == 2


def test_letters_of_different_numbers_are_two_unless_one_is_sent_on(
    library: Library, clerk: Actor
) -> None:
    page = _letter(1)
    there = _paper(library, clerk, page, number="กษ 1108/1")
    monthly = _paper(library, clerk, page)
    assert there in _near(library, clerk, monthly)
    with library.writing(clerk, "Check") as unit:
        confirm_letter(unit, monthly, {"title": "ข", "number": "กษ 1108/2"})
        unit.commit()
    sent_on = _paper(library, clerk, _letter(5), page)
    with pytest.raises(TwinFound), library.writing(clerk, "Check") as unit:
        confirm_letter(unit, sent_on, {"title": "ส่งต่อ", "number": "ตย 0010/3"})
    with library.writing(clerk, "Check") as unit:
        confirm_letter(unit, sent_on, {"title": "ส่งต่อ", "number": "ตย 0010/3"}, choice="forwarded")
        unit.commit()
    with library.reading(clerk) as reading:
        assert {x.relation for x in reading.session.scalars(select(Link))} == {"forwards"}


def test_the_choice_shows_both_texts_with_what_differs(
    qtbot: QtBot, context: Context, library: Library, clerk: Actor
) -> None:
    page = _letter(1)
    _paper(library, clerk, page, title="ฉบับเดิม")
    with library.writing(clerk, "Check") as unit:
        confirm_letter(unit, 1, {"title": "ฉบับเดิม", "number": ""})
        unit.commit()
    record_id = _paper(library, clerk, page + "\nบรรทัดใหม่ที่เพิ่มเข้ามาภายหลัง")
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    form = check_letters(window, context, record_id)
    qtbot.waitUntil(lambda: form.letter is not None)
    assert form.fields is not None
    form.fields.editors["number"].set_value("")
    form.fields.editors["title"].set_value("ฉบับใหม่")
    form.confirm()
    qtbot.waitUntil(lambda: bool(form.findChildren(TwinDialog)))
    (dialog,) = form.findChildren(TwinDialog)
    mine, theirs = dialog.findChildren(QPlainTextEdit)
    assert [s.cursor.selectedText().strip("\u2029") for s in mine.extraSelections()] == [
        "บรรทัดใหม่ที่เพิ่มเข้ามาภายหลัง"
    ]
    assert theirs.extraSelections() == []
    qtbot.keyClick(dialog, Qt.Key.Key_2)
    qtbot.waitUntil(lambda: form.letter is None)
    with library.reading(clerk) as reading:
        (link,) = reading.session.scalars(select(Link))
        assert (link.record_id, link.to_id, link.relation) == (record_id, 1, "replaces")
    form.accept()


# Merging ----------------------------------------------------------------------------------

_words = st.lists(st.sampled_from(["ก", "ข", "ค", "ง"]), max_size=3)
_side = st.fixed_dictionaries(
    {
        "files": st.lists(st.binary(min_size=1, max_size=4), max_size=3),
        "pages": _words,
        "tags": _words,
        "place": st.integers(0, SHELVES),
        "note": st.sampled_from(["", "หมายเหตุ ๑", "หมายเหตุ ๒"]),
        "receipts": _words,
        "links": st.lists(
            st.tuples(
                st.booleans(),
                st.sampled_from(["cites", "repeals", "about"]),
                st.sampled_from(["", "page:1"]),
                st.integers(0, 2),
            ),
            max_size=4,
        ),
    }
)


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(one=_side, other=_side, each_other=st.booleans())
def test_merging_never_loses_a_file_link_tag_or_place(
    library: Library, clerk: Actor, one: dict, other: dict, each_other: bool
) -> None:  # type: ignore[type-arg]
    with library.writing(clerk, "Prepare") as unit:
        shelves = unit.session.scalars(select(Place.id).where(Place.kind == "shelf")).all()
        if not shelves:
            unit.session.add_all(
                Place(kind="shelf", name=f"{n}", label=f"ชั้น {n}") for n in range(SHELVES)
            )
            unit.session.flush()
            shelves = unit.session.scalars(select(Place.id).where(Place.kind == "shelf")).all()
        third = [add_document(unit, NewDocument(title="อื่น"), []).id for _ in range(3)]
        keep, gone = (_made(unit, side, shelves, third) for side in (one, other))
        if each_other:
            unit.link(keep, gone, "about")
        unit.commit()
    before = _belongings(library, clerk, keep), _belongings(library, clerk, gone)
    with library.writing(clerk, "Merge") as unit:
        merge_copy(unit, keep, gone)
        unit.commit()
        unit_id = unit.id
    after = _belongings(library, clerk, keep)
    for name in ("files", "pages", "receipts"):
        assert after[name] == before[0][name] + before[1][name], name
    assert set(after["tags"]) == set(before[0]["tags"]) | set(before[1]["tags"])
    ours = {keep, gone}
    wanted = {
        tuple("self" if end in ours else end for end in link)
        for side in before
        for link in side["links"]
        if not {link[0], link[1]} <= ours
    }
    assert {
        tuple("self" if end == keep else end for end in link) for link in after["links"]
    } == wanted
    said = {label for label in (before[0]["place"], before[1]["place"]) if label}
    assert all(label == after["place"] or label in after["note"] for label in said)
    assert all(side["note"] in after["note"] for side in before)
    library.undo(clerk, unit_id)
    assert (_belongings(library, clerk, keep), _belongings(library, clerk, gone)) == before


def _made(unit, side, shelves, third) -> int:  # type: ignore[no-untyped-def]
    record = add_document(
        unit,
        NewDocument(
            title="เรื่อง",
            place_id=shelves[side["place"] - 1] if side["place"] else None,
            tags=side["tags"],
            detail={"note": side["note"]},
        ),
        [PassageText(f"text:{at}", "", page) for at, page in enumerate(side["pages"])],
    )
    for at, content in enumerate(side["files"]):
        unit.attach(record, content, f"{at}.bin", "application/octet-stream")
    for number in side["receipts"]:
        add_receipt(unit, record.id, number, "2025-01-05")
    for outward, relation, anchor, at in side["links"]:
        ends = (record.id, third[at]) if outward else (third[at], record.id)
        unit.link(*ends, relation, anchor, "")
    return record.id


def _belongings(library: Library, clerk: Actor, record_id: int) -> dict:  # type: ignore[type-arg]
    with library.reading(clerk) as reading:
        session = reading.session
        record = session.get(Record, record_id)
        assert record is not None
        detail = documents.document(session, record_id)
        place = session.get(Place, record.place_id) if record.place_id else None
        links = session.scalars(
            select(Link).where((Link.record_id == record_id) | (Link.to_id == record_id))
        )
        assert detail is not None

        def of(table, value):  # type: ignore[no-untyped-def]
            return Counter(session.scalars(select(value).where(table.record_id == record_id)))

        return {
            "files": of(Attachment, Attachment.sha256),
            "pages": of(Passage, Passage.text),
            "receipts": of(Receipt, Receipt.number),
            "tags": tag_names(session, record_id),
            "links": {
                (x.record_id, x.to_id, x.relation, x.from_anchor, x.to_anchor) for x in links
            },
            "place": place.label if place else "",
            "note": detail.note,
            "copies": detail.copies,
            "deleted": record.deleted_at,
        }
