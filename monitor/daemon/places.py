"""Where a config's store and compiled watchlists are. Light to import: commands that only read files ask it too."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from monitor.config import resolve


def resolve_store(url: str, base: str) -> str:
    """The store's address with a relative SQLite path made absolute against the config's folder."""
    return resolve(url, base)


def is_new_store(url: str, base: str) -> bool:
    """Whether nothing was ever kept there: a SQLite file that does not exist yet, or a store in memory."""
    address = resolve_store(url, base)
    return address.startswith("sqlite") and not os.path.exists(address.removeprefix("sqlite:///").partition("?")[0])


def index_folder(store: str, base: str) -> Path:
    """Where compiled watchlists live: beside the SQLite file, or in the user's cache for another store (they can be remade)."""
    address = resolve_store(store, base)
    if address.startswith("sqlite:///"):
        return Path(address.removeprefix("sqlite:///")).parent / ".monitor" / "index"
    return _cache() / hashlib.blake2b(base.encode(), digest_size=8).hexdigest() / "index"


def command_index_folder() -> Path:
    """Where commands that compile watchlists for themselves keep them for the next time: in the user's cache."""
    return _cache() / "commands" / "index"


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "news-monitor"
