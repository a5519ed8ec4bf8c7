"""Client of the search process: start, query, cancel, restart; needs neither Whoosh nor numpy.

Thread-safe. Calls block, so a window makes them in its parallel lane. A dead worker is restarted
and the query repeated once; a query on a channel cancels the previous one on the same channel,
whose caller gets :class:`Outdated`.
"""

import contextlib
import itertools
import json
import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from kmdesk.i18n import KmdeskError
from kmdesk.search.protocol import (
    Backlink,
    Filters,
    Missed,
    SearchResult,
    Status,
    Suggestion,
    WantedLaw,
    filters_to_json,
)
from kmdesk.workers.child import start_child

WAIT_SECONDS = 120.0


class SearchError(KmdeskError):
    """The search process did not answer."""


class Outdated(SearchError):
    """A newer query on the same channel replaced this one."""


@dataclass(slots=True)
class _Waiting:
    process: "subprocess.Popen[bytes]"
    done: threading.Event = field(default_factory=threading.Event)
    answer: dict[str, Any] | None = None


class SearchClient:
    """Connection to the search process of one library."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command = list(command)
        self._lock = threading.RLock()
        self._process: subprocess.Popen[bytes] | None = None
        self._ready: subprocess.Popen[bytes] | None = None
        self._waiting: dict[int, _Waiting] = {}
        self._numbers = itertools.count(1)
        self._closed = False

    def start(self) -> None:
        """Start the process now, so that the first query need not wait for it."""
        with self._lock:
            self._running()

    def search(
        self,
        query: str,
        *,
        actor_audiences: Sequence[str] = ("public",),
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
        result = self._ask(
            "search",
            channel=channel,
            query=query,
            audiences=list(actor_audiences),
            filters=filters_to_json(filters or Filters()),
            limit=limit,
            offset=offset,
            snippets=snippets,
            sort=sort,
            facets=facets,
        )
        return SearchResult.from_json(result)

    def suggest(
        self,
        prefix: str,
        *,
        actor_audiences: Sequence[str] = ("public",),
        limit: int = 8,
        channel: str = "suggest",
    ) -> list[Suggestion]:
        """Return completions of what is being typed."""
        found = self._ask(
            "suggest",
            channel=channel,
            prefix=prefix,
            audiences=list(actor_audiences),
            limit=limit,
        )
        return [Suggestion(text, kind, record) for text, kind, record in found]

    def status(self, *, deep: bool = False) -> Status:
        """Return the state of the index; ``deep`` compares every record with the database."""
        return Status.from_json(self._ask("status", deep=deep))

    def wanted(self, limit: int = 100) -> list[Missed]:
        """Return the searches without an exact answer, for the clerk."""
        return [Missed(*row) for row in self._ask("wanted", limit=limit)]

    def backlinks(
        self,
        record_id: int,
        number: str | None = None,
        *,
        actor_audiences: Sequence[str] = ("public",),
    ) -> list[Backlink]:
        """Return where a law, or one provision of it, is cited."""
        audiences = list(actor_audiences)
        found = self._ask("backlinks", record=record_id, number=number, audiences=audiences)
        return [Backlink(*row) for row in found]

    def wanted_laws(self, *, actor_audiences: Sequence[str] = ("public",)) -> list[WantedLaw]:
        """Return the laws that texts cite and the library lacks."""
        found = self._ask("wanted_laws", audiences=list(actor_audiences))
        return [WantedLaw(title, times, tuple(records)) for title, times, records in found]

    def settle_wanted(self, text: str, *, delete: bool = False) -> None:
        """Mark an unanswered search as done, or delete it from the list."""
        self._ask("settle", text=text, delete=delete)

    def catch_up(self, timeout: float | None = None) -> None:
        """Wait until everything committed so far is indexed and saved."""
        self._ask("catch_up", timeout=timeout or 24 * 3600.0)

    def rebuild(self, *, wait: bool = True, timeout: float | None = None) -> None:
        """Rebuild the index, in the background unless ``wait``."""
        self._ask("rebuild", wait=wait, timeout=timeout or 24 * 3600.0)

    def close(self) -> None:
        """Stop the process; it saves its index unless it is still loading and has none."""
        with self._lock:
            self._closed = True
            process, self._process = self._process, None
        if process is None:
            return
        if process is not self._ready:
            process.kill()
        _close(process.stdin)
        try:
            process.wait(30)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def __enter__(self) -> "SearchClient":
        return self

    def __exit__(self, *_exc: object) -> None:
        self.close()

    def _ask(
        self, act: str, *, timeout: float = WAIT_SECONDS, channel: str = "", **args: Any
    ) -> Any:
        for _ in range(2):
            answer = self._exchange({"do": act, "channel": channel, **args}, timeout)
            if answer is not None:
                return _unpack(answer)
        raise SearchError("The search does not answer. Close the program and start it again.")

    def _exchange(self, message: dict[str, Any], timeout: float) -> dict[str, Any] | None:
        """Send one message; return None when the process died before it answered."""
        number = next(self._numbers)
        line = json.dumps({**message, "id": number}, ensure_ascii=False)
        with self._lock:
            process = self._running()
            waiting = self._waiting[number] = _Waiting(process)
            assert process.stdin is not None
            try:
                process.stdin.write(line.encode("utf-8", "replace") + b"\n")
                process.stdin.flush()
            except OSError:
                self._waiting.pop(number, None)
                self._drop(process)
                return None
        if not waiting.done.wait(timeout):
            self._waiting.pop(number, None)
            self._drop(process, kill=True)
            return None
        return waiting.answer

    def _running(self) -> "subprocess.Popen[bytes]":
        if self._closed:
            raise SearchError("The search has been closed.")
        if self._process is None or self._process.poll() is not None:
            if self._process is not None:
                _close(self._process.stdin)
                # Its listener may go on: whatever it started can hold its output open.
                self._release(self._process)
            self._process = start_child(self._command)
            threading.Thread(
                target=self._listen, args=(self._process, self._process.stdout), daemon=True
            ).start()
        return self._process

    def _drop(self, process: "subprocess.Popen[bytes]", *, kill: bool = False) -> None:
        with self._lock:
            if self._process is process:
                self._process = None
        if kill:
            process.kill()
        process.wait()
        _close(process.stdin)

    def _release(self, process: "subprocess.Popen[bytes]") -> None:
        """Let those who wait for an answer of a dead process ask again."""
        for number, waiting in list(self._waiting.items()):
            if waiting.process is process:
                del self._waiting[number]
                waiting.done.set()

    def _listen(self, process: "subprocess.Popen[bytes]", stream: IO[bytes] | None) -> None:
        assert stream is not None
        mine: dict[int, _Waiting] = self._waiting
        for line in stream:
            try:
                answer = json.loads(line)
            except ValueError:
                continue
            if "ready" in answer:
                self._ready = process
                continue
            if "refused" in answer:
                for waiting in list(mine.values()):
                    waiting.answer = {"error": answer["refused"]}
                    waiting.done.set()
                continue
            waiting_one = mine.pop(answer.get("id", 0), None)
            if waiting_one is not None:
                waiting_one.answer = answer
                waiting_one.done.set()
        _close(stream)
        with self._lock:
            _close(process.stdin)
            if self._process is process:
                self._process = None
            self._release(process)
        process.wait()  # its output has ended, so it is exiting and must not be left a zombie


def _close(stream: IO[bytes] | None) -> None:
    if stream is not None:
        with contextlib.suppress(OSError):
            stream.close()


def _unpack(answer: dict[str, Any]) -> Any:
    if "error" in answer:
        msgid, args = answer["error"]
        raise SearchError(msgid, **args)
    if answer.get("outdated"):
        raise Outdated("A newer search has taken the place of this one.")
    if "fault" in answer:
        raise SearchError("The search failed ({reason}). Try other words.", reason=answer["fault"])
    return answer["result"]
