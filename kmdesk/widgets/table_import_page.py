"""How a planned import is shown: every row with what happens to it in front."""

from collections.abc import Mapping

from kmdesk.i18n import N_, tr
from kmdesk.intake.rows import Line, Table
from kmdesk.intake.rows.plan import Plan
from kmdesk.intake.table import text_of
from kmdesk.widgets.sheet_view import CellMark, SheetPage

_HIDDEN = "•••"


def row_of(plan: Plan, line: Line) -> int:
    """The row of the view in which a line of the plan stands."""
    return line.row - plan.heads.below - 1


def page_of(table: Table, plan: Plan, edits: Mapping[tuple[int, int], object]) -> SheetPage:
    """The rows under the heads, with what happens to each in front."""
    below = plan.heads.below
    rows = [[text_of(cell) for cell in row] for row in plan.cells[below:]]
    said: dict[int, str] = {}
    for line in plan.lines:
        said[row_of(plan, line)] = _what(table, line)
        if line.is_secret:
            at = row_of(plan, line)
            # A classified paper does not belong on this PC, so not on its screen either.
            rows[at] = [_HIDDEN if text else "" for text in rows[at]]
    width = max((len(row) for row in plan.cells), default=0)
    return SheetPage(
        [tr("What happens"), *(_head(plan, at) for at in range(width))],
        [[said.get(at, ""), *row] for at, row in enumerate(rows)],
        [str(below + 1 + at) for at in range(len(rows))],
        _marks(plan, edits, width),
        frozenset(row_of(plan, line) for line in plan.lines if line.is_secret),
    )


def counts_words(table: Table, plan: Plan, has_rows: bool) -> str:
    """How many rows are new, there already, left out."""
    if not has_rows:
        return tr("The sheet is empty.")
    added = sum(line.is_new for line in plan.lines)
    there = sum(line.match is not None and line.is_good for line in plan.lines)
    wrong = sum(bool(line.problems) for line in plan.lines)
    words = (
        N_("{added} new, {there} changed, {problems} left out")
        if table.changes
        else N_("{added} new, {there} already in the library, {problems} left out")
    )
    return tr(words, added=f"{added:,}", there=f"{there:,}", problems=f"{wrong:,}")


def notes_of(plan: Plan) -> list[str]:
    """What was not taken, in sentences: columns, and rows that are none of the table."""
    notes = []
    if plan.untaken:
        names = ", ".join(f"“{name}”" for name in plan.untaken)
        notes.append(tr("Columns not imported: {names}", names=names))
    counts = [f"{tr(reason)} {count:,}" for reason, count in plan.left_out.items()]
    if counts:
        notes.append(tr("Rows not counted: {rows}", rows=", ".join(counts)))
    return notes


def _head(plan: Plan, at: int) -> str:
    name = plan.heads.names[at] if at < len(plan.heads.names) else ""
    # The upper part of a two-storey head stands over several columns and tells none of them apart.
    name = name.split(" › ")[-1]
    return name if at in plan.columns else f"{name}\n{tr('(not imported)')}"


def _marks(
    plan: Plan, edits: Mapping[tuple[int, int], object], width: int
) -> dict[tuple[int, int], CellMark]:
    below = plan.heads.below
    marks: dict[tuple[int, int], CellMark] = {}
    for row, column in plan.carried:
        marks[row - below, column + 1] = CellMark("carried", tr("As in the row above"))
    for row, column in edits:
        marks[row - below, column + 1] = CellMark("mended", tr("Mended here"))
    for line in plan.lines:
        at = row_of(plan, line)
        if line.left_out:
            for column in range(width + 1):
                marks[at, column] = CellMark("aside", tr(line.left_out))
        for problem in line.remarks:
            marks[at, problem.column + 1] = CellMark("remark", problem.text)
        for problem in line.problems:
            marks[at, problem.column + 1] = CellMark("wrong", problem.text)
            marks.setdefault((at, 0), CellMark("wrong", problem.text))
    return marks


def _what(table: Table, line: Line) -> str:
    if line.left_out:
        return tr(line.left_out)
    if line.problems:
        return tr("Left out")
    if line.match is None:
        return tr("To be added")
    return tr("Changes it") if table.changes else tr("Already there")
