"""The installed program has no ``python -m``: it starts a worker only if it knows its module."""

import ast

from kmdesk.__main__ import _WORKER_MODULES
from tests.architecture.source import sources


def test_every_worker_module_starts_in_the_installed_program() -> None:
    started = {
        str(node.value.value)
        for source in sources()
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Assign)
        and any(isinstance(name, ast.Name) and name.id == "_MODULE" for name in node.targets)
        and isinstance(node.value, ast.Constant)
    }
    assert started and started == set(_WORKER_MODULES)
