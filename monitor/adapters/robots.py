"""robots.txt for article pages: asked once a day and origin, by the fetcher itself, and kept (RFC 9309).

What the file says is judged by the standard library's parser, given text we fetched through the guard; it knows neither
wildcards nor the longest-match rule, and takes a line it does not understand for no rule.
"""

from __future__ import annotations

import asyncio
import re
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from urllib.robotparser import RobotFileParser

LARGEST = 512 * 1024
"""Bytes of a robots.txt that are read (RFC 9309 section 2.5: at least 500 KiB)."""

_KEPT = timedelta(hours=24)  # RFC 9309 section 2.4: not longer than a day
_ASK_AGAIN = timedelta(minutes=10)
_ORIGINS_KEPT = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotsAnswer:
    """What asking for a robots.txt gave: its text, or ``closed`` with the reason why nobody knows what it says."""

    text: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Forbidden:
    """The page must not be fetched. ``again``: worth asking once more after that time; None where the site itself says no."""

    detail: str
    again: timedelta | None = None


@dataclass(slots=True)
class _Known:
    parser: RobotFileParser
    closed: str
    until: float


class Robots:
    """Keeps the rules of each origin. ``ask(origin)`` fetches a robots.txt; ``clock`` gives monotonic seconds."""

    def __init__(self, user_agent: str, ask: Callable[[str], Awaitable[RobotsAnswer]], *,
                 clock: Callable[[], float] = time.monotonic) -> None:
        self._agent = product_token(user_agent)
        self._ask = ask
        self._clock = clock
        self._known: OrderedDict[str, _Known] = OrderedDict()
        self._asking: dict[str, asyncio.Lock] = {}

    async def forbids(self, origin: str, url: str) -> Forbidden | None:
        """Why ``url`` of ``origin`` (``https://host:port``) must not be fetched now, or None where it may."""
        known = await self._rules(origin)
        if known.closed:
            wait = timedelta(seconds=max(1.0, known.until - self._clock()))
            return Forbidden(detail=f"{origin}/robots.txt {known.closed}, so its pages wait", again=wait)
        if known.parser.can_fetch(self._agent, url):
            return None
        return Forbidden(detail=f"{origin}/robots.txt asks {self._agent} not to fetch {url}")

    async def _rules(self, origin: str) -> _Known:
        lock = self._asking.setdefault(origin, asyncio.Lock())
        async with lock:
            known = self._known.get(origin)
            if known is None or known.until <= self._clock():
                try:
                    answer = await self._ask(origin)
                except BaseException:
                    self._asking.pop(origin, None)  # nothing is kept of an origin that gave no answer
                    raise
                known = self._known[origin] = self._read(answer)
        self._known.move_to_end(origin)
        while len(self._known) > _ORIGINS_KEPT:
            forgotten, _ = self._known.popitem(last=False)
            self._asking.pop(forgotten, None)
        return known

    def _read(self, answer: RobotsAnswer) -> _Known:
        parser = RobotFileParser()
        parser.parse(answer.text.splitlines())
        kept = _ASK_AGAIN if answer.closed else _KEPT
        return _Known(parser=parser, closed=answer.closed, until=self._clock() + kept.total_seconds())


def product_token(user_agent: str) -> str:
    """The name a robots.txt calls us by: the leading letters of the User-Agent (RFC 9309 section 2.2.1)."""
    name = re.match(r"[A-Za-z_-]+", user_agent)
    return name[0] if name else "news-monitor"
