"""A watchlist imported from a file beside it: screened as any other, and on a damaged file the last good one goes on."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime, timedelta

import pytest
from desk import TRAVEL, Desk
from processes import Monitor, get
from un_list import people, un_list

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

NOW = datetime.now(UTC)  # noqa: TID251  the stories' dates are judged against the process's clock
LIST = """<?xml version="1.0" encoding="UTF-8"?>
<CONSOLIDATED_LIST dateGenerated="2026-02-27T00:00:09.554Z"><INDIVIDUALS><INDIVIDUAL><FIRST_NAME>KAREM</FIRST_NAME>
<SECOND_NAME>SOLVANI</SECOND_NAME><UN_LIST_TYPE>Iran</UN_LIST_TYPE><REFERENCE_NUMBER>IRi.901</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS>
</CONSOLIDATED_LIST>
"""
BANS = """name: Travel bans
source: {format: un-xml, url: official/un.xml}
entities:
  - {id: un-IRi.901, aliases: [Karim Solwani]}
"""


def story(path: str, name: str) -> Story:
    return Story(path=path, title="General seen", summary="A general was seen abroad.", published=NOW - timedelta(hours=1),
                 paragraphs=(f"General {name} arrived in Moscow on Monday, officials said.",))


async def once(config: object) -> tuple[int, str]:
    async with await Monitor.start("once", "-c", config) as monitor:
        return await monitor.ended(), monitor.text()


async def test_imported_and_corrected_names_alert_and_a_damaged_list_keeps_the_last_good_one(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        feed = room.publish("/feed.xml", [story("/a", "Karem Solvani"), story("/b", "Karim Solwani")])
        config = desk.write(feeds=[feed], slack=slack.base_url, watchlists={"bans.yaml": BANS, "travel.yaml": TRAVEL})
        official = desk.lists / "official"
        official.mkdir()
        (official / "un.xml").write_text(LIST, encoding="utf-8")
        status, said = await once(config)
        assert status == 0, said
        assert len(slack.messages("travel-bans")) == 2, "the name of the list, and the alias written in the YAML"

        (official / "un.xml").write_text(LIST[:-30], encoding="utf-8")
        room.publish("/feed.xml", [story("/c", "Karem Solvani")])
        status, said = await once(config)
        assert status == 0, said
        assert "un.xml:3:" in said
        assert "not well-formed XML" in said
        assert len(slack.messages("travel-bans")) == 3


@pytest.mark.timeout(180)
async def test_a_list_in_a_file_that_changes_is_told_as_a_fetched_one_is(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        source = "name: UN\nsource: {format: un-xml, url: ../un.xml}\n"
        config = desk.write(feeds=[room.publish("/feed.xml", [])], slack=slack.base_url, listen="127.0.0.1:0",
                            rules='rules:\n  - {name: Any mention, severity: low, channel: "#travel-bans"}\n',
                            watchlists={"un.yaml": source, "travel.yaml": TRAVEL})
        file = desk.folder / "un.xml"

        async def now(monitor: Monitor, body: bytes, event: str, **fields: object) -> None:
            before = len(monitor.lines)
            file.write_bytes(body)
            await monitor.until(event, after=before, **fields)

        file.write_bytes(un_list(people(40)))
        async with await Monitor.start("run", "-c", config) as monitor:
            await monitor.until("list", outcome="imported", entities=40)
            await now(monitor, un_list([*people(40), ("XXi.900", "Godfrey Umberleigh")]), "list", outcome="imported", entities=41)
            while not slack.messages("monitor"):
                await slack.next_message()
            message, = slack.messages("monitor")
            assert "List changed: UN: 1 added" in message.text
            assert "Godfrey Umberleigh" in message.text
            await now(monitor, un_list(people(20)), "list", outcome="shrunk", entities=41)
            assert "un.xml: UN: 20 entries where there were 41" in (await monitor.until("broken edit"))["error"]
            await now(monitor, un_list(people(41))[:-30], "list", outcome="failed", entities=41)
            status = (await monitor.until("started"))["status"]
            row, = json.loads((await get(f"{status}/healthz"))[1])["lists"]
            assert (row["watchlist"], row["entities"]) == ("UN", 41)
            assert 'monitor_list_outcome{list="UN",outcome="failed"} 1.0' in (await get(f"{status}/metrics"))[1]
            await now(monitor, un_list(people(41)), "list", outcome="imported", entities=41)
            await monitor.until("notice", title="Resolved: what was edited is in force again")
            assert await monitor.stop() == 0


async def test_a_list_that_is_not_there_is_a_fault_with_its_path(desk: Desk) -> None:
    config = desk.write(feeds=["http://127.0.0.1:9/feed.xml"], watchlists={"bans.yaml": BANS, "travel.yaml": TRAVEL})
    for command in ("once", "check"):
        async with await Monitor.start(command, "-c", config) as monitor:
            assert await monitor.ended() == 2
            assert "official/un.xml: the list that" in monitor.text()


@pytest.mark.timeout(180)
async def test_a_list_in_a_file_that_is_written_piece_by_piece_is_read_when_it_is_whole(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
        config = desk.write(feeds=[room.publish("/feed.xml", [])], slack=slack.base_url,
                            rules='rules:\n  - {name: Any mention, severity: low, channel: "#travel-bans"}\n',
                            watchlists={"un.yaml": "name: UN\nsource: {format: un-xml, url: ../un.xml}\n", "travel.yaml": TRAVEL})
        file, body = desk.folder / "un.xml", un_list(people(41))
        file.write_bytes(un_list(people(40)))
        async with await Monitor.start("run", "-c", config) as monitor:
            await monitor.until("list", outcome="imported", entities=40)
            with file.open("wb") as copy:
                for start in range(0, len(body), len(body) // 8 + 1):
                    copy.write(body[start:start + len(body) // 8 + 1])
                    copy.flush()
                    await asyncio.sleep(0.05)  # a copy over a slow line
            await monitor.until("list", outcome="imported", entities=41)
            assert not [line for line in monitor.lines if line.get("event") == "broken edit"]
