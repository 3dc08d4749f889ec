"""Reading list files as a worker does it: a fetched version weighed against the one in force, and what is in force loaded.

What a version was read as is kept beside it, so that a start imports nothing again; a change of the importing code does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict, TypeVar

from monitor import __version__
from monitor.adapters.list_entities import DAMAGED, AsRead, opened, written
from monitor.adapters.list_folder import ListFolder, ListRecord
from monitor.errors import ContentFault, Faults
from monitor.model import Watchlist
from monitor.watchlists.delta import Delta, delta, former_names, message, rows, with_former
from monitor.watchlists.guards import ListState, Outcome, failed, figures, judge, state_of

if TYPE_CHECKING:
    from monitor.watchlists.importers import Imported

_T = TypeVar("_T")
_MEMORY, DELTA = "memory.json", "delta.json"


class Weighed(TypedDict):
    """What weighing a fetched version gave: the outcome's fields, the figures, and the words for a message."""

    kind: str
    sentence: str
    replaces: bool
    alarms: tuple[str, ...]
    remarks: tuple[str, ...]
    dated: str | None
    entities: int
    names: int
    weak: int
    native: int
    headline: str
    message: str
    changed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the files no longer say: names that listed entities had before, and entities that went (name, day)."""

    former: Mapping[str, tuple[str, ...]]
    ended: Mapping[str, tuple[str, str]]


def weigh(root: str, watchlist: str, version: str, confirmed: bool, today: str) -> Weighed:
    """Imports the staged ``version`` of a list, weighs it against the one in force, and keeps beside it what it was read as,
    what it changes, and what is to be remembered. Puts nothing in force. ``today``: ISO date, for entities that went."""
    folder = ListFolder(root, watchlist)
    kept = _in_force(folder, _state)
    old, before = kept or (None, None)
    try:
        new = _imported(folder, version)
    except (Faults, ContentFault) as fault:
        return _weighed(failed(before, str(fault).replace("\n", "; ")), before, Delta())
    after = state_of(new.entities, new.dated)
    outcome = judge(before, after, confirmed=confirmed)
    if not outcome.replaces:
        return _weighed(outcome, before, Delta(), remarks=new.remarks)
    found = delta(old.entities(), new.entities) if old else Delta()
    _keep(folder, version, new, found, today)
    return _weighed(outcome, after, found, remarks=new.remarks)


def put_in_force(record: ListRecord, weighed: Weighed, version: str, now: datetime) -> ListRecord:
    """The record with ``version``, which may replace the one in force, in its place; ``record`` is the old one, its outcome the new."""
    changes = weighed["changed"] or not record.current
    told = replace(record, changed=now, headline=weighed["headline"] if record.current else "", message=weighed["message"],
                   replaced=f"{record.current} of {record.changed}" if record.current else "") if changes else record
    return replace(told, good=now, failures=0, refused="", current=version, previous=record.current, dated=weighed["dated"],
                   entities=weighed["entities"], names=weighed["names"], weak=weighed["weak"], native=weighed["native"],
                   alarms=weighed["alarms"], remarks=weighed["remarks"])


def kept_import(root: str, watchlist: Watchlist) -> Imported | None:
    """What the list of a watchlist holds that comes from an address: the version in force, with the names its entities had
    before. None where nothing was fetched yet."""
    from monitor.watchlists.importers import Imported

    folder = ListFolder(root, watchlist.name)
    kept = _in_force(folder, lambda read: tuple(read.entities()))
    if kept is None:
        return None
    read, entities = kept
    return Imported(entities=with_former(entities, memory(folder).former), dated=read.dated, remarks=read.remarks)


def memory(folder: ListFolder) -> Memory:
    """What is remembered with the version in force."""
    data = folder.kept_json(folder.record().current, _MEMORY) or {}
    return Memory(former={id_: tuple(names) for id_, names in data.get("former", {}).items()},
                  ended={id_: (name, day) for id_, (name, day) in data.get("ended", {}).items()})


# ------------------------------------------------------------------ reading a version
def _in_force(folder: ListFolder, use: Callable[[AsRead], _T]) -> tuple[AsRead, _T] | None:
    """The list in force and what ``use`` makes of it, which goes through all its entities: only then is it known to be whole."""
    version = folder.record().current
    if not folder.meta(version):
        return None
    place = folder.folder(version) / _as_read_by(_code())
    there = _used(place, use)
    if there is not None:
        return there
    try:
        new = _imported(folder, version)
    except (Faults, ContentFault):  # newer code refuses what an older one read: better what that one read than nothing
        earlier = sorted(folder.folder(version).glob(_as_read_by("*")))
        return _used(earlier[-1], use) if earlier else None
    folder.keep(version, place.name, written(new.entities, new.dated, new.remarks))
    del new
    return _used(place, use)


def _used(place: Path, use: Callable[[AsRead], _T]) -> tuple[AsRead, _T] | None:
    try:
        read = opened(place)
        return read, use(read)
    except DAMAGED:
        return None


def _state(read: AsRead) -> ListState:
    return state_of(read.entities(), read.dated)


def _as_read_by(code: str) -> str:
    """The name of what a version was read as, by the code of that hash."""
    return f"entities-{code}.bin"


def _imported(folder: ListFolder, version: str) -> Imported:
    """The list files of a version, imported from the disk. Raises Faults, and ContentFault where the files are not there."""
    from monitor.watchlists.importers import import_list

    meta = folder.meta(version)
    if meta is None:
        raise ContentFault(f"{folder.folder(version)}: the list files are not there, whole")
    with ExitStack() as stack:
        return import_list(meta.source, {one.key: stack.enter_context(folder.opened(version, one.key)) for one in meta.files})


@cache
def _code() -> str:
    """A hash of the code that imports and keeps, so that a version read by other code is read anew."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=8)
    package = Path(__file__).parent.parent
    code = (*(package / "model").rglob("*.py"), *(package / "watchlists").rglob("*.py"), package / "adapters/list_entities.py")
    for path in sorted(code):
        digest.update(path.read_bytes())
    return digest.hexdigest()


# ------------------------------------------------------------------ what is kept
def _keep(folder: ListFolder, version: str, new: Imported, found: Delta, today: str) -> None:
    there = memory(folder)
    ended = {id_: gone for id_, gone in there.ended.items() if id_ not in {entity.id for entity in found.added}}
    ended |= {entity.id: (entity.name, today) for entity in found.removed}
    former = former_names(there.former, found)
    folder.keep(version, _as_read_by(_code()), written(new.entities, new.dated, new.remarks))
    folder.keep(version, _MEMORY, [json.dumps({"former": former, "ended": ended}, ensure_ascii=True).encode()])
    last = rows(found) if found else folder.kept_json(folder.record().current, DELTA)  # a version that changed nothing says the last
    folder.keep(version, DELTA, [json.dumps(last or [], ensure_ascii=True).encode()])


def _weighed(outcome: Outcome, state: ListState | None, found: Delta, remarks: tuple[str, ...] = ()) -> Weighed:
    many = state.figures if state else figures(())
    return Weighed(kind=str(outcome.kind), sentence=outcome.sentence, replaces=outcome.replaces, alarms=outcome.alarms,
                   remarks=remarks, dated=state.dated if state else None, entities=many.entities, names=many.names, weak=many.weak,
                   native=many.native, headline=found.headline(), message=message(found), changed=bool(found))
