"""Watchlists compiled for one command, and kept for the next that asks for the same ones."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta

from monitor.model import Watchlist

KEPT = timedelta(days=7)  # since a command used it last


@contextmanager
def compiled(watchlists: Sequence[Watchlist]) -> Iterator[tuple[str, str]]:
    """The folder and the version of an index of these watchlists: the one kept in the user's cache, compiled where it is not there;
    for this command alone where nothing can be kept. Raises OperatorFault where it can't be written anywhere."""
    from monitor.adapters.index_folder import mark_used, remove_old, write_index
    from monitor.adapters.system_clock import SystemClock
    from monitor.daemon.places import command_index_folder
    from monitor.errors import OperatorFault

    now, root = SystemClock().now(), str(command_index_folder())
    try:
        version = write_index(root, watchlists)
        mark_used(root, version, now.timestamp())
        remove_old(root, {version}, unused_since=(now - KEPT).timestamp())
    except OperatorFault:  # a home that can't be written to: only the time to compile is lost
        with tempfile.TemporaryDirectory(prefix="monitor-index-") as folder:
            yield folder, write_index(folder, watchlists)
        return
    yield root, version
