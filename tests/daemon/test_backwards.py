"""Stored articles are screened again for who is newly listed: once, to the end, and no article that came later."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest

from monitor.adapters.backwards_tasks import alone, backwards_beside
from monitor.adapters.inline_workers import InlineWorkers
from monitor.adapters.sql_store import SqlStore
from monitor.alerts.rules import BEFORE_LISTING
from monitor.config import read_config
from monitor.daemon.backwards import Backwards, State
from monitor.daemon.house import policy_of
from monitor.daemon.loading import keep
from monitor.model import Article, Entry, Feed, PollResult, Screened, SeenEntry
from monitor.pipeline import Policy

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
FEED = Feed(url="https://news.example/rss", name="News")
CONFIG = read_config(b"feeds: [https://news.example/rss]\nrules: [{name: Any mention}]\n", name="config.yaml", environment={})
OLD = b"name: People\nentities:\n  - {name: Leocadia Thistlewood, id: leo}\n"
NEW = OLD + b"  - {name: Godfrey Umberleigh, id: god}\n"
DAYS_30 = timedelta(days=30)


class FixedClock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class Lines:
    """Keeps what is recorded."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []

    def record(self, event: str, /, **fields: Any) -> None:
        self.events.append({"event": event} | fields)


@dataclass
class Desk:
    """A store with articles, the workers, and an index below a folder."""

    store: SqlStore
    root: str
    clock: FixedClock
    lines: Lines
    workers: InlineWorkers

    async def edit(self, *files: bytes) -> Policy:
        """Puts these watchlists in force as the daemon does."""
        found = tuple((f"list{number}.yaml", data) for number, data in enumerate(files))
        version, _ = await self.workers.run("compile", list(found), self.root)
        await keep(self.store, found)
        return policy_of(CONFIG, sink="terminal", index_root=self.root, index_version=version)

    def backwards(self) -> Backwards:
        return Backwards(self.store, self.workers, self.clock, self.lines, batch=200)

    async def look(self, policy: Policy, seconds: float = 30, retention: timedelta = DAYS_30) -> State:
        return await self.backwards().look(policy, retention, seconds)

    async def articles(self, *texts: str, seen: datetime) -> None:
        """Stores articles as read then."""
        leased, = await self.store.claim_feeds(now=seen, limit=1, lease=timedelta(minutes=1), owner="t", jitter=lambda: 1.0,
                                               everything=True)
        links = {text: f"https://news.example/{crc32(text.encode())}" for text in texts}
        entries = tuple(SeenEntry(entry=Entry(feed=FEED.url, key=text, link=links[text], content_hash="h")) for text in texts)
        await self.store.record_poll(PollResult(url=FEED.url, token=leased.token, polled=seen, status="ok", entries=entries,
                                                next_due=seen + timedelta(minutes=5)))
        for one in await self.store.claim_entries(now=seen, limit=len(texts), lease=timedelta(minutes=1), owner="t"):
            article = Article(url=one.entry.link, title="Report", text=one.entry.key, language="en", published=seen)
            await self.store.record_screened(Screened(
                entry_id=one.id, token=one.token, article=article, matches=(), alerts=(), seen=seen, screened=seen,
                index_version="before", rules_version="r"))

    async def told(self) -> list[tuple[str, str]]:
        return sorted((row["entity"], row["reason"]) for row in await self.store.alert_rows())


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/monitor.db")
    await store.sync_feeds([FEED], {FEED.url: NOW - timedelta(days=60)}, now=NOW - timedelta(days=60))
    yield Desk(store, str(tmp_path / ".monitor" / "index"), FixedClock(), Lines(), InlineWorkers())
    await store.close()


BOTH = "Godfrey Umberleigh met Leocadia Thistlewood in Geneva on Monday, officials said."


async def test_a_new_entity_is_found_in_what_was_read_before_and_the_listed_one_is_no_news(desk: Desk) -> None:
    await desk.articles(BOTH, "Nobody of note was there.", seen=NOW - timedelta(days=3))
    assert await desk.look(await desk.edit(OLD)) == State(version=(await desk.edit(OLD)).index_version)
    state = await desk.look(await desk.edit(NEW))
    assert state.jobs == ()
    (entity, reason), = await desk.told()
    assert entity == "god"
    assert reason.startswith(f"matched: {BEFORE_LISTING}, ")
    assert [line["step"] for line in desk.lines.events] == ["begun", "done"]
    assert desk.lines.events[-1] | {"articles": 2, "alerts": 1} == desk.lines.events[-1]


async def test_a_new_alias_is_found_by_that_name_alone(desk: Desk) -> None:
    await desk.articles("Leocadia Thistlewood spoke in Geneva.", "Wilhelmina Strandqvist spoke in Bern.", seen=NOW - timedelta(days=3))
    await desk.look(await desk.edit(OLD))
    await desk.look(await desk.edit(OLD.replace(b"id: leo}", b"id: leo, aliases: [Wilhelmina Strandqvist]}")))
    assert [entity for entity, _ in await desk.told()] == ["leo"]
    row, = await desk.store.alert_rows()
    assert "Strandqvist" in row["snippet"]


async def test_a_stop_between_two_batches_goes_on_there_and_tells_nothing_twice(desk: Desk) -> None:
    texts = [f"Godfrey Umberleigh was seen in Geneva, report {number} said." for number in range(450)]
    await desk.articles(*texts, seen=NOW - timedelta(days=3))
    await desk.look(await desk.edit(OLD))
    policy = await desk.edit(NEW)
    seen = []
    for _ in range(5):
        state = await desk.look(policy, seconds=0.001)  # one batch a look, each by another process
        seen += [job.screened for job in state.jobs]
        if not state.jobs:
            break
    assert seen == [200, 400, 450]
    assert len(await desk.told()) == 450
    assert await desk.look(policy) == State(version=policy.index_version)
    assert len(await desk.told()) == 450


async def test_an_article_that_came_after_the_list_is_not_its_concern(desk: Desk) -> None:
    await desk.look(await desk.edit(OLD))
    policy = await desk.edit(NEW)
    await desk.articles(BOTH, seen=NOW + timedelta(seconds=1))
    await desk.look(policy)
    assert await desk.told() == []


async def test_what_is_older_than_the_retention_is_let_be(desk: Desk) -> None:
    await desk.articles(BOTH, seen=NOW - timedelta(days=3))
    await desk.look(await desk.edit(OLD))
    await desk.look(await desk.edit(NEW), retention=timedelta(days=2))
    assert await desk.told() == []


async def test_a_watchlist_that_is_new_as_a_whole_looks_back_as_far_as_backfill(desk: Desk) -> None:
    await desk.articles("Casimir Obuya came to Geneva.", seen=NOW - timedelta(days=3))
    await desk.articles("Casimir Obuya left Geneva.", seen=NOW - timedelta(days=1))
    await desk.look(await desk.edit(OLD))
    await desk.look(await desk.edit(OLD, b"name: Others\nentities:\n  - {name: Casimir Obuya}\n"))
    row, = await desk.store.alert_rows()
    assert "left Geneva" in row["snippet"]


async def test_additions_made_while_the_daemon_was_away_are_found_at_its_start(desk: Desk) -> None:
    await desk.articles(BOTH, seen=NOW - timedelta(days=3))
    await desk.look(await desk.edit(OLD))
    desk.clock.time = NOW + timedelta(days=1)
    await desk.look(await desk.edit(NEW))
    assert [entity for entity, _ in await desk.told()] == ["god"]


async def test_a_muted_newcomer_is_held_back_with_its_reason(desk: Desk) -> None:
    await desk.articles(BOTH, seen=NOW - timedelta(days=3))
    await desk.look(await desk.edit(OLD))
    await desk.look(await desk.edit(NEW.replace(b"id: god}", b"id: god, mute: {why: known}}")))
    assert await desk.told() == []
    held, = await desk.store.alert_rows(suppressed=True)
    assert (held["entity"], held["reason"]) == ("god", "muted for good: known")


async def test_indexes_that_were_cleared_away_are_given_up_and_said(desk: Desk) -> None:
    await desk.articles(BOTH, seen=NOW - timedelta(days=3))
    await desk.look(await desk.edit(OLD))
    policy = await desk.edit(NEW)
    await desk.look(policy, seconds=0)
    for path in Path(backwards_beside(desk.root)).glob("index-*/manifest.json"):
        path.unlink()
    state = await desk.look(policy)
    assert state.jobs == ()
    assert desk.lines.events[-1]["step"] == "given up"


async def test_other_rules_are_not_somebody_new(desk: Desk) -> None:
    policy = await desk.edit(OLD)
    await desk.look(policy)
    state = await desk.look(replace(policy, rules_version="other"))
    assert state == State(version=policy.index_version)
    assert desk.lines.events == []


BANS = b"""name: Bans
entities:
  - {name: Karem Solvani, id: solvani, born: [1961-04-09], listings: [{authority: UN, reference: IRi.901, measures: [travel-ban]}]}
"""
FREEZES = b"""name: Freezes
entities:
  - {name: Leocadia Thistlewood, id: leo}
"""
LISTED_TWICE = FREEZES + b"""  - {name: "SOLVANI, Karem", id: "901", born: [1961-04-09], listings: [{authority: OFAC, reference: "901"}]}
"""
SOLVANI = "Karem Solvani met Leocadia Thistlewood in Geneva on Monday, officials said."


async def test_an_alert_found_backwards_names_all_listings_of_the_party(desk: Desk) -> None:
    await desk.articles(SOLVANI, seen=NOW - timedelta(days=3))
    await desk.look(await desk.edit(BANS, FREEZES))
    await desk.look(await desk.edit(BANS, LISTED_TWICE))
    row, = await desk.store.alert_rows()
    assert (row["watchlist"], row["entity"]) == ("Freezes", "901")
    assert row["listings"] == [{"watchlist": "Freezes", "entity": "901"}, {"watchlist": "Bans", "entity": "solvani"}]
    assert row["same_because"] == "the same name and date of birth 1961-04-09"
    assert BEFORE_LISTING in row["reason"]


async def test_a_measure_of_the_partys_other_listing_counts(desk: Desk) -> None:
    await desk.articles(SOLVANI, seen=NOW - timedelta(days=3))
    banned = tuple(replace(rule, measures=("travel-ban",)) for rule in CONFIG.rules)
    await desk.look(replace(await desk.edit(BANS, FREEZES), rules=banned))
    await desk.look(replace(await desk.edit(BANS, LISTED_TWICE), rules=banned))
    assert [entity for entity, _ in await desk.told()] == ["901"]


async def test_a_party_told_of_under_its_other_listing_is_no_news(desk: Desk) -> None:
    await desk.articles(SOLVANI, seen=NOW - timedelta(days=3))
    await desk.look(await desk.edit(FREEZES))
    await desk.look(await desk.edit(FREEZES, BANS), retention=DAYS_30)  # new as a whole: as far back as backfill, and so not seen
    assert await desk.told() == []
    await desk.look(await desk.edit(FREEZES, BANS.replace(b"solvani,", b"solvani, aliases: [Karem Solwany],")))
    await desk.look(await desk.edit(LISTED_TWICE, BANS))
    assert [entity for entity, _ in await desk.told()] == ["901"]
    await desk.look(await desk.edit(LISTED_TWICE, b"name: Bans\nentities: [{name: Nobody Atall}]\n"))
    await desk.look(await desk.edit(LISTED_TWICE, BANS))
    assert [entity for entity, _ in await desk.told()] == ["901"]
    held, = (row for row in await desk.store.alert_rows(suppressed=True) if row["entity"] == "solvani")
    assert held["reason"] == "same party as Freezes/901, the same name and date of birth 1961-04-09, already alerted"


async def test_a_rival_that_explains_the_text_better_keeps_the_newcomer_silent(desk: Desk) -> None:
    await desk.articles("Godfrey Umberleigh met Soren Halvorsen Lindqvist in Geneva.", seen=NOW - timedelta(days=3))
    rival = OLD + b"  - {name: Soren Halvorsen Lindqvist, id: soren}\n"
    await desk.look(await desk.edit(rival))
    await desk.look(await desk.edit(rival + b"  - {name: Soren Halvorssen, id: other}\n  - {name: Godfrey Umberleigh, id: god}\n"))
    assert [entity for entity, _ in await desk.told()] == ["god"]


async def test_an_entity_removed_and_added_again_is_told_once(desk: Desk) -> None:
    await desk.articles(BOTH, seen=NOW - timedelta(days=3))
    for files in (OLD, NEW, OLD, NEW):
        await desk.look(await desk.edit(files))
    assert [entity for entity, _ in await desk.told()] == ["god"]


async def test_an_entity_that_comes_back_is_found_in_what_was_read_meanwhile(desk: Desk) -> None:
    for files in (OLD, NEW, OLD):
        await desk.look(await desk.edit(files))
    await desk.articles(BOTH, seen=NOW + timedelta(hours=1))
    desk.clock.time = NOW + timedelta(days=1)
    await desk.look(await desk.edit(NEW))
    assert [entity for entity, _ in await desk.told()] == ["god"]


@pytest.mark.parametrize("between", [(), (OLD,)], ids=["at once", "after it was gone"])
async def test_another_id_of_the_same_entity_is_no_news(desk: Desk, between: tuple[bytes, ...]) -> None:
    await desk.articles(BOTH, seen=NOW - timedelta(days=3))
    for files in (OLD, NEW, *between, NEW.replace(b"id: god", b"id: un-1")):
        await desk.look(await desk.edit(files))
    assert [entity for entity, _ in await desk.told()] == ["god"]


async def test_another_name_of_the_watchlist_is_no_news(desk: Desk) -> None:
    await desk.articles(BOTH, seen=NOW - timedelta(days=1))
    await desk.look(await desk.edit(OLD))
    await desk.look(await desk.edit(NEW))
    await desk.look(await desk.edit(NEW.replace(b"name: People", b"name: Everybody")))
    assert [entity for entity, _ in await desk.told()] == ["god"]


async def test_two_processes_take_turns(desk: Desk) -> None:
    await desk.articles(BOTH, seen=NOW - timedelta(days=3))
    await desk.look(await desk.edit(OLD))
    policy = await desk.edit(NEW)
    with alone(desk.root) as ours:
        assert ours
        await desk.look(policy)
        assert await desk.told() == []
    await desk.look(policy)
    assert [entity for entity, _ in await desk.told()] == ["god"]
