"""SIGKILL at every named point and at random moments: what was accepted stays."""

from collections import Counter
from pathlib import Path

import pytest

from tests.faults import kill

pytestmark = pytest.mark.linux_only("there is no SIGKILL")
FILES = 3
RANDOM_MOMENTS = 20


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return kill.plain_files(tmp_path_factory.mktemp("sources"), FILES)


def _complete(library: Path, sources: list[Path]) -> None:
    """The interrupted batch, given again, ends with each document exactly once."""
    again = kill.add(library, sources)
    assert not again.killed
    assert {line["status"] for line in again.accepted} <= {"added", "duplicate"}
    records = [line["record_id"] for line in again.accepted]
    assert len(set(records)) == len(sources)
    assert not kill.faults_of(library, again.accepted)


@pytest.mark.parametrize("point", kill.POINTS)
def test_killed_at_every_named_point(point: str, sources: list[Path], tmp_path: Path) -> None:
    """Counts up until a run passes the point fewer times than asked and ends by itself."""
    count, previous = 1, -1
    while True:
        library = tmp_path / f"{point}{count}"
        run = kill.add(library, sources, KMDESK_KILL_AT=f"{point}:{count}")
        if not run.killed:
            break
        faults = kill.faults_of(library, run.accepted)
        assert not faults, f"{point}:{count}: {faults}"
        assert len(run.accepted) >= previous
        previous = len(run.accepted)
        count += 1
    # each document passes each point at least once, or nothing was tested
    assert count > FILES
    _complete(tmp_path / f"{point}{count - 1}", sources)


def test_killed_at_random_moments(
    sources: list[Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    whole = kill.add(tmp_path / "whole", sources)
    seed = int(request.config.getoption("randomly_seed", 0) or 0)
    seen: Counter[str] = Counter()
    for number, moment in enumerate(kill.moments(whole.seconds, RANDOM_MOMENTS, seed)):
        library = tmp_path / f"library{number}"
        run = kill.add_and_kill(library, sources, moment)
        faults = kill.faults_of(library, run.accepted)
        assert not faults, f"killed after {moment:.3f} s (seed {seed}): {faults}"
        seen["killed" if run.killed else "ended"] += 1
    assert seen["killed"]
    _complete(tmp_path / "library0", sources)


def test_the_inspection_sees_an_orphan_and_a_false_file(
    sources: list[Path], tmp_path: Path
) -> None:
    library = tmp_path / "library"
    run = kill.add(library, sources)
    assert not kill.faults_of(library, run.accepted)
    stored = next(path for path in (library / "files").rglob("*") if path.is_file())
    stored.chmod(0o600)
    stored.write_bytes(b"false")
    lost = {**run.accepted[0], "record_id": run.accepted[1]["record_id"]}
    (library / "files" / ".incoming-x").touch()
    faults = " ".join(kill.faults_of(library, [lost]))
    assert "is not what its name says" in faults
    assert "does not find it" in faults
    assert "nobody refers to files/.incoming-x" in faults
