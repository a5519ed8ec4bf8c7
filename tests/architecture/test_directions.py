"""Who may import which outside library; a broken rule names file and line.

``.importlinter`` holds the directions between rooms. These rules speak of file names,
which its contracts cannot.
"""

from collections.abc import Callable

import pytest

from tests.architecture.source import Source, sources

Allowed = Callable[[Source], bool]


def _in_room(*rooms: str) -> Allowed:
    return lambda source: source.room in rooms


def _module(*names: str) -> Allowed:
    """Beside the rooms, as kmdesk/app.py; ``app`` also stands for ``app_*``."""
    return lambda source: (
        len(source.parts) == 1
        and any(source.parts[0] == name or source.parts[0].startswith(f"{name}_") for name in names)
    )


def _in_folder(name: str) -> Allowed:
    return lambda source: name in source.parts[1:-1]


def _named(prefix: str) -> Allowed:
    """A file or sub-folder of a room whose name starts like this, as shelf/print_register.py."""
    return lambda source: any(part.startswith(prefix) for part in source.parts[1:])


def _below_the_screens(*rooms: str) -> Allowed:
    """A room's things, which hold their own rows and reads; its screens ask them."""
    return lambda source: source.room in rooms and "ui" not in source.parts


def _any(*rules: Allowed) -> Allowed:
    return lambda source: any(rule(source) for rule in rules)


RULES: dict[str, Allowed] = {
    "PySide6": _any(
        _in_room("window", "corner", "office", "widgets", "jobs"),
        _in_folder("ui"),
        _module("app"),
        lambda source: source.parts == ("cli", "tour"),
    ),
    "whoosh": _in_room("search"),
    "reportlab": _any(_in_room("pdf"), _named("print")),
    "fontTools": _in_room("pdf"),
    "uharfbuzz": _any(_in_room("pdf"), _named("pdf_flatten")),
    "sqlalchemy": _any(
        _in_room("store", "records", "people"),
        _below_the_screens(
            "places", "committees", "directory", "shelf", "office", "regulations", "processes"
        ),
        _named("model"),
        _named("queries"),
    ),
    "alembic": _in_room("store"),
    "pypdfium2": _in_room("intake"),
    "docx": _in_room("intake"),
    "argon2": _in_room("people"),
    "pyrage": _in_room("store"),
    "psycopg": _in_room("store"),
    "icu4py": _in_room("thai"),
    "polib": _in_room("i18n"),
}


@pytest.mark.parametrize("library", RULES)
def test_outside_library_only_where_it_belongs(library: str) -> None:
    allowed = RULES[library]
    strays = {
        f"{source.at(node)} imports {module}"
        for source in sources()
        if not allowed(source)
        for node, module in source.imports()
        if module.split(".")[0] == library
    }
    assert not strays, "\n".join(sorted(strays))


def test_the_rules_see_every_kind_of_import(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.architecture.source.PACKAGE", tmp_path)
    monkeypatch.setattr("tests.architecture.source.TREE", tmp_path)
    (tmp_path / "shelf").mkdir()
    path = tmp_path / "shelf" / "add.py"
    path.write_text(
        "import whoosh.index as i\n"
        "def f():\n    from PySide6 import QtCore\n"
        "from . import model\nfrom ..store.engine import Base\n"
    )
    found = {module for _, module in Source(path).imports()}
    assert {"whoosh.index", "PySide6.QtCore", "kmdesk.shelf.model"} <= found
    assert "kmdesk.store.engine.Base" in found


def test_a_room_with_a_screen_keeps_its_order() -> None:
    """model and queries ← services ← print ← ui: nothing below ui imports ui."""
    strays = {
        f"{source.at(node)} imports {module}"
        for source in sources()
        if source.room and "ui" not in source.parts
        for node, module in source.imports()
        if module.startswith(f"kmdesk.{source.room}.ui")
    }
    assert not strays, "\n".join(sorted(strays))


def test_models_import_no_services() -> None:
    strays = {
        f"{source.at(node)} imports {module}"
        for source in sources()
        if source.room and source.parts[-1].startswith(("model", "queries"))
        for node, module in source.imports()
        if module.startswith(f"kmdesk.{source.room}.")
        and module.split(".")[2].startswith(("add", "edit", "import", "print", "ui"))
    }
    assert not strays, "\n".join(sorted(strays))


def test_no_folder_for_odds_and_ends() -> None:
    odd = {"utils", "util", "common", "mixed", "misc", "helpers", "tools"}
    strays = {source.name for source in sources() if odd & set(source.parts)}
    assert not strays, "\n".join(sorted(strays))
