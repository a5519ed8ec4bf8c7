"""Print the contents of a handover pack: cover, guide, records, places, people, plan."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from kmdesk.committees.tables import Block
from kmdesk.i18n import language, tr
from kmdesk.office.handover_contents import Contents, Entry, Part, Table, guide
from kmdesk.pdf.document import STYLES, Document
from kmdesk.pdf.merging import RED
from kmdesk.pdf.sheet import PageSize, Sheet
from kmdesk.pdf.tables import Band, TableStyle
from kmdesk.pdf.typography import Rich, Run, Style
from kmdesk.places import PlaceRow
from kmdesk.records.portable_folder import RECORDS, SUMMARY
from kmdesk.store.atomic import Tell, quiet
from kmdesk.thai.numbers import to_thai

_BLUE = "#0b4a86"
_SMALL = TableStyle(size=9, aligns=("center",))
_WIDTHS = (12, 32, 14, 9, 11, 14, 25)
_SIZE = PageSize(left=45, right=40, top=56, bottom=56)
_LINE = Style(size=11, after=0)
_LEAST_ROOM = 0.3  # of the page; with less room a kind begins on a new page
_ROW_TOP = 40.0  # points above the foot of a row that a link jumps to


@dataclass(frozen=True, slots=True)
class _Slot:
    """A line of the first pages whose page number is filled in at the end."""

    sheet: Sheet
    y: float
    target: str


def write_contents(contents: Contents, out: Path, thai: bool, progress: Tell = quiet) -> int:
    """Write the contents to ``out``; return the page count. ``progress`` may raise to stop."""
    return _Writing(contents, out, thai, progress).run()


class _Writing:
    def __init__(self, contents: Contents, out: Path, thai: bool, progress: Tell) -> None:
        self._contents, self._progress = contents, progress
        # Every record is drawn twice: in the list of its kind and under its place.
        self._total = 2 * contents.count
        self._done = 0
        self._slots: list[_Slot] = []
        self._pages: dict[str, int] = {}
        self._document = Document(
            out,
            title=tr("Contents of the knowledge library"),
            office=contents.office,
            landscape=True,
            thai_digits=thai,
            printed_on=contents.made_on,
            running_head=tr("Contents of the knowledge library"),
            size=_SIZE,
        )
        self._entries = {e.id: e for part in contents.parts for e in part.entries}

    def run(self) -> int:
        contents = self._contents
        self._cover()
        self._guide()
        room = ""
        for part in contents.parts:
            self._part(part, part.room if part.room != room else "")
            room = part.room
        self._places()
        self._tables(tr("Committees today"), "committees", contents.committees)
        self._tables(tr("Work processes"), "processes", contents.processes)
        if contents.plan is not None:
            self._tables(tr("KM plan in force"), "plan", (contents.plan,))
        self._number()
        self._document.save()
        return len(self._document.sheets)

    # First pages -----------------------------------------------------------------------

    def _cover(self) -> None:
        document, contents = self._document, self._contents
        document.space(40)
        document.paragraph(contents.office, Style(size=15, align="center", after=10))
        title = Style(size=26, leading=1.4, bold=True, align="center", after=8)
        document.paragraph(document.title, title)
        facts = (
            tr("As of {date}", date=document.printed()),
            tr("Made by {name}", name=contents.made_by) if contents.made_by else "",
            self._digits(tr("{count} items in all", count=f"{contents.count:,}")),
        )
        for fact in filter(None, facts):
            document.paragraph(fact, Style(size=12, align="center", after=2))
        if contents.internal:
            document.space(10)
            document.paragraph(
                self._warning(), Style(size=11, bold=True, color=RED, align="center")
            )
        document.space(14)
        document.heading(tr("Contents"), 2)
        self._front_lines()
        document.page_break()

    def _warning(self) -> str:
        return self._digits(
            tr(
                "This pack holds {count} items for internal use and personal data. Keep it as an"
                " official paper of the office and hand it only to those whose duty it is.",
                count=f"{self._contents.internal:,}",
            )
        )

    def _front_lines(self) -> None:
        contents = self._contents
        self._front_line(tr("How to use this pack"), "", "guide")
        room = ""
        for part in contents.parts:
            if part.room != room:
                self._document.paragraph(part.room, _LINE.but(bold=True, before=4))
            room = part.room
            count = tr("{count} items", count=f"{len(part.entries):,}")
            self._front_line(part.label, count, f"k-{part.code}", indent=16)
        self._document.paragraph(tr("Also"), _LINE.but(bold=True, before=4))
        for words, target, there in (
            (tr("Places and what is in them"), "places", contents.places),
            (tr("Committees today"), "committees", contents.committees),
            (tr("Work processes"), "processes", contents.processes),
            (tr("KM plan in force"), "plan", contents.plan),
        ):
            if there:
                self._front_line(words, "", target, indent=16)

    def _front_line(self, words: str, count: str, target: str, indent: float = 0) -> None:
        document = self._document
        if document.room < 2 * _LINE.line_height:
            document.new_page()
        top = document.y
        document.paragraph(Run(words, link=f"#{target}"), _LINE.but(left=indent))
        base = document.y + 5.5
        if count:
            right = document.left + document.width * 0.66
            document.sheet.text(right, base, self._digits(count), align="right")
        self._slots.append(_Slot(document.sheet, base, target))
        right = document.left + document.width * 0.8
        document.sheet.link(f"#{target}", document.left, document.y, right, top)

    def _number(self) -> None:
        """Fill in the page numbers on the first pages, now that they are known."""
        document = self._document
        for slot in self._slots:
            page = self._digits(tr("page {number}", number=self._pages[slot.target]))
            slot.sheet.text(document.left + document.width * 0.8, slot.y, page, align="right")

    def _guide(self) -> None:
        document = self._document
        self._heading(tr("How to use this pack"), 1, "guide")
        for heading, paragraphs in guide():
            document.heading(heading, 2)
            for number, text in enumerate(paragraphs, 1):
                document.item(self._digits(f"{number}."), text)  # file names keep their digits

    # The records -----------------------------------------------------------------------

    def _part(self, part: Part, room: str) -> None:
        document = self._document
        if room or document.room < document.size.height * _LEAST_ROOM:
            document.page_break()
        if room:
            document.heading(room, 1)
        count = self._digits(tr("{count} items", count=f"{len(part.entries):,}"))
        self._heading(f"{part.label} · {count}", 2, f"k-{part.code}")
        document.sheet.head = f"{document.title} · {part.label}"
        document.running_head = document.sheet.head
        heads = (
            tr("No."),
            tr("Number"),
            tr("Title"),
            tr("From"),
            tr("Dated"),
            tr("Status"),
            tr("Place"),
            tr("Folder in the pack"),
        )
        entries = part.entries
        rows = [self._row(entry) for entry in entries]
        widths = (self._number_share(), *_WIDTHS)
        document.table(heads, rows, widths, _SMALL, self._landing(entries))
        document.running_head = document.title

    def _number_share(self) -> float:
        """Return the width of the number column, so that the longest number fits on one line."""
        return 2.5 + 0.9 * len(str(self._contents.count))

    def _row(self, entry: Entry) -> list[Rich]:
        page = f"{RECORDS}/{quote(entry.folder)}/{SUMMARY}"
        return [
            self._digits(str(entry.number_in_all)),
            entry.number,
            entry.title,
            entry.issuer,
            entry.dated,
            self._status(entry),
            entry.place,
            Run(entry.folder, link=page, color=_BLUE) if entry.folder else "",
        ]

    def _status(self, entry: Entry) -> Rich:
        words: list[Run] = []
        if entry.ended:
            words.append(Run(f"× {entry.status}", bold=True, color=RED))
            if see := self._see(entry.ended_by or 0):
                words += [Run(" "), see]
        elif entry.status:
            words.append(Run(entry.status))
        if entry.internal:
            words.append(Run(f"{' · ' if words else ''}{tr('Internal use only')}", bold=True))
        return words or ""

    def _landing(self, entries: Sequence[Entry]) -> Callable[[int], None]:
        """Return a callback that marks each row as link target and reports progress."""

        def drawn(at: int) -> None:
            document = self._document
            name = f"r{entries[at].id}"
            top = document.size.height - document.size.top
            document.sheet.bookmark(name, min(document.y + _ROW_TOP, top))
            self._pages[name] = len(document.sheets)
            self._step()

        return drawn

    def _step(self) -> None:
        self._done += 1
        if self._done % 20 == 0:
            self._progress(min(self._done, self._total), self._total)

    # Places, people, plan --------------------------------------------------------------

    def _places(self) -> None:
        if not self._contents.places:
            return
        document = self._document
        document.page_break()
        self._heading(tr("Places and what is in them"), 1, "places")
        inside: dict[int, list[Entry]] = {}
        for entry in self._entries.values():
            if entry.place_id is not None:
                inside.setdefault(entry.place_id, []).append(entry)
        rows: list[Sequence[Rich]] = []
        for place in self._contents.places:
            if place.id in inside:
                rows.append(self._place_band(place))
                rows += [self._place_row(entry) for entry in inside[place.id]]
        heads = (tr("No."), tr("Number"), tr("Title"), tr("Page"))
        style = TableStyle(size=9, aligns=("center", "left", "left", "center"))
        widths = (self._number_share(), 15, 90, 9)
        document.table(heads, rows, widths, style, lambda _at: self._step())
        outer = {place.parent_id for place in self._contents.places}
        bare = [p for p in self._contents.places if p.id not in inside and p.id not in outer]
        if bare:
            names = " · ".join(place.label or place.name for place in bare)
            document.paragraph(tr("Nothing is noted in: {places}", places=names), "note")
        lost = sum(entry.place_id is None for entry in self._entries.values())
        if lost:
            words = tr("{count} items have no place noted.", count=f"{lost:,}")
            document.paragraph(self._digits(words), "note")

    def _place_band(self, place: PlaceRow) -> Band:
        count = self._digits(tr("{count} items", count=f"{place.records:,}"))
        return Band((f"{place.label or place.name} · {count}",))

    def _place_row(self, entry: Entry) -> list[Rich]:
        target = f"#r{entry.id}"
        title: Rich = entry.title
        if entry.ended:
            title = [Run("× ", bold=True, color=RED), Run(entry.title)]
        return [
            Run(self._digits(str(entry.number_in_all)), link=target, color=_BLUE),
            entry.number,
            title,
            Run(self._digits(str(self._pages.get(target[1:], 0))), link=target, color=_BLUE),
        ]

    def _tables(self, heading: str, target: str, tables: Sequence[Table]) -> None:
        if not tables:
            return
        document = self._document
        document.page_break()
        self._heading(heading, 1, target)
        for table in tables:
            if table.title:
                document.heading(table.title, 2)
            if see := self._see(table.record_id):
                document.paragraph(see, STYLES["note"].but(keep_with_next=True))
            for block in table.blocks:
                if block.heading:
                    document.heading(tr(block.heading), 3)
                heads = [tr(head) for head in block.headers]
                document.table(heads, self._cells(table, block), block.widths or None)

    def _cells(self, table: Table, block: Block) -> list[list[Rich]]:
        rows: list[list[Rich]] = [[self._digits(cell) for cell in row] for row in block.rows]
        for row, record_id in zip(rows, table.rows_lead_to, strict=False):
            row.insert(0, self._see(record_id) or "")
        return rows

    def _see(self, record_id: int) -> Run | None:
        """Return a link to a record's line in these contents."""
        entry = self._entries.get(record_id)
        if entry is None:
            return None
        number = self._digits(str(entry.number_in_all))
        return Run(tr("see no. {number}", number=number), link=f"#r{entry.id}", color=_BLUE)

    def _heading(self, words: str, level: int, target: str) -> None:
        document = self._document
        document.heading(words, level)
        self._pages[target] = len(document.sheets)
        document.sheet.bookmark(target, min(document.y + 40, document.size.height))

    def _digits(self, text: str) -> str:
        thai = self._document.thai_digits and language() == "th"
        return to_thai(text) if thai else text
