"""File-to-text conversion: readers in a killable process, Thai repair, page images.

Names are imported lazily on first use, so that a worker process loads only what it needs. Other
entry points: ``kmdesk.intake.sniff.sniff``, ``kmdesk.intake.thai_repair.repair`` and
``repair_map``.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kmdesk.intake.client import IntakeClient, RenderClient, read_file
    from kmdesk.intake.model import IntakeCancelled, IntakeError, PageText, ReadResult

_HOMES = {
    "IntakeCancelled": "errors",
    "IntakeClient": "client",
    "IntakeError": "errors",
    "PageText": "model",
    "ReadResult": "model",
    "RenderClient": "renderclient",
    "read_file": "client",
}

__all__ = [
    "IntakeCancelled",
    "IntakeClient",
    "IntakeError",
    "PageText",
    "ReadResult",
    "RenderClient",
    "read_file",
]


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(name)
    return getattr(import_module(f"kmdesk.intake.{home}"), name)
