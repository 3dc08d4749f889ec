"""Stored articles screened again in the workers, for backwards screening and for replay: packed as they are, a chunk a task."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from monitor.errors import WorkerFault
from monitor.model import Match
from monitor.ports import Workers

SCREEN_DEADLINE = timedelta(minutes=1)
CHUNK = 100  # articles a task: a worker is free again for the news within a fraction of a second


class PackedArticle(Protocol):
    """An article as the store keeps it."""

    @property
    def id(self) -> int: ...
    @property
    def seen(self) -> datetime: ...
    @property
    def body(self) -> bytes: ...


Packed = TypeVar("Packed", bound=PackedArticle)
Found = tuple[Packed, tuple[Match, ...]]


async def screen_stored(workers: Workers, articles: Sequence[Packed], index_root: str, version: str, *,
                        left_out: Callable[[Packed, WorkerFault], None]) -> list[Found[Packed]]:
    """Those of ``articles`` in which something is found, in their order, with their matches.

    One that kills its worker, or cannot be unpacked, is halved out and handed to ``left_out``: the others are not given up for it.
    Raises OperatorFault where there is no such index.
    """
    try:
        found = await workers.run("screen_stored", [one.body for one in articles], index_root, version, deadline=SCREEN_DEADLINE)
    except WorkerFault as fault:
        if len(articles) == 1:
            left_out(articles[0], fault)
            return []
        half = len(articles) // 2
        return [one for part in (articles[:half], articles[half:])
                for one in await screen_stored(workers, part, index_root, version, left_out=left_out)]
    return [(articles[place], matches) for place, matches in found]


def chunks(articles: Sequence[Packed]) -> list[Sequence[Packed]]:
    """The articles in lists of up to CHUNK, in their order."""
    return [articles[start:start + CHUNK] for start in range(0, len(articles), CHUNK)]
