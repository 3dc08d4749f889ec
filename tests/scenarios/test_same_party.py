"""A person who stands on two lists and once in an article: one message, which names both."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from desk import TRAVEL, Desk
from processes import Monitor

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

NOW = datetime.now(UTC)  # noqa: TID251  the story's date is judged against the process's clock
BANS = """name: Travel bans
entities:
  - id: solvani
    name: Karem Solvani
    born: [1961-04-09]
    countries: [IR]
    listings: [{authority: UN, reference: IRi.901, measures: [travel-ban]}]
  - {id: namesake, name: Omid Tarvandi, born: [1958-01-30]}
"""
FREEZES = """name: Asset freezes
severity: high
entities:
  - id: "901"
    name: SOLVANI, Karem
    born: [1961-04-09]
    listings: [{authority: OFAC, reference: "901", measures: [asset-freeze]}]
  - {id: other, name: Omid Tarvandi, born: [1971]}
"""
RULES = """rules:
  - {name: Banned from travel, measure: travel-ban, trip: [occurred, under-way], severity: medium}
  - {name: Any mention}
"""
STORY = Story(path="/news", title="General seen", summary="A general was seen abroad.", published=NOW - timedelta(hours=1),
              paragraphs=("General Karem Solvani arrived in Moscow on Monday, officials said. He was met by Omid Tarvandi, they added.",))
BECAUSE = "the same name and date of birth 1961-04-09"
ENTRIES = [{"watchlist": "Asset freezes", "entity": "901"}, {"watchlist": "Travel bans", "entity": "solvani"}]


async def printed(*arguments: object) -> list[dict[str, Any]]:
    async with await Monitor.start(*arguments) as monitor:
        said = await monitor.out()
        assert await monitor.ended() == 0, monitor.text()
        return [json.loads(line) for line in said.splitlines()]


async def test_a_person_on_two_lists_is_one_message_that_names_both_and_namesakes_stay_two(desk: Desk) -> None:
    async with Newsroom() as room, SlackStandIn(channels=("monitor",)) as slack:
        config = desk.write(feeds=[room.publish("/feed.xml", [STORY])], slack=slack.base_url, rules=RULES,
                            watchlists={"bans.yaml": BANS, "freezes.yaml": FREEZES, "travel.yaml": TRAVEL})
        async with await Monitor.start("once", "-c", config) as monitor:
            assert await monitor.ended() == 0, monitor.text()
        [message] = slack.messages("monitor")
    shown = json.dumps(message.blocks, ensure_ascii=False)
    assert f"Travel bans: Karem Solvani ({BECAUSE})" in shown
    assert "UN IRi.901: travel ban" in shown
    assert "OFAC 901: asset freeze" in shown
    assert shown.count("Omid Tarvandi — named") == 2, "a name alone never makes two entries one"

    alerts = {(row["watchlist"], row["entity"]): row for row in await printed("alerts", "--json", "-c", config)}
    assert set(alerts) == {("Asset freezes", "901"), ("Asset freezes", "other"), ("Travel bans", "namesake")}
    told = alerts["Asset freezes", "901"]
    assert (told["severity"], told["rule"], told["listings"], told["same_because"]) == ("high", "Banned from travel", ENTRIES, BECAUSE)
    held = [row for row in await printed("alerts", "--suppressed", "--json", "-c", config) if row["entity"] == "solvani"]
    assert f"same party as Asset freezes/901, {BECAUSE}" in [row["reason"] for row in held]


async def test_the_screen_command_keeps_a_match_for_each_entry_and_gives_one_alert(desk: Desk) -> None:
    config = desk.write(feeds=["https://news.example/feed.xml"], rules=RULES,
                        watchlists={"bans.yaml": BANS, "freezes.yaml": FREEZES, "travel.yaml": TRAVEL})
    (desk.folder / "news.txt").write_text("General Karem Solvani arrived in Moscow on Monday.", encoding="utf-8")
    [row] = await printed("screen", "--json", "-c", config, desk.folder / "news.txt")
    assert [(match["watchlist"], match["entity"]) for match in row["matches"]] == [
        ("Asset freezes", "901"), ("Travel bans", "solvani")]
    [alert] = row["alerts"]
    assert (alert["listings"], alert["same_because"], alert["severity"]) == (ENTRIES, BECAUSE, "high")
