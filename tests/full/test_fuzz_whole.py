"""A hundred thousand bad inputs: ``./installer/test tests/full/test_fuzz_whole.py`` (minutes)."""

import pytest

from tests.faults import fuzz

INPUTS = 100_000


def test_a_hundred_thousand_bad_inputs(request: pytest.FixtureRequest) -> None:
    seed = int(request.config.getoption("randomly_seed", 0) or 0)
    done = fuzz.run(seed, INPUTS)
    print(f"seed {seed}: {done}")
    assert not done.faults, "\n".join(done.faults[:20])
    assert done.memory_mb < fuzz.LIMIT_MB
