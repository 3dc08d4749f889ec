"""Word about the monitor itself: one notice for a cause until it clears, then one "resolved", through the same outbox."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from monitor.model import Delivery, Message, Severity
from monitor.ports import Clock, Journal

CAUSE = Severity.MEDIUM  # of all word about causes: the more severe goes first, and "resolved" must not come after the next cause


class NoticeStore(Protocol):
    """What notices need of a store."""

    async def queue(self, delivery: Delivery) -> bool: ...
    async def get_note(self, key: str) -> bytes | None: ...
    async def put_note(self, key: str, value: bytes) -> None: ...


class Notices:
    """Opens and clears causes. The state of a cause is in the store, so a restart neither repeats nor forgets it."""

    def __init__(self, store: NoticeStore, clock: Clock, journal: Journal, *, where: Callable[[], tuple[str, str]]) -> None:
        self._store, self._clock, self._journal, self._where = store, clock, journal, where

    async def open(self, cause: str, title: str, text: str) -> bool:
        """Says it once: False while the cause is already open. A changed text of an open cause is only logged."""
        number, is_open = await self._state(cause)
        self._journal.record("notice", cause=cause, title=title, text=text, repeated=is_open or None)
        if is_open:
            return False
        await self._send(cause, number + 1, "open", title, text)
        await self._put(cause, number + 1, True)
        return True

    async def clear(self, cause: str, title: str, text: str = "") -> bool:
        """Says "resolved" once, where the cause was open."""
        number, is_open = await self._state(cause)
        if not is_open:
            return False
        title = f"Resolved: {title}"
        self._journal.record("notice", cause=cause, title=title, text=text or None)
        await self._send(cause, number, "resolved", title, text)
        await self._put(cause, number, False)
        return True

    async def say(self, cause: str, title: str, text: str) -> None:
        """Says something that happened, which nothing resolves: once for a ``cause``, however often it is called."""
        self._journal.record("notice", cause=cause, title=title, text=text)
        await self._send(cause, 0, "said", title, text)

    async def _state(self, cause: str) -> tuple[int, bool]:
        note = await self._store.get_note(f"notice:{cause}")
        state = json.loads(note) if note else {}
        return state.get("number", 0), state.get("open", False)

    async def _put(self, cause: str, number: int, is_open: bool) -> None:
        await self._store.put_note(f"notice:{cause}", json.dumps({"number": number, "open": is_open}).encode())

    async def _send(self, cause: str, number: int, step: str, title: str, text: str,
                    severity: Severity = CAUSE) -> None:
        now: datetime = self._clock.now()
        sink, channel = self._where()
        key = hashlib.blake2b(f"{cause}\x1f{number}\x1f{step}".encode(), digest_size=10).hexdigest()
        message = Message(id=key, kind="notice", severity=severity, notice_title=title, notice_text=text)
        await self._store.queue(Delivery(id=key, sink=sink, channel=channel, kind="notice", severity=severity, message=message,
                                         due=now, created=now))
