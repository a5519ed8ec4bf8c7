"""The search process: JSON requests per line on standard input, answers on standard output.

Indexing runs in short slices between requests, so a query waits for one slice at most. A request
superseded by a newer one on the same channel is answered with ``outdated``.
"""

import json
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from dataclasses import asdict, astuple
from pathlib import Path
from typing import Any, BinaryIO

from kmdesk.i18n import KmdeskError
from kmdesk.records import Kinds
from kmdesk.search.engine import Request
from kmdesk.search.protocol import PROTOCOL, filters_from_json, to_json
from kmdesk.search.service import Service

_POLL_SECONDS = 1.0
_Message = dict[str, Any]


class Worker:
    """Reads requests, answers them in order, and indexes in between."""

    def __init__(self, service: Service, source: BinaryIO, sink: BinaryIO) -> None:
        self._service, self._source, self._sink = service, source, sink
        self._inbox: queue.Queue[_Message | None] = queue.Queue()
        self._newest: dict[str, int] = {}
        self._waiting: list[int] = []
        self._acts: dict[str, Callable[[_Message], Any]] = {
            "search": self._search,
            "suggest": self._suggest,
            "status": lambda m: asdict(service.status(bool(m.get("deep")))),
            "wanted": lambda m: service.usage.wanted(m.get("limit", 100)),
            "backlinks": self._backlinks,
            "wanted_laws": self._wanted_laws,
            "settle": lambda m: service.usage.settle(m["text"], delete=bool(m.get("delete"))),
        }

    def run(self) -> None:
        """Serve until the input ends."""
        threading.Thread(target=self._read, daemon=True).start()
        self._say({"ready": PROTOCOL})
        busy = True
        while True:
            try:
                saving = self._service.index.is_saving
                message = self._inbox.get(
                    timeout=(0.02 if saving else 0.001) if busy else _POLL_SECONDS
                )
            except queue.Empty:
                busy = self._work()
                continue
            if message is None:
                return
            self._answer(message)
            busy = True

    def _work(self) -> bool:
        try:
            if self._service.step() or self._service.idle():
                return True
        except Exception as error:
            traceback.print_exc()
            self._in_step({"fault": f"{type(error).__name__}: {error}"})
        else:
            self._in_step({"result": None})
        return False

    def _in_step(self, answer: _Message) -> None:
        """Answer the requests that wait for the index; searches were served meanwhile."""
        waiting, self._waiting = self._waiting, []
        for number in waiting:
            self._say({"id": number, **answer})

    def _read(self) -> None:
        for line in self._source:
            try:
                message = json.loads(line)
            except ValueError:
                continue
            if isinstance(message, dict):
                if message.get("channel"):
                    self._newest[message["channel"]] = message["id"]
                self._inbox.put(message)
        self._inbox.put(None)

    def _answer(self, message: _Message) -> None:
        number = message.get("id", 0)
        if not self._current(message):
            self._say({"id": number, "outdated": True})
            return
        if message["do"] in ("catch_up", "rebuild"):
            self._catch_up(message)
            return
        try:
            result = self._acts[message["do"]](message)
            self._say({"id": number, "result": result})
        except KmdeskError as error:
            self._say({"id": number, "error": [error.message.msgid, error.message.args]})
        except Exception as error:
            traceback.print_exc()
            self._say({"id": number, "fault": f"{type(error).__name__}: {error}"})

    def _current(self, message: _Message) -> bool:
        channel = message.get("channel")
        return not channel or self._newest.get(channel, 0) <= message["id"]

    def _search(self, message: _Message) -> Any:
        request = Request(
            message["query"],
            tuple(message["audiences"]),
            filters_from_json(message.get("filters", {})),
            message.get("limit", 20),
            message.get("offset", 0),
            message.get("snippets", True),
            message.get("sort", "relevance"),
            message.get("facets", True),
            lambda: self._current(message),
        )
        return to_json(self._service.search(request))

    def _suggest(self, message: _Message) -> Any:
        found = self._service.suggest(
            message["prefix"], tuple(message["audiences"]), message.get("limit", 8)
        )
        return [[s.text, s.kind, s.record_id] for s in found]

    def _backlinks(self, message: _Message) -> Any:
        audiences = tuple(message["audiences"])
        found = self._service.backlinks(message["record"], message["number"], audiences)
        return [astuple(link) for link in found]

    def _wanted_laws(self, message: _Message) -> Any:
        return [astuple(law) for law in self._service.wanted_laws(tuple(message["audiences"]))]

    def _catch_up(self, message: _Message) -> None:
        if message["do"] == "rebuild":
            self._service.rebuild()
        if message.get("wait", True):
            self._waiting.append(message["id"])
        else:
            self._say({"id": message["id"], "result": None})

    def _say(self, message: _Message) -> None:
        data = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        self._sink.write(data.encode("utf-8", "surrogatepass") + b"\n")
        self._sink.flush()


def main(library_root: Path, kinds: Kinds) -> int:
    """Serve the library until standard input closes; return the exit code."""
    sink = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not break the protocol
    try:
        service = Service(library_root, kinds)
    except KmdeskError as error:
        sink.write(json.dumps({"refused": [error.message.msgid, error.message.args]}).encode())
        sink.write(b"\n")
        sink.flush()
        return 2
    try:
        Worker(service, sys.stdin.buffer, sink).run()
    finally:
        service.close()
    return 0
