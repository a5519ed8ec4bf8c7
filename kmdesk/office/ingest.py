"""Bring files, folders and text collections into the library, one clear outcome each.

An item counts as accepted once its outcome has been yielded: it is durable by then.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from kmdesk.i18n import KmdeskError, tr
from kmdesk.intake import IntakeClient, PageText, ReadResult
from kmdesk.intake.errors import CANCELLED, MISSING, NO_WORKER, UNREADABLE, IntakeError
from kmdesk.office.collection import Item, is_collection, read_collection
from kmdesk.records import Actor, Library, PassageText, Unit
from kmdesk.records.confirmed import TAKEN_IN
from kmdesk.records.library import MANY
from kmdesk.records.portable.bring_in import bring_in
from kmdesk.records.portable.layout import MANIFEST
from kmdesk.records.unit import new_batch
from kmdesk.regulations.import_law import import_law
from kmdesk.regulations.import_report import import_summary
from kmdesk.regulations.terms import is_law_kind
from kmdesk.shelf.add_document import NewDocument, NewFile, add_document
from kmdesk.shelf.check_letter import await_check
from kmdesk.shelf.classified import ClassifiedError, refuse_classified
from kmdesk.shelf.queries import Duplicate, holder_of, known_source
from kmdesk.store.errors import StoreError
from kmdesk.store.trouble import reason_of

BATCH = 25

Status = Literal["added", "duplicate", "unsearchable", "refused"]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one item; ``reason`` is a sentence or empty."""

    source: str
    status: Status
    record_id: int | None = None
    reason: str = ""
    source_id: str | None = None
    pages: int = 0
    unsearchable_pages: int = 0
    retry: bool = False
    """Refused through no fault of the file: the disk was full, the stick was pulled out."""


class Ingest:
    """One import run for an actor; ``stop`` is asked before every item."""

    def __init__(
        self,
        library: Library,
        actor: Actor,
        *,
        place_id: int | None = None,
        stop: Callable[[], bool] = lambda: False,
    ) -> None:
        self._library, self._actor, self._place_id, self._stop = library, actor, place_id, stop
        self._batch = new_batch()

    def run(self, paths: list[Path]) -> Iterator[Outcome]:
        """Outcomes in order; a bad item never ends the batch."""
        self._keep_point(paths)
        with closing(IntakeClient(workers=1)) as reader:
            for path in _files(paths):
                if self._stop():
                    return
                if (path / MANIFEST).is_file():
                    yield from self._folder(path)
                elif is_collection(path):
                    yield from self._collection(path)
                else:
                    yield self._file(path, reader)

    def _keep_point(self, paths: list[Path]) -> None:
        """A restore point before many files; one that cannot be kept holds nothing up."""
        count = 0
        for path in _files(paths):
            whole = (path / MANIFEST).is_file() or is_collection(path)
            count += MANY if whole else 1
            if count >= MANY:
                with suppress(StoreError):  # a backup under way: the import can still be undone
                    self._library.keep_point_for(count)
                return

    def _file(self, path: Path, reader: IntakeClient) -> Outcome:
        source = str(path)
        try:
            known = self._known_file(path)
            if known is not None:
                return _duplicate(source, known)
            result = reader.read(path)
            if result.pages:
                refuse_classified(result.pages[0].text)
            return self._store_file(path, result)
        except KmdeskError as error:
            return Outcome(source, "refused", reason=str(error), retry=not _is_files_fault(error))
        except OSError as error:
            return Outcome(source, "refused", reason=_unreadable(path, error), retry=True)

    def _known_file(self, path: Path) -> Duplicate | None:
        if not path.is_file():
            return None
        with path.open("rb") as stream:
            sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        with self._library.reading(self._actor) as reading:
            return holder_of(reading.session, sha256)

    def _store_file(self, path: Path, result: ReadResult) -> Outcome:
        new = NewDocument(
            title=result.title_guess or path.stem,
            place_id=self._place_id,
            source=path.name,
            detail={"note": " ".join(tr(note) for note in result.notes)},
        )
        with self._library.writing(self._actor, TAKEN_IN, self._batch) as unit:
            record = add_document(
                unit,
                new,
                [_passage(page) for page in result.pages],
                NewFile(path, path.name, result.media_type),
            )
            record_id = record.id
            await_check(unit, record_id, [_passage(page) for page in result.pages])
            unit.commit()
        bad = [page for page in result.pages if page.problem]
        searchable = any(page.text.strip() for page in result.pages)
        return Outcome(
            str(path),
            "added" if searchable else "unsearchable",
            record_id,
            _page_report(bad, len(result.pages)),
            pages=len(result.pages),
            unsearchable_pages=len(bad),
        )

    def _collection(self, path: Path) -> Iterator[Outcome]:
        batch: list[Outcome] = []
        unit: Unit | None = None
        try:
            for item in read_collection(path):
                if self._stop():
                    break
                if unit is None:
                    unit = self._library.writing(self._actor, TAKEN_IN, self._batch).__enter__()
                batch.append(self._item(unit, path, item))
                if len(batch) >= BATCH:
                    yield from self._settle(unit, batch)
                    unit, batch = None, []
            if unit is not None:
                yield from self._settle(unit, batch)
                unit = None
        except StoreError as error:
            yield Outcome(str(path), "refused", reason=str(error))
        finally:
            if unit is not None:
                unit.__exit__()

    def _folder(self, path: Path) -> Iterator[Outcome]:
        """A readable folder that was taken out of a library: all of it or nothing."""
        try:
            brought = bring_in(
                self._library, self._actor, path, refuse_classified, self._stop_folder
            )
        except _Stopped:
            return
        except KmdeskError as error:
            yield Outcome(str(path), "refused", reason=str(error))
            return
        for one in brought:
            yield Outcome(str(path / one.folder), one.status, one.record_id, one.reason)

    def _stop_folder(self, _done: int, _total: int) -> None:
        if self._stop():
            raise _Stopped

    def _settle(self, unit: Unit, batch: list[Outcome]) -> Iterator[Outcome]:
        unit.commit()
        unit.__exit__()
        yield from batch

    def _item(self, unit: Unit, path: Path, item: Item) -> Outcome:
        source = f"{path}#{item.line}"
        if item.problem:
            return Outcome(source, "refused", reason=item.problem)
        known = known_source(unit.session, item.source_id, item.title)
        if known is not None:
            return _duplicate(source, known, item.source_id)
        nested = unit.session.begin_nested()
        try:
            refuse_classified(item.text)
            record_id = self._add_item(unit, path, item)
        except KmdeskError as error:
            nested.rollback()
            return Outcome(source, "refused", reason=str(error), source_id=item.source_id)
        nested.commit()
        status: Status = "added" if item.text.strip() else "unsearchable"
        said = import_summary(unit, record_id) if is_law_kind(item.kind) else ""
        empty = int(not item.text.strip())
        return Outcome(source, status, record_id, said, item.source_id, 1, empty)

    def _add_item(self, unit: Unit, path: Path, item: Item) -> int:
        if is_law_kind(item.kind):
            record = import_law(
                unit,
                title=item.title,
                text=item.text,
                kind=item.kind,
                dated=item.dated,
                source_id=item.source_id,
                source=path.name,
            )
            return record.id
        new = NewDocument(
            title=item.title,
            form="news",
            dated=item.dated,
            source=path.name,
            source_id=item.source_id,
            detail={"category": item.kind},
        )
        return add_document(unit, new, [PassageText("text:1", "", item.text)]).id


class _Stopped(Exception):
    """The import was stopped in the middle of a readable folder."""


def _files(paths: list[Path]) -> Iterator[Path]:
    for path in paths:
        if path.is_dir() and not (path / MANIFEST).is_file():
            for inner in sorted(path.rglob("*")):
                if inner.is_file() and not _is_hidden(inner.relative_to(path)):
                    yield inner
        else:
            yield path


def _is_hidden(path: Path) -> bool:
    return any(part.startswith((".", "~$")) for part in path.parts)


def _passage(page: PageText) -> PassageText:
    return PassageText(page.anchor, page.label, page.text, page.problem)


def _duplicate(source: str, known: Duplicate, source_id: str | None = None) -> Outcome:
    reason = tr("Already in the library: {title}", title=known.title)
    return Outcome(source, "duplicate", known.record_id, reason, source_id)


def _unreadable(path: Path, error: OSError) -> str:
    return tr(
        "{name} could not be read ({reason}). Check the file and try again.",
        name=path.name,
        reason=reason_of(error),
    )


def _is_files_fault(error: KmdeskError) -> bool:
    """Whether the file itself is why it was refused."""
    if isinstance(error, IntakeError):
        return error.message.msgid not in (NO_WORKER, UNREADABLE, MISSING, CANCELLED)
    return isinstance(error, ClassifiedError)


def _page_report(bad: list[PageText], pages: int) -> str:
    if not bad:
        return ""
    reasons = dict.fromkeys(tr(page.problem) for page in bad if page.problem)
    return tr(
        "{count} of {pages} pages cannot be searched yet: {reasons}",
        count=len(bad),
        pages=pages,
        reasons=" ".join(reasons),
    )
