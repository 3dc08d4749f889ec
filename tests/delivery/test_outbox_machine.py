"""Laws of the outbox, whatever comes in which order: a real store, the pipeline's own send, Slack's rules as the stand-in has them.

Faults, deaths in mid-send, jumps of the clock, archived channels, a revoked token, a history that cannot be read, and a person
who sends things again are drawn by Hypothesis. At every step: no alert is told twice while history can be read, and never more
than once again, marked, where it cannot; a reply follows its root; a channel keeps its pace and its order. In the end, once all
is mended: none is lost.
"""

from __future__ import annotations

import asyncio
import os
from collections import defaultdict
from collections.abc import Coroutine
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from monitor.adapters.slack_errors import of_answer
from monitor.adapters.sql_store import SqlStore
from monitor.alerts.render import blocks, plain
from monitor.delivery import CHANNEL_BURST, Absent, Found, LookUp, Settings, Unreadable
from monitor.model import Ambiguous, Blind, Delivery, Retry, SendOutcome, Sent, Severity
from monitor.pipeline import Pipeline, Policy
from monitor.testing.slack import Posted, Workspace
from monitor.testing.slack.calls import SCOPES, answer
from monitor.testing.slack.sample import SEEN, sample_alert, sample_delivery, sample_match, sample_message

SECOND = timedelta(seconds=1)
GRACE = 60 * SECOND
LATE = 30 * SECOND  # a commit comes this late at most: the grace is there for it
LEASE = 65 * SECOND
CHANNELS = ("#one", "#two", "#fallback")
FAULTS = ("none", "none", "none", "429", "away", "unanswered", "unanswered, committed", "late", "late", "odd", "payload")


class Died(BaseException):
    """The process ended here."""


@dataclass
class Clock:
    time: datetime = SEEN

    def now(self) -> datetime:
        return self.time


class Journal:
    def record(self, event: str, /, **fields: Any) -> None:
        assert event != "stage", fields  # our own code never fails


@dataclass
class Slack:
    """A notifier before the stand-in's own methods, without HTTP; each send goes wrong as ``fault`` says."""

    clock: Clock
    sink: str = "slack"
    fault: str = "none"
    revoked: bool = False
    readable: bool = True   # the scope to read history
    reachable: bool = True  # history answers at all
    dies: str = ""
    late: list[tuple[datetime, Delivery]] = field(default_factory=list)
    sent: list[tuple[Delivery, Posted]] = field(default_factory=list)
    tried: list[tuple[datetime, str]] = field(default_factory=list)
    disturbed: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.workspace = Workspace(CHANNELS, lambda: self.clock.now().timestamp())

    def call(self, method: str, arguments: dict[str, Any]) -> dict[str, Any]:
        return answer(method, self.workspace, arguments, frozenset(SCOPES))

    def commit(self, delivery: Delivery) -> dict[str, Any]:
        message = replace(delivery.message, id=delivery.id)
        arguments = (plain(message) if delivery.plain else blocks(message, rev=delivery.rev)).as_arguments()
        channel = delivery.channel
        if delivery.thread and not delivery.plain:
            channel, _, arguments["thread_ts"] = delivery.thread.partition(":")
        given = self.call("chat.postMessage", {"channel": channel, **arguments})
        if given["ok"]:
            found = self.workspace.find(channel)
            assert found is not None
            self.sent.append((delivery, found.messages[-1]))
        return given

    async def send(self, delivery: Delivery) -> SendOutcome:
        self.tried.append((self.clock.now(), delivery.channel))
        if self.dies:
            if self.dies == "after":
                self.commit(delivery)
            self.disturbed.add(delivery.id)
            raise Died
        if self.revoked:
            return of_answer(200, "token_revoked", {})
        match self.fault:
            case "429":
                return of_answer(429, "ratelimited", {"retry-after": "7"})
            case "away":
                return Retry(reason="refused", away=True)
            case "none":
                given = self.commit(delivery)
                if given["ok"]:
                    return Sent(receipt=f"{given['channel']}:{given['ts']}")
                self.disturbed.add(delivery.id)
                return of_answer(200, given["error"], {})
        self.disturbed.add(delivery.id)
        if self.fault == "odd":
            return of_answer(200, "brand_new_error", {})
        if self.fault == "payload":
            return of_answer(200, "invalid_blocks", {})
        if self.fault == "unanswered, committed":
            self.commit(delivery)
        elif self.fault == "late":
            self.late.append((self.clock.now() + LATE, delivery))
        return Ambiguous(reason="no answer")

    async def find(self, delivery: Delivery) -> LookUp:
        if not self.readable:
            return Unreadable(reason="missing_scope", for_good=True)
        if not self.reachable:
            return Unreadable(reason="500", away=True)
        channel = self.workspace.find(delivery.channel)
        assert channel is not None
        given = [self.call("conversations.history", {"channel": channel.id, "limit": 1000, "include_all_metadata": True})]
        if delivery.thread:
            place, _, ts = delivery.thread.partition(":")
            given.append(self.call("conversations.replies", {"channel": place, "ts": ts, "limit": 1000, "include_all_metadata": True}))
        for message in (one for part in given for one in part["messages"]):
            if message.get("metadata", {}).get("event_payload", {}).get("id") == delivery.id:
                return Found(receipt=f"{channel.id}:{message['ts']}")
        return Absent()

    async def close(self) -> None: ...


class Outbox(RuleBasedStateMachine):
    @initialize(blind=st.sampled_from(Blind), rate=st.sampled_from((1, 5)), readable=st.sampled_from((True, True, False)))
    def opened(self, blind: Blind, rate: int, readable: bool) -> None:
        self.loop = asyncio.new_event_loop()
        self.clock = Clock()
        self.slack = Slack(self.clock)
        self.store = self.run(SqlStore.open("sqlite://", grace=GRACE))
        self.spacing = SECOND / rate
        policy = Policy(rules=(), rules_version="", default_channel="#one", backfill=None, index_root="", index_version="", sink="slack",
                        sinks=("slack",), delivery=Settings(grace=GRACE, fallback="#fallback", ambiguous=blind), spacing=self.spacing,
                        workspace_spacing=SECOND / 2 / rate, send_lease=LEASE)
        nothing: Any = None
        self.pipeline = Pipeline(store=self.store, fetcher=nothing, workers=nothing, clock=self.clock, journal=Journal(), policy=policy,
                                 owner="host:1:a", jitter=lambda: 1.0, chance=lambda: 0.5)
        self.queued: dict[str, Delivery] = {}
        self.slack.readable = readable
        self.lives, self.blind, self.by_hand = 1, not readable, set[str]()
        for channel in CHANNELS[:2]:
            self.found(channel, Severity.MEDIUM, 3)

    def run(self, doing: Coroutine[Any, Any, Any]) -> Any:
        return self.loop.run_until_complete(doing)

    # ------------------------------------------------------------------ what happens
    @rule(channel=st.sampled_from(CHANNELS[:2]), severity=st.sampled_from(Severity), count=st.sampled_from((1, 1, 3, 24)))
    def found(self, channel: str, severity: Severity, count: int) -> None:
        for _ in range(count):
            name = f"d{len(self.queued)}"
            alert = sample_alert(sample_match(entity=name), article_url=f"https://news.example/{name}")
            message = sample_message(id=name, severity=severity, lead=alert, others=())
            one = sample_delivery(message, id=name, channel=channel, severity=severity, due=self.clock.now(), created=self.clock.now(),
                                  first_sent=None)
            assert self.run(self.store.queue(one))
            self.queued[name] = one
            self.clock.time += timedelta(milliseconds=1)

    @rule(fault=st.sampled_from(FAULTS), after=st.sampled_from((0, 1, 10, 61, 70)))
    def sends(self, fault: str, after: int) -> None:
        self.passes(after)
        self.slack.fault = fault
        for one in self.run(self.pipeline.claim_deliveries(8)):
            self.run(self.pipeline.send(one, self.slack))

    @rule(steps=st.lists(st.tuples(st.sampled_from(FAULTS), st.sampled_from((0, 1, 2))), min_size=2, max_size=8))
    def sends_on(self, steps: list[tuple[str, int]]) -> None:
        for fault, after in steps:
            self.sends(fault, after)

    @rule(when=st.sampled_from(("before", "after")), after=st.sampled_from((1, 61)))
    def dies(self, when: str, after: int) -> None:
        """In mid-send; a new process takes over, which finds the dead one's leases."""
        self.passes(after)
        self.slack.dies = when
        for one in self.run(self.pipeline.claim_deliveries(8)):
            try:
                self.run(self.pipeline.send(one, self.slack))
            except Died:
                continue
        self.slack.dies = ""
        self.run(self.store.bury(self.pipeline.owner, self.clock.now()))
        self.lives += 1
        self.pipeline.owner = f"host:{self.lives}:a"

    @rule(seconds=st.sampled_from((1, 70, 900)))
    def passes(self, seconds: int) -> None:
        self.clock.time += seconds * SECOND
        due = [one for at, one in self.slack.late if at <= self.clock.now()]
        self.slack.late = [(at, one) for at, one in self.slack.late if at > self.clock.now()]
        for one in due:
            self.slack.commit(one)

    @rule(channel=st.sampled_from(CHANNELS), archived=st.booleans())
    def somebody_archives(self, channel: str, archived: bool) -> None:
        self.slack.workspace.archive(channel, archived=archived)

    @rule(revoked=st.booleans())
    def somebody_revokes(self, revoked: bool) -> None:
        self.slack.revoked = revoked

    @rule(reachable=st.booleans())
    def history_fails(self, reachable: bool) -> None:
        self.slack.reachable = reachable

    @rule(readable=st.booleans())
    def the_scope_for_history_goes(self, readable: bool) -> None:
        self.slack.readable = readable
        self.blind |= not readable

    @rule()
    def somebody_sends_again(self) -> None:
        for row in self.run(self.store.delivery_rows(dead_only=True)):
            self.by_hand.add(row["id"])
            assert self.run(self.store.retry_delivery(row["id"], now=self.clock.now()))

    # ------------------------------------------------------------------ what always holds
    def told(self) -> dict[str, list[Delivery]]:
        """The sends by the alert they told of."""
        found: dict[str, list[Delivery]] = defaultdict(list)
        for delivery, _ in self.slack.sent:
            for alert in (delivery.message.lead, *delivery.message.others):
                if alert is not None:
                    found[alert.match.entity].append(delivery)
        return found

    @invariant()
    def nothing_is_told_twice(self) -> None:
        for name, sends in self.told().items():
            if not self.blind or len(sends) == 1:
                assert len(sends) <= 1, (name, sends)
            elif sends[0].id not in self.by_hand:
                assert len(sends) <= 2, (name, sends)
                assert any(one.message.possible_repeat for one in sends), (name, sends)

    @invariant()
    def a_reply_follows_its_root(self) -> None:
        seen: set[str] = set()
        for delivery, posted in self.slack.sent:
            if delivery.reply_to and posted.thread_ts:
                assert delivery.reply_to in seen
            seen.add(delivery.id)

    @invariant()
    def a_channel_keeps_its_pace(self) -> None:
        """Never more in any time than the rate gives, and a burst."""
        for channel in CHANNELS:
            times = [at for at, tried in self.slack.tried if tried == channel]
            for count in range(CHANNEL_BURST, min(len(times), 30)):
                assert times[-1] - times[-1 - count] >= (count - CHANNEL_BURST + 1) * self.spacing

    @invariant()
    def a_channel_keeps_its_order(self) -> None:
        """Of two alerts as severe, never doubtful, never refused: the earlier one first."""
        last: dict[tuple[str, Severity], int] = {}
        for delivery, _ in self.slack.sent:
            if delivery.kind == "alert" and delivery.id not in self.slack.disturbed:
                key, number = (delivery.channel, delivery.severity), int(delivery.id[1:])
                assert last.get(key, -1) < number, (delivery.id, last)
                last[key] = number

    def teardown(self) -> None:
        if not hasattr(self, "store"):
            return
        try:
            self.mended()
        finally:
            self.run(self.store.close())
            self.loop.close()

    def mended(self) -> None:
        """Slack is well again: everything arrives, but what was set aside for a person."""
        self.slack.fault, self.slack.revoked, self.slack.reachable = "none", False, True
        for channel in CHANNELS:
            self.slack.workspace.archive(channel, archived=False)
        for _ in range(2_000):
            self.sends("none", 0)
            due = self.run(self.store.next_delivery(["slack"]))
            if due is None:
                break
            self.passes(max(1, int((due - self.clock.now()).total_seconds())))
        states = {row["id"]: row["state"] for row in self.run(self.store.delivery_rows())}
        assert set(states.values()) <= {"sent", "folded", "held", "dead"}, states
        self.passes(900)
        told = self.told()
        lost = [name for name in self.queued if name not in told and states[name] not in ("held", "dead")]
        assert not lost, (lost, states)
        self.nothing_is_told_twice()


Outbox.TestCase.settings = settings(
    max_examples=1_000 if os.environ.get("MONITOR_SOAK") else 40, stateful_step_count=30, deadline=None, print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
TestOutbox = pytest.mark.timeout(900)(Outbox.TestCase)


def test_a_commit_that_comes_within_the_grace_is_found_and_not_doubled() -> None:
    outbox = Outbox()
    outbox.opened(Blind.RESEND, 1, True)
    outbox.sends("late", 1)
    for _ in range(5):
        outbox.sends("none", 2)
    outbox.passes(70)
    outbox.teardown()
    assert len(outbox.slack.sent) == len(outbox.queued)


def test_what_came_later_does_not_overtake_a_message_that_slack_could_not_be_reached_for() -> None:
    outbox = Outbox()
    outbox.opened(Blind.RESEND, 1, True)
    for fault in ("away", "none", "none"):
        outbox.sends(fault, 0)
    outbox.a_channel_keeps_its_order()
    outbox.teardown()
    outbox.a_channel_keeps_its_order()
