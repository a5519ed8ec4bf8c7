"""Two thousand bad inputs for every parser of text; tests/full gives a hundred thousand."""

import pytest

pytest.importorskip("resource", reason="limits are set on Linux")
from tests.faults import fuzz

INPUTS = 2_000


def test_no_parser_of_text_crashes_or_hangs(request: pytest.FixtureRequest) -> None:
    seed = int(request.config.getoption("randomly_seed", 0) or 0)
    done = fuzz.run(seed, INPUTS)
    print(f"seed {seed}: {done}")
    assert not done.faults, "\n".join(done.faults[:20])
    assert done.inputs == INPUTS
    assert done.memory_mb < fuzz.LIMIT_MB


def test_the_same_seed_gives_the_same_texts() -> None:
    first = [text for text, _ in zip(fuzz.texts(7), range(50), strict=False)]
    assert first == [text for text, _ in zip(fuzz.texts(7), range(50), strict=False)]
    assert len(set(first)) > 40


def test_a_crash_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(fuzz.TARGETS, "dates", lambda text: 1 / 0)
    assert len(fuzz.run(1, 10).faults) == 2
