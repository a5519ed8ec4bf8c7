"""Processors of an office's old PCs: what the packages are built for is at most x86-64-v2."""

import pytest

# SSE 4.2 and POPCNT, in processors since about 2009; AVX came in 2011, AVX2 in 2013.
_LEVEL_2 = {"X86_V2", "SSE", "SSE2", "SSE3", "SSSE3", "SSE41", "POPCNT", "SSE42", "CX16", "LAHF"}


def test_numpy_takes_newer_instructions_only_where_they_are() -> None:
    core = pytest.importorskip("numpy._core._multiarray_umath")
    assert set(core.__cpu_baseline__) <= _LEVEL_2
