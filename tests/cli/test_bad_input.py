"""What the user got wrong: one clear message each, with file:line:column or the address, exit status 2, and nothing started."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from desk import SOLEIMANI, Desk
from processes import ROOT, Monitor

from monitor.testing.slack import SlackStandIn

PEOPLE = "watchlists/travel-bans.yaml"
FEEDS = "feeds:\n  - http://127.0.0.1:9/feed.xml\n"
ONE = "name: People\nentities:\n  - {name: Qasem Soleimani}\n"

# what is wrong, the config's lines, the watchlist's text (None: no watchlist), and the message's beginning and its words
CASES: dict[str, tuple[str, str | None, str, tuple[str, ...]]] = {
    "an unknown config key": (FEEDS + "watchlist: lists\n", ONE, "config.yaml:3:1: ", ('"watchlist"', '"watchlists"')),
    "a duplicate key": (FEEDS + FEEDS, ONE, "config.yaml:3:1: ", ("feeds", "line 1")),
    "a wrong type": (FEEDS + "backfill: soon\n", ONE, "config.yaml:3:11: ", ("soon", "duration", "2h")),
    "an unset variable": (FEEDS + "store: ${NO_SUCH_VARIABLE}\n", ONE, "config.yaml:3:8: ", ("NO_SUCH_VARIABLE",)),
    "no feeds": ("store: sqlite:///monitor.db\n", ONE, "config.yaml", ("feeds",)),
    "an unknown watchlist in a rule": (FEEDS + "rules:\n  - {name: R, watchlists: [Peple]}\n", ONE, "config.yaml:4:28: ",
                                       ('"Peple"', '"People"')),
    "a missing watchlist": (FEEDS + "watchlists: [nowhere.yaml]\n", ONE, "nowhere.yaml", ("no such",)),
    "a folder without a watchlist": (FEEDS, None, "watchlists", ("no watchlist",)),
    "neither entities, keywords nor source": (FEEDS, "name: People\n", f"{PEOPLE}:1:1: ", ("entities", "keywords", "source")),
    "two entities with one id": (FEEDS, "name: People\nentities:\n  - {name: Ann, id: a}\n  - {name: Bob, id: a}\n", f"{PEOPLE}:4:21: ",
                                 ('"a"', "line 3")),
    "a keyword list where names are expected": (
        FEEDS + "rules:\n  - {name: R, watchlists: [Travel]}\n", "name: Travel\nkeywords: [travelled to]\n", "config.yaml:4:28: ",
        ("Travel", "keyword")),
    "an unknown entity key": (FEEDS, SOLEIMANI.replace("aliases:", "alias:"), f"{PEOPLE}:6:5: ", ('"alias"', '"aliases"')),
    "no YAML at all": (FEEDS, "name: [People\n", f"{PEOPLE}:1:14: ", ("not closed",)),
    "bytes that are no text": (FEEDS, "name: P\udcff\n", f"{PEOPLE}", ("UTF-8",)),
}


def started(config: Path) -> subprocess.CompletedProcess[str]:
    around = {name: value for name, value in os.environ.items() if name != "SLACK_BOT_TOKEN"}
    return subprocess.run([sys.executable, "-m", "monitor", "run", "-c", str(config)], cwd=ROOT, capture_output=True, text=True,
                          timeout=60, env=around)


def refused(run: subprocess.CompletedProcess[str], place: str, words: tuple[str, ...]) -> None:
    assert run.returncode == 2, run.stderr
    assert run.stdout == ""
    lines = run.stderr.strip().splitlines()
    assert len(lines) == 1, f"one message, and no traceback: {run.stderr}"
    assert place in lines[0]
    assert all(word in lines[0] for word in words), lines[0]


@pytest.mark.parametrize("what", CASES)
def test_a_fault_in_the_files_is_one_message_with_its_place(desk: Desk, what: str) -> None:
    config_text, people, place, words = CASES[what]
    desk.lists.mkdir()
    if people is not None:
        (desk.folder / PEOPLE).write_text(people, "utf-8", "surrogateescape")
    desk.config.write_text(config_text, "utf-8")
    refused(started(desk.config), str(desk.folder / place), words)
    assert not desk.store.exists(), "nothing was started"


def test_a_config_that_is_not_there_is_one_message(desk: Desk) -> None:
    refused(started(desk.folder / "no.yaml"), str(desk.folder / "no.yaml"), ("cannot be read", "-c"))


@pytest.fixture
def unreadable(desk: Desk) -> Iterator[Callable[[], Path]]:
    """A watchlist that its owner may not read; for root, who may read everything, one that is a socket."""
    made: list[socket.socket] = []

    def make() -> Path:
        path = desk.lists / "locked.yaml"
        if os.geteuid() == 0:
            made.append(socket.socket(socket.AF_UNIX))
            made[0].bind(str(path))
        else:
            path.write_text(ONE, "utf-8")
            path.chmod(stat.S_IWUSR)
        return path

    yield make
    for one in made:
        one.close()


def test_an_unreadable_watchlist_is_one_message_with_its_name(desk: Desk, unreadable: Callable[[], Path]) -> None:
    config = desk.write(feeds=["http://127.0.0.1:9/feed.xml"])
    path = unreadable()
    refused(started(config), str(path), ("cannot be read",))
    assert not desk.store.exists()


def test_a_status_port_in_use_is_one_message_with_the_address(desk: Desk) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = "{}:{}".format(*taken.getsockname())
        config = desk.write(feeds=["http://127.0.0.1:9/feed.xml"], listen=address)
        refused(started(config), address, ("status.listen", "in use"))
    assert not desk.store.exists()


async def test_a_token_that_slack_refuses_is_one_message(desk: Desk) -> None:
    async with SlackStandIn(tokens={"xoxb-good": ["chat:write"]}) as slack:
        config = desk.write(feeds=["http://127.0.0.1:9/feed.xml"], slack=slack.base_url)
        async with await Monitor.start("run", "-c", config, token="xoxb-bad") as monitor:
            assert await monitor.ended() == 2
            assert len(monitor.lines) == 1, monitor.text()
            assert "invalid_auth" in monitor.text()
            assert "SLACK_BOT_TOKEN" in monitor.text()
    assert not desk.store.exists()


@pytest.mark.parametrize("arguments", [["runn"], ["run", "--confg", "x"], ["alerts", "--since", "soon"]])
def test_arguments_that_are_wrong_end_with_status_2(arguments: list[str]) -> None:
    run = subprocess.run([sys.executable, "-m", "monitor", *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert run.returncode == 2
    assert "Error:" in run.stderr
