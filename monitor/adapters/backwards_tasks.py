"""An index of what is new on the watchlists alone, made in a worker, so that stored articles can be screened again for it."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypedDict

from monitor.adapters.index_folder import write_index
from monitor.adapters.list_folder import lists_beside
from monitor.adapters.list_import import kept_import
from monitor.model import Watchlist
from monitor.watchlists.local import read_with_lists
from monitor.watchlists.newcomers import Census, census, newcomers

_CENSUS = "names-{}.json"


class Planned(TypedDict):
    """An index of newcomers. ``fresh``: those of watchlists that are new as a whole. ``further``: (watchlist, entity, names)
    of entities that were listed before."""

    index: str
    fresh: bool
    entities: int
    further: tuple[tuple[str, str, tuple[str, ...]], ...]


def backwards_beside(index_root: str) -> str:
    """The folder of indexes of newcomers for the folder of compiled indexes."""
    return str(Path(index_root).parent / "backwards")


def plan(files: Sequence[tuple[str, bytes]], index_root: str, before: str, version: str) -> list[Planned]:
    """What came between the index versions ``before`` and ``version``, which these watchlist files are, each as an index below
    :func:`backwards_beside`. Nothing where the names of ``before`` are not known. Raises Faults and OperatorFault."""
    root = Path(backwards_beside(index_root))
    watchlists = read_with_lists(files, partial(kept_import, lists_beside(index_root))).watchlists
    old = _known(root, before)
    _keep(root, version, census(watchlists), others=(before,))
    if old is None:
        return []
    found = newcomers(old, watchlists)
    keywords = [watchlist for watchlist in watchlists if watchlist.keywords]
    further = tuple((one.watchlist, one.entity, one.names) for one in found.further)
    return [Planned(index=write_index(str(root), [*map(partial(_reduced, before), lists), *keywords]), fresh=fresh,
                    entities=sum(len(watchlist.entities) for watchlist in lists), further=() if fresh else further)
            for fresh, lists in ((False, found.known), (True, found.fresh)) if lists]


def _reduced(before: str, watchlist: Watchlist) -> Watchlist:
    """Of a version of its own: it is not the whole watchlist."""
    return replace(watchlist, version=f"{watchlist.version} since {before}")


def _known(root: Path, version: str) -> Census | None:
    try:
        known: Census = json.loads((root / _CENSUS.format(version)).read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    return known


def _keep(root: Path, version: str, names: Census, others: Sequence[str]) -> None:
    root.mkdir(parents=True, exist_ok=True)
    path = root / _CENSUS.format(version)
    aside = path.with_suffix(f".{os.getpid()}.new")
    aside.write_bytes(json.dumps(names).encode())
    aside.replace(path)
    for old in root.glob(_CENSUS.format("*")):
        if old.name not in {_CENSUS.format(one) for one in (version, *others)}:
            old.unlink(missing_ok=True)
