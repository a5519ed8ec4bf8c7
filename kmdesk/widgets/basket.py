"""The basket: what a reader gathered to print as one PDF."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal


@dataclass(frozen=True, slots=True)
class BasketItem:
    """A record in the basket, with the words to show for it."""

    record_id: int
    title: str


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

    def __contains__(self, record_id: int) -> bool:
        return any(item.record_id == record_id for item in self._items)

    def put(self, record_id: int, title: str) -> None:
        """Put a record in, unless it is there."""
        if record_id not in self:
            self._items.append(BasketItem(record_id, title))
            self.changed.emit()

    def take(self, record_id: int) -> None:
        """Take a record out."""
        self.replace(tuple(item for item in self._items if item.record_id != record_id))

    def move(self, record_id: int, step: int) -> None:
        """Move a record ``step`` places down (negative: up)."""
        items = list(self._items)
        at = next((i for i, item in enumerate(items) if item.record_id == record_id), None)
        if at is None or not 0 <= at + step < len(items):
            return
        items.insert(at + step, items.pop(at))
        self.replace(tuple(items))

    def replace(self, items: tuple[BasketItem, ...]) -> None:
        """Set the whole content, e.g. a parked basket that is fetched back."""
        if items != self.items:
            self._items = list(items)
            self.changed.emit()

    def clear(self) -> None:
        """Empty it."""
        self.replace(())
