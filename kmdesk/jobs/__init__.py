"""Background work off the UI thread: a database lane, a parallel lane, and child processes.

Names are imported on first use, since the command line uses ``jobs.command`` without Qt.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kmdesk.jobs.executor import Progress, Task, TaskRunner, is_alive

__all__ = ["TaskRunner", "Progress", "Task", "is_alive"]

_HOMES = {
    "TaskRunner": "executor",
    "Progress": "executor",
    "Task": "executor",
    "is_alive": "executor",
}


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(name)
    return getattr(import_module(f"kmdesk.jobs.{_HOMES[name]}"), name)
