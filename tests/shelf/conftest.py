"""A library with places, the context every widget is given, and letters that came in as files."""

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.intake.client import RenderClient
from kmdesk.jobs import TaskRunner
from kmdesk.office.ingest import Ingest
from kmdesk.records import Actor, Kinds, Library
from kmdesk.records.model import Place
from kmdesk.shelf.kind import DocumentKind
from kmdesk.widgets.context import Context, OfficeSettings
from tests.letters.facts import Facts, make_facts
from tests.letters.layouts import rows_of, write_pdf

Received = Callable[..., int]


@pytest.fixture
def shelves(library: Library, clerk: Actor) -> list[int]:
    """Three shelves of a cupboard."""
    with library.writing(clerk, "Places") as unit:
        places = [
            Place(kind="shelf", name=f"ชั้น {number}", label=f"ตู้ ๑ ชั้น {number}")
            for number in (1, 2, 3)
        ]
        unit.session.add_all(places)
        unit.session.flush()
        ids = [place.id for place in places]
        unit.commit()
    return ids


@pytest.fixture
def context(qtbot: QtBot, library: Library, clerk: Actor) -> Iterator[Context]:
    """A signed-in clerk with a real process that draws pages."""
    kinds = Kinds()
    kinds.register(DocumentKind())
    runner = TaskRunner()
    made = Context(library, kinds, clerk, runner, OfficeSettings("สำนักงานตัวอย่าง"))
    made.render = RenderClient()
    yield made
    made.render.close()
    runner.close()


@pytest.fixture
def receive(library: Library, clerk: Actor, tmp_path: Path) -> Received:
    """Take in a letter as a real PDF; the id of its record."""
    count = iter(range(1000))

    def take(facts: Facts, seed: int = 1) -> int:
        number = next(count)
        path = tmp_path / f"letter{number}.pdf"
        write_pdf(rows_of(facts, random.Random(seed + number)), path)
        (outcome,) = Ingest(library, clerk).run([path])
        assert outcome.record_id, outcome.reason
        return outcome.record_id

    return take


@pytest.fixture
def a_letter() -> Callable[..., Facts]:
    """Facts of an external letter without surprises, changed as asked."""

    def make(**changes: object) -> Facts:
        facts = make_facts(random.Random(12), "external")
        facts.number, facts.stamp, facts.refers, facts.capacity = "กษ ๑๑๐๘/ว ๙๙", "", [], ""
        facts.reply_by, facts.reply_words, facts.within = None, "", None
        for name, value in changes.items():
            setattr(facts, name, value)
        return facts

    return make
