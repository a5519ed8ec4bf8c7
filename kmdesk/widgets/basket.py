"""The basket: what a reader gathered to print as one PDF."""

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class BasketItem:
    """A record or a place in it, with the words to show for it."""

    record_id: int
    title: str
    anchor: str = ""
    """A single provision; empty for the whole record."""
    pages: str = ""
    """Chosen pages of the original, as "1-3, 5"; empty for all."""

    @property
    def key(self) -> tuple[int, str]:
        """What makes it the same item."""
        return self.record_id, self.anchor


class Basket(QObject):
    """Records in the order they were put in; each at most once."""

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: list[BasketItem] = []

    @property
    def items(self) -> tuple[BasketItem, ...]:
        """What is in it now."""
        return tuple(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __contains__(self, key: int | tuple[int, str]) -> bool:
        wanted = (key, "") if isinstance(key, int) else key
        return any(item.key == wanted for item in self._items)

    def put(self, record_id: int, title: str, anchor: str = "") -> None:
        """Put a record or one of its provisions in, unless it is there."""
        if (record_id, anchor) not in self:
            self._items.append(BasketItem(record_id, title, anchor))
            self.changed.emit()

    def take(self, record_id: int, anchor: str = "") -> None:
        """Take an item out."""
        gone = (record_id, anchor)
        self.replace(tuple(item for item in self._items if item.key != gone))

    def move(self, record_id: int, step: int, anchor: str = "") -> None:
        """Move an item ``step`` places down (negative: up)."""
        items = list(self._items)
        wanted = (record_id, anchor)
        at = next((i for i, item in enumerate(items) if item.key == wanted), None)
        if at is None or not 0 <= at + step < len(items):
            return
        items.insert(at + step, items.pop(at))
        self.replace(tuple(items))

    def choose_pages(self, record_id: int, pages: str) -> None:
        """Print only these pages of a record's original; empty for all."""
        self.replace(
            tuple(
                replace(item, pages=pages) if item.key == (record_id, "") else item
                for item in self._items
            )
        )

    def replace(self, items: tuple[BasketItem, ...]) -> None:
        """Set the whole content, e.g. a parked basket that is fetched back."""
        if items != self.items:
            self._items = list(items)
            self.changed.emit()

    def clear(self) -> None:
        """Empty it."""
        self.replace(())
