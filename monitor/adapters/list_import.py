"""Reading list files as a worker does it: a fetched version weighed against the one in force, and what is in force loaded.

What a version was read as is kept beside it, so that a start imports nothing again; a change of the importing code does.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypedDict

from monitor import __version__
from monitor.adapters.list_folder import ListFolder, Meta
from monitor.adapters.worker_codec import CannotCross, decode, encode
from monitor.errors import ContentFault, Faults
from monitor.model import Entity, Watchlist
from monitor.watchlists.delta import Delta, delta, former_names, message, rows, with_former
from monitor.watchlists.guards import ListState, Outcome, failed, figures, judge

if TYPE_CHECKING:
    from monitor.watchlists.importers import Imported

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
class _Read:
    """A version as read: the publisher's entities, and what the importer had to say."""

    entities: tuple[Entity, ...]
    dated: str | None
    remarks: tuple[str, ...]

    @property
    def state(self) -> ListState:
        return ListState(entities=self.entities, dated=self.dated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the files no longer say: names that listed entities had before, and entities that went (name, day)."""

    former: Mapping[str, tuple[str, ...]]
    ended: Mapping[str, tuple[str, str]]


def weigh(root: str, watchlist: str, version: str, confirmed: bool, today: str) -> Weighed:
    """Imports the staged ``version`` of a list, weighs it against the one in force, and keeps beside it what it was read as,
    what it changes, and what is to be remembered. Puts nothing in force. ``today``: ISO date, for entities that went."""
    folder = ListFolder(root, watchlist)
    try:
        new = _imported(folder, version)
    except (Faults, ContentFault) as fault:
        old = _in_force(folder)
        return _weighed(failed(old.state if old else None, str(fault).replace("\n", "; ")), old, Delta())
    old = _in_force(folder)  # only now: the new list's files, a hundred megabytes perhaps, are out of memory again
    outcome = judge(old.state if old else None, new.state, confirmed=confirmed)
    found = delta(old.entities, new.entities) if old and outcome.replaces else Delta()
    if not outcome.replaces:
        return _weighed(outcome, old, found, remarks=new.remarks)
    del old  # large lists are not held twice while one is written
    _keep(folder, version, new, found, today)
    return _weighed(outcome, new, found, remarks=new.remarks)


def kept_import(root: str, watchlist: Watchlist) -> Imported | None:
    """What the list of a watchlist holds that comes from an address: the version in force, with the names its entities had
    before. None where nothing was fetched yet."""
    from monitor.watchlists.importers import Imported

    folder = ListFolder(root, watchlist.name)
    read = _in_force(folder)
    if read is None:
        return None
    return Imported(entities=with_former(read.entities, memory(folder).former), dated=read.dated, remarks=read.remarks)


def memory(folder: ListFolder) -> Memory:
    """What is remembered with the version in force."""
    data = folder.kept_json(folder.record().current, _MEMORY) or {}
    return Memory(former={id_: tuple(names) for id_, names in data.get("former", {}).items()},
                  ended={id_: (name, day) for id_, (name, day) in data.get("ended", {}).items()})


# ------------------------------------------------------------------ reading a version
def _in_force(folder: ListFolder) -> _Read | None:
    version = folder.record().current
    return _as_read(folder, version) if folder.meta(version) else None


def _as_read(folder: ListFolder, version: str) -> _Read | None:
    read = _decoded(folder.kept(version, _as_read_by(_code())))
    if read is not None:
        return read
    try:
        read = _imported(folder, version)
    except (Faults, ContentFault):  # newer code refuses what an older one read: better what that one read than nothing
        earlier = sorted(folder.folder(version).glob(_as_read_by("*")))
        return _decoded(folder.kept(version, earlier[-1].name)) if earlier else None
    folder.keep(version, _as_read_by(_code()), encode((read.entities, read.dated, read.remarks)))
    return read


def _as_read_by(code: str) -> str:
    """The name of what a version was read as, by the code of that hash."""
    return f"entities-{code}.bin"


def _decoded(content: bytes | None) -> _Read | None:
    try:
        entities, dated, remarks = decode(content or b"")
    except (CannotCross, TypeError, ValueError):  # not there, half written, or of an older model
        return None
    return _Read(entities=entities, dated=dated, remarks=remarks)


def _imported(folder: ListFolder, version: str) -> _Read:
    """The list files of a version, imported. Raises Faults, and ContentFault where the files are not there."""
    from monitor.watchlists.importers import import_list

    meta = folder.meta(version)
    if meta is None:
        raise ContentFault(f"{folder.folder(version)}: the list files are not there, whole")
    found = import_list(meta.source, _contents(folder, meta))
    return _Read(entities=found.entities, dated=found.dated, remarks=tuple(found.remarks))


def _contents(folder: ListFolder, meta: Meta) -> dict[str, bytes]:
    contents = {one.key: folder.raw(meta.version, one.key) for one in meta.files}
    for one in meta.files:
        if hashlib.sha256(contents[one.key]).hexdigest() != one.sha256:
            raise ContentFault(f"{folder.folder(meta.version)}: {one.key} is not as it was fetched")
    return contents


@cache
def _code() -> str:
    """A hash of the code that imports, so that a version read by other code is read anew."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=8)
    package = Path(__file__).parent.parent
    for path in sorted((*(package / "model").rglob("*.py"), *(package / "watchlists").rglob("*.py"))):
        digest.update(path.read_bytes())
    return digest.hexdigest()


# ------------------------------------------------------------------ what is kept
def _keep(folder: ListFolder, version: str, new: _Read, found: Delta, today: str) -> None:
    there = memory(folder)
    ended = {id_: gone for id_, gone in there.ended.items() if id_ not in {entity.id for entity in found.added}}
    ended |= {entity.id: (entity.name, today) for entity in found.removed}
    former = former_names(there.former, found)
    folder.keep(version, _as_read_by(_code()), encode((new.entities, new.dated, new.remarks)))
    folder.keep(version, _MEMORY, json.dumps({"former": former, "ended": ended}, ensure_ascii=True).encode())
    last = rows(found) if found else folder.kept_json(folder.record().current, DELTA)  # a version that changed nothing says the last
    folder.keep(version, DELTA, json.dumps(last or [], ensure_ascii=True).encode())


def _weighed(outcome: Outcome, read: _Read | None, found: Delta, remarks: tuple[str, ...] = ()) -> Weighed:
    many = figures(read.entities if read else ())
    return Weighed(kind=str(outcome.kind), sentence=outcome.sentence, replaces=outcome.replaces, alarms=outcome.alarms,
                   remarks=remarks, dated=read.dated if read else None, entities=many.entities, names=many.names, weak=many.weak,
                   native=many.native, headline=found.headline(), message=message(found), changed=bool(found))
