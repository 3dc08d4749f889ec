"""The house in this process: notices, reloads that fail half-way, one defect that must not hold up the others."""

from __future__ import annotations

import io
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from desk import SOLEIMANI, TRAVEL, Desk

from monitor.adapters import slack_notifier
from monitor.adapters.index_folder import LEAST_BASE, has_grown, is_whole
from monitor.adapters.structlog_journal import StructlogJournal
from monitor.alerts.render import plain
from monitor.config import read_config
from monitor.daemon.house import House, open_house
from monitor.daemon.reload import Reloader, tidy_index
from monitor.daemon.running import one_round, start
from monitor.daemon.silent import SilentFeeds
from monitor.errors import StoreFault
from monitor.model import AlertGroup, Delivery, Message, Severity
from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn


@asynccontextmanager
async def opened(desk: Desk, environment: dict[str, str]) -> AsyncIterator[tuple[House, io.StringIO]]:
    """A started house over the desk's files, with its log."""
    log = io.StringIO()
    config = read_config(desk.config.read_bytes(), name=str(desk.config), environment=environment)
    house = await open_house(config, str(desk.config), environment=environment, journal=StructlogJournal(log), out=io.StringIO(),
                             processes=1)
    try:
        await start(house, environment)
        yield house, log
    finally:
        await house.close(5)


def lines(log: io.StringIO, event: str) -> list[dict[str, Any]]:
    return [line for line in map(json.loads, log.getvalue().splitlines()) if line["event"] == event]


def story(number: int) -> Story:
    return Story(path=f"/story/{number}", title=f"Report {number}", summary="Seen abroad.",
                 paragraphs=(f"General Qassem Suleimani arrived in Moscow, report number {number} said.",))


async def test_a_cause_is_told_once_until_it_clears_and_again_when_it_returns(desk: Desk, environment: dict[str, str]) -> None:
    async with SlackStandIn(channels=("monitor",)) as slack:
        desk.write(feeds=["http://127.0.0.1:9/feed.xml"], slack=slack.base_url)
        async with opened(desk, environment) as (house, _):
            assert await house.notices.open("a", "Broken", "here")
            assert not await house.notices.open("a", "Broken", "there")
            assert not await house.notices.clear("b", "mended")
            await house.tell()
        async with opened(desk, environment) as (house, _):
            assert not await house.notices.open("a", "Broken", "here"), "a restart does not repeat it"
            assert await house.notices.clear("a", "mended")
            assert not await house.notices.clear("a", "mended")
            assert await house.notices.open("a", "Broken", "here")
            for _ in range(3):
                await house.sends.settle()
                house.pipeline._clock = _Later(house)  # the channel's pace has passed
        titles = [message.text.split("\n")[0] for message in slack.messages("monitor")]
        assert len(titles) == 3
        assert "Resolved: mended" in titles[1]


async def test_a_feed_that_cannot_be_read_for_a_day_is_told_once_and_again_when_it_is_back(desk: Desk, environment: dict[str, str]) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("monitor",)) as slack:
        feed = room.serve("/feed.xml", b"gone", status=410)
        desk.write(feeds=[feed], slack=slack.base_url)

        async def looked(house: House, hours: int) -> None:
            tomorrow = _Fixed(house.clock.now() + timedelta(hours=hours))
            await SilentFeeds(house.store, house.notices, tomorrow).look()
            await one_round(house)

        async with opened(desk, environment) as (house, _):
            for _ in range(3):
                await one_round(house)
            await looked(house, 23)
            assert slack.messages("monitor") == [], "servers have a bad day now and then"
            await looked(house, 25)
            await looked(house, 26)
            [said] = slack.messages("monitor")
            assert "410" in str(said.blocks)
            assert feed in str(said.blocks)
        async with opened(desk, environment) as (house, _):  # a restart neither repeats nor forgets it
            await looked(house, 27)
            assert len(slack.messages("monitor")) == 1
            room.publish("/feed.xml", [])
            await one_round(house)
            await looked(house, 0)
        assert len(slack.messages("monitor")) == 2
        assert "Resolved: " in slack.messages("monitor")[1].text
        assert "can be read again" in slack.messages("monitor")[1].text


class _Later:
    """The house's clock, a second further each time it is set."""

    def __init__(self, house: House) -> None:
        self._clock = house.pipeline._clock

    def now(self) -> Any:
        return self._clock.now() + timedelta(seconds=1)


async def test_notices_go_where_the_config_says_now(desk: Desk, environment: dict[str, str]) -> None:
    async with SlackStandIn(channels=("monitor", "other")) as slack:
        desk.write(feeds=["http://127.0.0.1:9/feed.xml"], slack=slack.base_url)
        async with opened(desk, environment) as (house, log):
            desk.config.write_text(desk.config.read_text("utf-8").replace("  rate: 50", '  notices: "#other"\n  rate: 50'), "utf-8")
            await Reloader(house, environment).look()
            assert lines(log, "reloaded")
            await house.notices.say("b", "List changed", "one more")
            await house.notices.say("b", "List changed", "one more")
            await house.tell()
        assert len(slack.messages("other")) == 1


async def test_a_reload_the_store_refuses_half_way_changes_nothing_and_is_tried_again(
        desk: Desk, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    async with SlackStandIn(channels=("monitor",)) as slack:
        desk.write(feeds=["http://127.0.0.1:9/feed.xml"], slack=slack.base_url)
        async with opened(desk, environment) as (house, log):
            reloader, before = Reloader(house, environment), (house.config, house.digest, house.pipeline.policy)
            (desk.lists / "travel-bans.yaml").write_text(SOLEIMANI.replace("Cruz", "Cruise"), "utf-8")

            async def refuse(*_: object, **__: object) -> None:
                raise StoreFault("the disk is full")

            with monkeypatch.context() as full:
                full.setattr(type(house.store), "sync_feeds", refuse)
                await reloader.look()
            assert (house.config, house.digest, house.pipeline.policy) == before
            assert lines(log, "reload")[0]["error"] == "the disk is full"
            assert slack.messages("monitor") == [], "the user's edit is not what is broken"
            await reloader.look()
            assert lines(log, "reloaded")
            assert house.digest != before[1]


async def test_a_group_that_cannot_be_planned_does_not_hold_back_the_others(
        desk: Desk, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    from monitor import pipeline

    plan = pipeline.plan

    def defective(group: AlertGroup, **more: Any) -> Any:
        if group.alerts[0].title == "Report 0":
            raise ZeroDivisionError("a defect")
        return plan(group, **more)

    monkeypatch.setattr(pipeline, "plan", defective)
    async with Newsroom() as room, SlackStandIn(channels=("monitor", "travel-bans")) as slack:
        desk.write(feeds=[room.publish("/feed.xml", [story(0), story(1), story(2)])], slack=slack.base_url)
        async with opened(desk, environment) as (house, log):
            report = await one_round(house)
        assert len(slack.messages("travel-bans")) == 2
        assert report.status() == 75, "the third waits, and is said to"
        assert lines(log, "stage")[0]["stage"] == "group"


async def test_a_message_that_cannot_be_made_is_given_up_where_it_is_seen_and_the_next_one_goes_out(
        desk: Desk, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    def defective(message: Message, **_: object) -> Any:
        if message.id == "a":
            raise ZeroDivisionError("a defect")
        return plain(message)

    for form in ("blocks", "plain"):
        monkeypatch.setattr(slack_notifier, form, defective)
    async with SlackStandIn(channels=("monitor",)) as slack:
        desk.write(feeds=["http://127.0.0.1:9/feed.xml"], slack=slack.base_url)
        async with opened(desk, environment) as (house, _):
            now = house.clock.now()
            for key in ("a", "b"):
                message = Message(id=key, kind="notice", severity=Severity.LOW, notice_title="Fine")
                await house.store.queue(Delivery(id=key, sink="slack", channel="#monitor", kind="notice", severity=Severity.LOW,
                                                 message=message, due=now, created=now))
            for _ in range(4):
                await house.sends.settle()
                house.pipeline._clock = _Later(house)
            states = {row["id"]: row["state"] for row in await house.store.delivery_rows()}
        assert states == {"a": "dead", "b": "sent"}
        assert len(slack.messages("monitor")) == 1


async def test_what_was_queued_for_the_terminal_is_shown_there_once_a_token_is_set(
        desk: Desk, environment: dict[str, str]) -> None:
    async with SlackStandIn(channels=("monitor",)) as slack:
        desk.write(feeds=["http://127.0.0.1:9/feed.xml"], slack=slack.base_url)
        async with opened(desk, {}) as (house, _):
            await house.notices.open("a", "Broken", "here")
        async with opened(desk, environment) as (house, _):
            await house.sends.settle()
            assert [row["state"] for row in await house.store.delivery_rows()] == ["sent"]
        assert slack.messages("monitor") == []


async def test_an_index_that_was_removed_is_made_anew(desk: Desk, environment: dict[str, str]) -> None:
    async with SlackStandIn(channels=("monitor",)) as slack:
        desk.write(feeds=["http://127.0.0.1:9/feed.xml"], slack=slack.base_url)
        async with opened(desk, environment) as (house, log):
            shutil.rmtree(house.index_root)
            await Reloader(house, environment).look()
            assert lines(log, "reloaded")
            assert is_whole(house.index_root, house.pipeline.policy.index_version)
            house.clock = _Fixed(house.clock.now() + timedelta(days=3))  # type: ignore[assignment]
            tidy_index(house)
            assert is_whole(house.index_root, house.pipeline.policy.index_version)


async def test_a_list_edited_much_is_compiled_whole_in_the_background(desk: Desk, environment: dict[str, str]) -> None:
    def watchlist(size: int) -> dict[str, str]:
        rows = "".join(f"  - {{name: Given{number} Family{number}}}\n" for number in range(size))
        return {"many.yaml": f"name: Travel bans\nentities:\n{rows}", "travel.yaml": TRAVEL}

    desk.write(feeds=["http://127.0.0.1:9/feed.xml"], watchlists=watchlist(LEAST_BASE))
    async with opened(desk, {}) as (house, log):
        [first] = Path(house.index_root).glob("base-*")
        desk.write(feeds=["http://127.0.0.1:9/feed.xml"], watchlists=watchlist(LEAST_BASE + LEAST_BASE // 8))
        reloader = Reloader(house, {})
        await reloader.look()
        assert has_grown(house.index_root, house.pipeline.policy.index_version)
        await reloader.settled()
        assert len(set(Path(house.index_root).glob("base-*")) - {first}) == 1
        assert not lines(log, "reload")


class _Fixed:
    """A clock that stands."""

    def __init__(self, time: Any) -> None:
        self._time = time

    def now(self) -> Any:
        return self._time
