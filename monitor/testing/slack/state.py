"""The stand-in's memory: channels and their messages, kept in a JSON-lines file where one is named."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_ACTIVE = re.compile(r"<(?:[!@#][^>]*)>")


@dataclass(slots=True, kw_only=True)
class Posted:
    """A message as the channel holds it."""

    channel: str
    ts: str
    text: str
    blocks: list[dict[str, Any]] = field(default_factory=list)
    metadata: dict[str, Any] | None = None
    thread_ts: str | None = None
    edited: bool = False
    deleted: bool = False

    @property
    def mentions(self) -> list[str]:
        """The mentions that would ping somebody: ``<!channel>``, ``<@U…>``."""
        return _ACTIVE.findall(self.text)

    @property
    def id(self) -> str:
        """The delivery's id that its metadata carries."""
        return str(((self.metadata or {}).get("event_payload") or {}).get("id", ""))

    def as_json(self, *, with_metadata: bool) -> dict[str, Any]:
        """As conversations.history gives it; metadata only on request, as Slack does."""
        found: dict[str, Any] = {"type": "message", "subtype": "bot_message", "ts": self.ts, "text": self.text,
                                 "bot_id": "B000MONITOR"}
        if self.blocks:
            found["blocks"] = self.blocks
        if self.edited:
            found["edited"] = {"user": "B000MONITOR", "ts": self.ts}
        if self.thread_ts:
            found["thread_ts"] = self.thread_ts
        if with_metadata and self.metadata:
            found["metadata"] = self.metadata
        return found


@dataclass(slots=True, kw_only=True)
class Channel:
    """A channel; the app can be outside of it (``member`` False)."""

    id: str
    name: str
    private: bool = False
    archived: bool = False
    member: bool = True
    messages: list[Posted] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """As conversations.list gives it."""
        return {"id": self.id, "name": self.name, "is_channel": True, "is_private": self.private, "is_archived": self.archived,
                "is_member": self.member}


class Workspace:
    """Channels by id. ``clock`` gives seconds since 1970; each message's ts is later than the one before."""

    def __init__(self, channels: Iterable[str], clock: Callable[[], float], file: Path | None = None) -> None:
        self._clock = clock
        self._file = file
        self._last = 0
        self.changes = 0
        self.channels: dict[str, Channel] = {}
        for name in channels:
            self.add(name)
        for line in file.read_text(encoding="utf-8").splitlines() if file is not None and file.exists() else ():
            self._read(json.loads(line))

    def add(self, name: str, *, private: bool = False) -> Channel:
        """A new channel, ``#name`` or ``name``."""
        id = f"C{len(self.channels) + 1:08d}"
        self.channels[id] = Channel(id=id, name=name.removeprefix("#"), private=private)
        return self.channels[id]

    def find(self, channel: str) -> Channel | None:
        """By id, ``#name`` or ``name``."""
        name = channel.removeprefix("#")
        return self.channels.get(channel) or next((one for one in self.channels.values() if one.name == name), None)

    def post(self, channel: Channel, *, text: str, blocks: list[dict[str, Any]], metadata: dict[str, Any] | None,
             thread_ts: str | None = None) -> Posted:
        """Commits a message, on disk as well before it returns."""
        self._last = max(self._last + 1, int(self._clock() * 1_000_000))
        ts = f"{self._last // 1_000_000}.{self._last % 1_000_000:06d}"
        message = Posted(channel=channel.id, ts=ts, text=text, blocks=blocks, metadata=metadata, thread_ts=thread_ts)
        channel.messages.append(message)
        self.write(message)
        return message

    def delete(self, message: Posted) -> None:
        """As a person deletes it: gone from the channel and its history."""
        message.deleted = True
        self.channels[message.channel].messages.remove(message)
        self.write(message)

    def archive(self, channel: str, *, archived: bool = True) -> None:
        """Archives a channel (by id or name), or takes it back. Raises KeyError where there is none."""
        found = self.find(channel)
        if found is None:
            raise KeyError(f"the stand-in has no channel {channel}")
        found.archived = archived
        self.changes += 1

    def age(self, message: Posted) -> float:
        """Seconds since it was posted."""
        return self._clock() - float(message.ts)

    def write(self, message: Posted) -> None:
        """Counts the change, and appends the message's present form to the file; the last line for a ts holds."""
        self.changes += 1
        if self._file is None:
            return
        row = {"channel": message.channel, "ts": message.ts, "text": message.text, "blocks": message.blocks,
               "metadata": message.metadata, "thread_ts": message.thread_ts, "edited": message.edited, "deleted": message.deleted}
        with self._file.open("a", encoding="utf-8") as out:
            out.write(json.dumps(row) + "\n")

    def remove(self, message: Posted) -> None:
        """Takes a message out of its channel, on disk as well."""
        self.channels[message.channel].messages.remove(message)
        if self._file is not None:
            with self._file.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"channel": message.channel, "ts": message.ts, "text": "", "deleted": True}) + "\n")

    def _read(self, row: dict[str, Any]) -> None:
        if not row.pop("deleted", False):
            self._keep(Posted(**row))
        elif row["channel"] in self.channels:
            kept = self.channels[row["channel"]].messages
            kept[:] = [one for one in kept if one.ts != row["ts"]]

    def _keep(self, message: Posted) -> None:
        channel = self.channels.get(message.channel)
        if channel is None:
            raise ValueError(f"{self._file}: a message in channel {message.channel}, which the stand-in was not started with")
        known = next((place for place, one in enumerate(channel.messages) if one.ts == message.ts), None)
        if message.deleted:
            channel.messages = [one for one in channel.messages if one.ts != message.ts]
        elif known is None:
            channel.messages.append(message)
        else:
            channel.messages[known] = message
        self._last = max(self._last, int(message.ts.replace(".", "")))
