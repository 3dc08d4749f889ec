"""Opening the store of a config for a command that reads it, beside a running daemon or without one."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from monitor.adapters.sql_store import SqlStore
    from monitor.config import Config

Answer = TypeVar("Answer")


EMPTY = "sqlite://"  # a store in this process's memory, which goes with it


def with_store(config_path: str, ask: Callable[[SqlStore, Config, datetime], Awaitable[Answer]], *, create: bool = False) -> Answer:
    """Runs ``ask(store, config, now)`` on the config's store. Raises Faults and StoreFault.

    Where there is none yet it is made with ``create``; without, an empty one is asked, which leaves no file behind.
    """
    from monitor.adapters.disk_files import DiskFiles
    from monitor.adapters.sql_store import SqlStore
    from monitor.adapters.system_clock import SystemClock
    from monitor.config import resolve
    from monitor.daemon.loading import load_config
    from monitor.daemon.places import is_new_store

    config, base = load_config(config_path, DiskFiles(), os.environ), os.path.dirname(os.path.abspath(config_path))
    address = resolve(config.store, base)
    if not create and is_new_store(config.store, base):
        click.echo(f"monitor: no store yet at {address}: `monitor run` makes it", err=True)
        address = EMPTY

    async def opened() -> Answer:
        store = await SqlStore.open(address)
        try:
            return await ask(store, config, SystemClock().now())
        finally:
            await store.close()

    return asyncio.run(opened())


def print_json(row: dict[str, Any]) -> None:
    """One JSON object on a line of its own; times in ISO 8601 with zone."""
    click.echo(json.dumps(row, ensure_ascii=False, default=_plain))


def short(moment: Any) -> str:
    """A time for a table: to the minute, in UTC; a dash for none."""
    if not moment:
        return "–"
    when = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return f"{when:%Y-%m-%d %H:%M}"


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else str(value)
