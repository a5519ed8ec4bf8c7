"""Client of the search process: start, query, cancel, restart; needs neither Whoosh nor numpy.

Thread-safe. Calls block, so a window makes them in its parallel lane. A dead worker is restarted
and the query repeated once; a query on a channel cancels the previous one on the same channel,
whose caller gets :class:`Outdated`.
"""

import threading
from collections.abc import Sequence
from typing import TypeVar

from kmdesk.i18n import KmdeskError
from kmdesk.search import (
    Backlink,
    Cited,
    Deep,
    Filters,
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
)
from kmdesk.workers.client import NotStarted, OutOfTime, Refused, Superseded, Worker, WorkerGone
from kmdesk.workers.wire import Actor

WAIT_SECONDS = 120.0
_A_DAY = 24 * 3600.0
_END_SECONDS = 30.0
_PUBLIC = ("public",)
_T = TypeVar("_T")


class SearchError(KmdeskError):
    """The search process did not answer."""


class Outdated(SearchError):
    """A newer query on the same channel replaced this one."""


class SearchClient:
    """Connection to the search process of one library."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._lock = threading.RLock()
        self._worker: Worker | None = None
        self._closed = False

    def start(self) -> None:
        """Start the process now, so that the first query need not wait for it."""
        self._running()

    def search(
        self,
        query: str,
        *,
        actor_audiences: Sequence[str] = _PUBLIC,
        filters: Filters | None = None,
        limit: int = 20,
        offset: int = 0,
        snippets: bool = True,
        sort: str = "relevance",
        facets: bool = True,
        channel: str = "",
    ) -> SearchResult:
        """Search the library; raises SearchError, or Outdated if replaced on its channel.

        ``limit`` 0 returns all hits; ``sort`` is ``relevance`` or ``date``.
        """
        asked = Query(query, filters or Filters(), limit, offset, snippets, sort, facets)
        return self._ask("search", asked, SearchResult, actor_audiences, channel=channel)

    def suggest(
        self,
        prefix: str,
        *,
        actor_audiences: Sequence[str] = _PUBLIC,
        limit: int = 8,
        channel: str = "suggest",
    ) -> list[Suggestion]:
        """Return completions of what is being typed."""
        typed = Typed(prefix, limit)
        return self._ask("suggest", typed, list[Suggestion], actor_audiences, channel=channel)

    def status(self, *, deep: bool = False) -> Status:
        """Return the state of the index; ``deep`` compares every record with the database."""
        return self._ask("status", Deep(deep), Status)

    def wanted(self, limit: int = 100) -> list[Missed]:
        """Return the searches without an exact answer, for the clerk."""
        return self._ask("wanted", Most(limit), list[Missed])

    def backlinks(
        self,
        record_id: int,
        number: str | None = None,
        *,
        actor_audiences: Sequence[str] = _PUBLIC,
    ) -> list[Backlink]:
        """Return where a law, or one provision of it, is cited."""
        return self._ask("backlinks", Cited(record_id, number), list[Backlink], actor_audiences)

    def wanted_laws(self, *, actor_audiences: Sequence[str] = _PUBLIC) -> list[WantedLaw]:
        """Return the laws that texts cite and the library lacks."""
        return self._ask("wanted_laws", None, list[WantedLaw], actor_audiences)

    def settle_wanted(self, text: str, *, delete: bool = False) -> None:
        """Mark an unanswered search as done, or delete it from the list."""
        self._ask("settle", Settled(text, delete), type(None))

    def catch_up(self, timeout: float | None = None) -> None:
        """Wait until everything committed so far is indexed and saved."""
        self._ask("catch_up", None, type(None), timeout=timeout or _A_DAY)

    def rebuild(self, *, wait: bool = True, timeout: float | None = None) -> None:
        """Rebuild the index, in the background unless ``wait``."""
        self._ask("rebuild", Rebuilt(wait), type(None), timeout=timeout or _A_DAY)

    def close(self) -> None:
        """Stop the process; it saves its index unless it is still loading and has none."""
        with self._lock:
            self._closed = True
            worker, self._worker = self._worker, None
        if worker is not None:
            worker.end(_END_SECONDS)

    def __enter__(self) -> "SearchClient":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _ask(
        self,
        do: str,
        request: object,
        answer: type[_T],
        audiences: Sequence[str] = _PUBLIC,
        *,
        timeout: float = WAIT_SECONDS,
        channel: str = "",
    ) -> _T:
        """Return the answer; a process that dies or is silent is replaced once, and asked again."""
        actor = Actor(audiences=tuple(audiences))
        # Once more and no further: a query that kills the process each time must not do so for
        # ever.
        for _ in range(2):
            worker = self._running()
            try:
                result, _blob = worker.ask(
                    do, request, answer, seconds=timeout, actor=actor, channel=channel
                )
                return result
            except Refused as error:
                raise SearchError(error.failure.message, **error.failure.args) from None
            except Superseded:
                raise Outdated("A newer search has taken the place of this one.") from None
            except OutOfTime:
                worker.kill()
            except WorkerGone:
                worker.abandon()
        raise SearchError("The search does not answer. Close the program and start it again.")

    def _running(self) -> Worker:
        with self._lock:
            if self._closed:
                raise SearchError("The search has been closed.")
            if self._worker is None or not self._worker.alive:
                if self._worker is not None:
                    # Whatever it started may hold its output open: nothing else tells its end.
                    self._worker.abandon()
                self._worker = _started(self._command)
            return self._worker


def _started(command: Sequence[str]) -> Worker:
    try:
        return Worker(command, reads_files=False)
    except NotStarted as error:
        raise SearchError(
            "The search does not answer. Close the program and start it again."
        ) from error
