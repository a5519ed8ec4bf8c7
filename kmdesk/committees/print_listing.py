"""Print a table shown in a window."""

from pathlib import Path

from kmdesk.committees.listing import Listing
from kmdesk.i18n import tr
from kmdesk.pdf import Document


def write_listing(listing: Listing, title: str, office: str, out: Path) -> None:
    """Write the rows under their heads, with the query and the totals."""
    document = Document(out, title=title, office=office, landscape=True)
    document.heading(title, 1)
    for words in (listing.asked, listing.note):
        if words:
            document.paragraph(document.digits(words), "left")
    heads = [tr(head) for head in listing.heads]
    rows = [[document.digits(cell) for cell in row] for row in listing.rows]
    document.table(heads, rows, list(listing.widths) or None)
    document.save()
