"""What workers do for screening backwards: an index of what is new on the watchlists alone, and stored articles held against it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypedDict

from monitor.adapters.index_folder import index_version, write_index
from monitor.adapters.list_folder import lists_beside
from monitor.adapters.list_import import kept_import
from monitor.adapters.local_lists import as_guarded
from monitor.adapters.packing import unpack
from monitor.errors import OperatorFault
from monitor.matching import Index, screen_many
from monitor.model import Article, Match, Watchlist
from monitor.reading import document_of
from monitor.watchlists.local import read_with_lists
from monitor.watchlists.newcomers import Arrival, Census, Newcomers, arrivals, census, gone, newcomers

_CENSUS = "names-{}.json"


class Planned(TypedDict):
    """An index of newcomers. ``fresh``: those of watchlists that are new as a whole. ``further``: (watchlist, entity, names)
    of entities that were listed before; ``renumbered``: (watchlist, entity, former) of those that were under other ids."""

    index: str
    fresh: bool
    entities: int
    further: tuple[tuple[str, str, tuple[str, ...]], ...]
    renumbered: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]


def backwards_beside(index_root: str) -> str:
    """The folder of indexes of newcomers for the folder of compiled indexes."""
    return str(Path(index_root).parent / "backwards")


@contextmanager
def alone(index_root: str) -> Iterator[bool]:
    """Whether this process is the one that screens backwards now: a daemon and `monitor once` take turns. One that dies lets go."""
    root = Path(backwards_beside(index_root))
    try:
        root.mkdir(parents=True, exist_ok=True)
        file = open(root / ".screening", "ab")  # noqa: SIM115  closed below
    except OSError as problem:
        raise OperatorFault(f"{root}: can't be written: {problem.strerror or problem}") from problem
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def plan(files: Sequence[tuple[str, bytes]], index_root: str, before: str, version: str, now: datetime,
         anyway: bool = False) -> list[Planned] | None:
    """What came between the index versions ``before`` and ``version``, each as an index below :func:`backwards_beside`. Nothing
    where the names of ``before`` are not known; None where these watchlist files are those of another version, unless ``anyway``.
    Raises Faults and OperatorFault."""
    root, lists = Path(backwards_beside(index_root)), lists_beside(index_root)
    watchlists = read_with_lists(files, partial(kept_import, lists), partial(as_guarded, lists)).watchlists
    if index_version(watchlists) != version and not anyway:
        return None
    old, listed = known_names(root, before), census(watchlists)
    planned: list[Planned] = []
    came: tuple[Arrival, ...] = ()
    if old is not None:
        found = newcomers(old.listed, watchlists, old.gone)
        came = arrivals(old.came, found, listed, now)
        keywords = [watchlist for watchlist in watchlists if watchlist.keywords]
        planned = [_planned(found, fresh, write_index(str(root), [*map(partial(_reduced, before), new), *keywords]), new)
                   for fresh, new in ((False, found.known), (True, found.fresh)) if new]
    _keep(root, version, KnownNames(listed=listed, gone=gone(old.listed, old.gone, listed) if old else {}, came=came), others=(before,))
    return planned


def _planned(found: Newcomers, fresh: bool, index: str, lists: Sequence[Watchlist]) -> Planned:
    names = {watchlist.name for watchlist in lists}
    return Planned(index=index, fresh=fresh, entities=sum(len(watchlist.entities) for watchlist in lists),
                   further=tuple((one.watchlist, one.entity, one.names) for one in found.further if one.watchlist in names),
                   renumbered=tuple((one.watchlist, one.entity, one.former) for one in found.renumbered if one.watchlist in names))


def screen_stored(bodies: Sequence[bytes], index: Index) -> list[tuple[int, tuple[Match, ...]]]:
    """The places of the packed articles in which something is found, with the matches. Raises ValueError where one is no packed
    article."""
    documents = [document_of(unpack(body, Article)) for body in bodies]
    return [(place, matches) for place, matches in enumerate(screen_many(documents, index)) if matches]


def _reduced(before: str, watchlist: Watchlist) -> Watchlist:
    """Of a version of its own: it is not the whole watchlist."""
    return replace(watchlist, version=f"{watchlist.version} since {before}")


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownNames:
    """The names of who is listed in a version, and of who was once; and who came when, since it was first looked."""

    listed: Census
    gone: Census
    came: tuple[Arrival, ...] = ()


def known_names(root: Path, version: str = "*") -> KnownNames | None:
    """What is known of a version, or of the newest; None where there is nothing, or nothing that can be read."""
    try:
        found = sorted(root.glob(_CENSUS.format(version)), key=lambda path: path.stat().st_mtime_ns)
        known = json.loads(found[-1].read_bytes())
        came = tuple(Arrival(at=datetime.fromisoformat(at), watchlist=watchlist, entity=entity, names=tuple(names))
                     for at, watchlist, entity, names in known.get("came", ()))
        return KnownNames(listed=known["listed"], gone=known["gone"], came=came)
    except (IndexError, OSError, ValueError, KeyError, TypeError, AttributeError):  # gone meanwhile, or not as we write it
        return None


def _keep(root: Path, version: str, names: KnownNames, others: Sequence[str]) -> None:
    path = root / _CENSUS.format(version)
    aside = path.with_suffix(f".{os.getpid()}.new")
    came = [(one.at.isoformat(), one.watchlist, one.entity, one.names) for one in names.came]
    try:
        root.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(json.dumps({"listed": names.listed, "gone": names.gone, "came": came}).encode())
        aside.replace(path)
        for old in root.glob("names-*"):
            if old.name not in {_CENSUS.format(one) for one in (version, *others)}:
                old.unlink(missing_ok=True)
    except OSError as problem:
        raise OperatorFault(f"{root}: the names listed can't be written there: {problem.strerror or problem}") from problem
