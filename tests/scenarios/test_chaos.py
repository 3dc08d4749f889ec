"""The real daemon before a Slack that fails in every passing way, killed at random and at the worst moments: none lost, none twice.

500 alerts and 20 kills in CI (and a fifth of that on Postgres), 10,000 and 500 with `make soak`; the seed is printed, and can be given
as MONITOR_SEED. Timeouts and grace are short and the rate is raised, so that a grace passes in seconds.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace

import pytest
from desk import Desk
from processes import Monitor
from sqlalchemy import NullPool, Row, create_engine, text

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import Fault, FaultKind, FaultPlan, SlackStandIn, rough

PATH = re.compile(r"/story/\d+")
PLACES = ("Moscow", "Damascus", "Baghdad", "Beirut", "Ankara", "Doha", "Muscat", "Beijing")
PEOPLE = (("one", "Qassem Suleimani"), ("two", "Vladimir Putin"), ("three", "Ted Cruz"))
RULES = "rules:\n" + "".join(
    f'  - {{name: "List {name}", watchlists: ["{name}"], severity: {severity}, channel: "#{name}"}}\n'
    for (name, _), severity in zip(PEOPLE, ("high", "medium", "low"), strict=True))
ACCEPTED = Fault(kind=FaultKind.SLOW, committed=True, delay=5)   # in the channel, and nobody left to note it
UNSENT = Fault(kind=FaultKind.SLOW, committed=False, delay=5)    # never in the channel, and nobody left to hear so
SHOWN = 800  # the newest stories a feed shows: more than are published while a daemon is down
OPEN = ("SELECT (SELECT count(*) FROM delivery WHERE state IN ('pending', 'sending', 'unknown')) + (SELECT count(*) FROM entry WHERE "
        "state = 'waiting') + (SELECT count(*) FROM alert WHERE state = 'ungrouped')")
TRAIL = ("SELECT entry.link, entry.state, entry.attempts, entry.error, entry.note, entry.due, alert.verdict, alert.reason, alert.state, "
         "delivery.id, delivery.state, delivery.error FROM entry LEFT JOIN alert ON alert.article_id = entry.article_id "
         "LEFT JOIN delivery_alert ON delivery_alert.alert_id = alert.id LEFT JOIN delivery ON delivery.id = delivery_id "
         "WHERE entry.link LIKE '%' || :path")


def story(number: int) -> Story:
    text = f"{PEOPLE[number % 3][1]} arrived in {PLACES[number % len(PLACES)]}, report number {number} said."
    return Story(path=f"/story/{number}", title=f"Report {number}", summary=text, paragraphs=(text,))


def watchlists(edits: int) -> dict[str, str]:
    """Three lists of one person each; ``edits`` makes the first one differ."""
    more = f"  - {{name: Nobody Number{edits}, id: nobody-{edits}}}\n" if edits else ""
    return {f"{name}.yaml": f"name: {name}\nentities:\n  - {{name: {person}, id: {name}}}\n{more if name == 'one' else ''}"
            for name, person in PEOPLE}


class World:
    """What is outside of the daemon: a newsroom, a Slack, and the moment at which somebody pulls the plug."""

    def __init__(self, room: Newsroom, slack: SlackStandIn, desk: Desk, seed: int) -> None:
        self.room, self.slack, self.desk, self.seed = room, slack, desk, seed
        self.random = random.Random(seed)
        self.stories: list[Story] = []
        self.faults: Counter[str] = Counter()
        self.kills: Counter[str] = Counter()
        self.edits = 0
        self._plan: FaultPlan = rough(seed, delay=1.2, retry_after=("1", "0.5", "0"))
        self._wanted, self._left, self._fault = "", 0, None
        self._come = asyncio.Event()
        self._store = create_engine(desk.address.replace(":///", f":///{desk.folder}/") if "sqlite" in desk.address else desk.address,
                                    poolclass=NullPool)
        room.watch = self._page
        slack.plan = self._call

    def publish(self, count: int) -> list[str]:
        """So many stories more, nine in ten of them in a feed that carries the whole text; the feeds, for the config."""
        self.stories += [story(len(self.stories) + number) for number in range(count)]
        shown = self.stories[-SHOWN:]
        whole = self.room.publish("/whole.xml", [one for number, one in enumerate(shown) if number % 10])
        pages = self.room.publish("/pages.xml", [one for number, one in enumerate(shown) if not number % 10])
        return [f"{{url: {whole}, every: 1s, article: feed}}", f"{{url: {pages}, every: 1s}}"]

    def write(self, feeds: list[str]) -> None:
        self.desk.write(feeds=feeds, slack=self.slack.base_url, rules=RULES, timeout="1s", grace="1s",
                        watchlists=watchlists(self.edits))

    def _page(self, path: str) -> None:
        self._look(path)

    def _call(self, method: str) -> Fault | None:
        if self._look(method) and self._fault is not None:
            fault, self._fault = self._fault, None
            return fault
        fault = self._plan(method)
        if fault is not None:
            self.faults[f"{method} {fault.kind}"] += 1
        return fault

    def _look(self, what: str) -> bool:
        if self._left <= 0 or not what.startswith(self._wanted):
            return False
        self._left -= 1
        if self._left == 0:
            self._come.set()
        return self._left == 0

    async def moment(self) -> str:
        """Waits for a moment to pull the plug at, and says which; a moment that does not come within 20 s is now."""
        name, wanted, most, fault = self.random.choice((
            ("at random", "", 120, None), ("at random", "chat.postMessage", 50, None),
            ("accepted and not noted", "chat.postMessage", 50, ACCEPTED), ("sent and not accepted", "chat.postMessage", 50, UNSENT),
            ("being looked up", "conversations.history", 3, None), ("fetched and not stored", "/story/", 4, None),
            ("watchlist edited", "chat.postMessage", 30, None)))
        self._wanted, self._left, self._fault = wanted, self.random.randint(1, most), fault
        self._come.clear()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._come.wait(), 20)
        if name == "watchlist edited":
            self.edits += 1
            (self.desk.lists / "one.yaml").write_text(watchlists(self.edits)["one.yaml"], encoding="utf-8")
        self._left = 0
        self.kills[name] += 1
        return name

    def count(self) -> Counter[str]:
        """How often the channels hold each story; a message that tells of several (a digest) tells each once."""
        counted: Counter[str] = Counter()
        for channel in self.slack.workspace.channels.values():
            for message in channel.messages:
                counted.update(set(PATH.findall(message.text)))
        return counted

    def waiting(self) -> int:
        """Entries, alerts and deliveries that are not settled yet, by the store."""
        return int(str(self.ask(OPEN)[0][0]))

    def ask(self, query: str, **values: str) -> Sequence[Row[tuple[object, ...]]]:
        with self._store.connect() as store:
            return store.execute(text(query), values).all()

    async def settled(self, seconds: float) -> None:
        """Returns when every story is told and nothing is on its way, or when Slack was not called for ``seconds``: on a busy
        machine an entry whose reading took too long waits minutes for its next turn."""
        quiet = 0.0
        while quiet < seconds and (len(self.count()) < len(self.stories) or self.waiting()):
            self._wanted, self._left, self._fault = "c", 1, None  # chat.postMessage, conversations.…
            self._come.clear()
            try:  # a look each second: the last message is counted only after its call has come
                await asyncio.wait_for(self._come.wait(), 1)
                quiet = 0.0
            except TimeoutError:
                quiet += 1


async def chaos(desk: Desk, *, alerts: int, kills: int) -> None:
    seed = int(os.environ.get("MONITOR_SEED", "0")) or random.SystemRandom().randrange(1, 10**6)
    print(f"chaos: seed {seed}, {alerts} alerts, {kills} kills")
    looked_up: Counter[str] = Counter()
    async with Newsroom() as room, SlackStandIn(channels=(*(name for name, _ in PEOPLE), "monitor")) as slack:
        world = World(room, slack, desk, seed)
        for turn in range(kills):
            world.write(world.publish((alerts - len(world.stories)) // (kills - turn)))
            async with await Monitor.start("run", "-c", desk.config) as monitor:
                await world.moment()
                with suppress(TimeoutError):
                    status = await asyncio.wait_for(monitor.ended(), world.random.choice((0.0, 0.02, 0.2)) * world.random.random())
                    pytest.fail(f"it ended by itself with {status} (seed {seed}): {monitor.text()[-3000:]}")
                monitor.kill()
                looked_up.update(str(line.get("outcome")) for line in monitor.lines if line["event"] == "delivery")
            if turn % 20 == 19:
                counted = world.count()
                doubled = sum(number > 1 for number in counted.values())
                print(f"chaos: {turn + 1} kills, {len(world.stories)} published, {len(counted)} told, {doubled} doubled", flush=True)
        async with await Monitor.start("run", "-c", desk.config) as monitor:
            await monitor.until("started")  # all may be told before: a signal that early would meet no handler
            await world.settled(300)
            log = monitor.text()
            assert await monitor.stop() == 0
            looked_up.update(str(line.get("outcome")) for line in monitor.lines if line["event"] == "delivery")
        await slack.settled()
        counted, calls = world.count(), Counter(slack.calls)
    print(f"chaos: {len(world.stories)} alerts, {len(counted)} told in {counted.total()} places; {calls['chat.postMessage']} posts, "
          f"{calls['conversations.history']} histories read, {sum(world.faults.values())} faults: {dict(world.faults.most_common())}; "
          f"kills {dict(world.kills)}; outcomes seen {dict(looked_up.most_common())}")
    lost = {one.path for one in world.stories} - set(counted)
    trail = [row for path in sorted(lost)[:20] for row in world.ask(TRAIL, path=path)]
    assert not lost, f"lost {sorted(lost)[:20]} (seed {seed}): {trail}; the last log: {log[-3000:]}"
    doubled = {path: number for path, number in counted.items() if number > 1}
    assert not doubled, f"told twice: {doubled} (seed {seed}); the last log: {log[-3000:]}"


@pytest.mark.timeout(900)
async def test_500_faulted_alerts_and_20_kills_lose_none_and_double_none(desk: Desk) -> None:
    await chaos(desk, alerts=500, kills=20)


@pytest.mark.timeout(900)
async def test_on_postgres_as_well_none_is_lost_and_none_doubled(desk: Desk, database: str) -> None:
    await chaos(replace(desk, address=database), alerts=100, kills=5)


@pytest.mark.soak
@pytest.mark.timeout(6 * 3600)
@pytest.mark.skipif(not os.environ.get("MONITOR_SOAK"), reason="a long run, with `make soak`")
async def test_10000_faulted_alerts_and_500_kills_lose_none_and_double_none(desk: Desk) -> None:
    await chaos(desk, alerts=10_000, kills=500)
