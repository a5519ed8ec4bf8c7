"""Work off the UI thread: a database lane, a parallel lane, and child processes."""

from kmdesk.jobs.lanes import Lanes, Task
from kmdesk.jobs.process import WorkerProcess

__all__ = ["Lanes", "Task", "WorkerProcess"]
