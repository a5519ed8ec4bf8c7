"""Basket page: gathered items in order, printed as one handout.

Items lose their own footers, and are bound as a pack with contents, places and page numbers.
"""

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from kmdesk.i18n import N_, KmdeskError, tr
from kmdesk.intake import IntakeError
from kmdesk.records import Actor, Kinds, Library, RecordError
from kmdesk.records.describe import effective_status, ended_words
from kmdesk.records.fields import screen_date
from kmdesk.records.model import Place
from kmdesk.records.settings import OFFICE_NAME
from kmdesk.widgets.anchors import code_of
from kmdesk.widgets.basket import BasketItem
from kmdesk.widgets.context import Context
from kmdesk.widgets.dialogs import Field, FormDialog, ask_form
from kmdesk.widgets.keeping import PREFIX
from kmdesk.widgets.lights import COLOURS
from kmdesk.widgets.page import Page
from kmdesk.widgets.page_range import PageRangeError, chosen_pages, page_range
from kmdesk.widgets.printing import print_made
from kmdesk.widgets.record_list import ENDED_GROUND
from kmdesk.widgets.thai_label import ThaiLabel
from kmdesk.widgets.tips import plain_tip

if TYPE_CHECKING:
    from kmdesk.pdf.pack import PackItem
    from kmdesk.records import Reading


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
    # all read before printing: a deleted item is refused before the first page is made
    facts = [_facts(library, actor, kinds, item) for item in items]
    parts: list[PackItem] = []
    left_out: list[tuple[str, str]] = []
    with digits_in_print(thai_digits):
        for number, (item, fact) in enumerate(zip(items, facts, strict=True), 1):
            try:
                part = _part(library, actor, kinds, item, fact, folder / f"{number:03}.pdf")
            except (PdfError, IntakeError, PackError) as error:
                if len(items) == 1:
                    raise
                left_out.append((fact.title, str(error)))
            else:
                parts.append(part)
    if wishes.with_list:
        parts.insert(0, _list_part(library, facts, folder / "000.pdf", thai_digits))
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
    # imposed last, since the page numbers of the pack are those of the single pages
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
        _write_item(library, actor, kinds, item, out)
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


def _write_item(library: Library, actor: Actor, kinds: Kinds, item: BasketItem, out: Path) -> None:
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


def _list_part(
    library: Library, facts: Sequence[_Facts], out: Path, thai_digits: bool
) -> "PackItem":
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


_ITEM = Qt.ItemDataRole.UserRole
_LAYOUTS = {
    ONE: N_("One page on a side"),
    TWO_UP: N_("Two pages on a side"),
    BOOKLET: N_("Booklet to fold"),
}


class BasketPage(Page):
    """List with buttons to move and remove items; one button prints everything."""

    def __init__(self, context: Context, parent: QWidget) -> None:
        super().__init__(parent)
        self._context = context
        self.back = QPushButton(tr("← Back"), self)
        self.back.clicked.connect(self.back_requested)
        self.heading = ThaiLabel(self)
        self.heading.setObjectName("recordTitle")
        self.list = QListWidget(self)
        self.list.setAccessibleName(tr("Basket"))
        self.list.itemActivated.connect(self._open)
        self.up = QPushButton(tr("Move up"), self)
        self.down = QPushButton(tr("Move down"), self)
        self.pages = QPushButton(tr("Choose pages…"), self)
        self.out = QPushButton(tr("Take out"), self)
        self.empty = QPushButton(tr("Empty the basket"), self)
        self.print = QPushButton(tr("Print all as one PDF"), self)
        self.wish = QPushButton(tr("Title, layout…"), self)
        self.print.setObjectName("primary")
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.out.clicked.connect(self._take_out)
        self.empty.clicked.connect(context.basket.clear)
        self.pages.clicked.connect(self._ask_pages)
        self.print.clicked.connect(lambda: self._print(PackWishes()))
        self.wish.clicked.connect(self._ask_wishes)
        head = QHBoxLayout()
        head.addWidget(self.back)
        head.addWidget(self.heading, 1)
        head.addWidget(self.wish)
        head.addWidget(self.print)
        side = QVBoxLayout()
        for button in (self.up, self.down, self.pages, self.out, self.empty):
            side.addWidget(button)
        side.addStretch(1)
        body = QHBoxLayout()
        body.addWidget(self.list, 1)
        body.addLayout(side)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.addLayout(head)
        column.addLayout(body, 1)
        self._ended: dict[int, str] = {}
        self._asked: set[int] = set()
        context.basket.changed.connect(self._fill)
        context.library_changed.connect(self._forget_ended)
        self._fill()

    def _fill(self) -> None:
        items = self._context.basket.items
        row = self.list.currentRow()
        self.list.clear()
        for number, item in enumerate(items, 1):
            pages = f"  ({tr('pages {pages}', pages=item.pages)})" if item.pages else ""
            entry = QListWidgetItem(f"{number}.  {item.title}{pages}")
            entry.setData(_ITEM, item)
            entry.setToolTip(plain_tip(item.title))
            if item.record_id in self._ended:
                entry.setText(f"{entry.text()}\n{self._ended[item.record_id]}")
                entry.setBackground(QColor(ENDED_GROUND))
                entry.setForeground(QColor(COLOURS["red"]))
            self.list.addItem(entry)
        self._read_ended([item.record_id for item in items])
        self.list.setCurrentRow(min(max(row, 0), len(items) - 1))
        if items:
            self.heading.set_text(tr("Basket: {count} items", count=len(items)))
        else:
            self.heading.set_text(
                tr("The basket is empty. “Put in basket” beside a record fills it.")
            )
        side = (self.up, self.down, self.pages, self.out, self.empty)
        for button in (*side, self.print, self.wish):
            button.setEnabled(bool(items))

    def _read_ended(self, record_ids: list[int]) -> None:
        """Find which items are no longer in force; skipped unless the basket has new items."""
        if set(record_ids) <= self._asked:
            return
        self._asked = set(record_ids)
        self._context.read(_ended, self._context.kinds, record_ids, done=self._show_ended)

    def _show_ended(self, ended: dict[int, str]) -> None:
        self._ended = ended
        if ended:
            self._fill()

    def _forget_ended(self) -> None:
        self._asked.clear()
        self._fill()

    def _chosen(self) -> BasketItem | None:
        item = self.list.currentItem()
        chosen: BasketItem | None = item.data(_ITEM) if item is not None else None
        return chosen

    def _move(self, step: int) -> None:
        chosen, row = self._chosen(), self.list.currentRow() + step
        if chosen is not None and 0 <= row < self.list.count():
            self._context.basket.move(chosen.record_id, step, chosen.anchor)
            self.list.setCurrentRow(row)

    def _take_out(self) -> None:
        if chosen := self._chosen():
            self._context.basket.take(chosen.record_id, chosen.anchor)

    def _open(self, item: QListWidgetItem) -> None:
        chosen: BasketItem = item.data(_ITEM)
        self._context.open_requested.emit(chosen.record_id, chosen.anchor)

    def _ask_pages(self) -> None:
        chosen = self._chosen()
        # A provision put in by itself is printed from the law's text and has no pages.
        if chosen is None or chosen.anchor:
            return

        def save(values: dict[str, Any], form: FormDialog) -> None:
            self._context.basket.choose_pages(chosen.record_id, values["pages"] or "")
            form.accept()

        ask_form(
            self,
            N_("Choose pages"),
            [Field("pages", N_("Pages of the original"), check=_page_problem)],
            {"pages": chosen.pages},
            save,
            note=N_("For example 1-3, 5. Leave it empty for everything."),
        )

    def _ask_wishes(self) -> None:
        fields = [
            Field("title", N_("Title on the cover")),
            Field("made_for", N_("Prepared for")),
            Field("layout", N_("Layout"), "choice", choices=_LAYOUTS),
            Field("with_list", N_("Begin with a list of the items and their places"), "check"),
        ]

        def save(values: dict[str, Any], form: FormDialog) -> None:
            form.accept()
            wishes = PackWishes(values["title"] or "", values["made_for"] or "")
            self._print(replace(wishes, layout=values["layout"], with_list=values["with_list"]))

        values = {"title": tr("Handout"), "layout": ONE}
        ask_form(self, N_("Title and layout"), fields, values, save, button=N_("Make the print"))

    def _print(self, wishes: PackWishes) -> None:
        context, items = self._context, self._context.basket.items
        if not items:
            return
        make = partial(
            make_pack,
            context.library,
            context.actor,
            context.kinds,
            items,
            wishes,
            thai_digits=context.settings.thai_digits,
        )
        title = wishes.title or tr("Handout")
        print_made(self, context, make, title, duplex_hint(wishes.layout))


def _page_problem(value: Any) -> str | None:
    try:
        if value:
            page_range(str(value))
    except PageRangeError:
        return N_("Write pages as 1-3, 5.")
    return None


def _ended(reading: "Reading", kinds: "Kinds", record_ids: list[int]) -> dict[int, str]:
    found = {}
    for record_id in record_ids:
        try:
            words = ended_words(reading, kinds, record_id)
        except RecordError:
            continue  # moved to the trash meanwhile
        if words:
            found[record_id] = words
    return found
