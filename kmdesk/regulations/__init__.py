"""Regulations: laws and office rules provision by provision, citations, answer cards."""

from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.import_report import import_summary
from kmdesk.regulations.terms import is_law_kind

__all__ = ["import_law", "import_summary", "is_law_kind"]
