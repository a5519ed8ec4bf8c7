"""Acts that a fault test kills in the middle; ``python -m tests.faults.acts ACT LIBRARY [FOLDER]``.

Each act goes round and round, and a round is said on standard output once it is durable.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from kmdesk.composition import build_kinds
from kmdesk.records import Actor, Duty, Library, PassageText
from kmdesk.records.model import Place
from kmdesk.records.portable_export import export_records
from kmdesk.records.portable_import import import_portable
from kmdesk.shelf.check_letter import merge_copy
from kmdesk.shelf.documents import NewDocument, NewFile, add_document, add_receipt, edit_many

CLERK = Actor("clerk", Duty.ADMINISTRATOR)
PAPERS, ROUNDS = 24, 12


def make_library(root: Path) -> None:
    """Papers in a place, each with a file, a text, a tag, a receipt; neighbours linked."""
    library = Library.create(root)
    build_kinds()
    with library.writing(CLERK, "Stock") as unit:
        places = [Place(kind="shelf", name=f"{n}", label=f"{n}") for n in range(ROUNDS + 1)]
        unit.session.add_all(places)
        unit.session.flush()
        ids = []
        for number in range(PAPERS):
            new = NewDocument(f"เรื่อง {number}", place_id=places[0].id, tags=(f"ป้าย {number}",))
            file = NewFile(f"เนื้อหา {number}".encode(), f"{number}.txt", "text/plain")
            texts = [PassageText("page:1", "1", f"ข้อความ {number}")]
            record = add_document(unit, new, texts, file)
            add_receipt(unit, record.id, str(number + 1), "2025-06-02")
            ids.append(record.id)
        for before, after in zip(ids[::2], ids[1::2], strict=True):
            unit.link(ids[0] if before != ids[0] else ids[2], after, "cites")
        unit.commit()
    library.close()


def make_folder(library: Path, out: Path) -> None:
    """A readable folder of the library, to bring into another."""
    opened = Library.open(library)
    export_records(opened, CLERK, build_kinds(), out)
    opened.close()


def move(library: Library, _folder: Path) -> Iterator[int]:
    """All papers together from shelf to shelf."""
    ids = range(1, PAPERS + 1)
    for place in range(2, ROUNDS + 2):
        with library.writing(CLERK, "Move many") as unit:
            edit_many(unit, ids, {"place_id": place})
            unit.commit()
        yield place


def merge(library: Library, _folder: Path) -> Iterator[int]:
    """Each second paper into the one before it."""
    for keep in range(1, PAPERS, 2):
        with library.writing(CLERK, "Merge") as unit:
            merge_copy(unit, keep, keep + 1, {"title": "keep"})
            unit.commit()
        yield keep


def undo(library: Library, _folder: Path) -> Iterator[int]:
    """Move all papers to the second shelf, take it back, do it again, and so on."""
    since = library.feed_end()
    with library.writing(CLERK, "Move many") as unit:
        edit_many(unit, range(1, PAPERS + 1), {"place_id": 2})
        unit.commit()
    yield 2
    for _ in range(ROUNDS):
        library.undo_last(CLERK, since)
        yield 1
        library.redo_last(CLERK, since)
        yield 2


def bring(library: Library, folder: Path) -> Iterator[int]:
    """Bring the folder in and take it back."""
    since = library.feed_end()
    for _ in range(ROUNDS):
        import_portable(library, CLERK, folder)
        yield PAPERS
        library.undo_last(CLERK, since)
        yield 0


ACTS = {"move": move, "merge": merge, "undo": undo, "bring": bring}


def main(name: str, root: str, folder: str = "") -> None:
    """Run one act and say each round."""
    build_kinds()
    library = Library.open(Path(root))
    print("ready", flush=True)
    for said in ACTS[name](library, Path(folder)):
        print(said, flush=True)
    library.close()


def copy_of(library: Path, target: Path) -> Path:
    """A library of the test's own."""
    shutil.copytree(library, target)
    return target


if __name__ == "__main__":
    main(*sys.argv[1:])
