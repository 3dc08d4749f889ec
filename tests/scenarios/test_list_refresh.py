"""A list with an address through its life: fetched, unchanged, added to, renamed, cut short, broken, emptied, confirmed."""

from __future__ import annotations

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from desk import TRAVEL, Desk
from processes import PATIENCE, Monitor, get
from un_list import people, un_list

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

FEED, LIST = "/feed.xml", "/list.xml"
RULES = 'rules:\n  - {name: Any mention, severity: low, channel: "#travel-bans"}\n'
LISTED = people(40)


def story(number: int, name: str) -> Story:
    return Story(path=f"/story/{number}", title=f"Report {number}", summary="",
                 paragraphs=(f"{name} arrived in Geneva on Monday, officials said.", "Nothing more was known of the visit."))


@dataclass
class Scene:
    """A newsroom that also publishes a list, Slack, and the desk of a user who subscribes to it."""

    desk: Desk
    room: Newsroom
    slack: SlackStandIn

    def publish(self, body: bytes, status: int = 200) -> None:
        self.room.serve(LIST, body, "application/xml", status=status)

    def write(self, **more: str) -> Path:
        source = f"name: UN\nsource: {{format: un-xml, url: {self.room.url}{LIST}, every: 1s}}\n"
        return self.desk.write(feeds=[f"{{url: {self.room.url}{FEED}, every: 1s}}"], slack=self.slack.base_url, rules=RULES,
                               watchlists={"un.yaml": source, "travel.yaml": TRAVEL}, **more)

    def tell(self, *stories: Story) -> None:
        self.room.publish(FEED, list(stories))


@pytest.fixture
async def scene(desk: Desk) -> AsyncIterator[Scene]:
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        scene = Scene(desk, room, slack)
        scene.publish(un_list(LISTED))
        scene.tell()
        yield scene


async def notice(scene: Scene, words: str, channel: str = "monitor") -> str:
    """The first message in the channel that has these words, when it is there."""
    async with asyncio.timeout(PATIENCE):
        while True:
            for message in scene.slack.messages(channel):
                if words in message.text:
                    return message.text
            await scene.slack.next_message()


async def alerted(scene: Scene, name: str) -> bool:
    """True once there is an alert with this name."""
    return bool(await notice(scene, name, "travel-bans"))


async def test_a_list_is_in_force_before_the_first_article_is_read(scene: Scene) -> None:
    scene.tell(story(1, "Leocadia Thistlewood"))
    async with await Monitor.start("once", "-c", scene.write()) as monitor:
        assert await monitor.ended() == 0
    assert ["Thistlewood" in message.text for message in scene.slack.messages("travel-bans")] == [True]


@pytest.mark.timeout(600)
async def test_a_list_that_grows_is_live_and_told_and_a_304_costs_nothing(scene: Scene) -> None:
    async with await Monitor.start("run", "-c", scene.write()) as monitor:
        await monitor.until("list", outcome="imported", entities=40)
        await monitor.until("list", outcome="unchanged")
        assert scene.room.asked(LIST)[-1].get("If-None-Match")
        scene.publish(un_list([*LISTED, ("XXi.900", "Godfrey Umberleigh")], dated="2026-03-02"))
        await monitor.until("list", outcome="imported", entities=41)
        await monitor.until("reloaded")
        assert "Godfrey Umberleigh" in await notice(scene, "1 added")
        scene.tell(story(1, "Godfrey Umberleigh"))
        assert await alerted(scene, "Umberleigh")
        assert await monitor.stop() == 0


@pytest.mark.timeout(600)
async def test_who_is_newly_listed_is_found_in_the_articles_of_before_and_a_kill_in_between_changes_nothing(scene: Scene) -> None:
    config = scene.write()
    scene.tell(story(1, "Hortensia Quaile"), story(2, "Nobody Of Note"))
    async with await Monitor.start("run", "-c", config) as monitor:
        await monitor.until("entry", title="Report 1")
        scene.publish(un_list([*LISTED, ("XXi.900", "Hortensia Quaile")]))
        await monitor.until("list", entities=41)
        monitor.kill()
        await monitor.ended()
    async with await Monitor.start("run", "-c", config) as monitor:
        assert await alerted(scene, "Hortensia Quaile")
        line = await monitor.until("backwards", step="done")
        assert (line["entities"], line["articles"], line["alerts"]) == (1, 2, 1)
        assert await monitor.stop() == 0
    message, = scene.slack.messages("travel-bans")
    assert "published before the listing" in str(message.blocks)


@pytest.mark.timeout(600)
async def test_a_renamed_entity_is_still_found_by_its_old_name(scene: Scene) -> None:
    async with await Monitor.start("run", "-c", scene.write()) as monitor:
        await monitor.until("list", outcome="imported")
        scene.publish(un_list([(LISTED[0][0], "Balthasar Quillfeather"), *LISTED[1:]]))
        await monitor.until("reloaded")
        assert "formerly Bartholomew Okonjo-Vance" in await notice(scene, "1 changed")
        scene.tell(story(1, "Bartholomew Okonjo-Vance"))
        assert await alerted(scene, "Quillfeather")
        assert await monitor.stop() == 0


@pytest.mark.timeout(600)
@pytest.mark.parametrize(("body", "outcome", "said"), [
    (un_list(LISTED[:30]), "shrunk", "30 entries where there were 40"),
    (un_list([]), "empty", "no entry"),
    (un_list(LISTED).replace(b"Casimir", b"Casi\x19mir"), "failed", ":"),
    (un_list(LISTED)[:-400], "failed", "XML"),
    (b"<html><body>Service unavailable</body></html>", "failed", "CONSOLIDATED_LIST"),
    (un_list(LISTED[1:], dated="2026-02-01"), "shrunk", "dated 2026-02-01"),
], ids=["short", "empty", "malformed", "cut off", "another page", "older"])
async def test_a_bad_list_never_replaces_the_good_one(scene: Scene, body: bytes, outcome: str, said: str) -> None:
    async with await Monitor.start("run", "-c", scene.write()) as monitor:
        await monitor.until("list", outcome="imported")
        scene.publish(body)
        line = await monitor.until("list", outcome=outcome)
        assert said in line["said"]
        assert "in force" in line["said"] or "stays until" in line["said"]
        assert said in await notice(scene, "List")
        scene.tell(story(1, LISTED[39][1]))
        assert await alerted(scene, LISTED[39][1])
        scene.publish(un_list(LISTED))
        assert "40 entries" in await notice(scene, "Resolved: List")
        assert await monitor.stop() == 0
    assert len([message for message in scene.slack.messages("monitor") if "Resolved" not in message.text]) == 1


@pytest.mark.timeout(600)
async def test_a_person_confirms_a_short_list_beside_the_daemon(scene: Scene) -> None:
    config = scene.write()
    async with await Monitor.start("run", "-c", config) as monitor:
        await monitor.until("list", outcome="imported")
        scene.publish(un_list(LISTED[:30], dated="2026-03-02"))
        await monitor.until("list", outcome="shrunk")
        async with await Monitor.start("lists", "refresh", "--confirm", "UN", "-c", config) as command:
            assert await command.ended() == 0
            assert "30 entries" in await command.out()
        await monitor.until("reloaded")
        assert "10 removed" in await notice(scene, "10 removed")
        assert await monitor.stop() == 0


@pytest.mark.timeout(600)
async def test_a_restart_without_the_publisher_screens_with_the_kept_copy(scene: Scene) -> None:
    config = scene.write()
    async with await Monitor.start("once", "-c", config) as monitor:
        assert await monitor.ended() == 0
    scene.publish(b"gone", status=503)
    scene.tell(story(1, "Rosalind Achterberg"))
    async with await Monitor.start("run", "-c", config) as monitor:
        assert await alerted(scene, "Achterberg")
        line = await monitor.until("list", outcome="failed")
        assert "503" in line["said"]
        assert await monitor.stop() == 0
    assert scene.slack.messages("monitor") == []


async def test_a_list_that_is_empty_at_its_first_load_is_a_warning(scene: Scene) -> None:
    scene.publish(un_list([]))
    async with await Monitor.start("once", "-c", scene.write()) as monitor:
        assert await monitor.ended() == 0
        line = await monitor.until("list", outcome="empty")
    assert line["level"] == "warning"
    assert "is its address or format right?" in line["said"]


async def page(monitor: Monitor, path: str) -> str:
    """A page of the running daemon's status server."""
    status = (await monitor.until("started"))["status"]
    return (await get(f"{status}{path}"))[1]


async def outcome_on_every_face(scene: Scene, monitor: Monitor, config: Path, outcome: str) -> None:
    """The status page, the metrics and `monitor lists` say the same of the list."""
    async with asyncio.timeout(PATIENCE):
        while json.loads(await page(monitor, "/healthz")).get("lists", [{}])[0].get("outcome") != outcome:
            await monitor.until("list", after=len(monitor.lines))
    assert f'monitor_list_outcome{{list="UN",outcome="{outcome}"}} 1.0' in await page(monitor, "/metrics")
    async with await Monitor.start("lists", "-c", config) as command:
        assert (await command.out()).startswith(outcome)
        assert await command.ended() == 0


@pytest.mark.timeout(180)
@pytest.mark.parametrize(("body", "status", "said"), [
    (b"gone", 404, "404"),
    (b"", 200, "not well-formed"),
    (b'"id","schema","name"\r\n', 200, "XML"),
    (b"<sdnList><sdnEntry><uid>1</uid></sdnEntry></sdnList>", 200, "is this the right format?"),
    (b'<!DOCTYPE html>\n<html lang="en"><body><p>Sorry, an error</p></body></html>', 200, "document type"),
], ids=["404", "no byte", "a header of another format", "another list", "an error page with status 200"])
async def test_what_is_no_list_is_refused_and_every_face_says_so(scene: Scene, body: bytes, status: int, said: str) -> None:
    config = scene.write(listen="127.0.0.1:0")
    async with await Monitor.start("run", "-c", config) as monitor:
        await monitor.until("list", outcome="imported")
        await outcome_on_every_face(scene, monitor, config, "unchanged")
        scene.publish(body, status=status)
        line = await monitor.until("list", outcome="failed")
        assert said in line["said"]
        assert "40 entries stays in force" in line["said"]
        await outcome_on_every_face(scene, monitor, config, "failed")
        assert await monitor.stop() == 0


@pytest.mark.timeout(180)
async def test_a_list_that_comes_compressed_is_read(scene: Scene) -> None:
    scene.room.serve(LIST, gzip.compress(un_list(LISTED)), "application/xml", headers={"Content-Encoding": "gzip"})
    async with await Monitor.start("run", "-c", scene.write()) as monitor:
        await monitor.until("list", outcome="imported", entities=40)
        assert await monitor.stop() == 0


@pytest.mark.shared
@pytest.mark.timeout(180)
async def test_the_real_malformed_list_of_august_2025_is_refused_with_its_place_and_the_old_one_stays(scene: Scene, shared: Path) -> None:
    lists = shared / "lists" / "un"
    scene.publish((lists / "un_consolidated_2025-04-19.xml").read_bytes())
    async with await Monitor.start("run", "-c", scene.write()) as monitor:
        await monitor.until("list", outcome="imported", entities=877)
        scene.publish((lists / "un_consolidated_2025-08-16.xml").read_bytes())
        line = await monitor.until("list", outcome="failed")
        assert f"{LIST}:53:11: not well-formed XML" in line["said"]
        assert "the old list of 877 entries stays in force" in line["said"]
        scene.publish((lists / "un_consolidated_2026-02-27.xml").read_bytes())
        await monitor.until("list", outcome="imported", entities=1003)
        assert "130 added, 4 removed" in await notice(scene, "List changed: UN")
        assert await monitor.stop() == 0
