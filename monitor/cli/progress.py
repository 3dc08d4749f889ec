"""A progress bar on standard error, for a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def counting(what: str, unit: str, *, total: int | None = None, shown: bool = True) -> Iterator[Callable[..., None]]:
    """Shows how many ``unit`` of ``total`` are done and how fast, where ``shown`` and on a terminal; the value is called for each, or
    with how many are done at once."""
    if not (shown and sys.stderr.isatty()):
        yield lambda number=1: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn(f"{what}"), BarColumn(), MofNCompleteColumn(), TextColumn(unit), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(what, total=total)
        yield lambda number=1: progress.advance(task, number)
