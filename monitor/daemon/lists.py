"""Lists with an address: fetched when due, weighed against what is in force, and swapped in whole; or refused and said.

::

    fetch (conditional) ─► stage ─► weigh in a worker ─► tell ─► record ─► the index is compiled anew

The old list is screened with until the new one is compiled. What a list's folder says is all the state there is, so `monitor lists
refresh` may do the same beside the daemon, and the daemon takes over what it finds there.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from monitor.adapters.list_folder import KeptFile, ListFolder, ListRecord, Meta, source_of, version_of
from monitor.adapters.list_import import Weighed, put_in_force
from monitor.config import resolve
from monitor.daemon.notices import Notices
from monitor.errors import MonitorError, WorkerFault
from monitor.model import (
    Fetched,
    FetchFailed,
    FetchKind,
    FetchProblem,
    FetchRequest,
    ListSource,
    NotModified,
    Validators,
    Watchlist,
)
from monitor.ports import Clock, Fetcher, Files, Journal, Workers
from monitor.watchlists.guards import OutcomeKind
from monitor.watchlists.local import list_paths

IMPORT_DEADLINE = timedelta(minutes=5)  # a hundred megabytes take a minute on a slow machine
FIRST_FETCH = 60.0  # seconds a start waits for lists of which no copy is kept: names missed until they come stay missed
RETRY, RETRY_UP_TO = timedelta(minutes=1), timedelta(hours=1)
SAID_AT = 3  # failed fetches in a row that are worth a word: servers have a bad quarter of an hour now and then
PATIENCE = 4.0  # seconds of a look, less than lie between two
NEWS = timedelta(days=1)  # a change older than that was told, or nobody waits for it any longer
AT_ONCE = 2  # lists in work at a time: each may hold a hundred megabytes

_BAD = (OutcomeKind.FAILED, OutcomeKind.EMPTY, OutcomeKind.SHRUNK)
_TITLES = {OutcomeKind.FAILED: "List not refreshed", OutcomeKind.EMPTY: "List came empty", OutcomeKind.SHRUNK: "List waits for your word"}


def fetched_lists(watchlists: Sequence[Watchlist]) -> list[Watchlist]:
    """Those whose list comes from an address, so that it is fetched and kept; a list in a file beside them is read as it is."""
    return [watchlist for watchlist in watchlists if watchlist.source is not None and "://" in watchlist.source.url]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Got:
    """The files of a list as they are now; ``fresh``: at least one is not the kept one."""

    files: dict[str, tuple[KeptFile, bytes]]
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """What a refresh leads to: the record to keep, and whether a list goes into force whose entries are others."""

    record: ListRecord
    changed: bool = False


class Lists:
    """Refreshes lists kept below ``root``, in the daemon or in a command."""

    def __init__(self, root: str, *, fetcher: Fetcher, workers: Workers, clock: Clock, journal: Journal, notices: Notices,
                 files: Files) -> None:
        self.root = root
        self._fetcher, self._workers, self._clock = fetcher, workers, clock
        self._journal, self._notices, self._files = journal, notices, files
        self._places = asyncio.Semaphore(AT_ONCE)

    def record(self, watchlist: Watchlist) -> ListRecord:
        """How a list stands."""
        return ListFolder(self.root, watchlist.name).record()

    def is_due(self, watchlist: Watchlist) -> bool:
        """Whether it is time to ask for the list: at once where its source is another one than at the last refresh."""
        source, record = watchlist.source, self.record(watchlist)
        assert source is not None
        if record.tried is None or record.next_due is None or record.source != source_of(source):
            return True
        sooner = record.tried + source.every if source.every < record.every else record.next_due
        return min(sooner, record.next_due) <= self._clock.now()

    async def refresh_due(self, watchlists: Sequence[Watchlist], *, missing_only: bool = False) -> None:
        """Refreshes the lists that are due, or only those of them of which no copy is kept. Failures are said, none is raised."""
        due = [one for one in fetched_lists(watchlists) if self.is_due(one) and not (missing_only and self.record(one).current)]
        await asyncio.gather(*(self.in_turn(watchlist) for watchlist in due))

    async def in_turn(self, watchlist: Watchlist) -> None:
        """Refreshes a list when there is a place for it. A failure is said and not raised."""
        async with self._places:
            try:
                await self.refresh(watchlist)
            except MonitorError as fault:  # the disk or the store is full, or away: due as before
                self._journal.record("job", job="lists", list=watchlist.name, error=str(fault))

    async def refresh(self, watchlist: Watchlist, *, confirmed: bool = False) -> ListRecord:
        """Fetches, weighs and records the list of a watchlist; how it stands then. ``confirmed``: a person accepts a short one.

        Where another process is refreshing it, nothing is done. Raises OperatorFault where its folder can't be written, and
        StoreFault where a notice can't: then the list is as it was, and due as before.
        """
        folder, started = ListFolder(self.root, watchlist.name), self._clock.now()
        try:
            with folder.locked():
                old = folder.record()
                step = await self._step(folder, watchlist, old, confirmed)
                await self._tell(watchlist.name, old, step)
                await asyncio.to_thread(folder.put, step.record)
        except BlockingIOError:
            self._journal.record("list busy", list=watchlist.name, hint="another process is refreshing it")
            return folder.record()
        self._note(step.record, started)
        return step.record

    def _note(self, record: ListRecord, started: datetime) -> None:
        self._journal.record("list", list=record.watchlist, outcome=record.kind, entities=record.entities, dated=record.dated,
                             good=record.good, next_due=record.next_due, said=record.sentence, alarms=list(record.alarms),
                             error=record.sentence if record.kind in _BAD else None,
                             seconds=(self._clock.now() - started).total_seconds())

    # -------------------------------------------------------------- fetch and weigh
    async def _step(self, folder: ListFolder, watchlist: Watchlist, old: ListRecord, confirmed: bool) -> _Step:
        source, now = watchlist.source, self._clock.now()
        assert source is not None
        meta = folder.meta(old.current)
        there = meta if meta is not None and source_of(meta.source) == source_of(source) else None
        got = await self._fetched(watchlist, source, folder, there)
        if isinstance(got, FetchFailed):
            stays = f"the list of {old.entities:,} entries stays in force" if meta else "nothing is in force yet"
            return _Step(record=_bad(old, source, now, OutcomeKind.FAILED, f"{got.detail}; {stays}", wait=got.retry_after))
        version = version_of(source, [kept for kept, _ in got.files.values()])
        if meta is not None and (not got.fresh or version == old.current):
            return _Step(record=_good(old, source, now, OutcomeKind.UNCHANGED, f"{old.entities:,} entries, as before"))
        await asyncio.to_thread(folder.stage, source, got.files)
        return await self._weighed(watchlist.name, source, old, version, confirmed)

    async def _weighed(self, name: str, source: ListSource, old: ListRecord, version: str, confirmed: bool) -> _Step:
        now = self._clock.now()
        try:
            weighed: Weighed = await self._workers.run("weigh_list", self.root, name, version, confirmed, now.date().isoformat(),
                                                       deadline=IMPORT_DEADLINE)
        except WorkerFault as fault:
            stays = f"the list of {old.entities:,} entries stays in force" if old.current else "nothing is in force yet"
            return _Step(record=_bad(old, source, now, OutcomeKind.FAILED, f"{source.url} was not read: {fault}; {stays}", refused=version))
        kind = OutcomeKind(weighed["kind"])
        if not weighed["replaces"] and kind in _BAD:
            return _Step(record=_bad(old, source, now, kind, weighed["sentence"], refused=version))
        record = _good(old, source, now, kind, weighed["sentence"])
        if not weighed["replaces"]:
            return _Step(record=record)
        return _Step(record=put_in_force(record, weighed, version, now), changed=weighed["changed"])

    async def _fetched(self, watchlist: Watchlist, source: ListSource, folder: ListFolder, meta: Meta | None) -> _Got | FetchFailed:
        """Every file of the list, those that did not change from what is kept. Where one can't be had, none is of use."""
        files: dict[str, tuple[KeptFile, bytes]] = {}
        fresh = meta is None
        for key, address in (("url", source.url), *source.files):
            kept = meta.file(key) if meta else None
            answer = await self._get(address, watchlist, kept.validators if kept else Validators())
            if isinstance(answer, FetchFailed):
                return answer
            if isinstance(answer, NotModified):
                assert meta is not None
                assert kept is not None, "only a file that is kept is asked for conditionally"
                files[key] = kept, await asyncio.to_thread(folder.raw, meta.version, key)
                continue
            digest = await asyncio.to_thread(_sha256, answer.body)
            fresh = fresh or kept is None or kept.sha256 != digest
            files[key] = KeptFile(key=key, address=address, sha256=digest, size=len(answer.body), fetched=self._clock.now(),
                                  etag=answer.validators.etag, last_modified=answer.validators.last_modified), answer.body
        return _Got(files=files, fresh=fresh)

    async def _get(self, address: str, watchlist: Watchlist, validators: Validators) -> Fetched | NotModified | FetchFailed:
        """A file of the list by its address; a further file may stand beside the YAML file instead."""
        if "://" in address:
            return await self._fetcher.fetch(FetchRequest(url=address, kind=FetchKind.LIST, validators=validators))
        path = resolve(address, os.path.dirname(os.path.abspath(watchlist.file)))
        try:
            return Fetched(url=path, body=await asyncio.to_thread(self._files.read, path))
        except OSError as error:
            return FetchFailed(problem=FetchProblem.CONTENT, detail=f"{path} cannot be read: {error.strerror or error}")

    # -------------------------------------------------------------- tell
    async def _tell(self, name: str, old: ListRecord, step: _Step) -> None:
        """The notices about a refresh: one for a cause until it clears; what changed, in a few lines."""
        new = step.record
        for kind in _BAD:
            title = f"{_TITLES[kind]}: {name}"
            if new.kind != kind:
                await self._notices.clear(f"list {kind}: {name}", title, new.sentence)
            elif kind is not OutcomeKind.FAILED or new.refused or new.failures >= SAID_AT:
                hint = f'\nTo accept it: monitor lists refresh --confirm "{name}"' if kind is OutcomeKind.SHRUNK else ""
                await self._notices.open(f"list {kind}: {name}", title, new.sentence + hint)
        if step.changed:
            await self._tell_change(new)

    async def _tell_change(self, record: ListRecord) -> None:
        """What the last change brought, once; nothing of a first import."""
        if record.replaced:
            lines = "\n".join([*filter(None, [record.message]), *(f"! {alarm}" for alarm in record.alarms)])
            await self._notices.say(f"list changed: {record.watchlist}: {record.current}, after {record.replaced}",
                                    f"List changed: {record.watchlist}: {record.headline}", lines)

    async def tell_local(self, record: ListRecord) -> None:
        """The notices about a list in a file, which is read and weighed where the index is compiled. One that is not in order is
        a broken edit and said as such; what a refresh by hand said of it before is resolved here."""
        if record.kind not in _BAD:
            for kind in _BAD:
                await self._notices.clear(f"list {kind}: {record.watchlist}", f"{_TITLES[kind]}: {record.watchlist}", record.sentence)
        if record.changed and record.changed > self._clock.now() - NEWS:
            await self._tell_change(record)
        self._note(record, self._clock.now())


class ListJob:
    """The daemon's part: which lists there are and which version of each is in force here, whoever fetched it."""

    def __init__(self, lists: Lists) -> None:
        self.lists = lists
        self._watchlists: list[Watchlist] = []
        self._local: list[Watchlist] = []
        self._told: dict[str, ListRecord] = {}
        self._in_force: dict[str, str] = {}
        self._working: dict[str, asyncio.Task[None]] = {}

    async def ready(self, watchlists: Sequence[Watchlist]) -> None:
        """Fetches what is not kept yet, for a minute at most, so that a start screens with every list it can have."""
        with suppress(TimeoutError):
            async with asyncio.timeout(FIRST_FETCH):
                await self.lists.refresh_due(watchlists, missing_only=True)

    def note(self, watchlists: Sequence[Watchlist]) -> None:
        """Called before these watchlists are compiled: what is in force then is at least what is kept now."""
        self._watchlists = fetched_lists(watchlists)
        self._local = [watchlist for watchlist in watchlists if watchlist.source is not None and watchlist not in self._watchlists]
        self._in_force = self._kept()

    def files(self) -> frozenset[str]:
        """The paths of the lists that stand in files of the user's own."""
        return frozenset(path for watchlist in self._local for path in list_paths(watchlist).values())

    async def look(self, patience: float = PATIENCE) -> bool:
        """Begins to refresh what is due; whether a list is kept that is not in force. Waits ``patience`` seconds for the first
        to be done: one that takes long holds back no other, and is found at a later look."""
        for watchlist in self._watchlists:
            if watchlist.name not in self._working and self.lists.is_due(watchlist):
                task = asyncio.get_running_loop().create_task(self.lists.in_turn(watchlist))
                self._working[watchlist.name] = task
                task.add_done_callback(lambda _, name=watchlist.name: self._working.pop(name, None))  # type: ignore[misc]
        if self._working:
            await asyncio.wait(self._working.values(), timeout=patience, return_when=asyncio.FIRST_COMPLETED)
        await self._tell_local()
        return self._kept() != self._in_force

    async def _tell_local(self) -> None:
        for watchlist in self._local:
            record = self.lists.record(watchlist)
            if record.tried and record != self._told.get(watchlist.name):
                await self.lists.tell_local(record)
                self._told[watchlist.name] = record

    async def close(self) -> None:
        """Gives up what is being fetched: it is as due at the next start."""
        left = list(self._working.values())
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    def rows(self) -> list[dict[str, object]]:
        """How each list stands, for the status page."""
        return [list_row(self.lists.record(watchlist), watchlist) for watchlist in (*self._watchlists, *self._local)]

    def _kept(self) -> dict[str, str]:
        return {watchlist.name: self.lists.record(watchlist).current for watchlist in self._watchlists}


def list_row(record: ListRecord, watchlist: Watchlist) -> dict[str, object]:
    """How a list stands, as `monitor lists --json` prints it; times in ISO 8601, None where there was none yet."""
    times = {name: moment.isoformat() if moment else None for name, moment in (
        ("tried", record.tried), ("good", record.good), ("changed", record.changed), ("next_due", record.next_due))}
    source = watchlist.source
    return {"watchlist": watchlist.name, "file": watchlist.file, "format": source.format if source else "",
            "url": source.url if source else "", "outcome": record.kind or "waiting", "sentence": record.sentence,
            "dated": record.dated, "entities": record.entities, "names": record.names, "weak": record.weak, "native": record.native,
            "failures": record.failures, "alarms": list(record.alarms), "remarks": list(record.remarks), "version": record.current,
            "last_change": record.headline, **times}


def _good(old: ListRecord, source: ListSource, now: datetime, kind: OutcomeKind, sentence: str) -> ListRecord:
    return replace(old, tried=now, good=now, next_due=now + source.every, source=source_of(source), every=source.every,
                   kind=str(kind), sentence=sentence, failures=0, refused="", alarms=())


def _bad(old: ListRecord, source: ListSource, now: datetime, kind: OutcomeKind, sentence: str, *, refused: str = "",
         wait: timedelta | None = None) -> ListRecord:
    """Tried again sooner than a good one: after a minute, then twice as long each time, up to an hour or the list's interval."""
    again = min(RETRY * 2 ** min(old.failures, 10), RETRY_UP_TO, source.every)
    return replace(old, tried=now, next_due=now + max(again, wait or again), source=source_of(source), every=source.every,
                   kind=str(kind), sentence=sentence, failures=old.failures + 1, refused=refused, alarms=())


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
