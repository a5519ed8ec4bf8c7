"""The program's own source, parsed once: what the architecture tests look at."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

TREE = Path(__file__).resolve().parent.parent.parent
PACKAGE = TREE / "kmdesk"


@dataclass(frozen=True)
class Source:
    """One Python file of the program."""

    path: Path

    @property
    def name(self) -> str:
        """Path from the top of the tree, as a person would type it."""
        return self.path.relative_to(TREE).as_posix()

    @property
    def parts(self) -> tuple[str, ...]:
        """Path inside the package without the suffix, e.g. ("shelf", "ui", "tab")."""
        return self.path.relative_to(PACKAGE).with_suffix("").parts

    @property
    def room(self) -> str:
        """The room, or "" for a module beside the rooms (app, cli)."""
        return self.parts[0] if len(self.parts) > 1 else ""

    @cached_property
    def text(self) -> str:
        """The source text."""
        return self.path.read_text("utf-8")

    @cached_property
    def tree(self) -> ast.Module:
        """The parsed source."""
        return ast.parse(self.text, self.name)

    def at(self, node: ast.AST) -> str:
        """``kmdesk/room/file.py:12`` of a node."""
        return f"{self.name}:{getattr(node, 'lineno', 1)}"

    def imports(self) -> Iterator[tuple[ast.AST, str]]:
        """(node, absolute module) of every import, inside functions too."""
        package = ("kmdesk", *self.parts[:-1])
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield node, alias.name
            elif isinstance(node, ast.ImportFrom):
                base = package[: len(package) - node.level + 1] if node.level else ()
                module = ".".join((*base, *((node.module,) if node.module else ())))
                yield node, module
                for alias in node.names:
                    yield node, f"{module}.{alias.name}"


@lru_cache
def sources() -> tuple[Source, ...]:
    """Every Python file of the program."""
    return tuple(Source(path) for path in sorted(PACKAGE.rglob("*.py")))


def owners(tree: ast.Module) -> dict[ast.AST, ast.AST]:
    """Each node's parent."""
    return {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
