"""Screening backwards: who is newly listed is looked for in the stored articles, in the background, half of a worker's time at most.

::

    the index in force is another one ─► who is new (in a worker) ─► a job ─► articles, oldest first, 200 at a time ─► alerts

Jobs and how far they have come are a note in the store, so a restart goes on where it stopped; what an article alerted before is
not told again. A watchlist that is new as a whole looks back only as far as ``backfill``, as a new feed does.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from monitor.adapters.backwards_tasks import backwards_beside
from monitor.adapters.index_folder import remove_old
from monitor.alerts.codec import from_json, to_json
from monitor.alerts.rules import Context, Reason, before_listing, decide
from monitor.daemon.loading import kept
from monitor.errors import OperatorFault, WorkerFault
from monitor.model import Document, Match, Reading, Screened, ScreenedReceipt, Verdict
from monitor.pipeline import Origin, Policy, alerts_of
from monitor.ports import Clock, Journal, Workers
from monitor.reading import document_of
from monitor.watchlists.newcomers import by_new_name

PLAN_DEADLINE, SCREEN_DEADLINE = timedelta(minutes=2), timedelta(minutes=1)
SLICE = 8.0  # seconds of one look: a look comes every ten
CHUNK = 50  # documents a task: a worker is free again for the news within a fraction of a second

class BackwardsStore(Protocol):
    """What it needs of a store."""

    async def get_note(self, key: str) -> bytes | None: ...
    async def put_note(self, key: str, value: bytes) -> None: ...
    async def articles_after(self, seen: datetime, number: int) -> list[Any]: ...
    async def known_keys(self, article_url: str) -> frozenset[str]: ...
    async def record_replayed(self, result: Screened, article_id: int) -> ScreenedReceipt: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Newcomers to look for, in articles seen after (``seen``, ``article``) and before ``until``."""

    index: str
    entities: int
    further: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
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

    def __init__(self, store: BackwardsStore, workers: Workers, clock: Clock, journal: Journal) -> None:
        self._store, self._workers, self._clock, self._journal = store, workers, clock, journal
        self._key = f"backwards:{socket.gethostname()}"  # another machine has indexes of its own

    async def look(self, policy: Policy, retention: timedelta, seconds: float = SLICE) -> State:
        """Plans what became necessary and works on it for ``seconds``; what is left. Raises StoreFault and WorkerFault."""
        state = await self._state()
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
                                        deadline=PLAN_DEADLINE)
        jobs = []
        for one in found:
            back = min(retention, policy.backfill or retention) if one["fresh"] else retention
            jobs.append(Job(index=one["index"], entities=one["entities"], further=one["further"], seen=now - back, until=now))
            self._journal.record("backwards", step="begun", entities=one["entities"], fresh=one["fresh"] or None, since=now - back)
        return await self._put(State(version=policy.index_version, jobs=(*state.jobs, *jobs)))

    # -------------------------------------------------------------- a batch
    async def _step(self, state: State, policy: Policy) -> State:
        """One batch of the oldest job, and how far it has come then."""
        job = state.jobs[0]
        batch = [stored for stored in await self._store.articles_after(job.seen, job.article) if stored.seen < job.until]
        if not batch:
            return await self._done(state, policy)
        root = backwards_beside(policy.index_root)
        try:
            found = await self._screened([document_of(stored.article) for stored in batch], root, job.index)
        except OperatorFault as fault:  # the folder was cleared away: what it held can't be made again, the names are known now
            self._journal.record("backwards", step="given up", entities=job.entities, error=str(fault))
            return await self._put(replace(state, jobs=state.jobs[1:]))
        further = {(watchlist, entity): names for watchlist, entity, names in job.further}
        alerts = 0
        for stored, matches in zip(batch, found, strict=True):
            alerts += await self._told(stored, tuple(match for match in matches if by_new_name(match, further)), policy)
        job = replace(job, seen=batch[-1].seen, article=batch[-1].id, screened=job.screened + len(batch), alerts=job.alerts + alerts)
        return await self._put(replace(state, jobs=(job, *state.jobs[1:])))

    async def _screened(self, documents: Sequence[Document], root: str, index: str) -> list[tuple[Match, ...]]:
        found: list[tuple[Match, ...]] = []
        for start in range(0, len(documents), CHUNK):
            chunk = list(documents[start:start + CHUNK])
            try:
                found += await self._matches(chunk, root, index)
            except WorkerFault:
                found += [await self._screened_alone(document, root, index) for document in chunk]
        return found

    async def _screened_alone(self, document: Document, root: str, index: str) -> tuple[Match, ...]:
        """One that kills its worker is left out, and said: the others are not to be held up by it."""
        try:
            found, = await self._matches([document], root, index)
        except WorkerFault as fault:
            title = dict(document.fields).get("title", "")[:120]
            self._journal.record("worker fault", title=title, error=str(fault))
            return ()
        return found

    async def _matches(self, documents: list[Document], root: str, index: str) -> list[tuple[Match, ...]]:
        found = await self._workers.run("screen", documents, root, index, False, deadline=SCREEN_DEADLINE)
        return [matches for matches, _ in found]

    async def _told(self, stored: Any, matches: tuple[Match, ...], policy: Policy) -> int:
        """Records what an article alerts; how many alerts that are."""
        if not matches:
            return 0
        now, article = self._clock.now(), stored.article
        known = await self._store.known_keys(article.url)
        decisions = before_listing(decide(matches, policy.rules, Context(
            article_url=article.url, known_keys=known, today=now.date(), default_channel=policy.default_channel)))
        news = [one for one in decisions if one.verdict is Verdict.ALERT or Reason.of(one.reason) is not Reason.KNOWN]
        origin = Origin(entry_id=0, rev=0, feed_url=stored.feed_url, feed_name=stored.feed_name, seen=stored.seen)
        receipt = await self._store.record_replayed(Screened(
            entry_id=0, token="", article=article, matches=matches, seen=stored.seen, screened=now,
            alerts=alerts_of(Reading(article=article, matches=matches), news, origin, now),
            index_version=policy.index_version, rules_version=policy.rules_version), stored.id)
        return receipt.alerts

    async def _done(self, state: State, policy: Policy) -> State:
        job = state.jobs[0]
        state = await self._put(replace(state, jobs=state.jobs[1:]))
        self._journal.record("backwards", step="done", entities=job.entities, articles=job.screened, alerts=job.alerts)
        await asyncio.to_thread(remove_old, backwards_beside(policy.index_root), {one.index for one in state.jobs})
        return state


def facts(state: State) -> Mapping[str, object]:
    """How far it has come, for the status page."""
    return {"jobs": len(state.jobs), "articles": sum(job.screened for job in state.jobs), "alerts": sum(job.alerts for job in state.jobs)}
