"""Edits are live without a restart; broken ones are refused, said with their place, and mended ones put in force."""

from __future__ import annotations

import os
import time
from pathlib import Path

from desk import RULES, SOLEIMANI, Desk
from processes import Monitor, get

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

BROKEN = SOLEIMANI.replace("countries: [IR]", "countires: [IR]")
KANAANI = "name: Travel bans\nentities:\n  - {name: Nasser Kanaani, id: kanaani, positions: [Spokesman]}\n"


def story(number: int, text: str) -> Story:
    return Story(path=f"/story/{number}", title=f"Report {number}", summary="Seen abroad.", paragraphs=(text,))


async def report(address: str) -> str:
    return (await get(f"{address}/healthz"))[1]


async def edit(monitor: Monitor, change: object, event: str = "reloaded") -> float:
    """Makes the change and returns the seconds until the daemon says ``event``."""
    before, begun = len(monitor.lines), time.monotonic()
    change()  # type: ignore[operator]
    await monitor.until(event, after=before)
    return time.monotonic() - begun


async def test_an_edit_is_live_a_broken_one_is_refused_and_a_mended_one_clears_the_notice(desk: Desk) -> None:
    stories = [story(0, "General Qassem Suleimani arrived in Moscow on Monday, officials said.")]
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        feed = f"{{url: {room.publish('/feed.xml', stories)}, every: 1s}}"
        config = desk.write(feeds=[feed], slack=slack.base_url, listen="127.0.0.1:0")
        people = desk.lists / "travel-bans.yaml"
        async with await Monitor.start("run", "-c", config) as monitor:
            status = (await monitor.until("started"))["status"]
            while not slack.messages("travel-bans"):
                await slack.next_message()
            took = await edit(monitor, lambda: people.write_text(KANAANI, "utf-8"))
            print(f"an edit was live after {took:.2f} s")
            stories += [story(1, "Spokesman Nasser Kanaani arrived in Baghdad on Tuesday."),
                        story(2, "General Qassem Suleimani arrived in Doha on Tuesday.")]
            room.publish("/feed.xml", stories)
            while len(slack.messages("travel-bans")) < 2:
                await slack.next_message()
            assert "Nasser Kanaani" in slack.messages("travel-bans")[1].text, "the list as edited, whole: the general is off it"

            took = await edit(monitor, lambda: people.write_text(BROKEN, "utf-8"), "broken edit")
            place = f"{people}:7:5: "
            line = await monitor.until("broken edit")
            assert line["error"].startswith(place), line
            while not slack.messages("monitor"):
                await slack.next_message()
            said = await report(status)
            assert place in said
            people.write_text(BROKEN.replace("IRi.039", "IRi.040"), "utf-8")  # broken still: no second notice
            stories.append(story(3, "Spokesman Nasser Kanaani arrived in Muscat on Friday."))
            room.publish("/feed.xml", stories)
            while len(slack.messages("travel-bans")) < 3:
                await slack.next_message()
            assert len(slack.messages("monitor")) == 1
            assert place in str(slack.messages("monitor")[0].blocks)

            await edit(monitor, lambda: people.write_text(SOLEIMANI, "utf-8"))
            while len(slack.messages("monitor")) < 2:
                await slack.next_message()
            assert "resolved" in f"{slack.messages('monitor')[1].text} {slack.messages('monitor')[1].blocks}".lower()
            assert "broken_edit" not in await report(status)
            assert await monitor.stop() == 0


async def test_an_edit_of_rules_and_feeds_is_live_too(desk: Desk) -> None:
    first = story(0, "General Qassem Suleimani arrived in Moscow on Monday, officials said.")
    second = story(1, "General Qassem Suleimani arrived in Doha on Tuesday, officials said.")
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor", "other")) as slack:
        one, two = room.publish("/one.xml", [first]), room.publish("/two.xml", [second])
        config = desk.write(feeds=[f"{{url: {one}, every: 1s}}"], slack=slack.base_url)
        async with await Monitor.start("run", "-c", config) as monitor:
            while not slack.messages("travel-bans"):
                await slack.next_message()
            rules = RULES.replace("#travel-bans", "#other")
            await edit(monitor, lambda: desk.write(feeds=[f"{{url: {url}, every: 1s}}" for url in (one, two)],
                                                   slack=slack.base_url, rules=rules))
            while not slack.messages("other"):
                await slack.next_message()
            await edit(monitor, lambda: config.write_text(config.read_text("utf-8").replace("watchlists: [Travel bans]",
                                                                                           "watchlists: [Travel ban]"), "utf-8"),
                       "broken edit")
            assert f'{config}:8:18: unknown watchlist' in (await monitor.until("broken edit"))["error"]
            assert await monitor.stop() == 0
        assert len(slack.messages("travel-bans")) == 1


async def test_editors_that_rename_and_config_maps_that_swap_a_link_are_seen(desk: Desk) -> None:
    def config_map(number: int, text: str) -> None:
        """What the kubelet does: a new folder aside, and the link ..data swapped to it."""
        new = desk.lists / f"..version{number}"
        new.mkdir()
        (new / "people.yaml").write_text(text, "utf-8")
        link = desk.lists / "..data_tmp"
        link.symlink_to(new.name)
        os.replace(link, desk.lists / "..data")

    def rename(path: Path, text: str) -> None:
        """What vim and most editors do: written aside, renamed over the old file."""
        aside = path.with_name(".people.yaml.swp")
        aside.write_text(text, "utf-8")
        os.replace(aside, path)

    async with SlackStandIn(channels=("monitor",)) as slack:
        config = desk.write(feeds=["http://127.0.0.1:9/feed.xml"], slack=slack.base_url, rules="", watchlists={})
        config_map(1, SOLEIMANI)
        for old in desk.lists.glob("*.yaml"):
            old.unlink()
        (desk.lists / "people.yaml").symlink_to("..data/people.yaml")
        async with await Monitor.start("run", "-c", config) as monitor:
            await monitor.until("started")
            swap = await edit(monitor, lambda: config_map(2, SOLEIMANI.replace("Cruz", "Cruise")))
            (desk.lists / "people.yaml").unlink()
            took = await edit(monitor, lambda: rename(desk.lists / "people.yaml", SOLEIMANI.replace("Cruz", "Bruce")))
            more = desk.lists / "more"
            more.mkdir()
            below = await edit(monitor, lambda: (more / "k.yaml").write_text(KANAANI.replace("Travel bans", "More"), "utf-8"))
            print(f"live after: a link swapped {swap:.2f} s, a rename {took:.2f} s, a new folder {below:.2f} s")
            assert await monitor.stop() == 0


async def test_a_restart_with_broken_watchlists_uses_the_last_good_ones_and_says_so(desk: Desk) -> None:
    stories = [story(0, "General Qassem Suleimani arrived in Moscow on Monday, officials said.")]
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        config = desk.write(feeds=[f"{{url: {room.publish('/feed.xml', stories)}, every: 1s}}"], slack=slack.base_url)
        people = desk.lists / "travel-bans.yaml"
        async with await Monitor.start("run", "-c", config) as monitor:
            await monitor.until("started")
            assert await monitor.stop() == 0
        people.write_text(BROKEN, "utf-8")
        stories.append(story(1, "General Qassem Suleimani arrived in Doha on Tuesday."))
        room.publish("/feed.xml", stories)
        async with await Monitor.start("run", "-c", config) as monitor:
            assert f"{people}:7:5: " in (await monitor.until("broken edit"))["error"]
            while len(slack.messages("travel-bans")) < 2 or not slack.messages("monitor"):
                await slack.next_message()
            assert "last good version" in str(slack.messages("monitor")[0].blocks)
            await edit(monitor, lambda: people.write_text(SOLEIMANI, "utf-8"))
            while len(slack.messages("monitor")) < 2:
                await slack.next_message()
            assert await monitor.stop() == 0
        assert len(slack.messages("monitor")) == 2
