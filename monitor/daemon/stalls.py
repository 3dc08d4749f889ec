"""Stages that stand still, messages that wait, and a store that cannot be written: said once, and that it is over."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from monitor.alerts.render.words import moment, span
from monitor.daemon.notices import Notices
from monitor.daemon.stages import Stage
from monitor.errors import StoreFault
from monitor.ports import Clock, Journal

STANDS_STILL = timedelta(minutes=15)
HEARTBEAT = "heartbeat"
"""The note with the last moment at which the daemon ran and its store could be written."""
GAPS = "heartbeat gaps"
"""The note with the times between which there was none, for the daily summary: see `read_gaps`."""
_GAP, _GAPS_KEPT = timedelta(minutes=10), 10

_DOES = {  # by queue: the stage that works on it, and what it means when that stands still; for what is not sent see below
    "feeds": ("polls", "No feed is polled"), "entries": ("reads", "No article is read"),
    "backfill": ("reads", "Old entries are not read"), "alerts": ("", "Alerts are not put into messages")}


class StallStore(Protocol):
    """What is asked of the store."""

    async def queue_ages(self, now: datetime) -> dict[str, timedelta | None]: ...
    async def oldest_message(self) -> datetime | None: ...
    async def get_note(self, key: str) -> bytes | None: ...
    async def put_note(self, key: str, value: bytes) -> None: ...


class Stalls:
    """Looked at twice a minute. A stage stands still where work has been due for a quarter of an hour and none was finished."""

    def __init__(self, store: StallStore, notices: Notices, clock: Clock, journal: Journal, stages: Mapping[str, Stage[Any]]) -> None:
        self._store, self._notices, self._clock, self._journal, self._stages = store, notices, clock, journal, stages
        self._moved: dict[str, tuple[int, datetime]] = {}  # of each stage: rows done, and when that number last changed
        self._trouble: tuple[datetime, str] | None = None
        self._looked: datetime | None = None

    async def look(self) -> None:
        """Writes the heartbeat, and opens and clears the notices. Raises StoreFault where the store cannot be read."""
        if not await self._beat():
            return
        now, looked = self._clock.now(), self._looked
        self._looked = now
        if looked is None or now - looked >= _GAP:  # just started, or the machine slept: nothing could move
            self._moved = {name: (stage.done, now) for name, stage in self._stages.items()}
            return
        for name, stage in self._stages.items():
            if self._moved[name][0] != stage.done:
                self._moved[name] = stage.done, now
        for queue, age in (await self._store.queue_ages(now)).items():
            if queue in _DOES:
                await self._look_at(queue, age, now)
        await self._look_at_messages(now)

    async def _look_at(self, queue: str, age: timedelta | None, now: datetime) -> None:
        stage, said = _DOES[queue]
        moved = self._moved.get(stage, (0, now - STANDS_STILL))[1]
        cause = f"stage {queue}"
        if age is not None and age >= STANDS_STILL and now - moved >= STANDS_STILL:
            await self._notices.open(cause, said, (
                f"The oldest has been due for {span(age)}, and nothing was finished since {moment(moved)}.\n"
                "The log says what goes wrong (lines with `error`); restarting the daemon loses nothing."))
        elif age is None or now - moved < STANDS_STILL:
            await self._notices.clear(cause, said, "It goes on.")

    async def _look_at_messages(self, now: datetime) -> None:
        oldest = await self._store.oldest_message()
        if oldest is not None and now - oldest >= STANDS_STILL and not await self._notices.opened("sink:"):  # that says it as well
            await self._notices.open("messages wait", "Messages wait", f"The oldest waits since {moment(oldest)}: `monitor deliveries` "
                                                                      "says why. None is lost.")
        elif oldest is None:
            await self._notices.clear("messages wait", "every message that waited is sent")

    async def _beat(self) -> bool:
        """Whether the store can be written; what trouble there was is said when it is over, since it holds the notices as well."""
        now = self._clock.now()
        try:
            before = await self._store.get_note(HEARTBEAT)
            if before is not None and now - (last := datetime.fromisoformat(before.decode())) >= _GAP and self._trouble is None:
                gaps = [*read_gaps(await self._store.get_note(GAPS)), (last, now)][-_GAPS_KEPT:]
                await self._store.put_note(GAPS, json.dumps([[start.isoformat(), end.isoformat()] for start, end in gaps]).encode())
            await self._store.put_note(HEARTBEAT, now.isoformat().encode())
        except StoreFault as fault:
            self._trouble = self._trouble or (now, str(fault))
            self._journal.record("store", error=str(fault), since=self._trouble[0],
                                 hint="nothing can be kept until this is mended; what is in hand waits")
            return False
        if self._trouble is not None:
            since, error = self._trouble
            await self._notices.say(
                f"store {since.isoformat()}", f"Resolved: the store could not be written for {span(now - since)}",
                f"From {moment(since)} to {moment(now)}: {error}\nWhat was in hand waited, and is kept now.")
            self._trouble = None
        return True


def read_gaps(note: bytes | None) -> list[tuple[datetime, datetime]]:
    """The times from which and to which nothing ran, as the note holds them."""
    return [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in json.loads(note or b"[]")]
