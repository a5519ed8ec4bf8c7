"""1,000 real files through the real window: ``./installer/test tests/full/test_batch_real.py``."""

import json
import sys
from pathlib import Path

import pytest
import zstandard

from tests.office.batch import close_and_tidy, picture_of, run_batch
from tests.office.conftest import desk, stocked  # noqa: F401  # the same window

FILES = 1_000
PATIENCE_MS = 1_800_000


@pytest.fixture(scope="module")
def thousand(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real PDF, DOCX and XLSX files, and real news as text files, 1,000 in all."""
    folder = tmp_path_factory.mktemp("thousand")
    real = [p for p in sorted((corpus / "files").iterdir()) if p.stat().st_size < 4 << 20]
    for path in real:
        (folder / path.name).write_bytes(path.read_bytes())
    with (corpus / "thaigov_news.jsonl.zst").open("rb") as packed:
        lines = zstandard.ZstdDecompressor().stream_reader(packed)
        text = b"".join(iter(lambda: lines.read(1 << 20), b"")).decode("utf-8")
    for number, line in enumerate(text.split("\n")[: FILES - len(real)]):
        said = json.loads(line)
        body = max((str(value) for value in said.values()), key=len)
        (folder / f"news{number:04}.txt").write_text(f"{number}\n{body}", "utf-8")
    return folder


@pytest.mark.parametrize("stop_after", [400, None])
def test_a_thousand_files_and_back(qtbot, desk, thousand, stop_after) -> None:  # noqa: F811
    before = picture_of(desk.root)
    measured = run_batch(qtbot, desk, [thousand], stop_after, PATIENCE_MS)
    print(
        f"\n{measured.items} items in {measured.seconds:.0f} s while {measured.screens} screens"
        f" were shown; longest wait {measured.longest_wait_s * 1000:.0f} ms; undone in"
        f" {measured.undo_s:.1f} s",
        file=sys.stderr,
    )
    close_and_tidy(desk)
    assert picture_of(desk.root) == before
