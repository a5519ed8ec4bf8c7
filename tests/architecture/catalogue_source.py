"""Every message the program can say, collected from its source and from its catalogue."""

import ast
import configparser
import string
from collections import defaultdict
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

import polib

from tests.architecture.source import TREE, Source, sources

THAI = TREE / "resources" / "i18n" / "th"
Key = tuple[str, str]  # context, message id


@dataclass
class Use:
    """A message id in the source: where, and the names given to its fields (None: unknown)."""

    where: str
    given: frozenset[str] | None


@dataclass
class Messages:
    """All uses by key, and the calls whose message cannot be known before it runs."""

    uses: dict[Key, list[Use]] = field(default_factory=lambda: defaultdict(list))
    unreadable: list[str] = field(default_factory=list)


def error_classes(files: tuple[Source, ...]) -> set[str]:
    """Names of KmdeskError and everything built on it."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for source in files
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"KmdeskError"}
    while grown := {name for name, of in bases.items() if of & found} - found:
        found |= grown
    return found


@lru_cache
def messages(files: tuple[Source, ...] | None = None) -> Messages:
    """Messages of ``files`` (default: the whole program)."""
    files = files or sources()
    errors = error_classes(files)
    found = Messages()
    for source in files:
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Call) and node.args:
                _collect(source, node, errors, found)
    return found


def _collect(source: Source, call: ast.Call, errors: set[str], found: Messages) -> None:
    name = _name(call.func)
    if name not in {"tr", "in_thai", "N_", "Message", *errors}:
        return
    context = next((_text(k.value) or "" for k in call.keywords if k.arg == "ctx"), "")
    given = _given(call) if name in {"tr", "in_thai", *errors} else None
    for node in _branches(call.args[0]):
        text = _text(node)
        if text:
            found.uses[context, text].append(Use(source.at(node), given))
        elif isinstance(node, ast.JoinedStr | ast.BinOp):
            found.unreadable.append(f"{source.at(node)}: {name}({ast.unparse(node)[:60]})")


def _given(call: ast.Call) -> frozenset[str] | None:
    names = [keyword.arg for keyword in call.keywords if keyword.arg != "ctx"]
    return None if None in names else frozenset(name for name in names if name)


def _branches(node: ast.expr) -> list[ast.expr]:
    if isinstance(node, ast.IfExp):
        return [*_branches(node.body), *_branches(node.orelse)]
    if isinstance(node, ast.BoolOp):
        return [leaf for value in node.values for leaf in _branches(value)]
    return [node]


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _name(node: ast.expr) -> str:
    if isinstance(node, ast.Name):
        return node.id
    return node.attr if isinstance(node, ast.Attribute) else ""


def fields(text: str) -> set[str]:
    """Names of the format fields in ``text``, without attribute or index."""
    parsed = string.Formatter().parse(text)
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in parsed if name is not None}


@lru_cache
def catalogue(folder: Path = THAI) -> dict[Key, list[tuple[str, str, bool]]]:
    """(file, Thai, fuzzy) of every entry, by key."""
    entries: dict[Key, list[tuple[str, str, bool]]] = defaultdict(list)
    for path in sorted(folder.glob("*.po")):
        for entry in polib.pofile(str(path), encoding="utf-8"):
            if not entry.obsolete:
                key = (entry.msgctxt or "", entry.msgid)
                entries[key].append((path.name, entry.msgstr, entry.fuzzy))
    return entries


@lru_cache
def layers() -> tuple[str, ...]:
    """Rooms and single modules of the program from the lowest up, as import-linter knows them."""
    contracts = configparser.ConfigParser()
    contracts.read(TREE / ".importlinter", encoding="utf-8")
    lines = contracts["importlinter:contract:layers"]["layers"].split("\n")
    return tuple(name.strip() for line in reversed(lines) for name in line.split("|") if line)


def home(uses: list[Use]) -> str:
    """The one catalogue a message belongs in: of the lowest room that says it."""
    rooms = {use.where.removeprefix("kmdesk/").partition("/") for use in uses}
    found = {room if slash else "app" for room, slash, _ in rooms}
    return min(found, key=lambda room: (room == "app", layers().index(room)))
