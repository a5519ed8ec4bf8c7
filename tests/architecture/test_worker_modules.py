"""The installed program has no ``python -m``: it starts a worker only if it knows its module."""

import ast
import re

from kmdesk.__main__ import _WORKER_MODULES
from tests.architecture.source import sources

_MODULE = re.compile(r"kmdesk(\.[a-z_]+){2,}")


def test_every_worker_module_starts_in_the_installed_program() -> None:
    started = {
        str(node.value.value)
        for source in sources()
        if "command_for(" in source.text
        for node in source.tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and _MODULE.fullmatch(str(node.value.value))
    }
    assert started and started == set(_WORKER_MODULES)
