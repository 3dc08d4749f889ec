"""The worker pool for machines too small for one: tasks run in the daemon's own process, one at a time.

No deadline holds here and a crash is the daemon's: for tests, and for feeds one trusts.
"""

from __future__ import annotations

import asyncio
import importlib
import traceback
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from monitor.errors import MonitorError, TaskFailed, WorkerDied


class InlineWorkers:
    """Implements ``ports.Workers`` without processes, with the same errors as :class:`ProcessWorkers` where a task raises."""

    def __init__(self, tasks: str = "monitor.adapters.worker_tasks") -> None:
        self._tasks = tasks
        self._closed = False

    async def run(self, task: str, /, *args: Any, deadline: timedelta | None = None) -> Any:
        """What the task returns; ``deadline`` cannot be kept here. Raises TaskFailed, or the task's own MonitorError."""
        await asyncio.sleep(0)  # lets the loop turn once between two tasks
        if self._closed:
            raise WorkerDied(f"task {task!r} came when the workers were being stopped")
        table: Mapping[str, Callable[..., Any]] = importlib.import_module(self._tasks).TASKS
        if task not in table:
            raise TaskFailed(f"there is no task {task!r}; the tasks are {', '.join(sorted(table))}", kind="CannotCross")
        try:
            return table[task](*args)
        except MonitorError:
            raise
        except Exception as error:
            kind = type(error).__name__
            raise TaskFailed(f"{kind}: {error}" if str(error) else kind, kind=kind, trace=traceback.format_exc()) from error

    def free(self) -> int:
        """How many tasks could start at once now."""
        return 0 if self._closed else 1

    async def close(self, grace: timedelta) -> None:
        """Takes no more tasks; none is ever under way when the loop turns."""
        self._closed = True
