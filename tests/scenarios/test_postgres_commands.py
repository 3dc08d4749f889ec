"""What a person asks of a store on a Postgres server is answered as from a file."""

import json

from desk import Desk
from processes import Monitor

from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import SlackStandIn

TEXT = "General Qassem Suleimani arrived in Moscow on Monday, officials said."


async def asked(desk: Desk, *command: str) -> list[dict[str, object]]:
    async with await Monitor.start(*command, "-c", desk.config) as monitor:
        answer = await monitor.out()
        assert await monitor.ended() == 0, monitor.text()
    return [json.loads(line) for line in answer.splitlines()] if "--json" in command else []


async def test_each_reading_command_finds_what_a_round_left_on_the_server(desk: Desk, database: str) -> None:
    desk = Desk(desk.folder, database)
    async with Newsroom() as room, SlackStandIn(channels=("monitor", "travel-bans")) as slack:
        feed = room.publish("/feed.xml", [Story(path="/story", title="General in Moscow", summary=TEXT, paragraphs=(TEXT,))])
        desk.write(feeds=[feed], slack=slack.base_url)
        await asked(desk, "once")
        [alert] = await asked(desk, "alerts", "--json")
        assert alert["entity"] == "soleimani"
        [delivery] = await asked(desk, "deliveries", "--json")
        assert delivery["state"] == "sent"
        [health] = await asked(desk, "feeds", "--json")
        assert health["url"] == feed
        assert await asked(desk, "why", str(alert["id"]), "--json")
        [again] = await asked(desk, "replay", "--since", "1d", "--json")
        assert again["entity"] == "soleimani"
