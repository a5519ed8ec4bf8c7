"""PDF pages: Thai set right, every text extractable, one small builder for all print modules.

    document = Document(out, title="ทะเบียนหนังสือ", office="…", landscape=True)
    document.heading("ทะเบียนหนังสือรับ", 1)              # enters the outline
    document.fields([("ที่", "กษ ๑๑๐๘/ว ๙๙"), ("เรื่อง", subject)])
    document.paragraph("ด้วย…", "first")                  # a name in STYLES or a Style
    document.paragraph([Run("ข้อ ๑", bold=True), " ให้…"])
    document.item("(๑)", "รายการย่อย", level=1)
    document.table(["ลำดับ", "เรื่อง"], rows, widths=[1, 6])  # shares; heads repeat, rows split
    document.sheet.box(x, y, width, height)               # free drawing on the present page, points
    document.page_break()
    document.save()                                       # whole file or PdfError, nothing between

``kmdesk.pdf.card`` prints a record, ``result_list`` a list to take to the shelves, ``pack`` joins
finished PDFs behind a cover and contents, ``merging.impose`` makes two-up sheets and booklets.
Lengths are points from the lower left (``MM``, ``CM`` help); ``document.y`` is the pen's height.
"""

from kmdesk.pdf.document import STYLES, Document
from kmdesk.pdf.errors import PdfError
from kmdesk.pdf.sheet import PageSize, Sheet
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
