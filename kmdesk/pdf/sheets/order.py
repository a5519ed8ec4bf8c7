"""Orders (คำสั่ง, แบบที่ ๔, ข้อ ๑๖) and announcements (ประกาศ, แบบที่ ๗, ข้อ ๒๐)."""

from dataclasses import dataclass
from pathlib import Path

from kmdesk.i18n import in_thai
from kmdesk.pdf.sheets.frame import Paper
from kmdesk.pdf.sheets.official import UNSIGNED, OfficialPage, Part, Signature, Text


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """คำสั่ง. ``body`` has the reason and legal power, then the points ordered; dates are ISO."""

    issuer: str
    """The issuing ส่วนราชการ or post; the word คำสั่ง is printed before it."""
    number: str
    """เลขที่/ปี, from ๑ each calendar year."""
    subject: str
    body: tuple[Part, ...]
    dated: str | None
    effective: str = ""
    """The phrase after ทั้งนี้, such as "ตั้งแต่บัดนี้เป็นต้นไป"."""
    signature: Signature = UNSIGNED
    annex: tuple[Part, ...] = ()
    """บัญชีแนบท้าย: starts a separate page after the signature."""


@dataclass(frozen=True, slots=True)
class AnnouncementSheet:
    """ประกาศ: a statement of an office; the date is ISO."""

    issuer: str
    subject: str
    body: tuple[Part, ...]
    dated: str | None
    signature: Signature = UNSIGNED


def write_order(out: Path, paper: Paper, order: OrderSheet) -> Path:
    """Write the order as แบบที่ ๔. Raises PdfError and writes no file on failure."""
    title = in_thai("Order of {issuer}", issuer=order.issuer)
    page = OfficialPage(out, paper, f"{title} {order.number}".strip(), "middle")
    page.line(title, align="center", bold=True)
    page.line(in_thai("No. {number}", number=order.number or "." * 12), align="center", bold=True)
    page.line(
        in_thai("Subject: {subject}", subject=order.subject or "." * 40), align="center", bold=True
    )
    page.short_rule()
    body = order.body
    if order.effective:
        body = (*body, Text(in_thai("All this {from_when}", from_when=order.effective)))
    page.body(body, page.sign_height)
    page.gap(0.3)
    page.sign(
        order.signature,
        above=in_thai("Ordered on {day}", day=page.day(order.dated, era=True)),
    )
    if order.annex:
        page.page_break()
        _annex_head(page, title, order)
        page.body(order.annex)
    return page.save()


def _annex_head(page: OfficialPage, title: str, order: OrderSheet) -> None:
    """Draw the heading of the annex: คำสั่ง, number, date."""
    number, day = order.number or "." * 12, page.day(order.dated)
    for line in (
        in_thai("List annexed to {order}", order=title),
        in_thai("No. {number} dated {day}", number=number, day=day),
        in_thai("Subject: {subject}", subject=order.subject or "." * 40),
    ):
        page.line(line, align="center", bold=True)
    page.short_rule()


def write_announcement(out: Path, paper: Paper, announcement: AnnouncementSheet) -> Path:
    """Write the announcement as แบบที่ ๗. Raises PdfError and writes no file on failure."""
    title = in_thai("Announcement of {issuer}", issuer=announcement.issuer)
    page = OfficialPage(out, paper, f"{title} {announcement.subject}".strip(), "middle")
    page.line(title, align="center", bold=True)
    subject = announcement.subject or "." * 40
    page.line(in_thai("Subject: {subject}", subject=subject), align="center", bold=True)
    page.short_rule()
    page.body(announcement.body, page.sign_height)
    page.gap(0.3)
    day = page.day(announcement.dated, era=True)
    page.sign(announcement.signature, above=in_thai("Announced on {day}", day=day))
    return page.save()
