"""What takes no messages, told once where it can be heard, and once more when it is mended.

A sink that refuses the app cannot carry word of that: the log, the health page, a metric and the terminal do, and the sink
itself once it is mended. A refused channel and messages that were set aside are told in the channel for notices. What is in
trouble is read from the store, and what was told of it from the notices: a restart neither repeats nor forgets it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from monitor.daemon.notices import Notices

if TYPE_CHECKING:
    from monitor.daemon.house import House

_SINK, _CHANNEL, _ASIDE = "sink:", "channel:", "set aside"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Word:
    """How a trouble is told. ``aloud``: on the log and the terminal as well, as an alarm."""

    title: str
    text: str
    aloud: bool = False


class Troubles:
    """Looks at the store's troubles, tells of new ones, and says which are over."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._terminal = Notices(house.store, house.clock, house.journal, where=lambda: ("terminal", "terminal"))

    async def look(self) -> None:
        """One look. Raises StoreFault."""
        house = self._house
        words, stopped = await self._words()
        house.facts["stopped"] = stopped
        for sink in house.notifiers:
            house.journal.metrics.stopped.labels(sink).set(sink in stopped)
        told = {one.cause: one.title for kind in (_SINK, _CHANNEL, _ASIDE) for one in await house.notices.opened(kind)}
        for cause, word in words.items():
            if cause not in told:
                await self._open(cause, word)
        for cause, title in told.items():
            if cause not in words:
                await self._terminal.clear(f"terminal {cause}", title)
                await house.notices.clear(cause, title)

    async def _open(self, cause: str, word: _Word) -> None:
        if word.aloud:
            self._house.journal.record("alarm", error=f"{word.title}: {word.text}")
            await self._terminal.open(f"terminal {cause}", word.title, word.text)
        await self._house.notices.open(cause, word.title, word.text)

    async def _words(self) -> tuple[dict[str, _Word], dict[str, str]]:
        """The troubles by cause, in words, and the sinks that are stopped, with their reasons."""
        house = self._house
        words: dict[str, _Word] = {}
        stopped: dict[str, str] = {}
        for one in await house.store.troubles():
            since = f"since {one.since:%d %b %H:%M} UTC"
            if one.channel:
                rest = f"its messages go to {house.config.slack.channel}" if one.channel != house.config.slack.channel else (
                    "its messages wait")
                words[f"{_CHANNEL}{one.sink}:{one.channel}"] = _Word(
                    title=f"{one.channel} takes no messages", text=f"{one.reason}; {since} {rest}")
            else:
                stopped[one.sink] = one.reason
                words[f"{_SINK}{one.sink}"] = _Word(
                    title=f"{one.sink.capitalize()} refuses the app", aloud=True,
                    text=f"{one.reason}; {since} messages wait in the store, and go out by themselves once it is mended")
        counts = await house.store.counts()
        if aside := counts["deliveries_dead"] + counts["deliveries_held"]:
            words[_ASIDE] = _Word(title="Messages were set aside", text=(
                f"{aside} could not be sent, or may have been and cannot be looked up: `monitor deliveries --dead` shows them"))
        return words, stopped
