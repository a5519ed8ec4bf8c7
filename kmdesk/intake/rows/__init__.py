"""Row importer: rows of an office's own spreadsheet as records, for every room.

A room declares a :class:`Table` of :class:`Column`; :func:`find_heads` maps the columns of the
sheet, :func:`plan_rows` computes what each row would do. Nothing is stored here.
"""

from kmdesk.intake.rows.columns import (
    Column,
    Heads,
    Line,
    Problem,
    RowDraft,
    Sheet,
    Table,
    find_heads,
    heads_at,
    remember,
    remembered,
    sheets_of,
)
from kmdesk.intake.rows.plan import Plan, plan_rows, write_refused
from kmdesk.intake.table import Noted

__all__ = [
    "Column",
    "Heads",
    "Line",
    "Noted",
    "Plan",
    "Problem",
    "RowDraft",
    "Sheet",
    "Table",
    "find_heads",
    "heads_at",
    "plan_rows",
    "remember",
    "remembered",
    "sheets_of",
    "write_refused",
]
