"""From the user's files to what is in force: read, validated, compiled aside, and only then swapped in.

A broken edit keeps the last good version; on a start with broken watchlists, the version kept in the store is used.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from monitor.config import Config, check_rules, read_config, resolve
from monitor.errors import Fault, Faults
from monitor.model import Watchlist
from monitor.ports import Files, Workers
from monitor.watchlists import read_watchlist, read_watchlists
from monitor.watchlists.local import Kept, WithLists, is_watchlist, list_paths, with_lists

COMPILE_DEADLINE = timedelta(minutes=2)
SUFFIXES = (".yaml", ".yml")
KEPT = "watchlists"  # the note of the store that holds the last good files

WatchlistFiles = tuple[tuple[str, bytes], ...]


class NoteStore(Protocol):
    """Small values by key."""

    async def get_note(self, key: str) -> bytes | None: ...
    async def put_note(self, key: str, value: bytes) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """Config and watchlists read together, before anything is compiled."""

    config: Config
    files: WatchlistFiles
    watchlists: tuple[Watchlist, ...]
    digest: str


def load_config(path: str, files: Files, environment: Mapping[str, str]) -> Config:
    """Reads the config. Raises Faults for a missing or unreadable file as for a wrong one."""
    try:
        data = files.read(path)
    except OSError as error:
        raise Faults([Fault(file=path, text=f"cannot be read: {error.strerror or error}; give the path with -c")]) from None
    return read_config(data, name=path, environment=environment)


def gather(paths: Sequence[str], files: Files) -> WatchlistFiles:
    """The watchlist files below these files and folders, and the list files their local sources name, as (name, bytes). Raises Faults."""
    found: list[tuple[str, bytes]] = []
    faults: list[Fault] = []
    for path in paths:
        if not os.path.exists(path):
            faults.append(Fault(file=path, text="no such watchlist file or folder"))
            continue
        names = files.listing(path, SUFFIXES) if os.path.isdir(path) else [path]
        if not names:
            faults.append(Fault(file=path, text="this folder holds no watchlist (*.yaml)"))
        for name in names:
            try:
                found.append((name, files.read(name)))
            except OSError as error:
                faults.append(Fault(file=name, text=f"cannot be read: {error.strerror or error}"))
    if faults:
        raise Faults(faults)
    return tuple((dict(found) | _list_files(found, files)).items())


def _list_files(found: Sequence[tuple[str, bytes]], files: Files) -> dict[str, bytes]:
    """The files that local sources are imported from. Raises Faults for one that cannot be read; those of the YAML are for `checked`."""
    lists: dict[str, bytes] = {}
    faults: list[Fault] = []
    for name, data in found:
        if b"source" not in data:  # spares a large file of names a second reading
            continue
        try:
            paths = list_paths(read_watchlist(data, name=name))
        except Faults:
            continue
        for path in paths.values():
            try:
                lists[path] = files.read(path)
            except OSError as error:
                faults.append(Fault(file=path, text=f"the list that {name} is imported from cannot be read: {error.strerror or error}"))
    if faults:
        raise Faults(faults)
    return lists


def with_imports(watchlists: Sequence[Watchlist], found: WatchlistFiles, kept: Kept | None = None) -> WithLists:
    """The watchlists with the entities of the list files in ``found``, and of those ``kept``. Raises Faults.

    Seconds for a large one: not for the event loop."""
    return with_lists(watchlists, {name: data for name, data in found if not is_watchlist(name)}, kept)


def watchlist_paths(config: Config, config_path: str) -> list[str]:
    """Where the config says watchlists are, relative paths resolved against its own folder."""
    return [resolve(path, os.path.dirname(os.path.abspath(config_path))) for path in config.watchlists]


def load(path: str, files: Files, environment: Mapping[str, str], watchlists: Sequence[str] | None = None) -> Loaded:
    """Everything the user wrote, read and checked together. Raises Faults naming every complaint."""
    config = load_config(path, files, environment)
    found = gather(watchlists if watchlists is not None else watchlist_paths(config, path), files)
    return checked(config, found)


def checked(config: Config, found: WatchlistFiles) -> Loaded:
    """Watchlists parsed and held against the rules, their lists not yet imported (`compiled` does, in a worker). Raises Faults."""
    watchlists = read_watchlists([pair for pair in found if is_watchlist(pair[0])])
    if faults := check_rules(config, watchlists):
        raise Faults(faults)
    return Loaded(config=config, files=found, watchlists=watchlists, digest=digest_of(config, found))


def digest_of(config: Config, found: WatchlistFiles) -> str:
    """Changes when anything the user wrote changes."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(repr(config).encode())
    for name, data in found:
        digest.update(f"\x1f{name}\x1f{len(data)}\x1f".encode() + data)
    return digest.hexdigest()


async def compiled(loaded: Loaded, workers: Workers, index_root: str) -> str:
    """Compiles the watchlists in a worker into an index folder below ``index_root``; its version."""
    version, _ = await workers.run("compile", list(loaded.files), index_root, deadline=COMPILE_DEADLINE)
    return str(version)


async def base_compiled(loaded: Loaded, workers: Workers, index_root: str) -> None:
    """Compiles the watchlists whole in a worker, for later edits to build on."""
    await workers.run("compile_base", list(loaded.files), index_root, deadline=COMPILE_DEADLINE)


async def keep(store: NoteStore, found: WatchlistFiles) -> None:
    """Keeps the watchlist files, and the lists they import, in the store as the last good version."""
    # lists run to tens of megabytes and shrink to a fifth; watchlists stay as they are
    packed = json.dumps([[name, base64.b64encode(data if is_watchlist(name) else zlib.compress(data, 1)).decode()] for name, data in found])
    await store.put_note(KEPT, packed.encode())


async def kept(store: NoteStore) -> WatchlistFiles | None:
    """The last good watchlist files of the store, or None."""
    note = await store.get_note(KEPT)
    if note is None:
        return None
    unpacked = [(name, base64.b64decode(data)) for name, data in json.loads(note)]
    return tuple((name, data if is_watchlist(name) else zlib.decompress(data)) for name, data in unpacked)
