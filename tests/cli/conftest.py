"""Fixtures of the command-line tests: a small house that has run once, and the command line in this process."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from command_line import Answer, Seeded
from desk import Desk, desk, environment
from processes import Monitor

from monitor.cli import main
from monitor.testing.newsroom import Newsroom, Story
from monitor.testing.slack import Fault, FaultKind, SlackStandIn

__all__ = ["desk", "environment"]

NOW = datetime.now(UTC)  # noqa: TID251  the stories' dates are judged against the process's clock
STORIES = [
    Story(path="/news", title="General seen in Moscow", summary="A general was seen abroad.", published=NOW - timedelta(hours=1),
          paragraphs=("General Qassem Suleimani arrived in Moscow on Monday, officials said.", "He left again on Tuesday.")),
    Story(path="/old", title="Qasem Soleimani arrived in Damascus", published=NOW - timedelta(days=30),
          summary="General Qasem Soleimani arrived in Damascus, where he met officials.", paragraphs=("Never fetched.",)),
    Story(path="/weather", title="Rain", summary="Umbrellas.", published=NOW, paragraphs=("Rain is expected until Sunday.",)),
    Story(path="/refused", title="Putin in Beijing", summary="A visit.", published=NOW,
          paragraphs=("President Vladimir Putin arrived in Beijing on Wednesday.",))]


async def once(config: Path) -> None:
    async with await Monitor.start("once", "-c", config) as monitor:
        assert await monitor.ended() == 0, monitor.text()


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Seeded:
    desk = Desk(tmp_path_factory.mktemp("seeded"))

    async def seed() -> str:
        async with Newsroom() as room, SlackStandIn(channels=("travel-bans", "monitor")) as slack:
            rules = "rules:\n  - {name: Move, watchlists: [Travel bans], trip: [occurred], channel: '#travel-bans'}\n"
            feed = room.publish("/feed.xml", STORIES[:-1])
            config = desk.write(feeds=[f"{{url: {feed}, name: Local News}}", room.url + "/nowhere.xml"], slack=slack.base_url,
                                rules=rules)
            await once(config)
            room.publish("/feed.xml", STORIES)
            refusal = Fault(kind=FaultKind.ERROR, error="invalid_blocks")
            slack.fail_next(refusal, refusal)
            await once(config)
            return room.url

    return Seeded(desk.config, asyncio.run(seed()))


@pytest.fixture
def monitor(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Callable[..., Answer]:
    """Runs the command line in this process."""
    def run(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["monitor", *(str(argument) for argument in arguments)])
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main()
        said = capfd.readouterr()
        return Answer(int(ended.value.code or 0), said.out, said.err)

    return run
