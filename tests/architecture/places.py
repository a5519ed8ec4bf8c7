"""Print how simple the house is: files, lines, modules with one importer, comments, functions.

``python -m tests.architecture.places``. How many files one change touches is counted by hand: a
scratch commit each for a field, a kind and a form, and its ``git show --stat``.
"""

import ast
import io
import statistics
import tokenize
from collections import defaultdict

from tests.architecture.source import TREE, Source, sources

_SCREENS = ("window", "widgets", "corner")


def is_screen(source: Source) -> bool:
    """Whether a module is a screen's: ``ui`` folders and the rooms that are all window."""
    return "ui" in source.parts or source.room in _SCREENS


def comment_lines(source: Source) -> int:
    """Lines that are nothing but a comment; directives to tools do not count."""
    tokens = tokenize.generate_tokens(io.StringIO(source.text).readline)
    return sum(
        token.type == tokenize.COMMENT
        and token.line.lstrip().startswith("#")
        and not token.string.startswith(("# type:", "# noqa", "# fmt:"))
        for token in tokens
    )


def lengths(source: Source) -> list[int]:
    """Lines of each function and method."""
    return [
        (node.end_lineno or node.lineno) - node.lineno + 1
        for node in ast.walk(source.tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def with_one_importer(files: tuple[Source, ...]) -> list[str]:
    """Modules that only one other module imports, and that one from the same folder."""
    names = {".".join(("kmdesk", *source.parts)).removesuffix(".__init__") for source in files}
    users: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for source in files:
        for _, module in source.imports():
            if module in names:
                users[module].add(source.parts)
    return sorted(
        module
        for module, importers in users.items()
        if len(importers) == 1 and next(iter(importers))[:-1] == tuple(module.split(".")[1:-1])
    )


def main() -> None:
    """Print the table."""
    files = sources()
    below = [source for source in files if not is_screen(source)]
    total = sum(source.text.count("\n") for source in files)
    functions = sorted(length for source in files for length in lengths(source))
    comments = sum(map(comment_lines, files))
    migrations = list((TREE / "kmdesk/store/migrations/versions").glob("*.py"))
    frozen = (TREE / "tests/fixtures/databases").glob("*.sql")
    rows = [
        ("files / lines of kmdesk", f"{len(files)} / {total:,}"),
        ("without screens", f"{len(below)} / {sum(s.text.count(chr(10)) for s in below):,}"),
        ("modules with one importer in the same folder", len(with_one_importer(files))),
        ("comment lines", f"{comments / total:.1%}"),
        ("functions, 90th percentile / longest",
         f"{statistics.quantiles(functions, n=10)[-1]:.0f} / {functions[-1]}"),
        ("catalogues", len(list((TREE / "resources/i18n/th").glob("*.po")))),
        ("migrations", len(migrations)),
        ("frozen SQL lines", sum(path.read_text("utf-8").count("\n") for path in frozen)),
    ]  # fmt: skip
    print("| what | now |\n| --- | --- |")
    for name, value in rows:
        print(f"| {name} | {value} |")


if __name__ == "__main__":
    main()
