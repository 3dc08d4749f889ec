"""Stored articles are screened again for who is newly listed: once, to the end, and no article that came later."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from archive import CONFIG, DAYS_30, NEW, NOW, OLD, Archive

from monitor.adapters.backwards_tasks import alone, backwards_beside
from monitor.alerts.rules import BEFORE_LISTING
from monitor.daemon.backwards import State

BOTH = "Godfrey Umberleigh met Leocadia Thistlewood in Geneva on Monday, officials said."


async def test_a_new_entity_is_found_in_what_was_read_before_and_the_listed_one_is_no_news(archive: Archive) -> None:
    await archive.articles(BOTH, "Nobody of note was there.", seen=NOW - timedelta(days=3))
    assert await archive.look(await archive.edit(OLD)) == State(version=(await archive.edit(OLD)).index_version)
    state = await archive.look(await archive.edit(NEW))
    assert state.jobs == ()
    (entity, reason), = await archive.told()
    assert entity == "god"
    assert reason.startswith(f"matched: {BEFORE_LISTING}, ")
    assert [line["step"] for line in archive.lines.events] == ["begun", "done"]
    assert archive.lines.events[-1] | {"articles": 2, "alerts": 1} == archive.lines.events[-1]


async def test_a_new_alias_is_found_by_that_name_alone(archive: Archive) -> None:
    await archive.articles("Leocadia Thistlewood spoke in Geneva.", "Wilhelmina Strandqvist spoke in Bern.", seen=NOW - timedelta(days=3))
    await archive.look(await archive.edit(OLD))
    await archive.look(await archive.edit(OLD.replace(b"id: leo}", b"id: leo, aliases: [Wilhelmina Strandqvist]}")))
    assert [entity for entity, _ in await archive.told()] == ["leo"]
    row, = await archive.store.alert_rows()
    assert "Strandqvist" in row["snippet"]


async def test_a_stop_between_two_batches_goes_on_there_and_tells_nothing_twice(archive: Archive) -> None:
    texts = [f"Godfrey Umberleigh was seen in Geneva, report {number} said." for number in range(450)]
    await archive.articles(*texts, seen=NOW - timedelta(days=3))
    await archive.look(await archive.edit(OLD))
    policy = await archive.edit(NEW)
    seen = []
    for _ in range(5):
        state = await archive.look(policy, seconds=0.001)  # one batch a look, each by another process
        seen += [job.screened for job in state.jobs]
        if not state.jobs:
            break
    assert seen == [200, 400, 450]
    assert len(await archive.told()) == 450
    assert await archive.look(policy) == State(version=policy.index_version)
    assert len(await archive.told()) == 450


async def test_an_article_that_came_after_the_list_is_not_its_concern(archive: Archive) -> None:
    await archive.look(await archive.edit(OLD))
    policy = await archive.edit(NEW)
    await archive.articles(BOTH, seen=NOW + timedelta(seconds=1))
    await archive.look(policy)
    assert await archive.told() == []


async def test_what_is_older_than_the_retention_is_let_be(archive: Archive) -> None:
    await archive.articles(BOTH, seen=NOW - timedelta(days=3))
    await archive.look(await archive.edit(OLD))
    await archive.look(await archive.edit(NEW), retention=timedelta(days=2))
    assert await archive.told() == []


async def test_a_watchlist_that_is_new_as_a_whole_looks_back_as_far_as_backfill(archive: Archive) -> None:
    await archive.articles("Casimir Obuya came to Geneva.", seen=NOW - timedelta(days=3))
    await archive.articles("Casimir Obuya left Geneva.", seen=NOW - timedelta(days=1))
    await archive.look(await archive.edit(OLD))
    await archive.look(await archive.edit(OLD, b"name: Others\nentities:\n  - {name: Casimir Obuya}\n"))
    row, = await archive.store.alert_rows()
    assert "left Geneva" in row["snippet"]


async def test_additions_made_while_the_daemon_was_away_are_found_at_its_start(archive: Archive) -> None:
    await archive.articles(BOTH, seen=NOW - timedelta(days=3))
    await archive.look(await archive.edit(OLD))
    archive.clock.time = NOW + timedelta(days=1)
    await archive.look(await archive.edit(NEW))
    assert [entity for entity, _ in await archive.told()] == ["god"]


async def test_a_muted_newcomer_is_held_back_with_its_reason(archive: Archive) -> None:
    await archive.articles(BOTH, seen=NOW - timedelta(days=3))
    await archive.look(await archive.edit(OLD))
    await archive.look(await archive.edit(NEW.replace(b"id: god}", b"id: god, mute: {why: known}}")))
    assert await archive.told() == []
    held, = await archive.store.alert_rows(suppressed=True)
    assert (held["entity"], held["reason"]) == ("god", "muted for good: known")


async def test_indexes_that_were_cleared_away_are_given_up_and_said(archive: Archive) -> None:
    await archive.articles(BOTH, seen=NOW - timedelta(days=3))
    await archive.look(await archive.edit(OLD))
    policy = await archive.edit(NEW)
    await archive.look(policy, seconds=0)
    for path in Path(backwards_beside(archive.root)).glob("index-*/manifest.json"):
        path.unlink()
    state = await archive.look(policy)
    assert state.jobs == ()
    assert archive.lines.events[-1]["step"] == "given up"


async def test_other_rules_are_not_somebody_new(archive: Archive) -> None:
    policy = await archive.edit(OLD)
    await archive.look(policy)
    state = await archive.look(replace(policy, rules_version="other"))
    assert state == State(version=policy.index_version)
    assert archive.lines.events == []


BANS = b"""name: Bans
entities:
  - {name: Karem Solvani, id: solvani, born: [1961-04-09], listings: [{authority: UN, reference: IRi.901, measures: [travel-ban]}]}
"""
FREEZES = b"""name: Freezes
entities:
  - {name: Leocadia Thistlewood, id: leo}
"""
LISTED_TWICE = FREEZES + b"""  - {name: "SOLVANI, Karem", id: "901", born: [1961-04-09], listings: [{authority: OFAC, reference: "901"}]}
"""
SOLVANI = "Karem Solvani met Leocadia Thistlewood in Geneva on Monday, officials said."


async def test_an_alert_found_backwards_names_all_listings_of_the_party(archive: Archive) -> None:
    await archive.articles(SOLVANI, seen=NOW - timedelta(days=3))
    await archive.look(await archive.edit(BANS, FREEZES))
    await archive.look(await archive.edit(BANS, LISTED_TWICE))
    row, = await archive.store.alert_rows()
    assert (row["watchlist"], row["entity"]) == ("Freezes", "901")
    assert row["listings"] == [{"watchlist": "Freezes", "entity": "901"}, {"watchlist": "Bans", "entity": "solvani"}]
    assert row["same_because"] == "the same name and date of birth 1961-04-09"
    assert BEFORE_LISTING in row["reason"]


async def test_a_measure_of_the_partys_other_listing_counts(archive: Archive) -> None:
    await archive.articles(SOLVANI, seen=NOW - timedelta(days=3))
    banned = tuple(replace(rule, measures=("travel-ban",)) for rule in CONFIG.rules)
    await archive.look(replace(await archive.edit(BANS, FREEZES), rules=banned))
    await archive.look(replace(await archive.edit(BANS, LISTED_TWICE), rules=banned))
    assert [entity for entity, _ in await archive.told()] == ["901"]


async def test_a_party_told_of_under_its_other_listing_is_no_news(archive: Archive) -> None:
    await archive.articles(SOLVANI, seen=NOW - timedelta(days=3))
    await archive.look(await archive.edit(FREEZES))
    await archive.look(await archive.edit(FREEZES, BANS), retention=DAYS_30)  # new as a whole: as far back as backfill, and so not seen
    assert await archive.told() == []
    await archive.look(await archive.edit(FREEZES, BANS.replace(b"solvani,", b"solvani, aliases: [Karem Solwany],")))
    await archive.look(await archive.edit(LISTED_TWICE, BANS))
    assert [entity for entity, _ in await archive.told()] == ["901"]
    await archive.look(await archive.edit(LISTED_TWICE, b"name: Bans\nentities: [{name: Nobody Atall}]\n"))
    await archive.look(await archive.edit(LISTED_TWICE, BANS))
    assert [entity for entity, _ in await archive.told()] == ["901"]
    held, = (row for row in await archive.store.alert_rows(suppressed=True) if row["entity"] == "solvani")
    assert held["reason"] == "same party as Freezes/901, the same name and date of birth 1961-04-09, already alerted"


async def test_a_rival_that_explains_the_text_better_keeps_the_newcomer_silent(archive: Archive) -> None:
    await archive.articles("Godfrey Umberleigh met Soren Halvorsen Lindqvist in Geneva.", seen=NOW - timedelta(days=3))
    rival = OLD + b"  - {name: Soren Halvorsen Lindqvist, id: soren}\n"
    await archive.look(await archive.edit(rival))
    await archive.look(await archive.edit(rival + b"  - {name: Soren Halvorssen, id: other}\n  - {name: Godfrey Umberleigh, id: god}\n"))
    assert [entity for entity, _ in await archive.told()] == ["god"]


async def test_an_entity_removed_and_added_again_is_told_once(archive: Archive) -> None:
    await archive.articles(BOTH, seen=NOW - timedelta(days=3))
    for files in (OLD, NEW, OLD, NEW):
        await archive.look(await archive.edit(files))
    assert [entity for entity, _ in await archive.told()] == ["god"]


async def test_an_entity_that_comes_back_is_found_in_what_was_read_meanwhile(archive: Archive) -> None:
    for files in (OLD, NEW, OLD):
        await archive.look(await archive.edit(files))
    await archive.articles(BOTH, seen=NOW + timedelta(hours=1))
    archive.clock.time = NOW + timedelta(days=1)
    await archive.look(await archive.edit(NEW))
    assert [entity for entity, _ in await archive.told()] == ["god"]


@pytest.mark.parametrize("between", [(), (OLD,)], ids=["at once", "after it was gone"])
async def test_another_id_of_the_same_entity_is_no_news(archive: Archive, between: tuple[bytes, ...]) -> None:
    await archive.articles(BOTH, seen=NOW - timedelta(days=3))
    for files in (OLD, NEW, *between, NEW.replace(b"id: god", b"id: un-1")):
        await archive.look(await archive.edit(files))
    assert [entity for entity, _ in await archive.told()] == ["god"]


async def test_another_name_of_the_watchlist_is_no_news(archive: Archive) -> None:
    await archive.articles(BOTH, seen=NOW - timedelta(days=1))
    await archive.look(await archive.edit(OLD))
    await archive.look(await archive.edit(NEW))
    await archive.look(await archive.edit(NEW.replace(b"name: People", b"name: Everybody")))
    assert [entity for entity, _ in await archive.told()] == ["god"]


async def test_two_processes_take_turns(archive: Archive) -> None:
    await archive.articles(BOTH, seen=NOW - timedelta(days=3))
    await archive.look(await archive.edit(OLD))
    policy = await archive.edit(NEW)
    with alone(archive.root) as ours:
        assert ours
        await archive.look(policy)
        assert await archive.told() == []
    await archive.look(policy)
    assert [entity for entity, _ in await archive.told()] == ["god"]
