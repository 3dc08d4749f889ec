"""Word about the monitor itself: one notice for a cause until it clears, then one "resolved", through the same outbox."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from monitor.alerts.render.words import moment
from monitor.alerts.stories import NOTICE
from monitor.model import Delivery, Message, Severity
from monitor.ports import Clock, Journal

CAUSE = Severity.MEDIUM  # of all word about causes: the more severe goes first, and "resolved" must not come after the next cause
_NOTE = "notice:"


class NoticeStore(Protocol):
    """What notices need of a store."""

    async def queue(self, delivery: Delivery) -> bool: ...
    async def get_note(self, key: str) -> bytes | None: ...
    async def put_note(self, key: str, value: bytes) -> None: ...
    async def notes_below(self, prefix: str) -> dict[str, bytes]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """A cause that is open: its title as told, and since when."""

    cause: str
    title: str
    since: datetime | None


class Notices:
    """Opens and clears causes. The state of a cause is in the store, so a restart neither repeats nor forgets it."""

    def __init__(self, store: NoticeStore, clock: Clock, journal: Journal, *, where: Callable[[], tuple[str, str]]) -> None:
        self._store, self._clock, self._journal, self._where = store, clock, journal, where

    async def open(self, cause: str, title: str, text: str) -> bool:
        """Says it once: False while the cause is already open. A changed text of an open cause is only logged."""
        state = await self._state(cause)
        self._journal.record("notice", cause=cause, title=title, text=text, repeated=state["open"] or None)
        if state["open"]:
            return False
        number = state["number"] + 1
        await self._send(cause, number, "open", title, text)
        await self._put(cause, number=number, open=True, title=title, since=self._clock.now().isoformat())
        return True

    async def clear(self, cause: str, title: str, text: str = "") -> bool:
        """Says "resolved" once, where the cause was open, and which notice that ends."""
        state = await self._state(cause)
        if not state["open"]:
            return False
        title = f"Resolved: {title}"
        since = _since(state)
        text = "\n".join(part for part in (text, since and f"This ends the notice of {moment(since)}.") if part)
        self._journal.record("notice", cause=cause, title=title, text=text or None)
        await self._send(cause, state["number"], "resolved", title, text)
        await self._put(cause, number=state["number"], open=False)
        return True

    async def say(self, cause: str, title: str, text: str) -> None:
        """Says something that happened, which nothing resolves: once for a ``cause``, however often it is called."""
        self._journal.record("notice", cause=cause, title=title, text=text)
        await self._send(cause, 0, "said", title, text)

    async def opened(self, prefix: str = "") -> list[Open]:
        """The causes that are open now and begin so, in their order."""
        notes = await self._store.notes_below(f"{_NOTE}{prefix}")
        states = {key.removeprefix(_NOTE): json.loads(value) for key, value in notes.items()}
        return [Open(cause=cause, title=state.get("title", cause), since=_since(state))
                for cause, state in states.items() if state["open"]]

    async def _state(self, cause: str) -> dict[str, Any]:
        note = await self._store.get_note(f"{_NOTE}{cause}")
        return {"number": 0, "open": False, **(json.loads(note) if note else {})}

    async def _put(self, cause: str, **state: Any) -> None:
        await self._store.put_note(f"{_NOTE}{cause}", json.dumps(state).encode())

    async def _send(self, cause: str, number: int, step: str, title: str, text: str) -> None:
        now: datetime = self._clock.now()
        sink, channel = self._where()
        key = hashlib.blake2b(f"{cause}\x1f{number}\x1f{step}".encode(), digest_size=10).hexdigest()
        message = Message(id=key, kind=NOTICE, severity=CAUSE, notice_title=title, notice_text=text)
        await self._store.queue(Delivery(id=key, sink=sink, channel=channel, kind=NOTICE, severity=CAUSE, message=message,
                                         due=now, created=now))


def _since(state: dict[str, Any]) -> datetime | None:
    return datetime.fromisoformat(state["since"]) if state.get("since") else None
