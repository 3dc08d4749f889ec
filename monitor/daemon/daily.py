"""The daily summary, told also on a day without alerts: silence must not look like a fault, nor a fault like silence.

Once a day, whatever restarts in between: when the last was told is a note in the store, and the message's id is made of the moment
it was due. One that fell due while nothing ran is told at the next start, and says so; one whose time is moved to later today comes
today.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from monitor.adapters.sql_store.health import FeedHealth, Tally
from monitor.alerts.render.journeys import MONTHS
from monitor.alerts.render.words import moment, span
from monitor.config import DailyTime, latest
from monitor.daemon.notices import Notices, Open
from monitor.daemon.silent import FAILURES, is_silent
from monitor.daemon.stalls import GAPS, read_gaps
from monitor.ports import Clock
from monitor.text import counted

LATE = timedelta(minutes=15)
_TOLD = "summary"  # the note of when the last one was told
_NAMED = 5  # of feeds in one line

Row = Mapping[str, Any]


class DailyStore(Protocol):
    """What is asked of the store."""

    async def feed_health(self) -> list[FeedHealth]: ...
    async def tally(self, since: datetime, until: datetime) -> Tally: ...
    async def get_note(self, key: str) -> bytes | None: ...
    async def put_note(self, key: str, value: bytes) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What a summary tells of: from ``since`` until it was due, and how things stand ``now``."""

    day: date
    due: datetime
    since: datetime
    now: datetime
    zone: str
    tally: Tally
    feeds: Sequence[FeedHealth]
    lists: Sequence[Row]
    gaps: Sequence[tuple[datetime, datetime]]
    causes: Sequence[Open]


class Daily:
    """``when`` gives the time of the summary as configured now (None: off), ``lists`` the rows of the imported lists."""

    def __init__(self, store: DailyStore, notices: Notices, clock: Clock, *, when: Callable[[], DailyTime | None],
                 lists: Callable[[], Sequence[Row]]) -> None:
        self._store, self._notices, self._clock, self._when, self._lists = store, notices, clock, when, lists

    async def look(self) -> bool:
        """Tells the summary where its time has come; whether it did. Raises StoreFault."""
        when, now = self._when(), self._clock.now()
        if when is None:
            return False
        day, due = latest(when, now)
        told = json.loads(await self._store.get_note(_TOLD) or b"{}")
        if told and datetime.fromisoformat(told["until"]) >= due:
            return False
        if told:
            since = datetime.fromisoformat(told["until"])
            title, text = summary(Day(
                day=day, due=due, since=since, now=now, zone=when.zone, tally=await self._store.tally(since, now),
                feeds=await self._store.feed_health(), lists=self._lists(), gaps=read_gaps(await self._store.get_note(GAPS)),
                causes=await self._notices.opened()))
            await self._notices.say(f"summary {due.isoformat()}", title, text)
        await self._store.put_note(_TOLD, json.dumps({"until": now.isoformat()}).encode())
        await self._store.put_note(GAPS, b"[]")
        return bool(told)


def summary(day: Day) -> tuple[str, str]:
    """Title and text: ``24 Nov: 0 alerts, 412 feeds fine, 3 failing, lists of 22 Nov``"""
    failing = [feed for feed in day.feeds if feed.failures >= FAILURES]
    silent = [feed for feed in day.feeds if is_silent(feed, day.now)]
    alerts, fine = sum(day.tally.alerts.values()), len(day.feeds) - len(failing)
    parts = [counted(alerts, "alert"), f"{counted(fine, 'feed')} fine", *([f"{len(failing)} failing"] if failing else []),
             *([f"{len(silent)} silent"] if silent else []), *_dated(day.lists)]
    lines = [_late(day), *_counted(day), _named("Failing", failing), _named("Silent", silent), _listed(day.lists), *_down(day.gaps),
             _unresolved(day.causes)]
    return f"{_short(day.day)}: {', '.join(parts)}", "\n".join(line for line in lines if line)


def _late(day: Day) -> str:
    late = day.now - day.due
    if late < LATE:
        return ""
    return f"This summary was due at {moment(day.due)} ({day.zone}) and comes {span(late)} late: the monitor did not run then."


def _counted(day: Day) -> list[str]:
    tally = day.tally
    severities = ", ".join(f"{tally.alerts[one]} {one}" for one in ("high", "medium", "low") if tally.alerts.get(one))
    alerts = counted(sum(tally.alerts.values()), "alert") + (f" ({severities})" if severities else "")
    lines = [f"Since {moment(day.since)}: {alerts}, {counted(tally.held_back, 'match', 'matches')} held back, "
             f"{counted(tally.articles, 'new article')} read."]
    if tally.given_up:
        lines.append(f"{counted(tally.given_up, 'message')} set aside: `monitor deliveries --dead`")
    if tally.waiting and tally.oldest is not None and day.now - tally.oldest >= LATE:
        lines.append(f"{counted(tally.waiting, 'message')} waiting, the oldest since {moment(tally.oldest)}: `monitor deliveries`")
    return lines


def _named(label: str, feeds: Sequence[FeedHealth]) -> str:
    if not feeds:
        return ""
    more = f" and {len(feeds) - _NAMED} more (`monitor feeds`)" if len(feeds) > _NAMED else ""
    return f"{label}: {', '.join(feed.name for feed in feeds[:_NAMED])}{more}"


def _dated(lists: Sequence[Row]) -> list[str]:
    """The day of the list that has gone longest without a word from its publisher."""
    days = [datetime.fromisoformat(row["good"]).date() for row in lists if row["good"]]
    return [f"lists of {_short(min(days))}"] if days else []


def _listed(lists: Sequence[Row]) -> str:
    shown = [f"{row['watchlist']} {_short(datetime.fromisoformat(row['good']).date()) if row['good'] else 'not fetched yet'}"
             f" ({row['entities']:,})" for row in lists]
    return f"Lists in order on: {', '.join(shown)}" if shown else ""


def _down(gaps: Sequence[tuple[datetime, datetime]]) -> list[str]:
    return [f"Not running from {moment(start)} to {moment(end)} ({span(end - start)})" for start, end in gaps]


def _unresolved(causes: Sequence[Open]) -> str:
    if not causes:
        return ""
    more = f" and {len(causes) - _NAMED} more" if len(causes) > _NAMED else ""
    return f"Not mended yet: {'; '.join(one.title for one in causes[:_NAMED])}{more}"


def _short(day: date) -> str:
    return f"{day.day} {MONTHS[day.month - 1]}"
