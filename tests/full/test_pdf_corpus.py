"""Two thousand real paragraphs: every text comes back, every mark stands where it should."""

import shutil
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.benchmarks.pdf_extraction import (
    breaks_in_clusters,
    breaks_in_words,
    compare,
    paragraphs,
)
from tests.benchmarks.pdf_raster import LIMIT, displaced


@pytest.fixture(scope="module")
def sources(corpus: Path) -> list[str]:
    return paragraphs(corpus, 2000)


@pytest.mark.parametrize("style", ["left", "body"])
def test_every_paragraph_comes_back_as_it_was(
    sources: list[str], style: str, tmp_path: Path
) -> None:
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext (poppler-utils)")
    assert compare(sources, style, tmp_path) == 0


def test_no_line_ends_inside_a_cluster(sources: list[str]) -> None:
    assert breaks_in_clusters(sources) == 0


def test_fewer_lines_end_inside_words_than_with_plain_icu(corpus: Path) -> None:
    ours, plain = breaks_in_words(corpus)
    assert ours < plain


def test_no_mark_is_displaced(qtbot: QtBot, sources: list[str], tmp_path: Path) -> None:
    found, lines = displaced(sources, tmp_path)
    assert len(found) > 0.95 * lines
    assert [line for line in found if max(line.ink, line.origin) > LIMIT] == []
