"""Words looked for in a file page after page, beside the window."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

if TYPE_CHECKING:
    from kmdesk.intake.client import HitBox, RenderClient
    from kmdesk.jobs import Task, TaskRunner


@dataclass(frozen=True, slots=True)
class HitPlace:
    """One hit: its page and which of the page's hits it is."""

    page: int
    number: int


class PageHits(QObject):
    """What has been found so far; one page is looked at at a time."""

    found = Signal(int)
    """A page that has some."""
    finished = Signal()
    """Every page has been looked at."""

    def __init__(self, runner: "TaskRunner", render: "RenderClient", parent: QObject) -> None:
        super().__init__(parent)
        self._runner, self._render = runner, render
        self._task: Task | None = None
        self._generation = 0
        self._path = Path()
        self._queries: list[str] = []
        self._by_page: dict[int, list[list[HitBox]]] = {}
        self.places: list[HitPlace] = []
        """Hits in the order of the file."""

    def clear(self) -> None:
        """Forget what was found and look no further."""
        self._generation += 1
        if self._task is not None:
            self._task.cancel()
        self._task = None
        self._by_page, self.places = {}, []

    def search(self, path: Path, queries: list[str], pages: list[int]) -> None:
        """Look for ``queries`` (normal form) on ``pages``, in this order."""
        self._path, self._queries = path, queries
        self._next(self._generation, pages)

    def on_page(self, page: int) -> "list[list[HitBox]]":
        """The hits of a page, each as boxes in points."""
        return self._by_page.get(page, [])

    def counts(self) -> dict[int, int]:
        """Pages looked at so far and how many hits each has."""
        return {page: len(hits) for page, hits in self._by_page.items()}

    def after(self, place: HitPlace | None, step: int) -> HitPlace | None:
        """The hit ``step`` places on from ``place``, round at both ends."""
        if not self.places:
            return None
        at = self.places.index(place) + step if place in self.places else 0
        return self.places[at % len(self.places)]

    def number_of(self, place: HitPlace | None) -> int:
        """Which hit it is, from 1; 0 for none."""
        return self.places.index(place) + 1 if place in self.places else 0

    def _next(self, generation: int, pages: list[int]) -> None:
        # Answers about the file or the words before may still arrive.
        if generation != self._generation:
            return
        if not pages:
            self._task = None
            self.finished.emit()
            return
        page, rest = pages[0], pages[1:]
        # One page a job: drawing gets its turn in between, and opening another file ends it at
        # once.
        self._task = self._runner.submit_read(
            self._render.hits,
            self._path,
            page,
            self._queries,
            done=lambda hits: self._take(generation, page, hits, rest),
            # A page that cannot be searched counts as without hits; those behind it are still
            # searched.
            failed=lambda _error: self._take(generation, page, [], rest),
        )

    def _take(
        self, generation: int, page: int, hits: "list[list[HitBox]]", rest: list[int]
    ) -> None:
        if generation != self._generation:
            return
        hits = [boxes for boxes in hits if boxes]
        # Rounded: the tops of hits on one line differ by fractions of a point.
        hits.sort(key=lambda boxes: (round(boxes[0][1]), boxes[0][0]))
        self._by_page[page] = hits
        if hits:
            fresh = [HitPlace(page, number) for number in range(len(hits))]
            self.places = sorted([*self.places, *fresh], key=lambda p: (p.page, p.number))
            self.found.emit(page)
        self._next(generation, rest)
