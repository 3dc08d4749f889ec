"""`/healthz`, `/readyz` and `/metrics`. Slack being away leaves both health answers at 200: that is a metric and a notice."""

from __future__ import annotations

import errno
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest

from monitor.errors import AddressFault
from monitor.ports import Clock

ALIVE = timedelta(seconds=5)


@dataclass(slots=True)
class Health:
    """What the daemon knows of itself; changed in place by the loop, read by the server."""

    clock: Clock
    last_tick: datetime | None = None
    ready: bool = False
    facts: dict[str, Any] = field(default_factory=dict)

    def is_alive(self) -> bool:
        """Whether the loop ran within five seconds."""
        return self.last_tick is not None and self.clock.now() - self.last_tick <= ALIVE

    def report(self) -> dict[str, Any]:
        """The state as JSON-able values."""
        return {"alive": self.is_alive(), "ready": self.ready,
                "last_tick": self.last_tick.isoformat() if self.last_tick else None, **self.facts}


class StatusServer:
    """Serves one address. ``start`` raises AddressFault where it cannot be bound, and sets ``url``."""

    def __init__(self, listen: str, health: Health, registry: CollectorRegistry, *,
                 refresh: Callable[[], Any] | None = None) -> None:
        self.listen, self.url = listen, ""
        self._health, self._registry, self._refresh = health, registry, refresh
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        host, _, port = self.listen.rpartition(":")
        app = web.Application()
        app.router.add_get("/healthz", self._healthz)
        app.router.add_get("/readyz", self._readyz)
        app.router.add_get("/metrics", self._metrics)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, host.strip("[]") or "0.0.0.0", int(port), reuse_address=True)  # noqa: S104  what the user asked for
        try:
            await site.start()
        except OSError as error:
            await self._runner.cleanup()
            cause = "is in use by another program" if error.errno == errno.EADDRINUSE else str(error.strerror or error)
            raise AddressFault(f"status.listen {self.listen}: the address {cause}; choose another, or `off`") from None
        bound = self._runner.addresses[0]
        name = f"[{bound[0]}]" if ":" in bound[0] else bound[0]
        self.url = f"http://{name}:{bound[1]}"

    async def close(self) -> None:
        if self._runner is not None:
            await self._runner.cleanup()

    async def _healthz(self, request: web.Request) -> web.Response:
        return web.json_response(self._health.report(), status=200 if self._health.is_alive() else 503)

    async def _readyz(self, request: web.Request) -> web.Response:
        return web.json_response(self._health.report(), status=200 if self._health.ready else 503)

    async def _metrics(self, request: web.Request) -> web.Response:
        return web.Response(body=generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST})
