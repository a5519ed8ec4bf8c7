"""Rearrange scanned pages: join, split and reorder files in one transaction.

The original files stay in the store as earlier files. Texts and links to pages move with their
pages; text recognition is not repeated.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kmdesk.i18n import N_, KmdeskError
from kmdesk.intake.text_features import guess_title
from kmdesk.records import PassageText, Unit
from kmdesk.records.merge import Answers
from kmdesk.records.model import EARLIER, Attachment, Link, Passage, Record
from kmdesk.shelf import check_letter, documents, papers
from kmdesk.shelf.check_letter import await_check, merge_pages
from kmdesk.shelf.documents import NewDocument, add_document
from kmdesk.shelf.kind import refuse_classified
from kmdesk.shelf.papers import Scan, anchor_of

if TYPE_CHECKING:
    from kmdesk.intake.client import Cancelled, IntakeClient, Progress
    from kmdesk.records import Library


@dataclass(frozen=True, slots=True)
class Leaf:
    """Page ``page`` (from 0) of file ``file`` (from 0), rotated clockwise by ``turn`` degrees."""

    file: int
    page: int
    turn: int = 0


Item = Leaf | None
"""A page, or None for a cut, after which another document begins."""
Document = tuple[Leaf, ...]


class Strip(NamedTuple):
    """Pages and cuts in order, and the selected rows."""

    items: tuple[Item, ...]
    chosen: tuple[int, ...] = ()

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents between the cuts; empty ones are omitted."""
        found: list[list[Leaf]] = [[]]
        for item in self.items:
            if item is None:
                found.append([])
            else:
                found[-1].append(item)
        return tuple(tuple(pages) for pages in found if pages)


def strip_of(counts: Iterable[int]) -> Strip:
    """Return a strip of all pages in order, without cuts; ``counts`` are pages per file."""
    leaves = tuple(Leaf(file, page) for file, count in enumerate(counts) for page in range(count))
    return Strip(leaves, (0,) if leaves else ())


def move(strip: Strip, rows: Collection[int], step: int) -> Strip:
    """Move rows by one position, forward (``step`` 1) or back (−1), stopping at the ends."""
    pairs = _paired(strip, rows)
    # From the end they move towards, so that chosen neighbours do not change places.
    order = range(len(pairs)) if step < 0 else range(len(pairs) - 1, -1, -1)
    for row in order:
        other = row + step
        if pairs[row].is_chosen and 0 <= other < len(pairs) and not pairs[other].is_chosen:
            pairs[row], pairs[other] = pairs[other], pairs[row]
    return _settled(pairs)


def put(strip: Strip, rows: Collection[int], at: int) -> Strip:
    """Move rows, in their order, before row ``at``."""
    pairs = _paired(strip, rows)
    taken = [pair for pair in pairs if pair.is_chosen]
    before = [pair for pair in pairs[:at] if not pair.is_chosen]
    after = [pair for pair in pairs[at:] if not pair.is_chosen]
    return _settled([*before, *taken, *after])


def turn(strip: Strip, rows: Collection[int], degrees: int) -> Strip:
    """Rotate pages clockwise by a multiple of 90 degrees."""
    items = tuple(
        replace(item, turn=(item.turn + degrees) % 360)
        if item is not None and row in rows
        else item
        for row, item in enumerate(strip.items)
    )
    return Strip(items, tuple(sorted(rows)))


def take_out(strip: Strip, rows: Collection[int]) -> Strip:
    """Remove pages and cuts; select the row that follows the first of them."""
    pairs = [pair for row, pair in enumerate(_paired(strip, ())) if row not in rows]
    first = min(rows, default=0)
    if pairs:
        near = min(first, len(pairs) - 1)
        pairs[near] = pairs[near]._replace(is_chosen=True)
    return _settled(pairs)


def cut(strip: Strip, row: int) -> Strip:
    """Toggle a cut before ``row``."""
    items = list(strip.items)
    if not 0 < row < len(items):
        return strip
    if items[row] is None:
        del items[row]
    elif items[row - 1] is None:
        row -= 1
        del items[row]
    else:
        items.insert(row, None)
        row += 1
    return _settled([_Pair(item, at == row) for at, item in enumerate(items)])


def cut_at_empty(strip: Strip, empty: Collection[tuple[int, int]]) -> Strip:
    """Remove empty pages, and cut where they separated letters.

    Where every second page is empty, including the last, they are backs of single-sided paper and
    separate nothing; only two in a row mark an inserted separator sheet.
    """
    pages = [item for item in strip.items if item is not None]
    is_empty = [(leaf.file, leaf.page) in empty for leaf in pages]
    backs = len(pages) >= 4 and len(pages) % 2 == 0 and all(is_empty[1::2])
    fronts = {id(leaf) for leaf in pages[0::2]} if backs else {id(leaf) for leaf in pages}
    items: list[Item] = []
    for item in strip.items:
        if item is None or (item.file, item.page) not in empty:
            items.append(item)
        elif id(item) in fronts:
            items.append(None)
    return _settled([_Pair(item, False) for item in items])


class _Pair(NamedTuple):
    item: Item
    is_chosen: bool


def _paired(strip: Strip, rows: Collection[int]) -> list[_Pair]:
    return [_Pair(item, row in rows) for row, item in enumerate(strip.items)]


def _settled(pairs: list[_Pair]) -> Strip:
    """Drop cuts that divide nothing: those at the ends or next to another cut."""
    kept: list[_Pair] = []
    for pair in pairs:
        if pair.item is None and (not kept or kept[-1].item is None):
            continue
        kept.append(pair)
    if kept and kept[-1].item is None:
        kept.pop()
    chosen = tuple(row for row, pair in enumerate(kept) if pair.is_chosen)
    return Strip(tuple(pair.item for pair in kept), chosen or ((0,) if kept else ()))


@dataclass(slots=True)
class Arranging:
    """A strip being edited, with undo and redo."""

    strip: Strip
    _before: list[Strip] = field(default_factory=list)
    _after: list[Strip] = field(default_factory=list)

    @property
    def is_changed(self) -> bool:
        """Whether the strip differs from its initial state."""
        return bool(self._before) and self._before[0].items != self.strip.items

    def do(self, act: Callable[..., Strip], *args: object) -> bool:
        """Apply an operation of this module; return whether it changed the strip."""
        made = act(self.strip, *args)
        if made.items == self.strip.items:
            self.strip = made
            return False
        self._before.append(self.strip)
        self._after.clear()
        self.strip = made
        return True

    def back(self) -> bool:
        """Undo the last operation; return False when there is none."""
        return self._step(self._before, self._after)

    def again(self) -> bool:
        """Redo the last undone operation; return False when there is none."""
        return self._step(self._after, self._before)

    def _step(self, source: list[Strip], target: list[Strip]) -> bool:
        if not source:
            return False
        target.append(self.strip)
        self.strip = source.pop()
        return True


_PDF = "application/pdf"
_CHANGED = N_("The document has been changed meanwhile. Open its pages again.")
Place = tuple[int, int]
"""(record id, page from 0)."""


class PagesError(KmdeskError):
    """Raised when pages cannot be arranged as requested."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Planned arrangement of the pages of some files; the first document keeps the first record."""

    scans: tuple[Scan, ...]
    documents: tuple[Document, ...]


def make_files(
    library: "Library",
    client: "IntakeClient",
    plan: Plan,
    folder: Path,
    cancelled: "Cancelled | None" = None,
    progress: "Progress | None" = None,
) -> list[Path]:
    """Write the new files into ``folder`` in a separate process and return them, one per document.

    Raises PagesError when no page is left, IntakeError for a locked or damaged file.
    """
    if not plan.documents:
        raise PagesError("At least one page must stay.")
    into = [folder / f"{number}.pdf" for number in range(len(plan.documents))]
    sources = [(library.files.path(scan.sha256), scan.name) for scan in plan.scans]
    parts = [[(leaf.file, leaf.page, leaf.turn) for leaf in pages] for pages in plan.documents]
    client.arrange(sources, parts, into, cancelled=cancelled, progress=progress)
    return into


def arrange_pages(
    unit: Unit,
    plan: Plan,
    files: Sequence[Path],
    answers: Mapping[int, Answers] | None = None,
) -> tuple[int, ...]:
    """Replace the old files by the new ones and return the record ids, the first record first.

    Raises PagesError when a record has changed since the plan was made, ClassifiedError when a
    letter revealed by a cut must not be stored on this machine, MergeConflict when a merged
    document disagrees with the remaining one and its ``answers`` (by record id) do not resolve the
    difference.
    """
    old = [_attachment(unit, scan) for scan in plan.scans]
    main = unit.record(plan.scans[0].record_id)
    work = _Work(unit, plan, main, old)
    records = [main, *(work.new_record(pages) for pages in plan.documents[1:])]
    fresh = [
        unit.attach(record, path, work.name_of(number), _PDF)
        for number, (record, path) in enumerate(zip(records, files, strict=True))
    ]
    # The new file takes the old one’s place among the record’s other files.
    fresh[0].position = old[0].position
    work.move_texts(records, fresh)
    work.move_links(records)
    for attachment in old:
        # Kept: what a wrong cut has spoilt can be cut anew from the pages as scanned.
        attachment.role = EARLIER
    unit.session.flush()
    # Only now, when its pages and links have moved, is there a rest of the other record to merge.
    for gone in dict.fromkeys(s.record_id for s in plan.scans if s.record_id != main.id):
        merge_pages(unit, main.id, gone, (answers or {}).get(gone))
    _settle(unit, records, fresh)
    return tuple(record.id for record in records)


def _attachment(unit: Unit, scan: Scan) -> Attachment:
    record = unit.record(scan.record_id)
    found = papers.file_row(unit.session, scan.attachment_id)
    same = found is not None and found.sha256 == scan.sha256 and found.role != EARLIER
    if found is None or not same or record.version != scan.version:
        raise PagesError(_CHANGED)
    return found


def _settle(unit: Unit, records: Sequence[Record], fresh: Sequence[Attachment]) -> None:
    """Title the documents that were split off and queue them for checking by the clerk."""
    for record, attachment in zip(records, fresh, strict=True):
        mine = [p for p in papers.passages_of(unit.session, record.id)
                if p.attachment_id == attachment.id]  # fmt: skip
        if mine:
            # A cut may bring a stamped page to the front that was inside another letter before.
            refuse_classified(mine[0].text)
        if record is records[0]:
            check_letter.store_keys(unit.session, record.id)
            continue
        title = guess_title([page.text for page in mine[:3] if page.text])
        if title:
            unit.retitle(record, title)
            unit.session.flush()
        pages = [PassageText(p.anchor, p.label, p.text, p.problem) for p in mine[:3]]
        await_check(unit, record.id, pages)


@dataclass(slots=True)
class _Work:
    unit: Unit
    plan: Plan
    main: Record
    old: list[Attachment]
    _texts: dict[Leaf, Passage] = field(default_factory=dict)
    _owners: dict[tuple[int, str], Leaf] = field(default_factory=dict)
    """Page meant by an anchor of a record: that of the first text with this anchor."""

    def __post_init__(self) -> None:
        file_of = {attachment.id: at for at, attachment in enumerate(self.old)}
        alone = {scan.record_id: at for at, scan in enumerate(self.plan.scans)}
        for record_id in alone:
            taken: set[str] = set()
            for passage in papers.passages_of(self.unit.session, record_id):
                number = passage.anchor.removeprefix("page:")
                if number == passage.anchor or not number.isdigit():
                    continue
                # a text without a file belongs to the record's only file
                file = file_of.get(passage.attachment_id or 0, -1)
                if passage.attachment_id is None and self._is_only(record_id):
                    file = alone[record_id]
                if file >= 0:
                    leaf = Leaf(file, int(number) - 1)
                    self._texts[leaf] = passage
                    if passage.anchor not in taken:
                        self._owners[record_id, passage.anchor] = leaf
                taken.add(passage.anchor)

    def _is_only(self, record_id: int) -> bool:
        return sum(scan.record_id == record_id for scan in self.plan.scans) == 1

    def name_of(self, number: int) -> str:
        """Return the file name of a document, derived from the scan of its first page."""
        first = self.plan.documents[number][0]
        stem = Path(self.plan.scans[first.file].name).stem
        many = len(self.plan.documents) > 1
        return f"{stem} ({number + 1}).pdf" if many else f"{stem}.pdf"

    def new_record(self, pages: Document) -> Record:
        """Create a record with the place and audience of the scan its first page comes from."""
        scan = self.plan.scans[pages[0].file]
        origin = self.unit.record(scan.record_id)
        detail = documents.document(self.unit.session, origin.id)
        new = NewDocument(
            title=origin.title,
            place_id=origin.place_id,
            audience=origin.audience,
            source=origin.source or scan.name,
            detail={"retention": detail.retention} if detail is not None else {},
        )
        return add_document(self.unit, new, [])

    def move_texts(self, records: Sequence[Record], fresh: Sequence[Attachment]) -> None:
        """Move each text to the new position of its page; delete texts of removed pages."""
        placed: set[Leaf] = set()
        before, after = self._others()
        at = len(before)
        for number, (record, attachment) in enumerate(zip(records, fresh, strict=True)):
            for page, leaf in enumerate(self.plan.documents[number]):
                plain = Leaf(leaf.file, leaf.page)
                placed.add(plain)
                passage = self._texts.get(plain)
                if passage is None:
                    continue
                passage.record_id, passage.attachment_id = record.id, attachment.id
                passage.anchor, passage.label = anchor_of(page), str(page + 1)
                passage.position = page + (at if number == 0 else 0)
        last = at + len(self.plan.documents[0])
        for step, passage in enumerate(after):
            passage.position = last + step
        for step, passage in enumerate(before):
            passage.position = step
        for plain, passage in self._texts.items():
            if plain not in placed:
                self.unit.drop_text(passage)
        self.unit.session.flush()

    def _others(self) -> tuple[list[Passage], list[Passage]]:
        """Return texts of the first record's other files: those before its pages, those after."""
        mine = {id(passage) for passage in self._texts.values()}
        before: list[Passage] = []
        after: list[Passage] = []
        met = False
        for passage in papers.passages_of(self.unit.session, self.main.id):
            if id(passage) in mine:
                met = True
            else:
                (after if met else before).append(passage)
        return before, after

    def move_links(self, records: Sequence[Record]) -> None:
        """Move link ends along with their pages; ends on removed pages fall back to the record."""
        now: dict[Leaf, Place] = {
            Leaf(leaf.file, leaf.page): (records[number].id, page)
            for number, pages in enumerate(self.plan.documents)
            for page, leaf in enumerate(pages)
        }
        ids = list({scan.record_id for scan in self.plan.scans})
        wanted: list[tuple[Link, dict[str, object]]] = []
        for link in papers.page_links(self.unit.session, ids):
            ends = {
                "record_id": link.record_id, "from_anchor": link.from_anchor,
                "to_id": link.to_id, "to_anchor": link.to_anchor, "relation": link.relation,
            }  # fmt: skip
            new = {
                **ends,
                **self._end(now, link.record_id, link.from_anchor, "record_id", "from_anchor"),
                **self._end(now, link.to_id, link.to_anchor, "to_id", "to_anchor"),
            }
            # Untouched links are not written, or the history would tell of changes there were none.
            if new != ends:
                wanted.append((link, new))
        for step, (link, _new) in enumerate(wanted):
            link.relation = f"\0{step}"  # unique placeholder: pages that swap would collide
        self.unit.session.flush()
        for link, new in wanted:
            # the table allows a link only once
            if papers.same_link(self.unit.session, new, link) is not None:
                self.unit.session.delete(link)
            else:
                for key, value in new.items():
                    setattr(link, key, value)
            self.unit.session.flush()

    def _end(
        self, now: dict[Leaf, Place], record_id: int, anchor: str, of: str, at: str
    ) -> dict[str, object]:
        leaf = self._owners.get((record_id, anchor))
        if leaf is None:
            return {}
        if leaf not in now:
            return {at: ""}
        record, page = now[leaf]
        return {of: record, at: anchor_of(page)}
