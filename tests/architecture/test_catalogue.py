"""Every message has its Thai, every Thai its message, and both have the same fields."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture.catalogue_source import catalogue, fields, home, messages
from tests.architecture.source import Source, owners, sources

_THAI = re.compile("[ก-๛]")
_LATIN_WORD = re.compile(r"[A-Za-z]{3,}")
_OFFICE_SAYS_IT_SO = {"Master Trainer", "Knowledge Management", "Desired State", "Focus Area"}


def test_every_message_has_its_thai() -> None:
    thai = catalogue()
    missing = [
        f"{uses[0].where}: {text!r}" + (f" (context {context})" if context else "")
        for (context, text), uses in messages().uses.items()
        if not any(words and not fuzzy for _, words, fuzzy in thai.get((context, text), []))
    ]
    assert not missing, f"{len(missing)} without Thai:\n" + "\n".join(sorted(missing))


def test_every_thai_entry_is_used() -> None:
    used = messages().uses
    idle = [
        f"{entries[0][0]}: {text!r}" for (context, text), entries in catalogue().items()
        if (context, text) not in used
    ]  # fmt: skip
    assert not idle, f"{len(idle)} never said:\n" + "\n".join(sorted(idle))


def test_one_catalogue_a_room() -> None:
    """A message said by several rooms stands with the lowest of them, and nowhere else."""
    uses = messages().uses
    strays = [
        f"{name}: {key[1]!r} belongs in {home(uses[key])}.po"
        for key, entries in catalogue().items()
        if key in uses
        for name, _, _ in entries
        if name != f"{home(uses[key])}.po"
    ]
    assert not strays, "\n".join(strays)


def test_thai_fills_in_the_same_fields() -> None:
    wrong = [
        f"{name}: {text!r}: {sorted(fields(text))} against {sorted(fields(words))}"
        for (_, text), entries in catalogue().items()
        for name, words, _ in entries
        if words and fields(text) != fields(words)
    ]
    assert not wrong, "\n".join(wrong)


def test_every_field_is_given_where_the_message_is_said() -> None:
    wrong = [
        f"{use.where}: {text!r} needs {sorted(fields(text))}, is given {sorted(use.given)}"
        for (_, text), uses in messages().uses.items()
        for use in uses
        # without arguments nothing is filled in: the text may be a table's template
        if use.given and fields(text) != use.given
    ]
    assert not wrong, "\n".join(wrong)


def test_one_message_has_one_thai_wording() -> None:
    split = [
        f"{text!r}: " + ", ".join(f"{name} {words!r}" for name, words, _ in entries)
        for (_, text), entries in catalogue().items()
        if len({words for _, words, _ in entries}) > 1
    ]
    assert not split, "\n".join(split)


def test_thai_entries_are_thai() -> None:
    strays = [
        f"{name}: {text!r} → {words!r}"
        for (_, text), entries in catalogue().items()
        for name, words, _ in entries
        # a lone name (PDF, Excel, Ctrl+F) may stay as it is
        if words not in _OFFICE_SAYS_IT_SO
        and words
        and not _THAI.search(words)
        and len(_LATIN_WORD.findall(words)) > 1
    ]
    assert not strays, "\n".join(strays)


def test_messages_can_be_read_before_they_are_said() -> None:
    assert not messages().unreadable, "\n".join(messages().unreadable)


# --- words that never went through the catalogue ------------------------------------------

_SHOWN_BY = {
    "setText", "setWindowTitle", "setToolTip", "setPlaceholderText", "setTitle",
    "setAccessibleName", "setAccessibleDescription", "setStatusTip", "setWhatsThis",
    "setInformativeText", "setHeaderLabels", "setHorizontalHeaderLabels", "addTab",
    "QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox", "QAction",
    "addAction", "addButton", "addItem", "addRow", "ThaiLabel",
}  # fmt: skip
# Keys have the same names in both languages; a language is named in itself.
_KEYS = re.compile(r"((Ctrl|Shift|Alt)\+)*(F\d+|[A-Z]|Esc|Enter|Home|End|Del|[+\-−←→↑↓0-9])")
_OWN_NAMES = {"ไทย", "ภาษาไทย", "English"}
_MEASURED = {"horizontalAdvance", "boundingRect"}
_SCREEN_ROOMS = {"", "cli", "window", "corner", "office", "widgets", "places", "jobs"}


def _on_screen(source: Source) -> bool:
    return source.room in _SCREEN_ROOMS or "ui" in source.parts


def test_nothing_is_shown_without_the_catalogue() -> None:
    strays = []
    for source in filter(_on_screen, sources()):
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name not in _SHOWN_BY:
                continue
            # the second argument of addItem is its value
            for leaf in node.args[:1] if name == "addItem" else node.args:
                text = leaf.value if isinstance(leaf, ast.Constant) else None
                if not isinstance(text, str) or _KEYS.fullmatch(text) or text in _OWN_NAMES:
                    continue
                if _LATIN_WORD.search(text):
                    strays.append(f"{source.at(leaf)}: {name}({text!r})")
    assert not strays, "\n".join(strays)


_LANGUAGE_FREE = {
    "",
    "cli",
    "window",
    "corner",
    "office",
    "widgets",
    "jobs",
    "people",
    "records",
    "store",
}


def test_no_thai_wording_in_rooms_that_do_not_work_on_the_language() -> None:
    """Rooms that take Thai text apart (thai, intake, search, regulations …) name it in code."""
    strays = []
    for source in sources():
        if source.room not in _LANGUAGE_FREE and "ui" not in source.parts:
            continue
        # What the tour types and what the sample's papers say is shown, but not by the program.
        if source.parts in (("cli", "tour"), ("office", "sample")):
            continue
        above = owners(source.tree)
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
                continue
            holder = above.get(node)
            if isinstance(holder, ast.Expr) or not _THAI.search(node.value):
                continue
            if node.value in _OWN_NAMES:
                continue
            name = ""
            if isinstance(holder, ast.Call):
                name = getattr(holder.func, "id", getattr(holder.func, "attr", ""))
            if name not in {"tr", "N_", *_MEASURED}:
                strays.append(f"{source.at(node)}: {node.value[:60]!r}")
    assert not strays, "\n".join(strays)


def test_history_labels_are_marked() -> None:
    strays = [
        f"{source.at(node)}: writing(…, {node.args[1].value!r})"
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and getattr(node.func, "attr", "") == "writing"
        and len(node.args) > 1
        and isinstance(node.args[1], ast.Constant)
    ]
    assert not strays, "\n".join(strays)


# --- the collector itself ------------------------------------------------------------------


@pytest.fixture
def invented(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Source:
    monkeypatch.setattr("tests.architecture.source.TREE", tmp_path)
    path = tmp_path / "invented.py"
    path.write_text(
        "class A(KmdeskError): ...\nclass B(A): ...\n"
        'tr("one {n}", n=1)\nN_("two")\nraise B("three " "{x}", x=2)\n'
        'tr("four" if y else "five", ctx="verb")\ntr(f"six {n}")\nother("seven")\n'
    )
    return Source(path)


def test_the_collector_finds_every_form(invented: Source) -> None:
    found = messages((invented,))
    assert set(found.uses) == {
        ("", "one {n}"), ("", "two"), ("", "three {x}"), ("verb", "four"), ("verb", "five"),
    }  # fmt: skip
    assert found.uses["", "one {n}"][0].given == {"n"}
    assert len(found.unreadable) == 1


def test_the_collector_reads_a_catalogue(tmp_path: Path) -> None:
    (tmp_path / "a.po").write_text(
        'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\n'
        'msgctxt "verb"\nmsgid "Open {n}"\nmsgstr "เปิด {m}"\n',
        "utf-8",
    )
    entries = catalogue(tmp_path)
    assert entries == {("verb", "Open {n}"): [("a.po", "เปิด {m}", False)]}
    assert fields("Open {n.x:>3} {{no}}") == {"n"}
