"""`monitor` as a real process, whose log is read as it is written."""

from __future__ import annotations

import asyncio
import http.client
import json
import os
import signal
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0  # seconds: a busy machine takes its time to start a process; a healthy run needs two or three


async def get(address: str) -> tuple[int, str]:
    """Status and text of one GET."""
    parts = urlsplit(address)

    def ask() -> tuple[int, str]:
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
        try:
            connection.request("GET", parts.path)
            answer = connection.getresponse()
            return answer.status, answer.read().decode()
        finally:
            connection.close()

    return await asyncio.to_thread(ask)


class Monitor:
    """One run of the command line. ``lines`` are the log's lines so far; what is no JSON comes as ``{"event": "text"}``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self.process = process
        self.lines: list[dict[str, Any]] = []
        self._news = asyncio.Condition()
        self._reading = asyncio.create_task(self._read())

    @classmethod
    async def start(cls, *arguments: object, token: str = "xoxb-test", environment: Mapping[str, str] | None = None,
                    limit: int | None = None) -> Self:
        """``token`` empty: a run without Slack. ``limit``: bytes that any file it writes may have."""
        command = [sys.executable, "-m", "monitor", *(str(argument) for argument in arguments)]
        if limit is not None:
            command = ["prlimit", f"--fsize={limit}", *command]
        around = {name: value for name, value in os.environ.items() if name != "SLACK_BOT_TOKEN"} | dict(environment or {})
        return cls(await asyncio.create_subprocess_exec(
            *command, cwd=ROOT, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            env=around | ({"SLACK_BOT_TOKEN": token} if token else {}), start_new_session=True, limit=2**20))

    async def _read(self) -> None:
        assert self.process.stderr is not None
        while line := await self.process.stderr.readline():
            text = line.decode("utf-8", "replace").rstrip("\n")
            try:
                found = json.loads(text)
            except ValueError:
                found = {}
            async with self._news:
                self.lines.append(found if isinstance(found, dict) and "event" in found else {"event": "text", "text": text})
                self._news.notify_all()
        async with self._news:
            self._news.notify_all()

    async def until(self, event: str, *, after: int = 0, seconds: float = PATIENCE, **fields: object) -> dict[str, Any]:
        """The first line (not before number ``after``) of this event with these fields; fails where none comes."""
        async with asyncio.timeout(seconds), self._news:
            while True:
                for line in self.lines[after:]:
                    if line["event"] == event and all(line.get(name) == value for name, value in fields.items()):
                        return line
                assert not self._reading.done(), f"it ended without {event} {fields}: {self.text()[-3000:]}"
                await self._news.wait()

    def text(self) -> str:
        """Everything on standard error so far."""
        return "\n".join(line["text"] if line["event"] == "text" else json.dumps(line, ensure_ascii=False) for line in self.lines)

    def kill(self) -> None:
        """kill -9."""
        with suppress(ProcessLookupError):
            os.kill(self.process.pid, signal.SIGKILL)

    async def ended(self, seconds: float = PATIENCE) -> int:
        """The exit status, once it has ended and no process it started holds its standard error any more."""
        async with asyncio.timeout(seconds):
            status = await self.process.wait()
            await asyncio.shield(self._reading)
        return status

    async def out(self) -> str:
        """Everything on standard output, to its end."""
        assert self.process.stdout is not None
        return (await self.process.stdout.read()).decode("utf-8")

    async def stop(self, seconds: float = PATIENCE) -> int:
        """SIGTERM, and the exit status."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended(seconds)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        self.kill()
        await self.process.wait()
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
