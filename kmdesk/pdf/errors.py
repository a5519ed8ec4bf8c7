"""Errors of PDF generation."""

from kmdesk.i18n import KmdeskError


class PdfError(KmdeskError):
    """A PDF could not be written; no partial file remains."""
