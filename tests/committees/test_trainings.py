"""Trainings: who took part, hours, certificate numbers and pages."""

from datetime import date
from pathlib import Path

import pypdfium2
import pytest

from kmdesk.committees import participants
from kmdesk.committees.kind import TrainingKind, change_record, change_row
from kmdesk.committees.orders import CommitteeError
from kmdesk.committees.participants import (
    add_members,
    add_trainee,
    add_training,
    number_certificates,
)
from kmdesk.committees.print import write_certificates
from kmdesk.committees.tables import blocks
from kmdesk.committees.view import training_hours
from kmdesk.records import WALK_UP, Actor, Library
from kmdesk.records.fields import InvalidValue

COURSE = {"title": "อบรม KM", "dated": "2025-05-01", "to_on": "2025-05-02", "hours": 12.0}


def test_wrong_trainings_are_explained_at_the_field(library: Library, clerk: Actor) -> None:
    with library.writing(clerk, "x") as unit:
        for values, field in (
            ({"to_on": "2025-04-01"}, "to_on"),
            ({"dated": None}, "dated"),
            ({"dated": "2700-01-01", "to_on": None}, "dated"),
            ({"hours": -1.0}, "hours"),
            ({"title": ""}, "title"),
        ):
            with pytest.raises(InvalidValue) as caught:
                add_training(unit, {**COURSE, **values})
            assert caught.value.field == field
        training = add_training(unit, COURSE).id
        with pytest.raises(InvalidValue):
            change_record(unit, training, {"to_on": "2025-04-01"})
        add_trainee(unit, training, {"name": "ก"})
        with pytest.raises(InvalidValue) as caught:
            add_trainee(unit, training, {"name": " ก "})
        assert caught.value.field == "name"


def test_people_get_hours_numbers_and_certificates(
    library: Library, clerk: Actor, tmp_path: Path
) -> None:
    out = tmp_path / "c.pdf"
    with library.writing(clerk, "x") as unit:
        one, two = add_training(unit, COURSE).id, add_training(unit, {**COURSE, "hours": 3.0}).id
        assert add_members(unit, one, "นาย ก. ตัวอย่าง\n\n นาย ข.  ตัวอย่าง\nนาย ก. ตัวอย่าง") == 2
        assert add_members(unit, two, "นาย ก. ตัวอย่าง") == 1
        rows = participants.trainees(unit.session, one)
        change_row(unit, "trainee", rows[1].id, {"hours": 6.0, "master_trainer": True})
        assert number_certificates(unit, one) == 2
        assert number_certificates(unit, one) == 0
        assert number_certificates(unit, two) == 1
        assert [t.certificate for t in rows] == ["๑/๒๕๖๘", "๒/๒๕๖๘"]
        assert participants.trainees(unit.session, two)[0].certificate == "๓/๒๕๖๘"
        rows_2568 = {row[0]: row[2:] for row in training_hours(unit, 2568).rows}
        assert rows_2568["นาย ก. ตัวอย่าง"] == ("2", "15", "", "")
        assert rows_2568["นาย ข. ตัวอย่าง"] == ("1", "6", "", "Master Trainer")
        assert training_hours(unit, 2567).rows == ()
        (block,) = blocks(unit.session, "training", one)
        assert len(block.rows) == 2
        due = TrainingKind().due(unit.session, date(2025, 4, 20))
        assert [d for _r, d, _n in due] == ["2025-05-01"] * 2
        unit.commit()
    assert write_certificates(library, clerk, one, out) == 2
    pages = [p.get_textpage().get_text_range() for p in pypdfium2.PdfDocument(out)]
    assert "นาย ก. ตัวอย่าง" in pages[0]
    assert "ระหว่างวันที่ ๑ พฤษภาคม ๒๕๖๘ ถึงวันที่ ๒ พฤษภาคม ๒๕๖๘ รวม ๑๒ ชั่วโมง" in pages[0]
    assert "ให้ไว้ ณ วันที่" in pages[0]
    assert "พิมพ์เมื่อ" not in pages[0]  # no foot of a print-out
    assert "Master Trainer" not in pages[0]
    assert "Master Trainer" in pages[1]
    with pytest.raises(CommitteeError):
        write_certificates(library, WALK_UP, one, out)
