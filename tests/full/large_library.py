"""A large library for the load tests, written by the program's own services in large units.

Every record goes through ``add_document`` (record, detail, passages, tags, file, rows of the
change feed); only the commits are far apart, as in an import of a collection.
"""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import cycle
from pathlib import Path

from kmdesk.composition import build_kinds
from kmdesk.people.accounts import add_account
from kmdesk.places import add_place
from kmdesk.records import SYSTEM, Duty, Library, PassageText, Unit
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.shelf.documents import NewDocument, NewFile, add_document
from tests.benchmarks.search_common import news

BATCH = 1_000
PIECE = 1_000  # characters of text a record gets
CLERK, PASSWORD = "ธุรการทดสอบ", "รหัสลับ๑"
SEED = 20_260
_FIRST = date(2004, 1, 5)
_FORMS = ("external", "memo", "stamped", "order", "circular", "announcement", "other")
_OFFICES = tuple(f"หน่วยงานสมมุติที่ {n}" for n in range(1, 41))

Text = tuple[str, str]
"""Title and words of one record."""


def texts(corpus: Path | None, count: int) -> Iterator[Text]:
    """Real news cut into pieces while there are any, then pieces of made-up sentences."""
    left = count
    for item in news(corpus, count) if corpus is not None else ():
        words, title = item["text"], item["title"]
        for number, start in enumerate(range(0, max(1, len(words)), PIECE), 1):
            yield (title if number == 1 else f"{title} ส่วนที่ {number}"), words[start : start + PIECE]
            left -= 1
            if not left:
                return
    for number in range(left):
        yield f"หนังสือเวียนสมมุติเรื่องที่ {number}", f"ขอให้สหกรณ์ที่ {number} จัดประชุมใหญ่สามัญประจำปี " * 12


def contents(corpus: Path | None, size: int, largest: int) -> Iterator[tuple[bytes, str]]:
    """(bytes, name) of files, ``size`` bytes in all: real papers, each made unlike the others.

    Papers of more than ``largest`` bytes are left out.
    """
    real = []
    if corpus is not None:
        papers = sorted((corpus / "files").iterdir())
        real = [(p.read_bytes(), p.suffix) for p in papers if p.stat().st_size < largest]
    for number, (body, ending) in enumerate(cycle(real or [(b"%PDF-1.5\n" * 25_000, ".pdf")])):
        if size <= 0:
            return
        unlike = body + f"\n% {number}\n".encode()
        size -= len(unlike)
        yield unlike, f"เอกสาร {number}{ending}"


def make(
    root: Path,
    records: int,
    file_bytes: int,
    corpus: Path | None,
    *,
    largest: int = 2 << 20,
) -> None:
    """A new library in ``root`` with so many documents and bytes of files."""
    build_kinds()
    library = Library.create(root)
    chance = random.Random(SEED)
    files = contents(corpus, file_bytes, largest)
    source = texts(corpus, records)
    with library.writing(SYSTEM, "Stock") as unit:
        OFFICE_NAME.store(unit, "สำนักงานทดสอบ")
        places = _places(unit)
        unit.commit()
    for start in range(0, records, BATCH):
        with library.writing(SYSTEM, "Add documents") as unit:
            for number in range(start, min(start + BATCH, records)):
                _add(unit, number, next(source), next(files, None), places, chance)
            unit.commit()
    add_account(library, SYSTEM, CLERK, PASSWORD, Duty.ADMINISTRATOR)
    library.close()


def _places(unit: Unit) -> list[int]:
    found = []
    for cupboard in range(1, 21):
        top = add_place(unit, "cupboard", f"ตู้ {cupboard}")
        found += [add_place(unit, "shelf", str(shelf), top.id).id for shelf in range(1, 6)]
    return found


def _add(
    unit: Unit,
    number: int,
    text: Text,
    file: tuple[bytes, str] | None,
    places: list[int],
    chance: random.Random,
) -> None:
    day = _FIRST + timedelta(days=number % 8_000)
    record = add_document(
        unit,
        NewDocument(
            title=text[0],
            form=chance.choice(_FORMS),
            number=f"ตย {number % 90 + 10:04}/ว {number}",
            issuer=chance.choice(_OFFICES),
            dated=day.isoformat(),
            place_id=chance.choice(places) if number % 3 else None,
            audience="internal" if number % 33 == 0 else "public",
            tags=(f"ป้าย {number % 50}",) if number % 5 == 0 else (),
        ),
        [PassageText("page:1", "1", text[1])],
        NewFile(file[0], file[1], "application/octet-stream") if file else None,
    )
    if number % 50 == 49:  # one in fifty is repealed by the one after it
        unit.link(record.id, record.id - 1, "repeals")
        unit.record(record.id - 1).status = "repealed"
