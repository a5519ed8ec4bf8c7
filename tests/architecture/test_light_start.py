"""What a start must not load: measured in a fresh process, not guessed from imports."""

import subprocess
import sys

import pytest


def _loaded(statement: str) -> set[str]:
    """Outside packages and rooms in memory after ``statement`` in a new interpreter."""
    program = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stderr
    names = [name.split(".") for name in done.stdout.split()]
    return {".".join(parts[: 1 + (parts[0] == "kmdesk")]) for parts in names}


def test_a_tab_does_not_wait_for_the_patterns_of_orders() -> None:
    program = (
        "import sys; import kmdesk.committees.ui.tab\n"
        "print(*(name for name in sys.modules if name.startswith('kmdesk.committees.')))"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=120
    ).stdout.split()
    assert "kmdesk.committees.ui.tab" in loaded
    # over a second of regular expressions, which the whole window waited for
    assert not {"kmdesk.committees.read_order", "kmdesk.committees.order_text"} & {*loaded}


@pytest.mark.parametrize(
    ("statement", "forbidden"),
    [
        ("import kmdesk.cli.commands", {"PySide6", "whoosh", "sqlalchemy", "reportlab", "numpy"}),
        ("import kmdesk.search.client", {"PySide6", "whoosh", "numpy"}),
        ("import kmdesk.__main__", {"PySide6", "whoosh", "sqlalchemy"}),
        ("import kmdesk.app", {"whoosh", "sqlalchemy", "reportlab", "pypdfium2", "openpyxl"}),
        ("import kmdesk.window.main_window", {"whoosh", "reportlab", "fontTools", "pypdfium2"}),
        (
            "from kmdesk.composition import build_kinds; build_kinds()",
            {"PySide6", "whoosh", "reportlab", "fontTools", "pypdfium2", "openpyxl", "docx"},
        ),
        # pypdf, which joins PDFs, loads fontTools where it finds it
        ("import kmdesk.pdf.fonts, kmdesk.pdf.registers", {"PySide6", "fontTools"}),
        ("import kmdesk.thai", {"PySide6", "sqlalchemy", "kmdesk.store"}),
    ],
)
def test_import_stays_light(statement: str, forbidden: set[str]) -> None:
    assert not _loaded(statement) & forbidden
