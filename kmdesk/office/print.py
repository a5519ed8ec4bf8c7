"""Print the clerk's lists."""

import tempfile
from collections.abc import Sequence
from pathlib import Path

from kmdesk.i18n import tr
from kmdesk.pdf import Document
from kmdesk.pdf import TableStyle
from kmdesk.widgets.keeping import PREFIX


def write_wanted(rows: Sequence[Sequence[str]], office: str, thai_digits: bool) -> Path:
    """Print the list of wanted knowledge: term, times, last asked, by now."""
    heads = [tr("No."), tr("Searched for"), tr("Times"), tr("Last asked"), tr("By now")]
    return _write(tr("Wanted knowledge"), heads, [7, 45, 10, 15, 23], rows, (office, thai_digits))


def write_wanted_laws(rows: Sequence[Sequence[str]], office: str, thai_digits: bool) -> Path:
    """Print the laws cited but missing: title, records, times."""
    heads = [tr("No."), tr("Law or regulation"), tr("Records"), tr("Times")]
    return _write(tr("Laws wanted"), heads, [8, 64, 14, 14], rows, (office, thai_digits))


def _write(
    title: str,
    heads: list[str],
    widths: list[float],
    rows: Sequence[Sequence[str]],
    where: tuple[str, bool],
) -> Path:
    office, thai_digits = where
    out = Path(tempfile.mkdtemp(prefix=PREFIX)) / "wanted.pdf"
    document = Document(
        out, title=title, office=office, thai_digits=thai_digits, running_head=title
    )
    document.heading(title, 1)
    document.fields(
        [
            (tr("Items"), document.digits(f"{len(rows):,}")),
            (tr("As of"), document.printed()),
        ]
    )
    cells = [
        [document.digits(str(at)), row[0], *(document.digits(cell) for cell in row[1:])]
        for at, row in enumerate(rows, 1)
    ]
    style = TableStyle(size=9.5, aligns=("center", "left", "center"))
    document.table(heads, cells, widths, style)
    return document.save()


def write_recovery_sheet(name: str, code: str, office: str) -> Path:
    """Print the sheet for the safe: a sign-in and the code that sets a new password."""
    out = Path(tempfile.mkdtemp(prefix=PREFIX)) / "recovery.pdf"
    title = tr("Recovery code")
    document = Document(out, title=title, office=office, thai_digits=False, running_head=title)
    document.heading(title, 1)
    document.fields(
        [
            (tr("Sign-in name of the administrator"), name),
            (tr("Recovery code"), code),
            (tr("As of"), document.printed()),
        ]
    )
    document.paragraph(
        tr(
            "If nobody can sign in any more: press “Clerk”, then “Forgot the password”, and type"
            " this code. It sets a new password and is then replaced by another one. Keep this"
            " sheet in the safe; whoever has it may do everything."
        )
    )
    return document.save()
