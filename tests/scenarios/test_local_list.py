"""A watchlist imported from a file beside it: screened as any other, and on a damaged file the last good one goes on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from desk import TRAVEL, Desk
from processes import Monitor

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


async def test_a_list_that_is_not_there_is_a_fault_with_its_path(desk: Desk) -> None:
    config = desk.write(feeds=["http://127.0.0.1:9/feed.xml"], watchlists={"bans.yaml": BANS, "travel.yaml": TRAVEL})
    for command in ("once", "check"):
        async with await Monitor.start(command, "-c", config) as monitor:
            assert await monitor.ended() == 2
            assert "official/un.xml: the list that" in monitor.text()
