"""What reads strangers' files is out of the window's reach: only processes of their own import it.

The rule follows every import from the window, inside functions too, down to the modules that run in
a process of their own. What it finds besides must stand below, with its reason.
"""

import ast
from collections.abc import Iterator, Mapping
from functools import cache

import pytest

from tests.architecture.source import Source, sources

PARSERS = {
    "PIL", "bz2", "csv", "defusedxml", "docx", "email", "gzip", "lxml", "lzma", "mailbox",
    "openpyxl", "pypdf", "pypdfium2", "tarfile", "xml", "zipfile", "zstandard",
}  # fmt: skip

APART = {
    "kmdesk.intake.worker": "the readers' process",
    "kmdesk.intake.render": "the rendering process",
    "kmdesk.committees.read_docx": "imported by docx_process once it is a process",
    "kmdesk.office.import_process": "the import process",
    "kmdesk.office.self_test": "run as kmdesk self-test; the window takes its words",
    "kmdesk.cli.tour": "the process that takes the guide's pictures",
}
"""Modules at which the rule stops: they run, or are loaded, in another process."""

ALLOWED = {
    ("kmdesk.intake.rows.plan", "openpyxl"): "writes the sheet of rows left out",
    ("kmdesk.records.spreadsheet", "openpyxl"): "writes a spreadsheet",
    ("kmdesk.records.spreadsheet", "csv"): "writes a spreadsheet",
    ("kmdesk.processes.export", "xml"): "writes BPMN",
    ("kmdesk.pdf.merging", "pypdf"): "joins prints with originals, in a lane",
    ("kmdesk.pdf.pack", "pypdf"): "binds prints into a pack, in a lane",
    ("kmdesk.widgets.printing", "pypdf"): "joins prints of several items, in a lane",
}


def _is_for_types(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)


@cache
def _imports(source: Source) -> tuple[tuple[ast.AST, str], ...]:
    """Every import but those that only the type checker sees."""
    hidden = {
        below for node in ast.walk(source.tree) if _is_for_types(node) for below in ast.walk(node)
    }
    return tuple((node, name) for node, name in source.imports() if node not in hidden)


def _modules() -> dict[str, Source]:
    found = {}
    for source in sources():
        parts = source.parts[:-1] if source.parts[-1] == "__init__" else source.parts
        found[".".join(("kmdesk", *parts))] = source
    return found


def _of_window(source: Source) -> bool:
    """Whether the window runs it for certain: its screens and what frames them."""
    return (
        source.room in ("window", "corner", "widgets", "jobs")
        or "ui" in source.parts
        or source.parts[-1].endswith("_ui")
        or source.parts == ("app",)
    )


def _reached(modules: Mapping[str, Source]) -> dict[str, str]:
    """Module → who imports it, for all that the window can import."""
    reached: dict[str, str] = {}
    waiting = [(name, "") for name, source in modules.items() if _of_window(source)]
    while waiting:
        name, importer = waiting.pop()
        if name in reached or name in APART:
            continue
        reached[name] = importer
        waiting += [(used, name) for _, used in _imports(modules[name]) if used in modules]
        waiting += [(above, name) for above in _packages(name) if above in modules]
    return reached


def _packages(name: str) -> Iterator[str]:
    while "." in name:
        name = name.rpartition(".")[0]
        yield name


def _way(reached: Mapping[str, str], name: str) -> str:
    way = []
    while name:
        way.append(name)
        name = reached[name]
    return " ← ".join(way)


def _uses(modules: Mapping[str, Source]) -> dict[tuple[str, str], str]:
    """(module, parser) → where it is imported, and how the window comes to it."""
    reached = _reached(modules)
    return {
        (name, used.partition(".")[0]): f"{modules[name].at(node)} imports {used}: "
        + _way(reached, name)
        for name in reached
        for node, used in _imports(modules[name])
        if used.partition(".")[0] in PARSERS
    }


def test_the_window_imports_no_parser() -> None:
    strays = [words for key, words in _uses(_modules()).items() if key not in ALLOWED]
    assert not strays, "\n".join(sorted(strays))


def test_no_exception_has_outlived_its_use() -> None:
    modules = _modules()
    assert set(ALLOWED) <= set(_uses(modules))
    assert set(APART) <= set(modules)
    assert set(_STORED) == {path for path, _line in _decoders()}


def test_the_rule_sees_a_parser_behind_a_local_import(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.architecture.source.PACKAGE", tmp_path)
    monkeypatch.setattr("tests.architecture.source.TREE", tmp_path)
    files = {
        "window/main.py": "def f():\n    from kmdesk.shelf.add import g\n",
        "shelf/__init__.py": "",
        "shelf/add.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import docx\n"
        "def g():\n    import zipfile\n    from ..intake import worker\n",
        "intake/__init__.py": "",
        "intake/worker.py": "import PIL.Image\n",
        "intake/other.py": "import pypdf\n",
    }
    modules = {}
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        dotted = "kmdesk." + name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        modules[dotted] = Source(path)
    assert set(_uses(modules)) == {("kmdesk.shelf.add", "zipfile")}


_DECODERS = {"QImageReader", "QMovie"}
_FROM_FILE = {"QImage", "QPixmap"}


_STORED = {
    "kmdesk/committees/ui/body.py": "pictures of a set, encoded anew when they were put in",
    "kmdesk/committees/ui/set_editor.py": "the same, in its editor",
    "kmdesk/places/ui/show.py": "the traced picture of a floor, encoded anew when it was put in",
}
"""Who lets Qt decode pictures that the library holds; never a file that somebody chooses."""


def _decodes(source: Source) -> Iterator[ast.AST]:
    """Where Qt is asked to decode a picture file: by its path, its bytes or a reader."""
    for node in ast.walk(source.tree):
        if not isinstance(node, ast.Call):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        of_path = name in _FROM_FILE and len(node.args) == 1 and _is_path(node.args[0])
        if name in _DECODERS or of_path or method in ("fromData", "loadFromData"):
            yield node


def _is_path(node: ast.expr) -> bool:
    """A text or a call of str(): a size or an image is neither."""
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return is_text or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "str"
    )


def _decoders() -> set[tuple[str, str]]:
    return {(source.name, source.at(node)) for source in sources() for node in _decodes(source)}


def test_qt_decodes_no_file_that_somebody_chooses() -> None:
    """Such pictures come as pixels from the readers' process."""
    strays = [place for path, place in _decoders() if path not in _STORED]
    assert not strays, "\n".join(strays)
