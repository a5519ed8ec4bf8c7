"""Print the basket as one handout: items without their own footers, bound as a pack."""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kmdesk.i18n import KmdeskError, tr
from kmdesk.intake import IntakeError
from kmdesk.records import Actor, Kinds, Library
from kmdesk.records.describe import effective_status
from kmdesk.records.fields import screen_date
from kmdesk.records.model import Place
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.widgets.anchors import code_of
from kmdesk.widgets.basket import BasketItem
from kmdesk.widgets.keeping import PREFIX
from kmdesk.widgets.page_range import chosen_pages

if TYPE_CHECKING:
    from kmdesk.pdf.pack import PackItem

ONE, TWO_UP, BOOKLET = "one", "two_up", "booklet"


class PackError(KmdeskError):
    """Raised when the pack cannot be made as requested."""


@dataclass(frozen=True, slots=True)
class PackWishes:
    """Options of the reader for the pack."""

    title: str = ""
    made_for: str = ""
    layout: str = ONE
    with_list: bool = False
    """Start with a list of the items and the places of their papers."""


@dataclass(frozen=True, slots=True)
class _Facts:
    kind: str
    title: str
    number: str
    status: str
    light: str
    source: str
    place: str
    dated: str
    updated: str


def make_pack(
    library: Library,
    actor: Actor,
    kinds: Kinds,
    items: Sequence[BasketItem],
    wishes: PackWishes,
    *,
    thai_digits: bool = True,
) -> Path:
    """Write the pack to a temporary file; raises KmdeskError. Slow: off the UI thread.

    An item that cannot be printed is named in the contents and omitted; if it is the only one, the
    error is raised.
    """
    from kmdesk.pdf.document import digits_in_print  # loads ReportLab, only needed to print
    from kmdesk.pdf.merging import impose
    from kmdesk.pdf.pack import write_pack
    from kmdesk.pdf.sheet import PdfError

    # By this prefix a later start finds the folder should the program be killed.
    folder = Path(tempfile.mkdtemp(prefix=PREFIX))
    # Before anything is printed: a record this reader may not see refuses the whole pack.
    facts = [_facts(library, actor, kinds, item) for item in items]
    parts: list[PackItem] = []
    left_out: list[tuple[str, str]] = []
    with digits_in_print(thai_digits):
        for at, (item, fact) in enumerate(zip(items, facts, strict=True), 1):
            try:
                part = _part(library, actor, kinds, item, fact, folder / f"{at:03}.pdf")
            except (PdfError, IntakeError, PackError) as error:
                if len(items) == 1:
                    raise
                left_out.append((fact.title, str(error)))
            else:
                parts.append(part)
    if wishes.with_list:
        parts.insert(0, _list(library, facts, folder / "000.pdf", thai_digits))
    out = folder / "pack.pdf"
    write_pack(
        out,
        parts,
        title=wishes.title or tr("Handout"),
        office=OFFICE_NAME.of(library),
        made_for=wishes.made_for,
        thai_digits=thai_digits,
        left_out=left_out,
    )
    if wishes.layout == ONE:
        return out
    turned = folder / "sheets.pdf"
    impose(out, turned, "booklet" if wishes.layout == BOOKLET else "two_up")
    return turned


def duplex_hint(layout: str) -> str:
    """Return how to print a layout on both sides."""
    if layout == BOOKLET:
        return tr("Print on both sides, turned on the short edge; fold in the middle and staple.")
    if layout == TWO_UP:
        return tr("To print on both sides, choose turning on the short edge.")
    return tr("To print on both sides, choose turning on the long edge.")


def _facts(library: Library, actor: Actor, kinds: Kinds, item: BasketItem) -> _Facts:
    with library.reading(actor) as reading:
        record = reading.record(item.record_id)
        place = reading.session.get(Place, record.place_id) if record.place_id else None
        kind = kinds.get(record.kind)
        status = effective_status(reading.session, record)
        return _Facts(
            tr(kind.label),
            item.title or record.title,
            record.number,
            tr(kind.statuses.get(status, status)) if status else "",
            kind.lights.get(status, "grey"),
            record.source or record.issuer,
            place.label if place else "",
            screen_date(record.dated),
            screen_date(record.updated_at),
        )


def _part(
    library: Library, actor: Actor, kinds: Kinds, item: BasketItem, facts: _Facts, out: Path
) -> "PackItem":
    from kmdesk.pdf.document import without_feet
    from kmdesk.pdf.merging import mark_file
    from kmdesk.pdf.pack import PackItem

    # The pack has page numbers of its own at the foot.
    with without_feet():
        _write(library, actor, kinds, item, out)
        mark_file(library, actor, kinds, item.record_id, out)
    return PackItem(
        facts.title,
        out,
        kind=facts.kind,
        status=facts.status,
        source=facts.source,
        place=facts.place,
        code=code_of(item.record_id, item.anchor),
        as_of=tr("Information as of {date}", date=facts.updated),
        light=facts.light,
    )


def _write(library: Library, actor: Actor, kinds: Kinds, item: BasketItem, out: Path) -> None:
    with library.reading(actor) as reading:
        kind = reading.record(item.record_id).kind
    if item.anchor and kind == "regulation":
        from kmdesk.regulations.print import write_provisions

        write_provisions(library, actor, item.record_id, [item.anchor], out)
    elif item.pages:
        _write_pages(library, actor, item, out)
    else:
        kinds.get(kind).write_pdf(library, actor, item.record_id, out)


def _write_pages(library: Library, actor: Actor, item: BasketItem, out: Path) -> None:
    """Write only the chosen pages, counted through all originals of the document."""
    from kmdesk.pdf.merging import join_pdfs
    from kmdesk.shelf.print import printable_originals

    with tempfile.TemporaryDirectory(prefix="kmdesk-") as folder:
        originals = printable_originals(library, actor, item.record_id, Path(folder))
        if originals.left_out:  # page numbers after it would be wrong
            raise PackError(
                "The chosen pages cannot be counted: {reason}", reason=" ".join(originals.left_out)
            )
        if not originals.pages:
            raise PackError(
                "“{title}” has no original whose pages could be chosen.", title=item.title
            )
        chosen = lambda count: chosen_pages(item.pages, count)  # noqa: E731
        join_pdfs(originals.pages, out, item.title, chosen=chosen)


def _list(library: Library, facts: Sequence[_Facts], out: Path, thai_digits: bool) -> "PackItem":
    from kmdesk.pdf.document import without_feet
    from kmdesk.pdf.pack import PackItem
    from kmdesk.pdf.pick_list import ResultRow, write_result_list

    title = tr("List of the items")
    rows = [
        ResultRow(f.title, f.number, f.dated, f.place, status=f.status, ended=f.light == "red")
        for f in facts
    ]
    with without_feet():
        write_result_list(
            out, rows, title=title, office=OFFICE_NAME.of(library), thai_digits=thai_digits
        )
    return PackItem(title, out)
