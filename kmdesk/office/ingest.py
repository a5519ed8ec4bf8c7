"""Import files, folders and text collections, with one outcome per item.

An item counts as accepted once its outcome has been yielded: it is durable by then.
"""

import hashlib
import io
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import zstandard

from kmdesk.i18n import KmdeskError, tr
from kmdesk.intake import (
    ATTACHED,
    CANCELLED,
    MISSING,
    NO_WORKER,
    UNREADABLE,
    IntakeError,
    PageText,
    ReadResult,
)
from kmdesk.intake.client import IntakeClient
from kmdesk.office.protocol import Outcome, Status
from kmdesk.records import Actor, Library, PassageText, Unit
from kmdesk.records.library import MANY
from kmdesk.records.portable_folder import HEADER, FolderError
from kmdesk.records.portable_import import import_portable
from kmdesk.records.undo import TAKEN_IN
from kmdesk.records.unit import new_batch
from kmdesk.regulations.import_law import import_law, import_summary
from kmdesk.regulations.model import is_law_kind
from kmdesk.shelf.check_letter import await_check
from kmdesk.shelf.documents import (
    Duplicate,
    NewDocument,
    NewFile,
    add_document,
    holder_of,
    known_source,
)
from kmdesk.shelf.kind import ClassifiedError, personal_numbers_in, refuse_classified
from kmdesk.store.errors import StoreError, reason_of, user_message
from kmdesk.store.files import sha256_of
from kmdesk.store.import_paths import (
    EntranceError,
    Entry,
    as_argument,
    chosen,
    is_ordinary,
    open_file,
    shown_name,
    shown_text,
)
from kmdesk.thai.dates import parse_date

SUFFIXES = (".jsonl", ".jsonl.zst")

_WINDOW = 1 << 27  # the window of archives made with zstd --long
_LINE_LIMIT = 64 << 20


@dataclass(frozen=True, slots=True)
class Item:
    """One line: a text with its metadata, or the problem that excludes it."""

    line: int
    source_id: str = ""
    title: str = ""
    kind: str = ""
    dated: str | None = None
    text: str = ""
    problem: str = ""


def is_collection(path: Path) -> bool:
    """Return whether the file is a text collection; other JSON lines are an ordinary text file."""
    if not path.name.endswith(SUFFIXES) or not is_ordinary(path):
        return False
    if path.suffix == ".zst":
        return True
    with open_file(path) as stream:
        try:
            first = json.loads(stream.readline(_LINE_LIMIT))
        except (ValueError, RecursionError):
            return True  # each damaged line gets its own message
    return isinstance(first, dict) and "text" in first


def read_collection(path: Path) -> Iterator[Item]:
    """Yield the items of a collection line by line, without holding the file in memory."""
    with ExitStack() as stack:
        raw: IO[bytes] = stack.enter_context(open_file(path))
        if path.suffix == ".zst":
            reader = zstandard.ZstdDecompressor(max_window_size=_WINDOW).stream_reader(raw)
            raw = io.BufferedReader(stack.enter_context(reader))
        number = 0
        try:
            while line := raw.readline(_LINE_LIMIT):
                number += 1
                if line.strip():
                    yield _item(number, line)
        except zstandard.ZstdError:
            yield Item(
                number + 1,
                problem=tr(
                    "{name} is damaged; the rest of it was not read.", name=shown_name(path)
                ),
            )


def _item(number: int, line: bytes) -> Item:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        values = None
    if not isinstance(values, dict):
        return Item(number, problem=tr("Line {number} is not a JSON object.", number=number))
    text = _words(values.get("text"))
    title = " ".join(_words(values.get("title")).split()) or text.strip().split("\n")[0][:200]
    if not title:
        return Item(number, problem=tr("Line {number} has neither title nor text.", number=number))
    source_id = _words(values.get("id"))
    if not source_id:
        source_id = "sha256:" + hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return Item(
        number,
        source_id[:200],
        title,
        _words(values.get("kind")),
        _date(values),
        text,
    )


def _words(value: object) -> str:
    if value is None:
        return ""
    # A lone surrogate cannot be stored as UTF-8 and means nothing to a reader.
    return str(value).encode("utf-8", "replace").decode()


def _date(values: dict[str, object]) -> str | None:
    for key in ("date", "date_th"):
        found = parse_date(_words(values.get(key)))
        if found:
            return found.isoformat()
    return None


BATCH = 25
_NAMED = 5  # attachments named in a remark


class Ingest:
    """One import run for an actor; ``stop`` is polled before every item.

    ``tell(done, total, name)`` receives the progress and the current file. ``by_hand``: a person
    chose the paths; otherwise they come from the scanner's folder.
    """

    def __init__(
        self,
        library: Library,
        actor: Actor,
        *,
        place_id: int | None = None,
        by_hand: bool = True,
        stop: Callable[[], bool] = lambda: False,
        tell: Callable[[int, int, str], object] = lambda _done, _total, _name: None,
    ) -> None:
        self._tell = tell
        self._library, self._actor, self._place_id, self._stop = library, actor, place_id, stop
        self._batch = new_batch()
        self._by_hand = by_hand

    def run(self, paths: list[Path]) -> Iterator[Outcome]:
        """Yield outcomes in order; a bad item never ends the batch."""
        entries = list(self._chosen(paths))
        self._keep_point(entries)
        with closing(IntakeClient(workers=1)) as reader:
            for done, entry in enumerate(entries):
                if self._stop():
                    return
                self._tell(done, len(entries), shown_name(entry.path))
                yield from self._entry(entry, reader)

    def _entry(self, entry: Entry, reader: IntakeClient) -> Iterator[Outcome]:
        """Yield the outcomes of one file or folder, containing any error to it."""
        path = entry.path
        try:
            if entry.refusal is not None:
                yield _refused(path, str(entry.refusal), retry=entry.unreadable)
            elif _is_readable_folder(path):
                yield from self._folder(path)
            elif is_collection(path):
                yield from self._collection(path)
            else:
                yield self._file(path, reader)
        except KmdeskError as error:
            yield _refused(path, str(error), retry=not _is_files_fault(error))
        except OSError as error:
            yield _refused(path, _unreadable(path, error), retry=True)
        # A single name that was not UTF-8, usual on old Thai sticks, once ended a whole import.
        except Exception as error:  # a hostile file may raise anything
            if user_message(error) is not None:
                raise  # the library itself has failed
            yield _refused(path, _unreadable(path, error))

    def _chosen(self, paths: list[Path]) -> Iterator[Entry]:
        """Yield the entries to import, counted before the first of them is read."""
        for entry in chosen(paths, _is_readable_folder, by_hand=self._by_hand):
            if self._stop():
                return
            yield entry

    def _keep_point(self, entries: list[Entry]) -> None:
        """Make a restore point before a large import; a failure does not stop the import."""
        count = 0
        for entry in entries:
            path = entry.path
            many = entry.refusal is None and (_is_readable_folder(path) or _has_many(path))
            count += MANY if many else entry.refusal is None
            if count >= MANY:
                with suppress(StoreError):  # a backup is running: the import can still be undone
                    self._library.keep_point_for(count)
                return

    def _file(self, path: Path, reader: IntakeClient) -> Outcome:
        # by hash first, so that a duplicate is not extracted again
        known = self._known_file(path)
        if known is not None:
            return _duplicate(_shown(path), known, path=as_argument(path))
        result = reader.read(path)
        if result.pages:
            refuse_classified(result.pages[0].text)
        return self._store_file(path, result)

    def _known_file(self, path: Path) -> Duplicate | None:
        if not is_ordinary(path):
            return None
        sha256 = sha256_of(path)
        with self._library.reading(self._actor) as reading:
            return holder_of(reading.session, sha256)

    def _store_file(self, path: Path, result: ReadResult) -> Outcome:
        name = shown_name(path)
        guess = "" if result.title_guess == path.stem else shown_text(result.title_guess)
        personal = personal_numbers_in(page.text for page in result.pages)
        new = NewDocument(
            title=guess or Path(name).stem,
            place_id=self._place_id,
            audience="internal" if personal else "public",
            source=name,
        )
        with self._library.writing(self._actor, TAKEN_IN, self._batch) as unit:
            record = add_document(
                unit,
                new,
                [_passage(page) for page in result.pages],
                NewFile(path, name, result.media_type),
            )
            record_id = record.id
            leaves = [page for page in result.pages if not page.beside]
            await_check(unit, record_id, [_passage(page) for page in leaves])
            unit.commit()
        bad = [page for page in leaves if page.problem]
        searchable = any(page.text.strip() for page in result.pages)
        told = [
            *map(tr, filter(None, (personal, *result.notes))),
            _page_report(bad, len(leaves)),
            *_carried(result),
        ]
        return Outcome(
            _shown(path),
            "added" if searchable else "unsearchable",
            record_id,
            " ".join(filter(None, told)),
            pages=len(leaves),
            unsearchable_pages=len(bad),
            path=as_argument(path),
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
        finally:
            if unit is not None:
                unit.__exit__()

    def _folder(self, path: Path) -> Iterator[Outcome]:
        """Import a readable folder exported from a library, all of it or nothing."""
        try:
            brought = import_portable(
                self._library, self._actor, path, refuse_classified, self._stop_folder
            )
        except _Stopped:
            return
        for one in brought:
            yield Outcome(_shown(path / one.folder), one.status, one.record_id, one.reason)

    def _stop_folder(self, _done: int, _total: int) -> None:
        if self._stop():
            raise _Stopped

    def _settle(self, unit: Unit, batch: list[Outcome]) -> Iterator[Outcome]:
        unit.commit()
        unit.__exit__()
        yield from batch

    def _item(self, unit: Unit, path: Path, item: Item) -> Outcome:
        source = f"{_shown(path)}#{item.line}"
        if item.problem:
            return Outcome(source, "refused", reason=item.problem)
        known = known_source(unit.session, item.source_id, item.title)
        if known is not None:
            return _duplicate(source, known, item.source_id)
        # a savepoint, so that a bad item does not roll back the rest of its batch
        nested = unit.session.begin_nested()
        try:
            refuse_classified(item.text)
            record_id, personal = self._add_item(unit, path, item)
        except Exception as error:
            nested.rollback()
            if not isinstance(error, KmdeskError) and user_message(error) is not None:
                raise
            reason = str(error) if isinstance(error, KmdeskError) else _unreadable(path, error)
            return Outcome(source, "refused", reason=reason, source_id=item.source_id)
        nested.commit()
        status: Status = "added" if item.text.strip() else "unsearchable"
        said = import_summary(unit, record_id) if is_law_kind(item.kind) else personal
        empty = int(not item.text.strip())
        return Outcome(source, status, record_id, said, item.source_id, 1, empty)

    def _add_item(self, unit: Unit, path: Path, item: Item) -> tuple[int, str]:
        """Return the new record's id, and why it is internal ("" when it is public)."""
        if is_law_kind(item.kind):
            record = import_law(
                unit,
                title=item.title,
                text=item.text,
                kind=item.kind,
                dated=item.dated,
                source_id=item.source_id,
                source=shown_name(path),
            )
            return record.id, ""
        personal = personal_numbers_in([item.text])
        new = NewDocument(
            title=item.title,
            form="news",
            dated=item.dated,
            audience="internal" if personal else "public",
            source=shown_name(path),
            source_id=item.source_id,
            detail={"category": item.kind},
        )
        added = add_document(unit, new, [PassageText("text:1", "", item.text)])
        return added.id, tr(personal) if personal else ""


class _Stopped(Exception):
    """Raised to stop the import in the middle of a readable folder."""


def _is_readable_folder(path: Path) -> bool:
    return is_ordinary(path / HEADER)


def _has_many(path: Path) -> bool:
    with suppress(OSError):
        return is_collection(path)
    return False


def _shown(path: Path) -> str:
    """Return the path for people, its last part on one line."""
    return shown_text(str(path.parent / shown_name(path)))


def _refused(path: Path, reason: str, *, retry: bool = False) -> Outcome:
    return Outcome(
        _shown(path), "refused", reason=shown_text(reason), retry=retry, path=as_argument(path)
    )


def _passage(page: PageText) -> PassageText:
    return PassageText(page.anchor, page.label, page.text, page.problem)


def _carried(result: ReadResult) -> list[str]:
    """Return a remark on the files inside a file, if there are any."""
    names = [page.label for page in result.pages if page.anchor.startswith(f"{ATTACHED}:")]
    if not names:
        return []
    shown = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    return [tr("This PDF carries {count} files: {names}", count=len(names), names=shown)]


def _duplicate(
    source: str, known: Duplicate, source_id: str | None = None, path: str = ""
) -> Outcome:
    reason = tr("Already in the library: {title}", title=known.title)
    return Outcome(source, "duplicate", known.record_id, reason, source_id, path=path)


def _unreadable(path: Path, error: Exception) -> str:
    return tr(
        "{name} could not be read ({reason}). Check the file and try again.",
        name=shown_name(path),
        reason=reason_of(error),
    )


def _is_files_fault(error: KmdeskError) -> bool:
    """Return whether the rejection was caused by the file itself."""
    if isinstance(error, IntakeError):
        return error.message.msgid not in (NO_WORKER, UNREADABLE, MISSING, CANCELLED)
    return isinstance(error, ClassifiedError | EntranceError | FolderError)


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
