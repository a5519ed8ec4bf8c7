"""PDF generation: correct Thai typography, extractable text, one builder for all print modules.

    document = Document(out, title="ทะเบียนหนังสือ", office="…", landscape=True)
    document.heading("ทะเบียนหนังสือรับ", 1)              # also added to the outline
    document.fields([("ที่", "กษ ๑๑๐๘/ว ๙๙"), ("เรื่อง", subject)])
    document.paragraph("ด้วย…", "first")                  # a name in STYLES or a Style
    document.paragraph([Run("ข้อ ๑", bold=True), " ให้…"])
    document.item("(๑)", "รายการย่อย", level=1)
    document.table(["ลำดับ", "เรื่อง"], rows, widths=[1, 6])  # shares; heads repeat, rows split
    document.sheet.box(x, y, width, height)               # free drawing on the current page, points
    document.page_break()
    document.save()                                       # the whole file, or PdfError and no file

``pick_list`` prints a record as a card, or several as a list to take to the shelves; ``pack`` joins
finished PDFs after a cover and contents; ``merging.impose`` makes two-up sheets and booklets. Forms
(``registers``, ``labels``, ``official`` and others) are drawn from frozen rows collected by their
room; dates are ISO text, and missing values are dots to be filled in by hand.
Lengths are points from the lower left (see ``MM``, ``CM``); ``document.y`` is the pen's height.
"""

from kmdesk.pdf.document import STYLES, Document
from kmdesk.pdf.sheet import PageSize, PdfError, Sheet
from kmdesk.pdf.tables import TableStyle
from kmdesk.pdf.typography import CM, MM, Rich, Run, Style

__all__ = [
    "CM",
    "Document",
    "MM",
    "PageSize",
    "PdfError",
    "Rich",
    "Run",
    "STYLES",
    "Sheet",
    "Style",
    "TableStyle",
]
