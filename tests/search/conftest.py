"""Small libraries, plain kinds and real search processes."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kmdesk.records import SYSTEM, BaseKind, Kinds, Library, PassageText
from kmdesk.search.client import SearchClient
from kmdesk.search.worker import Service

TREE = Path(__file__).resolve().parents[2]
_WORKER = (
    "import sys; sys.path.insert(0, sys.argv[2]); from pathlib import Path;"
    "from kmdesk.records import BaseKind, Kinds; from kmdesk.search.worker import main;"
    "kind = type('K', (BaseKind,), {'code': 'document', 'label': 'Document'});"
    "kinds = Kinds(); kinds.register(kind()); sys.exit(main(Path(sys.argv[1]), kinds))"
)


class PlainKind(BaseKind):
    """A document that is title and pages, and a note in its fields."""

    code, label = "document", "Document"
    statuses = {"current": "In use", "repealed": "Repealed"}
    notes: dict[int, str] = {}

    def facts(self, session: Any, record_id: int) -> list[tuple[str, str]]:
        note = self.notes.get(record_id, "")
        return [("Remarks", note)] if note else []


@pytest.fixture
def kinds() -> Kinds:
    PlainKind.notes.clear()
    kinds = Kinds()
    kinds.register(PlainKind())
    return kinds


Add = Callable[..., int]


@pytest.fixture
def add(library: Library) -> Add:
    """Adds one record with pages; its id."""

    def _add(title: str, *pages: str, tags: tuple[str, ...] = (), **columns: Any) -> int:
        with library.writing(SYSTEM, "Add") as unit:
            record = unit.add(kind="document", title=title, **columns)
            unit.passages(
                record, [PassageText(f"page:{n}", str(n), text) for n, text in enumerate(pages, 1)]
            )
            for tag in tags:
                unit.tag(record, tag)
            unit.commit()
            return record.id

    return _add


@pytest.fixture
def service(library: Library, kinds: Kinds) -> Iterator[Service]:
    """The service in this process."""
    service = Service(library.root, kinds)
    yield service
    service.close()


@pytest.fixture
def client(library: Library) -> Iterator[SearchClient]:
    """A client of a real search process."""
    command = [sys.executable, "-c", _WORKER, str(library.root), str(TREE)]
    with SearchClient(command) as client:
        yield client
