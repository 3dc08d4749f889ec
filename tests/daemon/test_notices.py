"""Word about the monitor itself: once a cause, then resolved, over restarts as well; and the daily summary, once a day."""

from __future__ import annotations

import io
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from monitor.adapters.sql_store import SqlStore
from monitor.adapters.sql_store.health import FeedHealth, Tally
from monitor.adapters.structlog_journal import StructlogJournal
from monitor.config import DailyTime
from monitor.daemon.daily import Daily, Day, summary
from monitor.daemon.notices import Notices, Open
from monitor.daemon.silent import SilentFeeds, is_silent, patience
from monitor.daemon.stages import Stage
from monitor.daemon.stalls import Stalls
from monitor.errors import StoreFault
from monitor.model import Entry, Feed, PollResult, SeenEntry

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class FakeClock:
    def __init__(self) -> None:
        self.time = NOW

    def now(self) -> datetime:
        return self.time


class House:
    """A real store, its notices, and a clock that is set; ``restarted`` is the same after the process ended."""

    def __init__(self, store: SqlStore, clock: FakeClock) -> None:
        self.store, self.clock, self.log = store, clock, io.StringIO()
        self.journal = StructlogJournal(self.log)
        self.notices = Notices(store, clock, self.journal, where=lambda: ("slack", "#ops"))

    def restarted(self) -> House:
        return House(self.store, self.clock)

    def said(self) -> list[str]:
        """The titles said so far, in order, without those of causes that were open already."""
        lines = map(json.loads, self.log.getvalue().splitlines())
        return [line["title"] for line in lines if line["event"] == "notice" and not line.get("repeated")]

    def texts(self) -> str:
        return "\n".join(json.loads(line).get("text", "") for line in self.log.getvalue().splitlines())

    async def queued(self) -> int:
        return len(await self.store.delivery_rows())


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    store = await SqlStore.open(f"sqlite:///{tmp_path}/monitor.db")
    yield House(store, FakeClock())
    await store.close()


# ------------------------------------------------------------------ causes
async def test_what_is_open_is_known_after_a_restart_and_a_notice_that_ends_one_says_which(house: House) -> None:
    await house.notices.open("list x", "List x", "why")
    house.clock.time += 3 * HOUR
    again = house.restarted()
    [one] = await again.notices.opened("list ")
    assert one == Open(cause="list x", title="List x", since=NOW)
    assert await again.notices.clear("list x", "list x")
    assert "This ends the notice of 24 Nov 2026, 10:00 UTC." in again.texts()
    assert await again.notices.opened() == []


async def test_a_cause_that_was_open_before_its_title_and_time_were_kept_is_cleared_all_the_same(house: House) -> None:
    await house.store.put_note("notice:old", json.dumps({"number": 1, "open": True}).encode())
    assert await house.notices.opened() == [Open(cause="old", title="old", since=None)]
    assert await house.notices.clear("old", "fine")


# ------------------------------------------------------------------ feeds
async def poll(house: House, feed: Feed, *keys: str, failed: str = "") -> None:
    """One poll of the feed at the clock's time."""
    leased = {one.feed.url: one for one in await house.store.claim_feeds(
        now=house.clock.now(), limit=100, lease=HOUR, owner="o", jitter=lambda: 1.0, everything=True)}
    for one in leased.values():
        mine = one.feed.url == feed.url
        entries = [SeenEntry(entry=Entry(feed=feed.url, key=key, link=f"{feed.url}{key}", title=key, content_hash="h"))
                   for key in keys if mine]
        await house.store.record_poll(PollResult(
            url=one.feed.url, token=one.token, polled=house.clock.now(), status="failed" if failed else "ok", error=failed,
            failures=one.failures + 1 if failed else 0, next_due=house.clock.now() + HOUR, entries=tuple(entries)))


async def test_a_feed_with_a_rhythm_that_shows_nothing_new_is_silent_until_it_does(house: House) -> None:
    feed = Feed(url="https://a.example/", name="A")
    await house.store.sync_feeds([feed], {}, now=NOW)
    watch = SilentFeeds(house.store, house.notices, house.clock)
    for day in range(10):
        house.clock.time = NOW + day * DAY
        await poll(house, feed, f"k{day}")
        await watch.look()
    house.clock.time += 3 * DAY
    await poll(house, feed, "k9")
    await watch.look()
    assert house.said() == [], "a long weekend"
    house.clock.time += 2 * DAY
    await watch.look()
    house = house.restarted()
    watch = SilentFeeds(house.store, house.notices, house.clock)
    for _ in range(30):  # a silence of weeks is no new rhythm
        house.clock.time += DAY
        await watch.look()
    await poll(house, feed, "new")
    await watch.look()
    assert house.said() == ["Resolved: A has news again"]
    assert await house.queued() == 2


@pytest.mark.parametrize(("days", "watched", "expected"), [(28, 28, 4), (20, 28, 4.2), (8, 28, 10.5), (4, 28, 21), (3, 3, 4)])
def test_patience_follows_the_feeds_own_rhythm(days: int, watched: int, expected: float) -> None:
    feed = FeedHealth(url="u", name="n", failures=0, error="", good=NOW, news=NOW, watched=(watched - 1) * DAY, days=days)
    assert patience(feed) == expected * DAY
    assert not is_silent(feed, NOW + expected * DAY)
    assert is_silent(feed, NOW + (expected + 0.1) * DAY)
    assert not is_silent(replace(feed, days=2), NOW + 400 * DAY), "no rhythm is known yet"
    assert not is_silent(replace(feed, failures=1), NOW + 400 * DAY), "that is another cause"


async def test_many_feeds_that_fail_together_are_one_notice_about_the_network(house: House) -> None:
    feeds = [Feed(url=f"https://f{number}.example/", name=f"F{number}") for number in range(12)]
    await house.store.sync_feeds(feeds, {}, now=NOW)
    watch = SilentFeeds(house.store, house.notices, house.clock)
    house.clock.time += 25 * HOUR
    for _ in range(3):
        await poll(house, feeds[0], failed="dns: no such host")
    await watch.look()
    await watch.look()
    assert house.said() == ["12 of 12 feeds cannot be read"]
    assert "network, proxy or DNS" in house.texts()
    await poll(house, feeds[0])
    await watch.look()
    assert house.said()[1:] == ["Resolved: most of the feeds can be read again"]


async def test_a_feed_that_leaves_the_config_ends_its_cause(house: House) -> None:
    feed, other = Feed(url="https://a.example/", name="A"), Feed(url="https://b.example/", name="B")
    await house.store.sync_feeds([feed, other], {}, now=NOW)
    house.clock.time += 25 * HOUR
    for _ in range(3):
        await poll(house, feed, failed="410 Gone")
    watch = SilentFeeds(house.store, house.notices, house.clock)
    await watch.look()
    await house.store.sync_feeds([other], {}, now=house.clock.now())
    await watch.look()
    assert house.said() == ["A feed cannot be read: A", "A feed cannot be read: B", "Resolved: https://a.example/ is no longer watched"]


# ------------------------------------------------------------------ stages, messages, the store
def stage(house: House) -> Stage[Any]:
    async def claim(limit: int) -> Sequence[Any]:
        return []

    async def work(row: Any) -> None:
        pass

    return Stage("polls", 1, claim=claim, work=work, journal=house.journal)


async def test_a_stage_stands_still_when_work_is_due_and_none_is_finished_for_a_quarter_of_an_hour(house: House) -> None:
    await house.store.sync_feeds([Feed(url="https://a.example/", name="A")], {"https://a.example/": NOW}, now=NOW)
    polls = stage(house)
    stalls = Stalls(house.store, house.notices, house.clock, house.journal, {"polls": polls})
    for minutes in range(0, 40, 5):  # work is due all the time, but rows are finished
        house.clock.time = NOW + timedelta(minutes=minutes)
        polls.start(None)
        await polls.settle()
        await stalls.look()
    assert house.said() == []
    for minutes in range(40, 70, 5):
        house.clock.time = NOW + timedelta(minutes=minutes)
        await stalls.look()
    assert [title for title in house.said() if title != "Messages wait"] == ["No feed is polled"]
    polls.start(None)
    await polls.settle()
    await stalls.look()
    assert house.said()[-1] == "Resolved: No feed is polled"


async def test_after_a_nights_sleep_of_the_machine_nothing_is_said_to_stand_still(house: House) -> None:
    await house.store.sync_feeds([Feed(url="https://a.example/", name="A")], {"https://a.example/": NOW}, now=NOW)
    stalls = Stalls(house.store, house.notices, house.clock, house.journal, {"polls": stage(house)})
    await house.notices.say("something", "Something", "queued before")
    for hours in (0, 8, 16):
        house.clock.time = NOW + hours * HOUR
        await stalls.look()
    assert house.said() == ["Something"]


async def test_messages_that_wait_are_said_once(house: House) -> None:
    stalls = Stalls(house.store, house.notices, house.clock, house.journal, {})
    await house.notices.say("something", "Something", "that Slack does not take")
    for _ in range(5):
        house.clock.time += timedelta(minutes=5)
        await stalls.look()
    assert house.said() == ["Something", "Messages wait"]
    assert "`monitor deliveries` says why" in house.texts()


async def test_a_store_that_could_not_be_written_is_told_when_it_can_be_again(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    stalls = Stalls(house.store, house.notices, house.clock, house.journal, {})
    await stalls.look()

    async def full(*_: object) -> None:
        raise StoreFault("the disk is full")

    with monkeypatch.context() as trouble:
        trouble.setattr(type(house.store), "put_note", full)
        for _ in range(12):
            house.clock.time += timedelta(minutes=1)
            await stalls.look()
    assert house.said() == []
    house.clock.time += timedelta(minutes=1)
    await stalls.look()
    await stalls.look()
    assert house.said() == ["Resolved: the store could not be written for 12 min"]
    assert "From 24 Nov 2026, 10:01 UTC to 24 Nov 2026, 10:13 UTC: the disk is full" in house.texts()


# ------------------------------------------------------------------ the daily summary
def daily(house: House, when: DailyTime | None = None) -> Daily:
    return Daily(house.store, house.notices, house.clock, when=lambda: when or DailyTime(at=time(9), zone="Europe/Berlin"), lists=list)


async def test_a_summary_comes_once_a_day_over_restarts_also_without_an_alert(house: House) -> None:
    told = 0
    for hour in range(24 * 5):
        house.clock.time = NOW + hour * HOUR
        for _ in range(2):
            told += await daily(house).look()  # a new one each time, as after a restart
    assert told == 5
    assert [title.partition(":")[0] for title in house.said()] == ["25 Nov", "26 Nov", "27 Nov", "28 Nov", "29 Nov"]
    assert house.said()[0] == "25 Nov: 0 alerts, 0 feeds fine"
    assert await house.queued() == 5


async def test_two_daemons_on_one_store_and_one_that_died_half_way_tell_it_once(house: House) -> None:
    await daily(house).look()
    house.clock.time += DAY
    note = await house.store.get_note("summary")
    assert await daily(house).look()
    assert note is not None
    await house.store.put_note("summary", note)  # it was queued, and the note of that was not written
    assert await daily(house).look()
    assert await house.queued() == 1


async def test_one_that_fell_due_while_nothing_ran_comes_late_and_says_so(house: House) -> None:
    stalls = Stalls(house.store, house.notices, house.clock, house.journal, {})
    await daily(house).look()
    await stalls.look()
    house.clock.time = NOW + 2 * DAY + 3 * HOUR
    house = house.restarted()
    await Stalls(house.store, house.notices, house.clock, house.journal, {}).look()
    assert await daily(house).look()
    assert len(house.said()) == 1, "one for the two days"
    assert "was due at 26 Nov 2026, 08:00 UTC (Europe/Berlin) and comes 5 h late" in house.texts()
    assert "Not running from 24 Nov 2026, 10:00 UTC to 26 Nov 2026, 13:00 UTC (2 days)" in house.texts()
    house.clock.time += DAY
    assert await daily(house).look()
    assert house.texts().count("Not running") == 1, "told once"


async def test_another_time_of_day_neither_skips_nor_repeats_a_day(house: House) -> None:
    await daily(house).look()
    house.clock.time += DAY
    assert await daily(house).look()
    assert not await daily(house, DailyTime(at=time(23), zone="Asia/Tokyo")).look()
    assert not await daily(house, DailyTime(at=time(0), zone="UTC")).look()
    house.clock.time += DAY
    assert await daily(house, DailyTime(at=time(0), zone="UTC")).look()


async def test_a_time_that_is_moved_to_later_today_comes_today(house: House) -> None:
    """Whoever sets it a few minutes ahead, to see one, sees one."""
    await daily(house).look()
    house.clock.time += DAY
    assert await daily(house).look()
    later = DailyTime(at=time(10, 5), zone="UTC")
    assert not await daily(house, later).look()
    house.clock.time += timedelta(minutes=6)
    assert await daily(house, later).look()
    assert not await daily(house, later).look()
    assert await house.queued() == 2


async def test_off_tells_nothing(house: House) -> None:
    off = Daily(house.store, house.notices, house.clock, when=lambda: None, lists=list)
    for _ in range(3):
        assert not await off.look()
        house.clock.time += DAY
    assert house.said() == []


def a_day(**changes: Any) -> Day:
    day = Day(day=date(2026, 11, 24), due=NOW, since=NOW - DAY, now=NOW, zone="UTC", lists=(), gaps=(), causes=(), feeds=(),
              tally=Tally(alerts={}, held_back=0, articles=0, given_up=0, waiting=0, oldest=None))
    return replace(day, **changes)


def feed(name: str, **changes: Any) -> FeedHealth:
    return replace(FeedHealth(url=f"https://{name}.example/", name=name, failures=0, error="", good=NOW, news=NOW, watched=27 * DAY,
                              days=28), **changes)


def test_a_summary_says_in_its_title_what_is_fine_and_what_is_not() -> None:
    feeds = [*(feed(f"f{number}") for number in range(412)), *(feed(f"bad{number}", failures=5) for number in range(7)),
             feed("quiet", news=NOW - 9 * DAY)]
    lists = [{"watchlist": "UN Security Council", "good": (NOW - 2 * DAY).isoformat(), "entities": 1008},
             {"watchlist": "OFAC SDN", "good": NOW.isoformat(), "entities": 17000}, {"watchlist": "EU", "good": None, "entities": 0}]
    tally = Tally(alerts={"high": 3, "low": 1}, held_back=1, articles=1204, given_up=2, waiting=5, oldest=NOW - HOUR)
    title, text = summary(a_day(feeds=feeds, lists=lists, tally=tally, causes=[Open(cause="c", title="List x", since=NOW)]))
    assert title == "24 Nov: 4 alerts, 413 feeds fine, 7 failing, 1 silent, lists of 22 Nov"
    for line in ("4 alerts (3 high, 1 low), 1 match held back, 1,204 new articles read.",
                 "2 messages set aside: `monitor deliveries --dead`",
                 "5 messages waiting, the oldest since 24 Nov 2026, 09:00 UTC", "bad4 and 2 more (`monitor feeds`)", "Silent: quiet",
                 "Lists in order on: UN Security Council 22 Nov (1,008), OFAC SDN 24 Nov (17,000), EU not fetched yet (0)",
                 "Not mended yet: List x"):
        assert line in text


def test_a_quiet_day_is_two_short_lines() -> None:
    title, text = summary(a_day(feeds=[feed("a")]))
    assert title == "24 Nov: 0 alerts, 1 feed fine"
    assert text == "Since 23 Nov 2026, 10:00 UTC: 0 alerts, 0 matches held back, 0 new articles read."
