"""Watchlists whose source is a file of the user's own: a path beside the YAML file instead of an address."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.errors import Fault, Faults
from monitor.model import ListSource, Watchlist
from monitor.watchlists.importers import import_list
from monitor.watchlists.merge import merged, without_effect
from monitor.watchlists.read import read_watchlists

_YAML = (".yaml", ".yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class WithLists:
    """Watchlists with what their local sources hold, and remarks for a person: what was left out, and why."""

    watchlists: tuple[Watchlist, ...]
    remarks: tuple[str, ...] = ()


def is_watchlist(name: str) -> bool:
    """Whether a file is a watchlist by its name, not a list one is imported from."""
    return name.lower().endswith(_YAML)


def list_paths(watchlist: Watchlist) -> dict[str, str]:
    """Where the files of a local source are, by key (``url``, ``aliases`` …); addresses are left out."""
    if watchlist.source is None:
        return {}
    folder = posixpath.dirname(watchlist.file)
    every = (("url", watchlist.source.url), *watchlist.source.files)
    return {key: posixpath.join(folder, path) for key, path in every if "://" not in path}


def read_with_lists(files: Sequence[tuple[str, bytes]]) -> WithLists:
    """Reads watchlist files, and imports those whose list is among ``files`` too. Raises Faults as the readers do."""
    watchlists = read_watchlists([pair for pair in files if is_watchlist(pair[0])])
    return with_lists(watchlists, {name: data for name, data in files if not is_watchlist(name)})


def with_lists(watchlists: Sequence[Watchlist], lists: Mapping[str, bytes]) -> WithLists:
    """The watchlists with the entities of their local sources, whose contents are ``lists`` by path.

    Sources with an address stay as they are. Raises Faults with the complaints about all lists together.
    """
    found: list[Watchlist] = []
    remarks: list[str] = []
    faults: list[Fault] = []
    for watchlist in watchlists:
        try:
            found.append(_with_list(watchlist, lists, remarks) if watchlist.source else watchlist)
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    return WithLists(watchlists=tuple(found), remarks=tuple(remarks))


def _with_list(watchlist: Watchlist, lists: Mapping[str, bytes], remarks: list[str]) -> Watchlist:
    source, paths = watchlist.source, list_paths(watchlist)
    assert source is not None
    for key, address in (("url", source.url), *source.files):
        if key not in paths:
            remarks.append(f"{watchlist.file}: {key} is an address ({address}), not read here; only what is written in files is screened")
    if "url" not in paths:
        return replace(watchlist, entities=tuple(entity for entity in watchlist.entities if entity.name))
    missing = [path for path in paths.values() if path not in lists]
    if missing:
        raise Faults([Fault(file=path, text=f"the list that {watchlist.file} is imported from is not there") for path in missing])
    local = ListSource(format=source.format, url=paths["url"], every=source.every, mapping=source.mapping,
                       files=tuple((key, path) for key, path in paths.items() if key != "url"))
    imported = import_list(local, {key: lists[path] for key, path in paths.items()})
    if not imported.entities:
        remarks.append(f"{watchlist.file}: {paths['url']} holds no entry: only the entities written in the file are screened")
    remarks += [f"{watchlist.file}: {remark}" for remark in imported.remarks]
    remarks += without_effect(watchlist, imported)
    return merged(watchlist, imported)
