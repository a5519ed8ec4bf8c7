"""Typed in by hand: what is there already is told once, what cannot be is refused."""

import pytest

from kmdesk.records import Actor, Library
from kmdesk.shelf.check_letter import TypedError, create_document, create_receipt
from kmdesk.shelf.documents import NewDocument, add_document

LETTER = {
    "title": "ซักซ้อมการปิดบัญชี",
    "number": "ตย ๐๐๑๐/ว ๑๕",
    "issuer": "สำนักงานตัวอย่าง",
    "dated": "2025-10-06",
}


def test_the_same_letter_is_told_once_and_kept_when_saved_again(
    library: Library, clerk: Actor
) -> None:
    told: set[int] = set()
    with library.writing(clerk, "Add a document") as unit:
        first = create_document(unit, LETTER, told)
        unit.commit()
    typed = {**LETTER, "number": "ตย 0010/ว 15"}
    with (
        library.writing(clerk, "Add a document") as unit,
        pytest.raises(TypedError, match="ซักซ้อมการปิดบัญชี") as refused,
    ):
        create_document(unit, typed, told)
    assert (refused.value.field, told) == ("number", {first})
    with library.writing(clerk, "Add a document") as unit:
        assert create_document(unit, typed, told) != first
        assert create_document(unit, {**typed, "dated": "2025-10-07"}, set())


def test_a_receive_number_is_told_when_the_year_has_it(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "Note a receipt") as unit:
        one, other = (add_document(unit, NewDocument(title=f"{n}"), []).id for n in (1, 2))
        stamp = {"number": "๒๖๕/๒๕๖๘", "received_on": "2025-11-03", "time": "๐๙.๓๐"}
        create_receipt(unit, one, stamp, set())
        create_receipt(unit, one, {**stamp, "number": "266"}, set())
        told: set[int] = set()
        again = {"number": "265", "received_on": "2025-12-01", "time": ""}
        with pytest.raises(TypedError):
            create_receipt(unit, other, again, told)
        create_receipt(unit, other, again, told)
        create_receipt(unit, other, {**again, "received_on": "2026-01-05"}, set())


@pytest.mark.parametrize("time", ["25.99", "9", "เก้าโมง", "9.5"])
def test_a_time_that_cannot_be_is_refused(library: Library, clerk: Actor, time: str) -> None:
    stamp = {"number": "1", "received_on": "2025-11-03", "time": time}
    with library.writing(clerk, "Note a receipt") as unit:
        record = add_document(unit, NewDocument(title="x"), []).id
        with pytest.raises(TypedError) as refused:
            create_receipt(unit, record, stamp, set())
    assert refused.value.field == "time"
