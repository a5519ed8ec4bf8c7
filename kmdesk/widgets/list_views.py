"""Saved filters and chosen columns of a tab's list, kept with the library."""

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from kmdesk.records.settings import LIST_VIEWS

if TYPE_CHECKING:
    from kmdesk.records import Unit
    from kmdesk.records.unit import Reading

LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class SavedFilter:
    """A browse node (labels from the top), words, and the column the list is sorted by."""

    name: str
    path: tuple[str, ...] = ()
    text: str = ""
    column: int = 0
    descending: bool = False


@dataclass(frozen=True, slots=True)
class ListViews:
    """What is kept for one tab: filters in the order of their names, columns left out."""

    filters: tuple[SavedFilter, ...] = ()
    hidden: tuple[str, ...] = field(default=())

    def with_filter(self, saved: SavedFilter) -> "ListViews":
        """The same with one more filter; one of the same name is replaced."""
        others = [each for each in self.filters if each.name != saved.name]
        ordered = sorted([*others, saved], key=lambda each: each.name)
        return ListViews(tuple(ordered), self.hidden)

    def without_filter(self, name: str) -> "ListViews":
        """The same without the filter of this name."""
        return ListViews(tuple(f for f in self.filters if f.name != name), self.hidden)

    def with_hidden(self, hidden: tuple[str, ...]) -> "ListViews":
        """The same with other columns left out."""
        return ListViews(self.filters, hidden)


def load_views(reading: "Reading", tab: str) -> ListViews:
    """What is kept for a tab; what cannot be read is as good as none."""
    return parse_views(LIST_VIEWS.read(reading.session), tab)


def keep_views(unit: "Unit", tab: str, views: ListViews) -> None:
    """Keep them for everybody who opens the tab."""
    kept = _tabs(LIST_VIEWS.read(unit.session))
    kept[tab] = asdict(views)
    LIST_VIEWS.store(unit, json.dumps(kept, ensure_ascii=False))
    unit.session.flush()


def parse_views(text: str, tab: str) -> ListViews:
    """What the kept text says of one tab."""
    try:
        said = _tabs(text)[tab]
        filters = tuple(_filter(each) for each in said["filters"])
        return ListViews(filters, tuple(str(label) for label in said["hidden"]))
    except (ValueError, KeyError, TypeError):
        return ListViews()


def _tabs(text: str) -> dict[str, Any]:
    try:
        said = json.loads(text)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _filter(said: dict[str, Any]) -> SavedFilter:
    return SavedFilter(
        str(said["name"]),
        tuple(str(label) for label in said["path"]),
        str(said["text"]),
        int(said["column"]),
        bool(said["descending"]),
    )
