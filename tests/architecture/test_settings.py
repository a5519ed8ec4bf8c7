"""Settings are declared once, in records/settings.py, and written through there."""

import ast

from tests.architecture.source import sources


def test_office_values_are_only_written_by_their_declaration() -> None:
    strays = [
        source.at(node)
        for source in sources()
        if source.room not in {"records", "people"}  # what people keep are secrets, no settings
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "set_value"
        and len(node.args) == 2
    ]
    assert not strays, "\n".join(strays)
