"""The stand-in over HTTP, on the loopback address only."""

from __future__ import annotations

import asyncio
import json
import secrets
import socket
import struct
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from monitor.testing.slack.calls import LAG, SCOPES, answer, refused
from monitor.testing.slack.faults import Fault, FaultKind, FaultPlan
from monitor.testing.slack.page import page, page_version
from monitor.testing.slack.state import Posted, Workspace

_CSP = "default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-{nonce}'; connect-src 'self'; base-uri 'none'"


class SlackStandIn:
    """An async context manager that serves while it is open.

    ``port`` 0 picks a free one. ``tokens`` maps each valid token to its scopes, and may be changed while it serves; None: any
    token has all. ``file`` keeps the messages over a restart. ``plan`` is asked for a fault at every call; ``fail_next`` goes before it.
    ``calls`` lists the methods called, in order.
    """

    def __init__(self, *, port: int = 0, channels: Iterable[str] = ("monitor", "monitor-ops"), file: Path | None = None,
                 tokens: Mapping[str, Iterable[str]] | None = None, plan: FaultPlan | None = None,
                 clock: Callable[[], float] = time.time) -> None:  # noqa: TID251 (a server's own clock, replaceable)
        self.workspace = Workspace(channels, clock, file)
        self.calls: list[str] = []
        self.plan = plan
        self._port = port
        self.tokens = None if tokens is None else {token: frozenset(scopes) for token, scopes in tokens.items()}
        self._next: dict[str, deque[Fault]] = {}
        self._late: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self._posted = asyncio.Event()

    @property
    def address(self) -> str:
        """Where the page is: ``http://127.0.0.1:PORT/``."""
        return f"http://127.0.0.1:{self._port}/"

    @property
    def base_url(self) -> str:
        """For ``slack.base_url``."""
        return f"{self.address}api/"

    def messages(self, channel: str) -> list[Posted]:
        """The messages of a channel (``#name``, name or id), oldest first. Raises KeyError where there is none."""
        found = self.workspace.find(channel)
        if found is None:
            raise KeyError(f"the stand-in has no channel {channel}")
        return list(found.messages)

    async def next_message(self) -> None:
        """Returns after the next accepted chat.postMessage."""
        self._posted.clear()
        await self._posted.wait()

    def fail_next(self, *faults: Fault, method: str = "chat.postMessage") -> None:
        """The next calls of ``method`` fail in this order."""
        self._next.setdefault(method, deque()).extend(faults)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None,
                        trace: TracebackType | None) -> None:
        await self.close()

    async def start(self) -> None:
        """Begins to serve. Raises OSError where the port is taken."""
        app = web.Application(client_max_size=4 * 1024 * 1024)
        app.router.add_route("*", "/api/{method}", self._serve)
        app.router.add_get("/", self._page)
        app.router.add_get("/version", self._version)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def close(self) -> None:
        """Stops serving; commits that were planned late are dropped."""
        for task in self._late:
            task.cancel()
        await asyncio.gather(*self._late, return_exceptions=True)
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def settled(self) -> None:
        """Returns when every commit that was planned late is done."""
        await asyncio.gather(*self._late)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        self.calls.append(method)
        arguments = await _arguments(request)
        waiting = self._next.get(method)
        fault = waiting.popleft() if waiting else self.plan(method) if self.plan else None
        if fault is None:
            return self._answered(method, arguments, request)
        if fault.kind in (FaultKind.LAG, FaultKind.DELETED, FaultKind.ARCHIVED):
            return self._meddled(fault, method, arguments, request)
        if fault.kind is FaultKind.LATE:
            self._commit_late(method, arguments, request, fault.delay)
            return _cut_off(request)
        done = self._answered(method, arguments, request) if fault.committed else None
        return await self._failed(fault, request, done)

    def _answered(self, method: str, arguments: Mapping[str, Any], request: web.Request) -> web.Response:
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip() or str(arguments.get("token", ""))
        if not token:
            return web.json_response(refused("not_authed"))
        scopes = frozenset(SCOPES) if self.tokens is None else self.tokens.get(token)
        if scopes is None:
            return web.json_response(refused("invalid_auth"))
        given = answer(method, self.workspace, arguments, scopes)
        if method == "chat.postMessage" and given.get("ok"):
            self._posted.set()
        return web.json_response(given, headers={"X-OAuth-Scopes": ",".join(sorted(scopes))})

    def _meddled(self, fault: Fault, method: str, arguments: Mapping[str, Any], request: web.Request) -> web.Response:
        """A call that goes well, in a workspace where something else does not."""
        channel = self.workspace.find(str(arguments.get("channel", "")))
        if fault.kind is FaultKind.ARCHIVED and channel is not None:
            channel.archived = True
        before = len(channel.messages) if channel is not None else 0
        done = self._answered(method, {**arguments, LAG: fault.delay} if fault.kind is FaultKind.LAG else arguments, request)
        if fault.kind is FaultKind.DELETED and channel is not None and len(channel.messages) > before:
            self.workspace.delete(channel.messages[-1])
        return done

    async def _failed(self, fault: Fault, request: web.Request, done: web.Response | None) -> web.StreamResponse:
        match fault.kind:
            case FaultKind.LIMITED:
                headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
                return web.Response(status=429, headers=headers, text=fault.body or '{"ok":false,"error":"ratelimited"}',
                                    content_type="text/html" if fault.body else "application/json")
            case FaultKind.RATELIMITED:
                return web.json_response(refused("ratelimited"))
            case FaultKind.STATUS:
                return web.Response(status=fault.status, text=fault.body, content_type=fault.content_type)
            case FaultKind.ERROR:
                return web.json_response(refused(fault.error))
            case FaultKind.SLOW:
                await asyncio.sleep(fault.delay)
                return done or web.json_response(refused("internal_error"))
            case FaultKind.TRUNCATED:
                return await _truncated(request)
            case FaultKind.BODY:
                return web.Response(text=fault.body, content_type=fault.content_type)
            case FaultKind.CLOSE:
                if request.transport is not None:
                    request.transport.close()
                return web.Response()
            case _:
                return _cut_off(request)

    def _commit_late(self, method: str, arguments: Mapping[str, Any], request: web.Request, delay: float) -> None:
        async def commit() -> None:
            await asyncio.sleep(delay)
            self._answered(method, arguments, request)

        task = asyncio.create_task(commit())
        self._late.add(task)
        task.add_done_callback(self._late.discard)

    async def _page(self, request: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        html = page(self.workspace, request.query.get("channel", ""), nonce=nonce)
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": _CSP.format(nonce=nonce)})

    async def _version(self, request: web.Request) -> web.Response:
        return web.Response(text=page_version(self.workspace))


async def _arguments(request: web.Request) -> dict[str, Any]:
    """Query, form and JSON body alike: the SDK uses all three."""
    found: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        body = json.loads(await request.text() or "{}")
        return {**found, **body} if isinstance(body, dict) else found
    return {**found, **await request.post()} if request.method == "POST" else found


def _cut_off(request: web.Request) -> web.Response:
    """Closed with nothing to linger for, which is a reset on the wire."""
    if request.transport is not None:
        found = request.transport.get_extra_info("socket")
        found.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        request.transport.abort()
    return web.Response()


async def _truncated(request: web.Request) -> web.StreamResponse:
    response = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "4000"})
    await response.prepare(request)
    await response.write(b'{"ok": true, "ts"')
    if request.transport is not None:
        request.transport.close()
    return response
