"""What can go wrong when a PDF is made."""

from kmdesk.i18n import KmdeskError


class PdfError(KmdeskError):
    """A PDF could not be made; nothing half-written is left behind."""
