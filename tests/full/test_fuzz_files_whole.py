"""A hundred thousand spoiled files: ``./installer/test tests/full/test_fuzz_files_whole.py -s``.

Shares run side by side (``-n``), each with its own files, workers and seed; about half an hour.
"""

from pathlib import Path

import pytest

from tests.faults import fuzz_files

INPUTS, SHARES = 100_000, 10


@pytest.mark.parametrize("share", range(SHARES))
def test_a_hundred_thousand_spoiled_files(
    share: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    seed = int(request.config.getoption("randomly_seed", 0) or 0) + share
    (tmp_path / "good").mkdir()
    (tmp_path / "fuzz").mkdir()
    files = fuzz_files.Files(tmp_path / "fuzz", fuzz_files.good_files(tmp_path / "good"))
    try:
        done = fuzz_files.run(files, seed, INPUTS // SHARES)
    finally:
        files.close()
    print(f"seed {seed}: {done}", flush=True)
    assert not done.faults, "\n".join(done.faults[:20])
    assert done.memory_mb < fuzz_files.LIMIT_MB
