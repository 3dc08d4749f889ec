"""Screening backwards: who is newly listed is looked for in the stored articles, in the background, half of a worker's time at most.

::

    the index in force is another one ─► who is new (in a worker) ─► a job ─► articles, oldest first, 500 at a time ─► alerts

Jobs and how far they have come are a note in the store, so a restart goes on where it stopped; what an article alerted before is
not told again. A watchlist that is new as a whole looks back only as far as ``backfill``, as a new feed does.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from monitor.adapters.backwards_tasks import alone, backwards_beside
from monitor.adapters.index_folder import remove_old
from monitor.alerts.codec import from_json, to_json
from monitor.alerts.parties import Entry, entry
from monitor.alerts.rules import Context, Reason, before_listing, decide, under_other_ids
from monitor.daemon.loading import kept
from monitor.daemon.stored import chunks, screen_stored
from monitor.errors import OperatorFault, WorkerFault
from monitor.model import Decision, Match, Reading, Screened, ScreenedReceipt, Verdict
from monitor.pipeline import Origin, Policy, alerts_of
from monitor.ports import Clock, Journal, Workers
from monitor.reading import document_of
from monitor.watchlists.newcomers import by_new_name

PLAN_DEADLINE, SCREEN_DEADLINE = timedelta(minutes=2), timedelta(minutes=1)
SLICE = 8.0  # seconds of one look: a look comes every ten
BATCH = 500  # articles read at once, after which what has been done is noted
EARLY = 6  # looks at which the files kept may be those of an edit that is still being compiled: a minute


class BackwardsStore(Protocol):
    """What it needs of a store."""

    async def get_note(self, key: str) -> bytes | None: ...
    async def put_note(self, key: str, value: bytes) -> None: ...
    async def texts_after(self, seen: datetime, number: int, until: datetime, limit: int) -> list[Any]: ...
    async def articles(self, numbers: Sequence[int]) -> list[Any]: ...
    async def known_keys(self, article_url: str) -> frozenset[str]: ...
    async def record_replayed(self, result: Screened, article_id: int) -> ScreenedReceipt: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Newcomers to look for, in articles seen after (``seen``, ``article``) and before ``until``. ``further`` and ``renumbered`` as
    planned."""

    index: str
    entities: int
    further: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    renumbered: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = ()
    seen: datetime
    article: int = 0
    until: datetime
    screened: int = 0
    alerts: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """The index version whose names are accounted for, and the jobs not yet done, the oldest first."""

    version: str = ""
    jobs: tuple[Job, ...] = ()


class Backwards:
    """The daemon's background job: ``look`` comes every ten seconds. The watchlist files it compares are those kept as in force."""

    def __init__(self, store: BackwardsStore, workers: Workers, clock: Clock, journal: Journal, *, batch: int = BATCH) -> None:
        self._store, self._workers, self._clock, self._journal = store, workers, clock, journal
        self._batch, self._turn = batch, asyncio.Semaphore(1)
        self._early = 0
        self._key = f"backwards:{socket.gethostname()}"  # another machine has indexes of its own

    async def look(self, policy: Policy, retention: timedelta, seconds: float = SLICE) -> State:
        """Plans what became necessary and works on it for ``seconds``; what is left, which is all where another process is at it.

        Raises StoreFault, WorkerFault, and OperatorFault where the folder of indexes can't be written."""
        with alone(policy.index_root) as ours:
            state = await self._state()
            if not ours:
                return state
            if state.version != policy.index_version:
                state = await self._planned(state, policy, retention)
            loop = asyncio.get_running_loop()
            end = loop.time() + seconds
            while state.jobs and loop.time() < end:
                began = loop.time()
                state = await self._step(state, policy)
                await asyncio.sleep(min(loop.time() - began, max(0.0, end - loop.time())))  # as long a rest as the work took
        return state

    async def _state(self) -> State:
        note = await self._store.get_note(self._key)
        return from_json(note, State) if note else State()

    async def _put(self, state: State) -> State:
        await self._store.put_note(self._key, to_json(state).encode())
        return state

    async def _planned(self, state: State, policy: Policy, retention: timedelta) -> State:
        now, files = self._clock.now(), await kept(self._store) or ()
        found = await self._workers.run("plan_backwards", list(files), policy.index_root, state.version, policy.index_version,
                                        now, self._early >= EARLY, deadline=PLAN_DEADLINE)
        if found is None:  # who is new in an edit that is not in force yet would be looked for and not be told
            self._early += 1
            return state
        self._early, jobs = 0, []
        for one in found:
            back = min(retention, policy.backfill or retention) if one["fresh"] else retention
            jobs.append(Job(index=one["index"], entities=one["entities"], further=one["further"], renumbered=one["renumbered"],
                            seen=now - back, until=now))
            self._journal.record("backwards", step="begun", entities=one["entities"], fresh=one["fresh"] or None, since=now - back)
        return await self._put(State(version=policy.index_version, jobs=(*state.jobs, *jobs)))

    # -------------------------------------------------------------- a batch
    async def _step(self, state: State, policy: Policy) -> State:
        """One batch of the oldest job, and how far it has come then."""
        job = state.jobs[0]
        batch = await self._store.texts_after(job.seen, job.article, job.until, self._batch)
        if not batch:
            return await self._done(state, policy)
        try:
            found = await self._found(batch, policy, job)
        except OperatorFault as fault:  # the folder was cleared away: what it held can't be made again, the names are known now
            self._journal.record("backwards", step="given up", entities=job.entities, error=str(fault))
            return await self._put(replace(state, jobs=state.jobs[1:]))
        stored = await self._store.articles(list(found))
        told = await _all(self._told(one, found[one.id], policy, job) for one in stored)
        job = replace(job, seen=batch[-1].seen, article=batch[-1].id, screened=job.screened + len(batch), alerts=job.alerts + sum(told))
        return await self._put(replace(state, jobs=(job, *state.jobs[1:])))

    async def _found(self, batch: Sequence[Any], policy: Policy, job: Job) -> dict[int, tuple[Match, ...]]:
        """The articles of a batch that name a newcomer, by number, with these matches."""
        further = {(watchlist, entity): names for watchlist, entity, names in job.further}
        found: dict[int, tuple[Match, ...]] = {}
        for chunk in chunks(batch):
            for one, matches in await screen_stored(self._workers, chunk, backwards_beside(policy.index_root), job.index,
                                                    left_out=self._left_out):
                if new := tuple(match for match in matches if by_new_name(match, further)):
                    found[one.id] = new
        return found

    def _left_out(self, one: Any, fault: WorkerFault) -> None:
        self._journal.record("worker fault", article=one.id, error=str(fault))

    # -------------------------------------------------------------- an article
    async def _told(self, stored: Any, matches: tuple[Match, ...], policy: Policy, job: Job) -> int:
        """Records what an article alerts; how many alerts that are."""
        now, article = self._clock.now(), stored.article
        former = {(watchlist, entity): former for watchlist, entity, former in job.renumbered}
        known = under_other_ids(await self._store.known_keys(article.url), article.url, former)
        context = Context(article_url=article.url, known_keys=known, today=now.date(), default_channel=policy.default_channel)
        decisions = decide(matches, policy.rules, context)
        # another listing of the party may carry the measure that a rule asks for
        asked = [replace(rule, measures=()) for rule in policy.rules]
        heard = [replace(match, mute=None) for match in matches]  # and who was muted when the job began need not be now
        if any(decision.verdict is Verdict.ALERT for decision in decide(heard, asked, context)):
            try:
                matches, decisions = await self._told_in_full(stored, {entry(match) for match in matches}, policy, job, context)
            except WorkerFault as fault:  # told without other listings rather than not at all
                self._left_out(stored, fault)
        news = [one for one in before_listing(decisions)
                if one.verdict is Verdict.ALERT or Reason.of(one.reason) is not Reason.KNOWN]
        if not news:
            return 0
        origin = Origin(entry_id=0, rev=0, feed_url=stored.feed_url, feed_name=stored.feed_name, seen=stored.seen)
        receipt = await self._store.record_replayed(Screened(
            entry_id=0, token="", article=article, matches=matches, seen=stored.seen, screened=now,
            alerts=alerts_of(Reading(article=article, matches=matches), news, origin, now),
            index_version=policy.index_version, rules_version=policy.rules_version), stored.id)
        return receipt.alerts

    async def _told_in_full(self, stored: Any, newcomers: set[Entry], policy: Policy, job: Job,
                            context: Context) -> tuple[tuple[Match, ...], tuple[Decision, ...]]:
        """The newcomers' matches and decisions with all the watchlists in force: beside their rivals, and with the other listings of
        the party. Of the others only what was told before counts: that nobody is told of one party twice."""
        async with self._turn:
            (matches, _), = await self._workers.run("screen", [document_of(stored.article)], policy.index_root, policy.index_version,
                                                    False, deadline=SCREEN_DEADLINE)
        further = {(watchlist, entity): names for watchlist, entity, names in job.further}
        new = [match for match in matches if entry(match) in newcomers and by_new_name(match, further)]
        others = [match for match in matches if match not in new]
        told = {(one.watchlist, one.entity) for one in decide(others, policy.rules, context) if Reason.of(one.reason) is Reason.KNOWN}
        decisions = decide([*new, *(match for match in others if entry(match) in told)], policy.rules, context)
        own = newcomers - told
        return tuple(new), tuple(one for one in decisions if (one.watchlist, one.entity) in own)

    async def _done(self, state: State, policy: Policy) -> State:
        job = state.jobs[0]
        state = await self._put(replace(state, jobs=state.jobs[1:]))
        self._journal.record("backwards", step="done", entities=job.entities, articles=job.screened, alerts=job.alerts)
        await asyncio.to_thread(remove_old, backwards_beside(policy.index_root), {one.index for one in state.jobs})
        return state


async def _all(works: Iterable[Coroutine[Any, Any, int]]) -> list[int]:
    """What they return, when all have ended. Raises what the first that failed raised."""
    done: list[int] = []
    for result in await asyncio.gather(*works, return_exceptions=True):
        if isinstance(result, BaseException):
            raise result
        done.append(result)
    return done


def facts(state: State) -> Mapping[str, object]:
    """How far it has come, for the status page."""
    return {"jobs": len(state.jobs), "articles": sum(job.screened for job in state.jobs), "alerts": sum(job.alerts for job in state.jobs)}
