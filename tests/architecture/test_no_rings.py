"""No module needs itself in the end: not at import, in a function, nor for its types only."""

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

import pytest

from tests.architecture.source import Source, sources


def _ring(files: Iterable[Source]) -> list[str]:
    """Modules of which each imports the next and the last the first; [] when there are none."""
    modules = {_module(source): source for source in files}
    graph = {
        name: {module for _, module in source.imports() if module in modules and module != name}
        for name, source in modules.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(reversed(error.args[1]))  # it names who is imported first
    return []


def _module(source: Source) -> str:
    parts = source.parts[:-1] if source.parts[-1] == "__init__" else source.parts
    return ".".join(("kmdesk", *parts))


def test_modules_import_in_one_direction() -> None:
    assert not (ring := _ring(sources())), " → ".join(ring)


@pytest.mark.parametrize(
    "back",
    [
        "from kmdesk.low import a",
        "def f():\n    from kmdesk.low.a import A",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import kmdesk.low.a",
    ],
    ids=["at import", "in a function", "for types"],
)
def test_a_ring_is_seen_wherever_it_closes(
    back: str, tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.architecture.source.PACKAGE", tmp_path)
    monkeypatch.setattr("tests.architecture.source.TREE", tmp_path)
    (tmp_path / "low").mkdir()
    first, second = tmp_path / "low" / "a.py", tmp_path / "low" / "b.py"
    first.write_text("from kmdesk.low.b import B\n")
    second.write_text(f"{back}\n")
    names = ["kmdesk.low.a", "kmdesk.low.b"]
    assert sorted(set(_ring([Source(first), Source(second)]))) == names
