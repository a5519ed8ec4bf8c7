"""Rows of an office's own sheet as records: the one importer that every room describes itself to.

A room declares a :class:`Table` of :class:`Column`; :func:`find_heads` says which column of the
sheet is which, :func:`plan_rows` what each row would do. Nothing is stored here.
"""

from kmdesk.intake.rows.columns import Column, Line, Noted, Problem, RowDraft, Table
from kmdesk.intake.rows.heads import Heads, find_heads, heads_at, remember, remembered
from kmdesk.intake.rows.plan import Plan, plan_rows
from kmdesk.intake.rows.refused import write_refused
from kmdesk.intake.rows.source import Sheet, sheets_of

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
