"""A restored library takes the place of the old one while the program goes.

Windows renames no folder while any process has a file in it open.
"""

import subprocess
import sys
from pathlib import Path

from PySide6.QtWidgets import QApplication

from kmdesk.records import SYSTEM, WALK_UP, Library
from kmdesk.store.backup import back_up, restore_beside
from tests.intake import make

TREE = Path(__file__).parents[2]


def test_nothing_is_open_in_the_folder_that_is_exchanged(
    library: Library, tmp_path: Path, qapp: QApplication
) -> None:
    page = make.pdf(tmp_path / "a.pdf", ["one"])
    with library.writing(SYSTEM, "x") as unit:
        record = unit.add(kind="document", title="หนังสือ", status="in_use", audience="public")
        unit.attach(record, page, "a.pdf", "application/pdf")
        unit.commit()
        record_id = record.id
    (sha256,) = library.files.hashes()
    restored = restore_beside(back_up(library.root, tmp_path / "stick").folder, library.root)
    library.close()
    done = subprocess.run(
        [sys.executable, "-m", "tests.window.exchanged_desk", library.root, restored, sha256],
        cwd=TREE, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
    assert not restored.exists()
    with Library.open(library.root).reading(WALK_UP) as reading:
        assert reading.record(record_id)
