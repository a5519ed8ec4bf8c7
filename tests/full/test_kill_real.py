"""The kill test on real documents: ``./installer/test tests/full`` (about half an hour)."""

from pathlib import Path

import pytest

from tests.benchmarks.measure import write_news
from tests.faults import kill

pytestmark = pytest.mark.linux_only("there is no SIGKILL")
TEXTS = 200
MOMENTS = 20
LAST_COUNT = 12


@pytest.fixture(scope="module")
def sources(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("real")
    small = [path for path in sorted((corpus / "files").iterdir()) if path.stat().st_size < 4 << 20]
    return [*small, write_news(corpus, TEXTS, folder / "news.jsonl")]


@pytest.mark.parametrize("count", range(1, LAST_COUNT + 1))
@pytest.mark.parametrize("point", kill.POINTS)
def test_killed_at_named_points(
    point: str, count: int, sources: list[Path], tmp_path: Path
) -> None:
    library = tmp_path / "library"
    run = kill.add(library, sources, KMDESK_KILL_AT=f"{point}:{count}")
    assert not kill.faults_of(library, run.accepted)


def test_killed_at_random_moments(
    sources: list[Path], tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    whole = kill.add(tmp_path / "whole", sources)
    seed = int(request.config.getoption("randomly_seed", 0) or 0)
    library = tmp_path / "library"  # one library, killed again and again on its way
    accepted: dict[str, dict[str, object]] = {}
    for moment in kill.moments(whole.seconds, MOMENTS, seed):
        run = kill.add_and_kill(library, sources, moment)
        for line in run.accepted:
            if line["status"] == "added":
                accepted[line["source"]] = line
        faults = kill.faults_of(library, list(accepted.values()))
        assert not faults, f"killed after {moment:.3f} s (seed {seed}): {faults}"
    last = kill.add(library, sources)
    assert len(last.accepted) == len(whole.accepted)
    assert not kill.faults_of(library, last.accepted)
