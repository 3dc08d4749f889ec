"""What workers do for screening backwards: an index of what is new on the watchlists alone, and stored articles held against it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypedDict

from monitor.adapters.index_folder import write_index
from monitor.adapters.list_folder import lists_beside
from monitor.adapters.list_import import kept_import
from monitor.adapters.packing import unpack
from monitor.errors import OperatorFault
from monitor.matching import Index, screen_many
from monitor.model import Article, Match, Watchlist
from monitor.reading import document_of
from monitor.watchlists.local import read_with_lists
from monitor.watchlists.newcomers import Census, Newcomers, census, gone, newcomers

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


def plan(files: Sequence[tuple[str, bytes]], index_root: str, before: str, version: str) -> list[Planned]:
    """What came between the index versions ``before`` and ``version``, which these watchlist files are, each as an index below
    :func:`backwards_beside`. Nothing where the names of ``before`` are not known. Raises Faults and OperatorFault."""
    root = Path(backwards_beside(index_root))
    watchlists = read_with_lists(files, partial(kept_import, lists_beside(index_root))).watchlists
    old, now = _known(root, before), census(watchlists)
    planned: list[Planned] = []
    if old is not None:
        found = newcomers(old["listed"], watchlists, old["gone"])
        keywords = [watchlist for watchlist in watchlists if watchlist.keywords]
        planned = [_planned(found, fresh, write_index(str(root), [*map(partial(_reduced, before), lists), *keywords]), lists)
                   for fresh, lists in ((False, found.known), (True, found.fresh)) if lists]
    _keep(root, version, {"listed": now, "gone": gone(old["listed"], old["gone"], now) if old else {}}, others=(before,))
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


class _Kept(TypedDict):
    """The names of who is listed in a version, and of who was once."""

    listed: Census
    gone: Census


def _known(root: Path, version: str) -> _Kept | None:
    try:
        known = json.loads((root / _CENSUS.format(version)).read_bytes())
        return _Kept(listed=known["listed"], gone=known["gone"])
    except (FileNotFoundError, ValueError, KeyError):
        return None


def _keep(root: Path, version: str, names: _Kept, others: Sequence[str]) -> None:
    path = root / _CENSUS.format(version)
    aside = path.with_suffix(f".{os.getpid()}.new")
    try:
        root.mkdir(parents=True, exist_ok=True)
        aside.write_bytes(json.dumps(names).encode())
        aside.replace(path)
        for old in root.glob("names-*"):
            if old.name not in {_CENSUS.format(one) for one in (version, *others)}:
                old.unlink(missing_ok=True)
    except OSError as problem:
        raise OperatorFault(f"{root}: the names listed can't be written there: {problem.strerror or problem}") from problem
