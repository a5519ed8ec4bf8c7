"""What the drawing process has open is let go of before it is removed, renamed or replaced.

Linux does all that with open files, Windows nothing of it.
"""

import sys
from pathlib import Path

import pytest

from kmdesk.composition import build_kinds
from kmdesk.intake import IntakeCancelled
from kmdesk.intake.client import RenderClient
from kmdesk.records import SYSTEM, Library
from tests.intake import make


def _open_in(drawing: RenderClient, folder: Path) -> set[Path]:
    """Files in ``folder`` that the process has open; Linux alone tells."""
    if sys.platform != "linux" or drawing._worker is None:
        return set()
    handles = Path(f"/proc/{drawing._worker.pid}/fd").iterdir()
    return {path for path in map(Path.readlink, handles) if path.is_relative_to(folder)}


@pytest.fixture
def shown(tmp_path: Path, drawing: RenderClient) -> Path:
    """A folder with a PDF and a picture, both of which are shown."""
    folder = tmp_path / "shown"
    folder.mkdir()
    pages = make.pdf(folder / "a.pdf", ["one", "two"])
    fax = folder / "b.tif"
    make.noise().save(fax, save_all=True, append_images=[make.noise()])
    for path in (pages, fax):
        drawing.draw(path, 0, 0.5)
    assert sys.platform != "linux" or len(_open_in(drawing, folder)) == 2
    return folder


def test_a_folder_that_is_released_can_be_renamed(
    shown: Path, tmp_path: Path, drawing: RenderClient
) -> None:
    drawing.release(shown)
    assert not _open_in(drawing, shown)
    away = shown.rename(tmp_path / "away")
    assert len(drawing.sizes(away / "a.pdf")) == 2


def test_one_file_is_released_alone_and_may_be_shown_again(
    shown: Path, drawing: RenderClient
) -> None:
    drawing.release(shown / "a.pdf")
    assert len(_open_in(drawing, shown)) == (1 if sys.platform == "linux" else 0)
    make.pdf(shown / "new.pdf", ["three"]).replace(shown / "a.pdf")
    assert len(drawing.sizes(shown / "a.pdf")) == 1


def test_what_is_gone_for_good_is_not_opened_by_who_comes_late(
    shown: Path, drawing: RenderClient
) -> None:
    drawing.release(shown, for_good=True)
    with pytest.raises(IntakeCancelled):
        drawing.draw(shown / "a.pdf", 1, 0.5)
    assert not _open_in(drawing, shown)


def test_nothing_is_started_to_release_what_nobody_shows(tmp_path: Path) -> None:
    client = RenderClient()
    client.release(tmp_path)
    assert client._worker is None
    client.close()


# Files of the library -------------------------------------------------------------------


@pytest.fixture
def attached(library: Library, tmp_path: Path, drawing: RenderClient) -> tuple[int, str]:
    """A record in the trash whose only file is shown, and the hash of that file."""
    build_kinds()  # the tables of all rooms
    library.files.let_go = drawing.release
    with library.writing(SYSTEM, "x") as unit:
        record = unit.add(kind="document", title="หนังสือ")
        unit.attach(record, make.pdf(tmp_path / "a.pdf", ["one"]), "a.pdf", "application/pdf")
        unit.commit()
        unit.trash(record.id)
        unit.commit()
        number = record.id
    (sha256,) = library.files.hashes()
    drawing.draw(library.files.path(sha256), 0, 0.5)
    return number, sha256


def test_a_file_that_is_shown_is_erased(
    library: Library, attached: tuple[int, str], drawing: RenderClient
) -> None:
    number, sha256 = attached
    library.erase(SYSTEM, number, "x")
    assert not library.files.path(sha256).exists()
    assert not _open_in(drawing, library.root)


def test_a_damaged_file_that_is_shown_is_set_aside_and_stored_again(
    library: Library, attached: tuple[int, str], tmp_path: Path, drawing: RenderClient
) -> None:
    _number, sha256 = attached
    kept = library.files.path(sha256)
    drawing.release(kept)
    kept.write_bytes(kept.read_bytes()[:-1])
    drawing.draw(kept, 0, 0.5)
    library.files.put(tmp_path / "a.pdf")
    assert library.files.verify(sha256)
    drawing.draw(kept, 0, 0.5)
    library.files.set_aside(sha256, library.root / "quarantine")
    assert not kept.exists()
    assert not _open_in(drawing, library.root)
