"""Words that people search for are kept no longer than the office sets."""

import json
import os
from datetime import date, datetime, timedelta
from pathlib import Path

from kmdesk import clock
from kmdesk.records import Actor, Library
from kmdesk.records.kinds import Kinds
from kmdesk.records.settings import SEARCH_DAYS
from kmdesk.search.suggestions import Usage
from kmdesk.search.worker import Service

TODAY = date(2027, 3, 1)


def _day(ago: int) -> str:
    return (TODAY - timedelta(days=ago)).isoformat()


def _file(path: Path, **data: object) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"found": {}, "missed": {}, **data}), "utf-8")
    return path


def test_each_word_goes_when_its_term_is_over(tmp_path: Path) -> None:
    path = _file(
        tmp_path / "usage.json",
        found={"ใหม่": 3, "เก่า": 9},
        answered={"ใหม่": _day(365), "เก่า": _day(366)},
        missed={"หา": 1, "หาย": 4},
        asked={"หา": _day(1), "หาย": _day(400)},
        done={"หาย": _day(300)},
    )
    usage = Usage.open(path)
    assert usage.sweep(365, TODAY) == 2
    assert (dict(usage.found), dict(usage.missed), usage.done) == ({"ใหม่": 3}, {"หา": 1}, {})
    usage.save(now=True)
    assert "เก่า" not in path.read_text("utf-8")
    assert "หาย" not in path.read_text("utf-8")
    assert Usage.open(path).sweep(30, TODAY) == 1
    assert Usage.open(path).sweep(0, TODAY) == 2


def test_words_of_a_former_version_are_as_old_as_their_file(tmp_path: Path) -> None:
    path = _file(tmp_path / "usage.json", found={"คำเดิม": 5})
    then = datetime(2026, 2, 1, 12).timestamp()
    os.utime(path, (then, then))
    assert Usage.open(path).sweep(365, date(2027, 2, 1)) == 0
    assert Usage.open(path).sweep(365, date(2027, 2, 2)) == 1


def test_a_day_still_to_come_does_not_keep_a_word_for_ever(tmp_path: Path) -> None:
    """A clock that stood wrong for a day."""
    usage = Usage.open(_file(tmp_path / "usage.json", missed={"ก": 1}, asked={"ก": "2096-01-01"}))
    assert usage.sweep(365, TODAY) == 0
    assert usage.sweep(365, TODAY + timedelta(days=366)) == 1


def test_the_search_process_sweeps_what_the_office_set(library: Library, clerk: Actor) -> None:
    path = library.root / "index" / "usage.json"
    old = (clock.today() - timedelta(days=40)).isoformat()
    _file(path, found={"คำเก่า": 1}, answered={"คำเก่า": old})
    service = Service(library.root, Kinds())
    assert service.usage.begun("คำ") == ["คำเก่า"]
    service.close()
    with library.writing(clerk, "Settings") as unit:
        SEARCH_DAYS.store(unit, 30)
        unit.commit()
    service = Service(library.root, Kinds())
    service.close()
    assert "คำเก่า" not in path.read_text("utf-8")


def test_words_are_kept_for_a_year_where_the_office_set_nothing(library: Library) -> None:
    path = library.root / "index" / "usage.json"
    days = {"ปีนี้": 365, "ปีก่อน": 366}
    answered = {
        word: (clock.today() - timedelta(days=ago)).isoformat() for word, ago in days.items()
    }
    _file(path, found=dict.fromkeys(days, 1), answered=answered)
    service = Service(library.root, Kinds())
    assert service.usage.begun("ปี") == ["ปีนี้"]
    service.close()
