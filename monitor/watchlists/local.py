"""Watchlists whose source is a file of the user's own: a path beside the YAML file instead of an address."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from monitor.errors import Fault, Faults
from monitor.model import ListSource, Watchlist
from monitor.watchlists.importers import Imported, import_list
from monitor.watchlists.merge import merged, without_effect
from monitor.watchlists.read import read_watchlists

_YAML = (".yaml", ".yml")

Kept = Callable[[Watchlist], Imported | None]
"""What is kept of a list that comes from an address; None where nothing was fetched yet."""

Guard = Callable[[Watchlist, ListSource, Mapping[str, bytes]], Imported]
"""What is to be screened of a list that stands in these files, whose paths the source gives. Raises Faults where it cannot be read,
or may not replace the one in force."""


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


def read_with_lists(files: Sequence[tuple[str, bytes]], kept: Kept | None = None, guard: Guard | None = None) -> WithLists:
    """Reads watchlist files, and imports those whose list is among ``files`` too. Raises Faults as the readers do."""
    watchlists = read_watchlists([pair for pair in files if is_watchlist(pair[0])])
    return with_lists(watchlists, {name: data for name, data in files if not is_watchlist(name)}, kept, guard)


def with_lists(watchlists: Sequence[Watchlist], lists: Mapping[str, bytes], kept: Kept | None = None,
               guard: Guard | None = None) -> WithLists:
    """The watchlists with the entities of their local sources, whose contents are ``lists`` by path.

    ``kept`` answers with what was fetched from an address, ``guard`` with what files hold; without one they are imported as they
    stand. Raises Faults with the complaints about all lists together.
    """
    found: list[Watchlist] = []
    remarks: list[str] = []
    faults: list[Fault] = []
    for watchlist in watchlists:
        try:
            found.append(_with_list(watchlist, lists, kept, guard, remarks) if watchlist.source else watchlist)
        except Faults as error:
            faults += error.faults
    if faults:
        raise Faults(faults)
    return WithLists(watchlists=tuple(found), remarks=tuple(remarks))


def _with_list(watchlist: Watchlist, lists: Mapping[str, bytes], kept: Kept | None, guard: Guard | None,
               remarks: list[str]) -> Watchlist:
    source, paths = watchlist.source, list_paths(watchlist)
    assert source is not None
    if "url" not in paths:
        return _with_kept(watchlist, source, kept(watchlist) if kept else None, remarks)
    for key, address in source.files:
        if key not in paths:
            remarks.append(f"{watchlist.file}: {key} is an address ({address}) and the list itself a file: {key} is not read")
    missing = [path for path in paths.values() if path not in lists]
    if missing:
        raise Faults([Fault(file=path, text=f"the list that {watchlist.file} is imported from is not there") for path in missing])
    local = ListSource(format=source.format, url=paths["url"], every=source.every, mapping=source.mapping,
                       files=tuple((key, path) for key, path in paths.items() if key != "url"))
    contents = {key: lists[path] for key, path in paths.items()}
    imported = guard(watchlist, local, contents) if guard else import_list(local, contents)
    if not imported.entities:
        remarks.append(f"{watchlist.file}: {paths['url']} holds no entry: only the entities written in the file are screened")
    return _with_entities(watchlist, imported, remarks)


def _with_kept(watchlist: Watchlist, source: ListSource, imported: Imported | None, remarks: list[str]) -> Watchlist:
    if imported is None:
        remarks.append(f"{watchlist.file}: {source.url} was not fetched yet (`monitor lists refresh`, or the daemon, does it): "
                       "only the entities written in the file are screened")
        return replace(watchlist, entities=tuple(entity for entity in watchlist.entities if entity.name))
    return _with_entities(watchlist, imported, remarks)


def _with_entities(watchlist: Watchlist, imported: Imported, remarks: list[str]) -> Watchlist:
    remarks += [f"{watchlist.file}: {remark}" for remark in imported.remarks]
    remarks += without_effect(watchlist, imported)
    return merged(watchlist, imported)
