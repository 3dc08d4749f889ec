"""`monitor lists`: how lists stand, fetched by hand, one entity with all its names, what the last change brought."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from desk import Desk
from processes import Monitor
from un_list import people, un_list

from monitor.testing.newsroom import Newsroom

LIST = "/list.xml"
LISTED = people(40)
OURS = """\
name: UN
source: {{format: un-xml, url: {url}}}
entities:
  - {{id: un-XXi.001, aliases: [Leo Thistle], mute: {{until: 2030-01-01, by: ana, why: known}}}}
  - {{id: un-XXi.777, aliases: [Nobody Any-Longer]}}
"""
CORRECTED = """\
name: UN
source: {{format: un-xml, url: {url}}}
entities:
  - id: un-XXi.001
    aliases: [Leo Thistle, {{name: Lady Thistle, weak: true}}]
    not: [Leo Woods, Thistlewood Street]
    mute: {{until: 2030-01-01, by: ana, why: known}}
  - {{id: un-XXi.002, mute: {{until: 2024-01-01}}}}
"""


class Lists:
    """A user who subscribes to an invented list, at the command line."""

    def __init__(self, room: Newsroom, desk: Desk) -> None:
        self.room, self.desk = room, desk
        self.publish(un_list(LISTED))
        self.config = desk.write(feeds=[f"{room.url}/feed.xml"], rules="", watchlists={"un.yaml": OURS.format(url=room.url + LIST)})

    def publish(self, body: bytes, status: int = 200) -> None:
        self.room.serve(LIST, body, "application/xml", status=status)

    async def run(self, *arguments: str, status: int = 0) -> str:
        """What `monitor lists` with these arguments prints, on either stream; it must end with ``status``."""
        async with await Monitor.start("lists", *arguments, "-c", self.config, token="") as command:
            out, ended = await command.out(), await command.ended()
            assert ended == status, command.text() + out
            return out + command.text()

    async def rows(self, *arguments: str) -> list[dict[str, Any]]:
        return [json.loads(line) for line in (await self.run(*arguments, "--json")).splitlines() if line.startswith("{")]


@pytest.fixture
async def lists(desk: Desk) -> AsyncIterator[Lists]:
    async with Newsroom() as room:
        yield Lists(room, desk)


async def test_a_list_waits_is_fetched_and_then_stands_with_its_figures(lists: Lists) -> None:
    assert [(row["outcome"], row["entities"], row["good"]) for row in await lists.rows("status")] == [("waiting", 0, None)]
    assert "imported   UN: 40 entries of 2026-03-01, for the first time" in await lists.run("refresh")
    row, = await lists.rows("status")
    assert (row["watchlist"], row["outcome"], row["dated"], row["entities"], row["names"]) == ("UN", "imported", "2026-03-01", 40, 40)
    assert row["good"].endswith("+00:00")
    shown = await lists.run("status")
    assert "of 2026-03-01, 40 entries, 40 names" in shown


@pytest.mark.timeout(600)
async def test_what_changed_last_is_shown_entity_by_entity(lists: Lists) -> None:
    await lists.run("refresh")
    assert "UN: no change since its first import" in await lists.run("diff")
    lists.publish(un_list([*LISTED[1:39], (LISTED[39][0], "Godfrey Umberleigh"), ("XXi.900", "Hortensia Quaile")], dated="2026-03-02",
                          aliases={LISTED[5][0]: ["Philippa of the North"]}))
    assert "imported" in await lists.run("refresh", "UN")
    assert "unchanged" in await lists.run("refresh", "UN")
    shown = await lists.run("diff")
    assert "UN: 1 added, 1 removed, 2 changed" in shown
    assert "(1 added, 1 removed, 2 changed), due" in await lists.run("status")
    assert "+ Hortensia Quaile (un-XXi.900)" in shown
    assert f"- {LISTED[0][1]} (un-{LISTED[0][0]})" in shown
    assert f"~ Godfrey Umberleigh, formerly {LISTED[39][1]} (un-{LISTED[39][0]})" in shown
    assert "aliases + Philippa of the North" in shown
    assert {row["change"] for row in await lists.rows("diff")} == {"added", "removed", "changed"}
    gone, = await lists.rows("show", LISTED[0][1])
    assert (gone["id"], gone["name"]) == (f"un-{LISTED[0][0]}", LISTED[0][1])
    assert "ended" in gone


async def test_one_entity_is_shown_with_all_its_names_and_local_corrections(lists: Lists) -> None:
    await lists.run("refresh")
    shown = await lists.run("show", "un-XXi.001")
    assert "Leocadia Thistlewood" in shown
    assert "Leo Thistle" in shown
    assert "until 2030-01-01: known" in shown
    assert "UN XXi.001 travel-ban" in shown
    row, = await lists.rows("show", "thistlewood")
    assert (row["watchlist"], row["id"]) == ("UN", "un-XXi.001")
    assert 'no entity "nobody at all"' in await lists.run("show", "nobody at all", status=2)


@pytest.mark.timeout(600)
async def test_a_short_list_waits_for_its_confirmation_by_name(lists: Lists) -> None:
    await lists.run("refresh")
    lists.publish(un_list(LISTED[:20]))
    assert "shrunk     UN: 20 entries where there were 40" in await lists.run("refresh", status=1)
    assert "shrunk     UN" in await lists.run("status")
    assert "name the watchlist" in await lists.run("refresh", "--confirm", status=2)
    assert "imported   UN: 20 entries" in await lists.run("refresh", "--confirm", "UN")
    assert (await lists.rows())[0]["entities"] == 20


async def test_a_publisher_that_is_away_leaves_the_kept_list(lists: Lists) -> None:
    await lists.run("refresh")
    lists.publish(b"", status=503)
    assert "answers 503; the list of 40 entries stays in force" in await lists.run("refresh", status=1)
    assert 'no watchlist "UM"' in await lists.run("refresh", "UM", status=2)


async def test_check_reads_the_kept_list_and_names_corrections_without_effect(lists: Lists) -> None:
    await lists.run("refresh")
    async with await Monitor.start("check", "-c", lists.config, token="") as command:
        out, ended = await command.out(), await command.ended()
    assert ended == 0
    assert "40 persons" in out
    assert "un-XXi.777" in command.text()


@pytest.mark.timeout(180)
async def test_corrections_outlive_a_refresh_and_check_says_which_do_nothing_any_more(lists: Lists) -> None:
    lists.desk.write(feeds=[f"{lists.room.url}/feed.xml"], rules="",
                     watchlists={"un.yaml": CORRECTED.format(url=lists.room.url + LIST)})

    async def checked() -> str:
        async with await Monitor.start("check", "-c", lists.config, token="") as command:
            assert await command.ended() == 0, command.text()
            return command.text()

    of_old = {"XXi.001": ["Leo Woods", "Lady Thistle"]}
    lists.publish(un_list(LISTED, aliases=of_old))
    await lists.run("refresh")
    lists.publish(un_list([*LISTED, ("XXi.900", "Hortensia Quaile")], aliases=of_old))
    await lists.run("refresh")
    row, = await lists.rows("show", "un-XXi.001")
    assert {alias["text"]: alias["weak"] for alias in row["aliases"]} == {"Lady Thistle": True, "Leo Thistle": False}
    assert (row["not_texts"], row["mute"]["until"]) == (["Leo Woods", "Thistlewood Street"], "2030-01-01")
    said = await checked()
    assert "un-XXi.002: the mute ended with 2024-01-01" in said
    assert "un-XXi.001" not in said

    lists.publish(un_list([("XXi.001", "Leonora Bright"), *LISTED[3:]], aliases={"XXi.001": ["Leo Thistle"]}))
    await lists.run("refresh")
    said = await checked()
    assert "un.yaml:4: un-XXi.001: 'Leo Thistle' stands on the list itself" in said
    assert "un.yaml:8: corrects un-XXi.002, which the list does not have (any longer)" in said


@pytest.mark.timeout(180)
async def test_an_entity_is_shown_with_its_entries_on_other_lists_and_why_they_are_one(lists: Lists) -> None:
    own = 'name: Ours\nentities:\n  - {name: L. Thistlewood, id: leo, identifiers: {passport: "AB1234567"}}\n'
    with_number = OURS.replace("aliases: [Leo Thistle]", 'identifiers: {{passport: "AB1234567"}}')
    lists.desk.write(feeds=[f"{lists.room.url}/feed.xml"], rules="",
                     watchlists={"un.yaml": with_number.format(url=lists.room.url + LIST), "ours.yaml": own})
    await lists.run("refresh")
    assert "same as      Ours, leo (L. Thistlewood): the same passport AB1234567" in await lists.run("show", "un-XXi.001")
    row, = await lists.rows("show", "leo")
    assert row["same_as"] == [{"watchlist": "UN", "entity": "un-XXi.001", "name": "Leocadia Thistlewood",
                               "because": "the same passport AB1234567"}]


async def test_a_list_in_a_file_is_weighed_confirmed_and_compared_likewise(tmp_path: Path) -> None:
    desk, file = Desk(tmp_path), tmp_path / "un.xml"
    file.write_bytes(un_list(LISTED))
    config = desk.write(feeds=["http://127.0.0.1:9/feed.xml"], rules="",
                        watchlists={"un.yaml": "name: UN\nsource: {format: un-xml, url: ../un.xml}\n"})

    async def ran(*arguments: str, status: int = 0) -> str:
        async with await Monitor.start(*arguments, "-c", config, token="") as command:
            out, ended = await command.out(), await command.ended()
            assert ended == status, command.text() + out
            return out + command.text()

    await ran("once")
    assert "40 entries, 40 names" in await ran("lists")
    file.write_bytes(un_list(LISTED[:10]))
    said = await ran("once")
    assert "10 entries where there were 40" in said
    assert "the last good version, kept in the store, is in force" in said
    assert "shrunk     UN" in await ran("lists")
    assert "imported   UN: 10 entries" in await ran("lists", "refresh", "--confirm", "UN")
    assert "broken edit" not in await ran("once")
    assert "30 removed" in await ran("lists", "diff")
    file.write_bytes(un_list([]))
    assert "the new list has no entry; the old one of 10 entries stays in force" in await ran("once")
