"""Feeds that cannot be read for a day, and feeds that can but show nothing new: a notice each, and one "resolved"."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.adapters.sql_store.health import RHYTHM, FeedHealth
from monitor.alerts.render.words import moment, span
from monitor.daemon.notices import Notices
from monitor.ports import Clock

FAILING_AFTER = timedelta(hours=24)
FAILURES = 3  # polls in a row: after a machine's night off, the first poll alone says little
SILENT_AFTER = timedelta(days=4)  # at least: a long weekend is no silence
USUAL_GAPS = 3
KNOWN_AFTER = 3  # days with news, from which a feed's rhythm can be told
TOGETHER = 10  # feeds that fail at once: one notice about all of them, since the cause is hardly theirs

_FAILING, _SILENT, _MANY = "feed failing ", "feed silent ", "feeds failing"


class FeedRows(Protocol):
    """What is asked of the store."""

    async def feed_health(self) -> list[FeedHealth]: ...


class SilentFeeds:
    """Looks at the feeds' health now and then. What is open is asked of the notices each time: a restart forgets nothing."""

    def __init__(self, store: FeedRows, notices: Notices, clock: Clock) -> None:
        self._store, self._notices, self._clock = store, notices, clock

    async def look(self) -> None:
        """Opens and clears the notices of the feeds as they are now. Raises StoreFault."""
        now, feeds = self._clock.now(), await self._store.feed_health()
        names = {feed.url: feed.name for feed in feeds}
        readable = [feed.url for feed in feeds if not feed.failures]
        await self._look_failing([feed for feed in feeds if is_failing(feed, now)], readable, names)
        for feed in feeds:
            if is_silent(feed, now):
                await self._notices.open(f"{_SILENT}{feed.url}", f"A feed is silent: {feed.name}", _silent(feed))
        lively = [feed.url for feed in feeds if not feed.failures and not is_silent(feed, now)]
        await self._clear(_SILENT, lively, names, "{name} has news again")

    async def _look_failing(self, failing: Sequence[FeedHealth], fine: Iterable[str], names: dict[str, str]) -> None:
        opened = {one.cause.removeprefix(_FAILING) for one in await self._notices.opened(_FAILING)}
        new = [feed for feed in failing if feed.url not in opened]
        if len(new) > TOGETHER:
            title = f"{len(failing)} of {len(names)} feeds cannot be read"
            lines = [f"{feed.name}: {feed.error}" for feed in failing[:TOGETHER]]
            await self._notices.open(_MANY, title, "\n".join(["Is this machine's network, proxy or DNS in order? Among them:", *lines]))
            return
        await self._notices.clear(_MANY, "most of the feeds can be read again")
        for feed in new:
            await self._notices.open(f"{_FAILING}{feed.url}", f"A feed cannot be read: {feed.name}", _failing(feed))
        await self._clear(_FAILING, fine, names, "{name} can be read again")

    async def _clear(self, prefix: str, fine: Iterable[str], names: dict[str, str], told: str) -> None:
        """Ends the causes of feeds that are in order, or no longer in the config."""
        sound = set(fine)
        for one in await self._notices.opened(prefix):
            url = one.cause.removeprefix(prefix)
            if url not in names:
                await self._notices.clear(one.cause, f"{url} is no longer watched")
            elif url in sound:
                await self._notices.clear(one.cause, told.format(name=names[url]))


def is_failing(feed: FeedHealth, now: datetime) -> bool:
    """Whether a feed could not be read for a day."""
    return feed.failures >= FAILURES and now - feed.good >= FAILING_AFTER


def is_silent(feed: FeedHealth, now: datetime) -> bool:
    """Whether a feed that can be read has shown nothing new for much longer than it used to; never where its rhythm is not known."""
    return not feed.failures and feed.news is not None and feed.days >= KNOWN_AFTER and now - feed.news > patience(feed)


def patience(feed: FeedHealth) -> timedelta:
    """How long a feed may show nothing new: four days, or three times its usual gap between days with news."""
    watched = min(feed.watched + timedelta(days=1), RHYTHM)
    return max(SILENT_AFTER, USUAL_GAPS * watched / max(feed.days, 1))


def _failing(feed: FeedHealth) -> str:
    return (f"{feed.url}: not read since {moment(feed.good)}; {feed.failures} times in a row: {feed.error}\n"
            f"`monitor preview {feed.url}` shows what is there now; it is tried again, ever more rarely.")


def _silent(feed: FeedHealth) -> str:
    assert feed.news is not None
    watched = max(feed.days, min(feed.watched, RHYTHM) // timedelta(days=1))
    return (f"{feed.url} can be read, but has shown nothing new since {moment(feed.news)}; up to then it had news on {feed.days} of "
            f"{watched} days, and a silence of {span(patience(feed))} is longer than usual.\nLook whether its publisher has moved it.")
