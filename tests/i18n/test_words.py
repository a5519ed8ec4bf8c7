"""The words on screen: sources, the cache beside them, what a package carries, the language."""

import marshal
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import kmdesk.i18n as words
from kmdesk.i18n import KmdeskError, in_thai, language, set_language, tr

HEAD = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'


@pytest.fixture
def thai(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The folder of a language with one message, Open."""
    folder = tmp_path / "i18n" / "th"
    folder.mkdir(parents=True)
    monkeypatch.setattr(words, "resource_path", lambda name: tmp_path / name)
    monkeypatch.setattr(words, "_texts", {"en": {}})
    before = language()
    write(folder / "app.po", "เปิด")
    yield folder
    set_language(before)


def write(path: Path, thai: str) -> None:
    open_n = 'msgctxt "act"\nmsgid "Open {n}"\nmsgstr "เปิด {n}"\n'
    path.write_text(f'{HEAD}msgid "Open"\nmsgstr "{thai}"\n\n{open_n}', "utf-8")


def start(monkeypatch: pytest.MonkeyPatch, *, parsed: bool) -> str:
    """What a new start shows for Open; fails when the sources were read, or not, unlike asked."""
    seen: list[Path] = []

    def spy(sources: list[Path]) -> dict[str, str]:
        seen.extend(sources)
        return real(sources)

    real = words.parse
    with monkeypatch.context() as patch:
        patch.setattr(words, "_texts", {"en": {}})
        patch.setattr(words, "parse", spy)
        shown = in_thai("Open")
    assert bool(seen) is parsed
    return shown


def test_the_second_start_reads_no_source(thai: Path, monkeypatch) -> None:
    assert [start(monkeypatch, parsed=parsed) for parsed in (True, False)] == ["เปิด", "เปิด"]
    assert tr("Open {n}", ctx="act", n=5) == ("เปิด 5" if language() == "th" else "Open 5")


def test_a_changed_source_wins_over_the_cache(thai: Path, monkeypatch) -> None:
    start(monkeypatch, parsed=True)
    write(thai / "app.po", "ดู")
    assert start(monkeypatch, parsed=True) == "ดู"
    write(thai / "app.po", "ปด")  # as long as before, later or earlier
    os.utime(thai / "app.po", (1, 1))
    assert start(monkeypatch, parsed=True) == "ปด"
    assert start(monkeypatch, parsed=False) == "ปด"


def test_a_source_that_came_or_went_is_noticed(thai: Path, monkeypatch) -> None:
    start(monkeypatch, parsed=True)
    (thai / "app.po").rename(thai / "window.po")
    assert start(monkeypatch, parsed=True) == "เปิด"


_DAMAGED = {
    "empty": b"",
    "cut off": marshal.dumps({"stamp": "x", "texts": {"Open": "เก่า"}})[:-5],
    "another thing": marshal.dumps(["Open", "เก่า"]),
    "no texts": marshal.dumps({}),
    "text": "ไม่ใช่แคช".encode(),
    "a mo file": b"\xde\x12\x04\x95" + bytes(24),
}


@pytest.mark.parametrize("content", _DAMAGED.values(), ids=_DAMAGED)
def test_a_damaged_cache_is_made_anew(thai: Path, monkeypatch, content: bytes) -> None:
    (thai / ".cache").write_bytes(content)
    assert start(monkeypatch, parsed=True) == "เปิด"
    assert start(monkeypatch, parsed=False) == "เปิด"


def test_where_nothing_can_be_written_the_sources_are_read(thai: Path, monkeypatch) -> None:
    def refuse(**_: object) -> tuple[int, str]:
        raise PermissionError

    monkeypatch.setattr(words.tempfile, "mkstemp", refuse)
    assert [start(monkeypatch, parsed=True) for _ in range(2)] == ["เปิด", "เปิด"]
    assert [path.name for path in thai.iterdir()] == ["app.po"]


def test_a_package_carries_what_was_read_and_no_source(
    thai: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = tmp_path / "packed"
    words.ship(thai.parent, packed / "i18n")
    assert [path.name for path in (packed / "i18n/th").iterdir()] == [".cache"]
    assert [path.name for path in thai.iterdir()] == ["app.po"]  # the sources stay whole
    monkeypatch.setattr(words, "resource_path", lambda name: packed / name)
    assert start(monkeypatch, parsed=False) == "เปิด"


def test_a_package_without_its_words_is_not_built(thai: Path, tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(words, "write_cache", lambda *_: None)
    with pytest.raises(FileNotFoundError):
        words.ship(thai.parent, tmp_path / "packed")


def test_the_language_changes_what_was_marked_before(thai: Path) -> None:
    error = KmdeskError("Open {n}", n=3)
    (thai / "app.po").write_text(f'{HEAD}msgid "Open {{n}}"\nmsgstr "เปิด {{n}}"\n', "utf-8")
    shown = []
    for code in ("th", "en", "th"):
        set_language(code)
        shown.append((str(error), tr("Open {n}", n=3), in_thai("Open {n}", n=3)))
    assert shown == [("เปิด 3",) * 3, ("Open 3", "Open 3", "เปิด 3"), ("เปิด 3",) * 3]


def test_an_unknown_language_changes_nothing(thai: Path) -> None:
    before = language()
    with pytest.raises(ValueError, match="de"):
        set_language("de")
    assert language() == before
