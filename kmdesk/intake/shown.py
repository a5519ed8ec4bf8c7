"""Interface of an opened file in the rendering process, whatever its format."""

from typing import Any, Protocol

Answer = tuple[dict[str, Any], bytes]
Band = tuple[float, float]  # two heights in points from the top


class Shown(Protocol):
    """An opened file that can be rendered page by page."""

    def sizes(self) -> list[tuple[float, float]]: ...

    def draw(self, page: int, scale: float, form: str, band: Band | None) -> Answer: ...

    def hits(self, page: int, queries: list[str]) -> list[list[list[float]]]: ...

    def close(self) -> None: ...
