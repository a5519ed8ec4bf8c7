"""A real library with plain records and the context every widget is given."""

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from pytestqt.qtbot import QtBot

from kmdesk.i18n import N_, set_language
from kmdesk.intake.client import RenderClient
from kmdesk.jobs import TaskRunner
from kmdesk.records import SYSTEM, WALK_UP, BaseKind, Kinds, Library, PassageText
from kmdesk.records.model import Place
from kmdesk.widgets.collector import Collector
from kmdesk.widgets.context import Context, OfficeSettings


class PaperKind(BaseKind):
    """A kind with two statuses, printed as its bare title."""

    code = "document"
    label = N_("Document")
    tab = "shelf"
    statuses: ClassVar = {"in_force": N_("In force"), "repealed": N_("Repealed")}
    lights: ClassVar = {"in_force": "green", "repealed": "red"}

    def write_pdf(self, library, actor, record_id, out: Path) -> None:
        from kmdesk.pdf import Document

        with library.reading(actor) as reading:
            title = reading.record(record_id).title
        document = Document(out, title=title, office="สำนักงานตัวอย่าง")
        document.heading(title, 1)
        document.save()


@pytest.fixture
def filled(library: Library) -> Library:
    """Three hundred public papers and one internal one."""
    with library.writing(SYSTEM, "fill") as unit:
        shelf = Place(kind="shelf", name="ชั้น ๒", label="ตู้ ๑ ชั้น ๒")
        unit.session.add(shelf)
        unit.session.flush()
        for number in range(1, 301):
            record = unit.add(
                kind="document",
                title=f"หนังสือเวียนเรื่องที่ {number:03}",
                number=f"กษ ๑๑๐๘/ว {number}",
                dated=f"2008-{number % 12 + 1:02}-15",
                status="in_force" if number % 3 else "repealed",
                place_id=shelf.id,
            )
            if number <= 2:
                unit.passages(
                    record,
                    [
                        PassageText("page:1", "หน้า 1", "คณะกรรมการดำเนินการประชุมใหญ่สามัญ"),
                        PassageText("page:2", "หน้า 2", "", "This page is a picture."),
                    ],
                )
        unit.add(kind="document", title="บันทึกใช้ภายใน", audience="internal")
        unit.link(1, 2, "cites")
        unit.commit()
    return library


@pytest.fixture
def context(qtbot: QtBot, filled: Library) -> Iterator[Context]:
    set_language("th")
    kinds = Kinds()
    kinds.register(PaperKind())
    runner = TaskRunner()
    Collector(runner)
    made = Context(filled, kinds, WALK_UP, runner, OfficeSettings("สำนักงานสหกรณ์ตัวอย่าง"))
    yield made
    runner.close()
    set_language("th")


@pytest.fixture
def rendering(context: Context) -> Iterator[None]:
    """A real process that draws pages, for what opens a preview."""
    context.render = RenderClient()
    yield
    context.render.close()
