"""The search process, over the wire of kmdesk.workers: the index kept up to date, and asked.

Indexing runs in short slices between requests, so a query waits for one slice at most. A request
superseded by a newer one on the same channel is answered with ``outdated``.
"""

import gc
import os
import queue
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import IO

from kmdesk.i18n import KmdeskError, tr
from kmdesk.records import SYSTEM, Kinds, Library
from kmdesk.records.settings import SEARCH_DAYS, SYNONYMS
from kmdesk.search import (
    Backlink,
    Cited,
    Deep,
    Filters,
    Hit,
    Missed,
    Most,
    Query,
    Rebuilt,
    SearchResult,
    Settled,
    Status,
    Suggestion,
    Typed,
    WantedLaw,
    queries,
)
from kmdesk.search.engine import Engine, Request
from kmdesk.search.index import Builder, Index
from kmdesk.search.parse import Synonyms, synonyms
from kmdesk.search.queries import Backlinks, Session
from kmdesk.search.suggestions import SHARED, SuggestionsIndex, Usage, suggestions
from kmdesk.thai.normal import normal_form
from kmdesk.workers.serve import Call, Inbox, failure, take_pipes
from kmdesk.workers.wire import NO_REQUEST, Actor, Ready, write_frame

_BATCH_BYTES = 12 << 20  # bytes of text collected before a segment is built
_READ = 60  # records read at a time: keeps a slice of work short
_FLUSH_BYTES = 6 << 20
_SWEEP_EVERY = 3600.0  # seconds


@dataclass(slots=True)
class Service:
    """A library, its index, and the pending indexing work."""

    root: Path
    kinds: Kinds
    library: Library = field(init=False)
    index: Index = field(init=False)
    catalogue: SuggestionsIndex = field(init=False)
    usage: Usage = field(init=False)
    cited: Backlinks = field(init=False)
    _builder: Builder | None = None
    _next: int = 0
    _swept: float | None = None
    _equals: tuple[str, Synonyms] | None = None

    def __post_init__(self) -> None:
        self.library = Library.open(self.root, readonly=True)
        self.index = Index.open(self.root / "index")
        self.catalogue = SuggestionsIndex(self.root / "index" / "names", self.index.writer)
        self.catalogue.open()
        self.usage = Usage.open(self.root / "index" / "usage.json")
        self._sweep_words()
        self.cited = Backlinks(self.root / "index" / "references.sqlite", self.index.writer)
        self.cited.open()

    def _sweep_words(self) -> None:
        """Delete expired search terms after the office's retention period; once an hour."""
        now = time.monotonic()
        if self._swept is not None and now - self._swept < _SWEEP_EVERY:
            return
        self._swept = now
        if self.usage.sweep(SEARCH_DAYS.of(self.library)):
            self.usage.save(now=True)

    # -- indexing -----------------------------------------------------------------------

    def step(self) -> bool:
        """Index one slice; return whether there is more to do."""
        if not self.index.writer and self.index.outdated():
            self._builder = None
            self.index.reload()
            self.catalogue.reopen()
        self.index.settle()
        with self.library.reading(SYSTEM) as reading:
            if self.index.building is not None:
                return self._build_slice(reading.session)
            return self._follow_slice(reading.session)

    def idle(self) -> bool:
        """Save when records are up to date, then update names and citations.

        Returns whether there is more to do.
        """
        self.index.save()
        self._sweep_words()
        self.usage.save()
        if self.catalogue.step(self.index.view) or self.index.is_saving:
            return True
        with self.library.reading(SYSTEM) as reading:
            return self.cited.step(reading.session, self.kinds)

    def catch_up(self) -> None:
        """Work until index and library agree, then save."""
        while self.step() or self.idle():
            if self._is_full or self.index.building is None:
                self.index.settle(wait=True)

    def rebuild(self) -> None:
        """Discard the index; the next steps rebuild it."""
        self.index.clear()
        self.cited.clear()
        self._builder = None

    def _build_slice(self, session: Session) -> bool:
        """Read some records; a full batch becomes a segment in the background."""
        index = self.index
        if self._is_full:
            if not index.is_saving:
                self._save_build(self._next)
            return True
        builder = self._builder
        if builder is None:
            builder = self._builder = Builder()
            self._next = index.building or 0
        first = self._next
        if first == 0:
            # Changes made while the build runs are followed from here afterwards.
            index.cursor = queries.last_change(session)
        ids = queries.records_from(session, first, _READ)
        if not ids:
            self._save_build(None)
            index.settle(wait=True)
            return True
        for entry in queries.entries(session, ids, self.kinds):
            builder.add(entry)
        self._next = ids[-1] + 1
        return True

    @property
    def _is_full(self) -> bool:
        return self._builder is not None and self._builder.size > _BATCH_BYTES

    def _save_build(self, reached: int | None) -> None:
        assert self._builder is not None
        self.index.save_build(self._builder, reached)
        self._builder = Builder() if reached is not None else None

    def _follow_slice(self, session: Session) -> bool:
        index = self.index
        ids, cursor = queries.changed_records(session, index.cursor, 4 * _READ)
        if cursor == index.cursor:
            return False
        for low in range(0, len(ids), _READ):
            index.add(queries.entries(session, ids[low : low + _READ], self.kinds))
        index.cursor = cursor
        if index.fresh_size > _FLUSH_BYTES or len(index.fresh) > 40:
            index.save()
        return True

    # -- queries -------------------------------------------------------------------------

    def search(self, request: Request, budget: float = 0.3) -> SearchResult:
        """Answer from the index, first indexing pending changes for up to ``budget`` seconds.

        Records still not indexed by then are left out, or found by title during a build.
        """
        began = time.perf_counter()
        behind = True
        while behind and time.perf_counter() - began < budget:
            behind = self.step() and not self._is_full
        with self.library.reading(SYSTEM) as reading:
            session = reading.session
            first = self.index.building
            backlog: list[int] = []
            if first is None and behind:
                backlog, _ = queries.changed_records(session, self.index.cursor, 100_000)
            engine = Engine(self.index.view, session, frozenset(backlog))
            engine.kind_names, engine.status_names = self._names()
            engine.synonyms = self._synonyms(session)
            engine.answering = frozenset(k.code for k in self.kinds if k.answers_questions)
            result = engine.search(request)
            if first is not None and request.filters == Filters():
                result = _with_titles(session, result, request, first)
        fresh = request.offset == 0 and request.filters == Filters() and request.facets
        # Only a visitor's plain search counts: paging and filters would count it twice, and what
        # staff look for must not appear in a list.
        if request.audiences == (SHARED,) and fresh and first is None:
            exact = result.total > 0 and not result.tried
            self.usage.note(request.query, answered=exact)
        took = round((time.perf_counter() - began) * 1000, 2)
        return replace(result, took_ms=took, complete=first is None and not backlog)

    def suggest(self, typed: str, audiences: tuple[str, ...], limit: int) -> list[Suggestion]:
        """Return completions of what is being typed."""
        view = self.index.view
        return suggestions(view, self.catalogue, self.usage, typed, audiences, limit)

    def backlinks(
        self, record: int, number: str | None, audiences: tuple[str, ...]
    ) -> list[Backlink]:
        """Return where a law or one of its provisions is cited."""
        with self.library.reading(SYSTEM) as reading:
            return self.cited.backlinks(reading.session, record, number, audiences)

    def wanted_laws(self, audiences: tuple[str, ...]) -> list[WantedLaw]:
        """Return the laws that texts cite and the library lacks."""
        with self.library.reading(SYSTEM) as reading:
            return self.cited.wanted(reading.session, audiences)

    def status(self, deep: bool = False) -> Status:
        """Return the figures for ``check``; ``deep`` compares every record with the database."""
        view = self.index.view
        live = view.docs[view.live]
        drifted: list[int] = []
        with self.library.reading(SYSTEM) as reading:
            truth = queries.versions(reading.session)
            if deep:
                held = dict(zip(live["record"].tolist(), live["version"].tolist(), strict=True))
                drifted = sorted(
                    r for r in truth.keys() | held.keys() if truth.get(r) != held.get(r)
                )
            unsearchable = queries.unsearchable(reading.session, SYSTEM.audiences)
            last = queries.last_change(reading.session)
        return Status(
            indexed=len(live),
            records=len(truth),
            drift=len(drifted),
            pending=max(0, last - self.index.cursor),
            building=self.index.building is not None,
            writer=self.index.writer,
            unsearchable=unsearchable,
            drifted=tuple(drifted[:100]),
        )

    def close(self) -> None:
        """Save and close."""
        self.usage.save(now=True)
        self.catalogue.close()
        self.cited.close()
        self.index.close()
        self.library.close()
        # Whoosh leaves frames in a ring that hold the mapped segments, and Windows deletes or
        # writes no file that is mapped: whether it could hung on when the collector came by.
        gc.collect()

    def _synonyms(self, session: Session) -> Synonyms:
        lines = queries.office_value(session, SYNONYMS.key)
        if self._equals is None or self._equals[0] != lines:
            self._equals = (lines, synonyms(lines))
        return self._equals[1]

    def _names(self) -> tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]:
        kinds: dict[str, tuple[str, ...]] = {}
        statuses: dict[str, tuple[str, ...]] = {}
        for kind in self.kinds:
            kinds[kind.code] = (normal_form(kind.label), normal_form(tr(kind.label)))
            for code, label in kind.statuses.items():
                known = statuses.get(code, ())
                statuses[code] = (*known, normal_form(label), normal_form(tr(label)))
        return kinds, statuses


def _with_titles(
    session: Session, result: SearchResult, request: Request, first: int
) -> SearchResult:
    """Add title matches of the records a build in progress has not reached."""
    terms = normal_form(request.query).replace('"', "").split()
    if not terms:
        return result
    found = [
        record
        for record, title in queries.titles(session, first, request.audiences)
        if all(word in normal_form(title) for word in terms)
    ]
    room = max(0, request.limit - len(result.hits)) if request.limit else len(found)
    rows = queries.hit_rows(session, found[:room], request.audiences)
    more = tuple(
        Hit(
            row.id,
            row.source_id,
            row.source,
            row.kind,
            row.title,
            row.number,
            row.dated,
            row.place,
            row.status,
            version=row.version,
        )
        for row in rows.values()
    )
    total = result.total + len(found)
    tried = result.tried if not found else ()
    return replace(
        result,
        hits=result.hits + more,
        total=total,
        tried=tried,
        partial=result.partial + len(found),
    )


_POLL_SECONDS = 1.0


class Worker:
    """Takes requests, answers them in order, and indexes in between."""

    def __init__(self, service: Service, source: IO[bytes], sink: IO[bytes]) -> None:
        self._service, self._sink = service, sink
        self._inbox = Inbox(source)
        self._waiting: list[Call] = []
        self._acts: dict[str, Callable[[Call], object]] = {
            "search": self._search,
            "suggest": self._suggest,
            "status": lambda call: service.status(call.args(Deep).deep),
            "wanted": self._wanted,
            "backlinks": self._backlinks,
            "wanted_laws": lambda call: service.wanted_laws(_audiences(call)),
            "settle": self._settle,
        }

    def run(self) -> None:
        """Serve until the input ends."""
        write_frame(self._sink, Ready(os.getpid()))
        busy = True
        while True:
            try:
                saving = self._service.index.is_saving
                request = self._inbox.requests.get(
                    # While a segment is built in a thread there is nothing to do but to look
                    # whether it is done.
                    timeout=(0.02 if saving else 0.001) if busy else _POLL_SECONDS
                )
            except queue.Empty:
                busy = self._work()
                continue
            if request is None:
                return
            self._answer(Call(request, self._sink))
            busy = True

    def _work(self) -> bool:
        try:
            if self._service.step() or self._service.idle():
                return True
        except Exception as error:
            traceback.print_exc()
            self._in_step(_fault(error))
        else:
            self._in_step(None)
        return False

    def _in_step(self, fault: KmdeskError | None) -> None:
        """Answer the requests that wait for the index; searches were served meanwhile."""
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            if fault is None:
                call.answer(None)
            else:
                call.fail(fault)

    def _answer(self, call: Call) -> None:
        request = call.request
        try:
            if request.do in ("catch_up", "rebuild"):
                self._catch_up(call)
                return
            result = None if self._inbox.is_cancelled(request) else self._acts[request.do](call)
            if self._inbox.is_cancelled(request):
                call.drop()
            else:
                call.answer(result)
        except KmdeskError as error:
            call.fail(error)
        except Exception as error:
            traceback.print_exc()
            call.fail(_fault(error))
        finally:
            self._inbox.done(request)

    def _search(self, call: Call) -> SearchResult:
        query = call.args(Query)
        request = Request(
            query.text,
            _audiences(call),
            query.filters,
            query.limit,
            query.offset,
            query.snippets,
            query.sort,
            query.facets,
            lambda: not self._inbox.is_cancelled(call.request),
        )
        return self._service.search(request)

    def _suggest(self, call: Call) -> list[Suggestion]:
        typed = call.args(Typed)
        return self._service.suggest(typed.prefix, _audiences(call), typed.limit)

    def _wanted(self, call: Call) -> list[Missed]:
        return [Missed(*row) for row in self._service.usage.wanted(call.args(Most).limit)]

    def _backlinks(self, call: Call) -> list[Backlink]:
        cited = call.args(Cited)
        return self._service.backlinks(cited.record, cited.number, _audiences(call))

    def _settle(self, call: Call) -> None:
        settled = call.args(Settled)
        self._service.usage.settle(settled.text, delete=settled.delete)

    def _catch_up(self, call: Call) -> None:
        wait = True
        if call.request.do == "rebuild":
            wait = call.args(Rebuilt).wait
            self._service.rebuild()
        if wait:
            self._waiting.append(call)
        else:
            call.answer(None)


def _audiences(call: Call) -> tuple[str, ...]:
    """Whose records may be in the answer; nobody named is a visitor."""
    actor = call.request.actor
    return actor.audiences if isinstance(actor, Actor) else Actor().audiences


def _fault(error: Exception) -> KmdeskError:
    reason = f"{type(error).__name__}: {error}"
    return KmdeskError("The search failed ({reason}). Try other words.", reason=reason)


def main(library_root: Path, kinds: Kinds) -> int:
    """Serve the library until standard input closes; return the exit code."""
    source, sink = take_pipes()
    try:
        service = Service(library_root, kinds)
    except KmdeskError as error:
        write_frame(sink, failure(NO_REQUEST, error))
        return 2
    try:
        Worker(service, source, sink).run()
    finally:
        service.close()
    return 0
