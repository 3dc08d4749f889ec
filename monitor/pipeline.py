"""The story of an entry, in its verbs: what happens between a due feed and a message that was accepted.

::

    poll     a due feed, claimed by lease, is fetched (conditionally), parsed in a worker, and recorded with its entries
    read     a waiting entry is fetched, extracted and screened in one worker call
    decide   matches x rules -> alerts and suppressions with their reasons; recorded with the article in one transaction
    group    ungrouped alerts of one article become a story and its deliveries, in one transaction
    send     a claimed delivery goes to its sink; the outcome becomes its next state

Each verb takes a row it holds by lease, asks the world through ports, decides with pure functions, and writes results and
the new state in one transaction. So a process may die between any two lines here and any number may share a store.
"""

from __future__ import annotations

import asyncio
import hashlib
import traceback
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from monitor.alerts.rules import Context, decide
from monitor.alerts.stories import plan
from monitor.delivery import LookUp, Unreadable, may_have_arrived, next_state, reconcile
from monitor.delivery import Settings as DeliverySettings
from monitor.errors import ContentFault, DeadlineExceeded, StoreFault, WorkerDied, WorkerFault
from monitor.feeds.schedule import Failure, Hints, failure_weight, next_due, next_due_after_failure
from monitor.model import (
    Alert,
    AlertGroup,
    Ambiguous,
    ArticleMode,
    Decision,
    Delivery,
    Fetched,
    FetchFailed,
    FetchKind,
    FetchProblem,
    FetchRequest,
    LeasedEntry,
    LeasedFeed,
    Match,
    NotModified,
    Page,
    ParsedFeed,
    PollReceipt,
    PollResult,
    Reading,
    Rejected,
    Rule,
    Screened,
    ScreenedReceipt,
    SeenEntry,
    SendOutcome,
    Transition,
    Verdict,
)
from monitor.ports import Clock, Fetcher, Journal, Notifier, Store, Workers
from monitor.reading import feed_text_suffices
from monitor.text import canonical_url

PARSE_DEADLINE = timedelta(seconds=5)  # hostile feeds keep the parser busy for minutes
READ_DEADLINE = timedelta(seconds=10)  # the slowest real page takes under a second
PAGE_TRIES = 3  # reads of a page that fails for a passing reason
PASSING = frozenset({FetchProblem.TIMEOUT, FetchProblem.DNS, FetchProblem.CONNECTION})
LEASE = timedelta(minutes=10)  # longer than a row takes at worst: all of a stage's rows waiting for their turns at one slow host
PER_FEED = 8  # entries of one feed in work at a time: enough to keep the workers busy, while a slow host leaves places to others
STORE_PAUSE, STORE_PAUSES_UP_TO = 0.5, 15.0  # seconds between tries to write to a store that is full or locked

Written = TypeVar("Written")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What the user's files say, as of now: swapped whole, so that one entry is decided under one version.

    ``sink`` is where new messages go; what was queued for another of ``sinks`` is still delivered there.
    """

    rules: tuple[Rule, ...]
    rules_version: str
    default_channel: str
    backfill: timedelta | None
    index_root: str
    index_version: str
    sink: str
    sinks: tuple[str, ...]
    delivery: DeliverySettings
    spacing: timedelta
    workspace_spacing: timedelta
    send_lease: timedelta


class Pipeline:
    """The verbs, over ports. ``jitter`` gives factors between 0.9 and 1.1, ``chance`` numbers from 0 to 1."""

    def __init__(self, *, store: Store, fetcher: Fetcher, workers: Workers, clock: Clock, journal: Journal,
                 policy: Policy, owner: str, jitter: Callable[[], float], chance: Callable[[], float],
                 sleep: Callable[[float], Awaitable[object]] = asyncio.sleep) -> None:
        self.policy = policy
        self.owner = owner
        self._store, self._fetcher, self._workers = store, fetcher, workers
        self._clock, self._journal = clock, journal
        self._jitter, self._chance, self._sleep = jitter, chance, sleep

    # -------------------------------------------------------------- claim
    async def claim_feeds(self, limit: int, *, everything: bool = False) -> list[LeasedFeed]:
        """Due feeds, ours until the lease ends; with ``everything`` whatever their due time."""
        return await self._store.claim_feeds(now=self._clock.now(), limit=limit, lease=LEASE, owner=self.owner,
                                             jitter=self._jitter, everything=everything)

    async def claim_entries(self, limit: int) -> list[LeasedEntry]:
        """Waiting entries, ours until the lease ends."""
        return await self._store.claim_entries(now=self._clock.now(), limit=limit, lease=LEASE, owner=self.owner, per_feed=PER_FEED)

    async def claim_deliveries(self, limit: int) -> list[Delivery]:
        """Due deliveries, committed as being sent."""
        return await self._store.claim_deliveries(
            now=self._clock.now(), sinks=self.policy.sinks, limit=limit, lease=self.policy.send_lease,
            owner=self.owner, spacing=self.policy.spacing, workspace_spacing=self.policy.workspace_spacing)

    # -------------------------------------------------------------- poll and parse
    async def poll(self, leased: LeasedFeed) -> PollReceipt:
        """Fetches, parses and records one feed. Whatever the publisher sends, the result is a recorded poll."""
        feed, started = leased.feed, self._clock.now()
        outcome = await self._fetcher.fetch(FetchRequest(url=feed.url, kind=FetchKind.FEED, validators=leased.validators))
        result = await self._poll_result(leased, outcome, started)
        receipt = await self._written(lambda: self._store.record_poll(result))
        self._journal.record(
            "poll", feed=feed.name, url=feed.url, status=result.status, error=result.error or None, new=receipt.new,
            changed=receipt.changed, known=receipt.known, fenced=receipt.fenced or None, next_due=result.next_due,
            seconds=(self._clock.now() - started).total_seconds())
        return receipt

    async def _poll_result(self, leased: LeasedFeed, outcome: object, now: datetime) -> PollResult:
        if isinstance(outcome, FetchFailed):
            return self._failed_poll(leased, outcome, now)
        if isinstance(outcome, NotModified):
            return self._good_poll(leased, outcome, now, status="unchanged", body_hash=leased.body_hash)
        assert isinstance(outcome, Fetched)
        body_hash = hashlib.blake2b(outcome.body, digest_size=16).hexdigest()
        if body_hash == leased.body_hash:
            return self._good_poll(leased, outcome, now, status="unchanged", body_hash=body_hash)
        try:
            parsed = await self._parse(outcome)
        except (ContentFault, WorkerFault) as fault:
            # the validators stay those of the last readable document: a 304 must never confirm one we could not read
            unreadable = FetchFailed(problem=FetchProblem.CONTENT, detail=str(fault))
            return self._failed_poll(leased, unreadable, now)
        return self._good_poll(leased, outcome, now, status="ok", body_hash=body_hash, parsed=parsed)

    async def _parse(self, fetched: Fetched) -> ParsedFeed:
        arguments = (fetched.body, fetched.url, fetched.content_type)
        try:
            parsed = await self._workers.run("parse_feed", *arguments, deadline=PARSE_DEADLINE)
        except (DeadlineExceeded, WorkerDied):
            parsed = await self._workers.run("parse_feed_degraded", *arguments, deadline=PARSE_DEADLINE)
        assert isinstance(parsed, ParsedFeed)
        return parsed

    def _good_poll(self, leased: LeasedFeed, answer: Fetched | NotModified, now: datetime, *, status: str, body_hash: str,
                   parsed: ParsedFeed | None = None) -> PollResult:
        due = next_due(now, interval=leased.feed.every, jitter=self._jitter(),
                       hints=Hints(max_age=answer.max_age, ttl=parsed.ttl if parsed else None))
        entries = tuple(SeenEntry(entry=entry, old=leased.first_poll and self._is_old(entry.published or entry.updated, now))
                        for entry in (parsed.entries if parsed else ()))
        return PollResult(url=leased.feed.url, token=leased.token, polled=now, status=status, next_due=due,
                          validators=_merged(answer, leased), body_hash=body_hash, title=parsed.title if parsed else "",
                          language=parsed.language if parsed else None, entries=entries)

    def _failed_poll(self, leased: LeasedFeed, failure: FetchFailed, now: datetime) -> PollResult:
        failures = leased.failures + 1
        passing = failure.problem is FetchProblem.DNS or (failure.status or 0) >= 500
        weight = failure_weight(Failure.LIGHT if passing else Failure.HARD)
        due = next_due_after_failure(now, interval=leased.feed.every, failures=failures * weight, jitter=self._jitter(),
                                     hints=Hints(retry_after=failure.retry_after))
        return PollResult(url=leased.feed.url, token=leased.token, polled=now, status="failed", next_due=due,
                          not_before=now + failure.retry_after if failure.retry_after else None, failures=failures,
                          error=f"{failure.problem}: {failure.detail}", validators=leased.validators,
                          body_hash=leased.body_hash)

    def _is_old(self, published: datetime | None, now: datetime) -> bool:
        return self.policy.backfill is not None and published is not None and published < now - self.policy.backfill

    # -------------------------------------------------------------- read, screen, decide
    async def read(self, leased: LeasedEntry) -> ScreenedReceipt | None:
        """Reads, screens and decides one entry; None when it was given back to be tried again."""
        policy, started = self.policy, self._clock.now()
        page, note, passing = await self._page(leased)
        again = started + timedelta(minutes=2 * (leased.attempts + 1)) if passing and leased.attempts < PAGE_TRIES else None
        try:
            reading, note = await self._reading(leased, page, note, policy)
        except WorkerFault as fault:
            delay = timedelta(seconds=min(3600, 30 * 2 ** min(leased.attempts, 8)))
            why = str(fault)
            await self._written(lambda: self._store.postpone_entry(leased.id, leased.token, due=started + delay, error=why))
            self._journal.record("entry", feed=leased.feed.name, link=leased.entry.link, error=why, postponed=delay)
            return None
        known = await self._written(lambda: self._store.known_keys(_article_address(reading)))
        # an entry that was old at the first poll and changed since: what it said then stays held back, what is new is told
        changed = leased.old and leased.rev > 0
        old = await self._written(lambda: self._store.old_keys(_article_address(reading))) if changed else frozenset()
        decisions = decide(reading.matches, policy.rules, Context(
            article_url=_article_address(reading), old=leased.old and not changed, known_keys=known, old_keys=old,
            today=started.date(), default_channel=policy.default_channel))
        done = self._clock.now()
        screened = Screened(
            entry_id=leased.id, token=leased.token, article=reading.article, matches=reading.matches,
            alerts=alerts_of(reading, decisions, origin_of(leased), done), seen=leased.first_seen, screened=done,
            index_version=policy.index_version, rules_version=policy.rules_version, note=note, again=again)
        receipt = await self._written(lambda: self._store.record_screened(screened))
        self._note_entry(leased, reading, decisions, receipt, note, started)
        return receipt

    async def _page(self, leased: LeasedEntry) -> tuple[Page | None, str, bool]:
        """The page behind the entry, or None with the reason, and whether that reason may pass."""
        entry = leased.entry
        if leased.old:
            return None, "older than backfill: screened on what the feed carries", False
        if leased.feed.article is ArticleMode.FEED or not entry.link:
            return None, "", False
        if feed_text_suffices(entry):
            return None, "the feed carries the whole text", False
        outcome = await self._fetcher.fetch(FetchRequest(url=entry.link, kind=FetchKind.PAGE))
        if isinstance(outcome, Fetched):
            return Page(url=outcome.url, body=outcome.body, content_type=outcome.content_type), "", False
        assert isinstance(outcome, FetchFailed), "a page is asked for without validators"
        passing = outcome.problem in PASSING or outcome.status in (429, 500, 502, 503, 504)
        return None, f"page not read: {outcome.problem}: {outcome.detail}", passing

    async def _reading(self, leased: LeasedEntry, page: Page | None, note: str, policy: Policy) -> tuple[Reading, str]:
        """One worker call; a page that kills its worker twice is left out, and the feed's own text is screened."""
        tries: list[Page | None] = [page, page, None] if page is not None else [None, None]
        for number, attempt in enumerate(tries, 1):
            try:
                reading = await self._workers.run(
                    "read", attempt, leased.entry, policy.index_root, policy.index_version, self._clock.now(),
                    deadline=READ_DEADLINE)
                assert isinstance(reading, Reading)
                return reading, note
            except WorkerFault as fault:
                note = f"page left out: {fault}" if page is not None else str(fault)
                self._journal.record("worker fault", link=leased.entry.link, attempt=number, error=str(fault))
                if number == len(tries):
                    raise
        raise AssertionError("unreachable")

    def _note_entry(self, leased: LeasedEntry, reading: Reading, decisions: Sequence[Decision], receipt: ScreenedReceipt,
                    note: str, started: datetime) -> None:
        self._journal.record(
            "entry", feed=leased.feed.name, link=leased.entry.link, title=reading.article.title[:120],
            extracted_by=reading.article.extracted_by, partial=reading.article.partial or None, note=note or None,
            matches=[f"{match.watchlist}/{match.entity}:{match.tier}" for match in reading.matches[:10]],
            alerts=receipt.alerts, suppressed=receipt.suppressed, fenced=receipt.fenced or None, old=leased.old or None,
            rules=[decision.rule for decision in decisions if decision.verdict is Verdict.ALERT] or None,
            published=reading.article.published, seconds=(self._clock.now() - started).total_seconds())

    # -------------------------------------------------------------- group and send
    async def group(self) -> int:
        """Plans stories and deliveries for all ungrouped alerts that can be claimed; the number of groups done."""
        done = 0
        while groups := await self._store.claim_ungrouped(now=self._clock.now(), limit=20, lease=LEASE, owner=self.owner):
            for group in groups:
                done += await self._grouped(group)
        return done

    async def _grouped(self, group: AlertGroup) -> bool:
        """One group planned and recorded. What goes wrong with one is said and must not hold back the others."""
        try:
            story, deliveries = plan(group, now=self._clock.now(), sink=self.policy.sink)
        except Exception as surprise:  # its lease runs out, and it comes again
            self._journal.record("stage", stage="group", article=group.article_id, error=repr(surprise), trace=traceback.format_exc())
            return False
        return await self._written(lambda: self._store.record_story(group, story, deliveries))

    async def send(self, delivery: Delivery, notifier: Notifier) -> Transition:
        """Sends a claimed delivery, or first looks up one that may have arrived, and records what became of it."""
        if may_have_arrived(delivery):
            found = await self._found(delivery, notifier)
            step = reconcile(delivery, found, now=self._clock.now(), jitter=self._chance(), blind=self.policy.delivery.ambiguous)
            if isinstance(step, Transition):
                return await self._settled(delivery, step, f"looked up: {type(found).__name__.lower()}")
            delivery = step
        outcome = await self._sent(delivery, notifier)
        transition = next_state(delivery, outcome, now=self._clock.now(), jitter=self._chance(), settings=self.policy.delivery)
        return await self._settled(delivery, transition, type(outcome).__name__.lower())

    def _half_a_lease(self) -> float:
        """Seconds a look-up may take, and then a send: while they last nobody else may take the delivery for a dead one's."""
        return self.policy.send_lease.total_seconds() / 2 - 1

    async def _found(self, delivery: Delivery, notifier: Notifier) -> LookUp | None:
        try:
            async with asyncio.timeout(self._half_a_lease()):
                return await notifier.find(delivery)
        except TimeoutError:
            return Unreadable(reason="the look-up took too long", away=True)

    async def _sent(self, delivery: Delivery, notifier: Notifier) -> SendOutcome:
        """A notifier raises only for a defect in making the message, so nothing went out: once more as plain text, then given up
        where a person sees it. One message must not hold up its channel."""
        try:
            async with asyncio.timeout(self._half_a_lease()):
                return await notifier.send(delivery)
        except TimeoutError:
            return Ambiguous(reason="the send took too long")
        except Exception as defect:
            self._journal.record("stage", stage="send", delivery=delivery.id, error=repr(defect), trace=traceback.format_exc())
            return Rejected(reason=f"the message could not be made: {defect!r}", what="payload")

    async def _settled(self, delivery: Delivery, transition: Transition, outcome: str) -> Transition:
        kept = await self._written(lambda: self._store.record_outcome(delivery.id, delivery.token, transition))
        now, lead = self._clock.now(), delivery.message.lead
        self._journal.record(
            "delivery", id=delivery.id, sink=delivery.sink, channel=delivery.channel, kind=delivery.kind,
            severity=delivery.severity, outcome=outcome, state=transition.state, error=transition.error or None,
            attempts=transition.attempts, fenced=None if kept else True, lag=(now - delivery.created).total_seconds(),
            since_published=(now - lead.published).total_seconds() if lead and lead.published else None)
        return transition

    async def _written(self, write: Callable[[], Awaitable[Written]]) -> Written:
        """The answer of a store that may be full or locked for a while: what was seen, read or sent is kept in hand, with its
        lease, until it can be written. Raises StoreFault where waiting does not help."""
        pause = STORE_PAUSE
        while True:
            try:
                return await write()
            except StoreFault as fault:
                if not fault.transient:
                    raise
                self._journal.record("store", error=str(fault), again_in=timedelta(seconds=pause))
            await self._sleep(pause)
            pause = min(STORE_PAUSES_UP_TO, 2 * pause)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an article came from, for the alerts it makes."""

    entry_id: int
    rev: int
    feed_url: str
    feed_name: str
    seen: datetime
    title: str = ""
    published: datetime | None = None


def origin_of(leased: LeasedEntry) -> Origin:
    """The origin of a waiting entry."""
    return Origin(entry_id=leased.id, rev=leased.rev, feed_url=leased.feed.url, feed_name=leased.feed.name, seen=leased.first_seen,
                  title=leased.entry.title, published=leased.entry.published)


def alerts_of(reading: Reading, decisions: Sequence[Decision], origin: Origin, now: datetime) -> tuple[Alert, ...]:
    """The decisions as rows to store: each with the match it rests on and the article it stands in. Deterministic ids."""
    matches: dict[tuple[str, str], Match] = {(match.watchlist, match.entity): match for match in reading.matches}
    article = reading.article
    shared: dict[str, Any] = {
        "article_id": 0, "article_url": _article_address(reading), "title": article.title or origin.title,
        "feed_url": origin.feed_url, "feed_name": origin.feed_name, "language": article.language,
        "published": article.published or origin.published, "seen": origin.seen, "created": now, "partial": article.partial}
    return tuple(Alert(id=_alert_id(decision, origin), decision=decision,
                       match=_told(matches[decision.watchlist, decision.entity], decision), **shared) for decision in decisions)


def _told(match: Match, decision: Decision) -> Match:
    """The match as its alert tells it: headed by the trip the rule asked for, where that is not the most alert-worthy one."""
    return match if decision.trip in (None, match.trip) else replace(match, trip=decision.trip)


def _alert_id(decision: Decision, origin: Origin) -> str:
    parts = [decision.key, decision.rule, decision.verdict]
    if decision.verdict is Verdict.SUPPRESSED:
        parts += [str(origin.entry_id), str(origin.rev), decision.reason]
    return hashlib.blake2b("\x1f".join(parts).encode(), digest_size=8).hexdigest()


def _article_address(reading: Reading) -> str:
    return canonical_url(reading.article.url) or reading.article.url


def _merged(answer: Fetched | NotModified, leased: LeasedFeed) -> Any:
    """A 304 often comes without validators: those it confirmed stay in force."""
    if isinstance(answer, NotModified) and not (answer.validators.etag or answer.validators.last_modified):
        return leased.validators
    return answer.validators
