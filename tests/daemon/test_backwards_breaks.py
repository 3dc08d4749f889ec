"""Screening backwards through what goes wrong: a full disk, kills, ten thousand newcomers, edits in quick succession."""

from __future__ import annotations

import asyncio
import multiprocessing
import resource
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest
from archive import DAYS_30, NEW, NOW, OLD, Archive, FixedClock, Lines

from monitor.adapters.inline_workers import InlineWorkers
from monitor.adapters.sql_store import SqlStore
from monitor.daemon.backwards import EARLY, Backwards, State
from monitor.errors import StoreFault
from monitor.pipeline import Policy

THREE_DAYS_AGO = NOW - timedelta(days=3)


def reports(number: int) -> list[str]:
    return [f"Godfrey Umberleigh was seen in Geneva, report {one} said." for one in range(number)]


# ------------------------------------------------------------------ disk
@contextmanager
def no_file_beyond(size: int) -> Iterator[None]:
    """No file that this process writes grows beyond so many bytes: as a full disk, to SQLite."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


async def test_a_disk_that_fills_while_a_batch_is_recorded_loses_nothing_and_repeats_nothing(archive: Archive, tmp_path: Path) -> None:
    await archive.articles(*reports(150), seen=THREE_DAYS_AGO)
    await archive.look(await archive.edit(OLD))
    policy = await archive.edit(NEW)
    await archive.look(policy, seconds=0)  # planned: what fails from here on is the recording
    with sqlite3.connect(tmp_path / "monitor.db") as other:
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with no_file_beyond(100_000), pytest.raises(StoreFault, match=r"full|disk I/O"):
        await archive.look(policy)
    some = len(await archive.told())
    assert 0 < some < 150, "the disk filled in the middle of the batch"
    assert (await archive.look(policy)).jobs == ()
    assert len(await archive.told()) == 150
    assert await archive.store.alert_rows(suppressed=True) == []


# ------------------------------------------------------------------ kill
class Halting:
    """The store, which reports each note about to be kept, and each kept, and goes on only when told to."""

    def __init__(self, store: SqlStore, line: Connection) -> None:
        self._store, self._line = store, line

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def put_note(self, key: str, value: bytes) -> None:
        await self._halt("batch recorded")
        await self._store.put_note(key, value)
        await self._halt("batch noted")

    async def _halt(self, where: str) -> None:
        self._line.send(where)
        await asyncio.to_thread(self._line.recv)


def screen_backwards(url: str, policy: Policy, line: Connection) -> None:
    """A process that screens backwards, 20 articles a batch."""
    async def work() -> None:
        store = await SqlStore.open(url)
        await Backwards(Halting(store, line), InlineWorkers(), FixedClock(), Lines(), batch=20).look(  # type: ignore[arg-type]
            policy, DAYS_30, 600)
        line.send("done")

    asyncio.run(work())


async def _killed_at(url: str, policy: Policy, where: str, times: int) -> list[str]:
    """Runs the process and ends it with kill -9 when it says ``where`` for that time; what it said."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=screen_backwards, args=(url, policy, theirs))
    process.start()
    theirs.close()
    said: list[str] = []
    try:
        while said.count(where) < times and said[-1:] != ["done"]:
            said.append(await asyncio.to_thread(ours.recv))
            if said.count(where) < times:
                ours.send("go on")
    finally:
        process.kill()
        await asyncio.to_thread(process.join)
    return said


@pytest.mark.parametrize("where", ["batch recorded", "batch noted"])
async def test_kill_9_between_batches_loses_nothing_and_tells_nothing_twice(archive: Archive, tmp_path: Path, where: str) -> None:
    await archive.articles(*reports(100), seen=THREE_DAYS_AGO)
    await archive.look(await archive.edit(OLD))
    policy = await archive.edit(NEW)
    url = f"sqlite:///{tmp_path}/monitor.db"
    await _killed_at(url, policy, where, 3)  # planned, and two batches
    assert len(await archive.told()) == 40
    await _killed_at(url, policy, where, 2)
    assert len(await archive.told()) == (80 if where == "batch noted" else 60), "a batch that was not noted was done once more"
    assert (await archive.look(policy)).jobs == ()
    told = [row["url"] for row in await archive.store.alert_rows()]
    assert len(told) == len(set(told)) == 100


# ------------------------------------------------------------------ number and age
def _names(number: int) -> list[str]:
    """Names as different as those of a list: 40 given names and as many family names as it takes, of syllables."""
    parts = ["ba", "de", "fi", "go", "lu", "ma", "ne", "ri", "so", "tu"]
    given = [f"{a}{b}n".capitalize() for a in parts for b in parts[:4]]
    family = [f"{a}{b}{c}{d}ek".capitalize() for a in parts for b in parts for c in parts[:5] for d in parts[:1]]
    return [f"{one} {other}" for other in family for one in given][:number]


async def test_ten_thousand_newcomers_at_once_are_found_each_in_its_article(archive: Archive) -> None:
    names = _names(10_000)
    assert len(set(names)) == 10_000
    some = names[::500]
    await archive.articles(*(f"{name} spoke in Geneva on Monday." for name in (*some, "Leocadia Thistlewood")), seen=THREE_DAYS_AGO)
    await archive.look(await archive.edit(OLD))
    listed = "".join(f"  - {{name: {name}, id: n{number}}}\n" for number, name in enumerate(names))
    state = await archive.look(await archive.edit(OLD + listed.encode()))
    assert state.jobs == ()
    assert sorted(entity for entity, _ in await archive.told()) == sorted(f"n{number}" for number in range(0, 10_000, 500))
    assert archive.lines.events[0] | {"step": "begun", "entities": 10_000} == archive.lines.events[0]


async def test_an_article_at_the_very_edge_of_the_retention_is_looked_at_and_one_beyond_is_not(archive: Archive) -> None:
    edge = NOW - timedelta(days=30)
    await archive.articles("Godfrey Umberleigh came to Geneva.", seen=edge)
    await archive.articles("Godfrey Umberleigh left Geneva.", seen=edge - timedelta(microseconds=1))
    await archive.look(await archive.edit(OLD))
    await archive.look(await archive.edit(NEW))
    row, = await archive.store.alert_rows()
    assert "came to" in row["snippet"]


async def test_an_article_whose_text_goes_before_its_turn_comes_stops_nothing(archive: Archive) -> None:
    await archive.articles("Godfrey Umberleigh came to Geneva.", seen=NOW - timedelta(days=30))
    await archive.articles("Godfrey Umberleigh left Geneva.", seen=THREE_DAYS_AGO)
    await archive.look(await archive.edit(OLD))
    policy = await archive.edit(NEW)
    await archive.look(policy, seconds=0)
    archive.clock.time = NOW + timedelta(hours=1)
    assert (await archive.store.purge(archive.clock.now(), timedelta(days=30)))["texts"] == 1
    assert (await archive.look(policy)).jobs == ()
    row, = await archive.store.alert_rows()
    assert "left" in row["snippet"]


# ------------------------------------------------------------------ edits
async def test_an_entity_taken_off_again_before_its_turn_came_is_not_told(archive: Archive) -> None:
    await archive.articles("Godfrey Umberleigh left Geneva.", seen=THREE_DAYS_AGO)
    await archive.look(await archive.edit(OLD))
    state = await archive.look(await archive.edit(NEW), seconds=0)
    assert [job.entities for job in state.jobs] == [1]
    assert (await archive.look(await archive.edit(OLD))).jobs == ()
    assert await archive.told() == []
    await archive.look(await archive.edit(NEW))
    assert [entity for entity, _ in await archive.told()] == ["god"]


async def test_a_muted_entity_taken_off_again_leaves_nothing_behind(archive: Archive) -> None:
    await archive.articles("Godfrey Umberleigh left Geneva.", seen=THREE_DAYS_AGO)
    await archive.look(await archive.edit(OLD))
    await archive.look(await archive.edit(NEW.replace(b"id: god}", b"id: god, mute: {why: known}}")), seconds=0)
    assert (await archive.look(await archive.edit(OLD))).jobs == ()
    assert await archive.store.alert_rows(suppressed=True) == []


THIRD = NEW + b"  - {name: Casimir Obuya, id: cas}\n"


async def test_two_edits_before_anybody_looked_are_both_found(archive: Archive) -> None:
    await archive.articles("Godfrey Umberleigh met Casimir Obuya in Geneva.", seen=THREE_DAYS_AGO)
    await archive.look(await archive.edit(OLD))
    await archive.edit(NEW)
    await archive.look(await archive.edit(THIRD))
    assert [entity for entity, _ in await archive.told()] == ["cas", "god"]


async def test_an_edit_while_another_ones_job_waits_makes_a_second_job(archive: Archive) -> None:
    await archive.articles("Godfrey Umberleigh met Casimir Obuya in Geneva.", seen=THREE_DAYS_AGO)
    await archive.look(await archive.edit(OLD))
    await archive.look(await archive.edit(NEW), seconds=0)
    state = await archive.look(await archive.edit(THIRD), seconds=0)
    assert [job.entities for job in state.jobs] == [1, 1]
    await archive.look(await archive.edit(THIRD))
    assert [entity for entity, _ in await archive.told()] == ["cas", "god"]


async def test_a_look_between_the_keeping_of_an_edit_and_its_coming_into_force_loses_nobody(archive: Archive) -> None:
    await archive.articles("Godfrey Umberleigh met Casimir Obuya in Geneva.", seen=THREE_DAYS_AGO)
    await archive.look(await archive.edit(OLD))
    first = await archive.edit(NEW)
    second = await archive.edit(THIRD)  # kept by now; the daemon is about to put it in force
    await archive.look(first)
    assert await archive.look(second) == State(version=second.index_version)
    assert [entity for entity, _ in await archive.told()] == ["cas", "god"]



async def test_files_that_never_become_the_version_in_force_are_looked_at_after_a_while(archive: Archive) -> None:
    await archive.articles("Godfrey Umberleigh met Casimir Obuya in Geneva.", seen=THREE_DAYS_AGO)
    backwards = archive.backwards()
    await backwards.look(await archive.edit(OLD), DAYS_30)
    policy = await archive.edit(NEW)
    await archive.edit(THIRD)
    states = [await backwards.look(policy, DAYS_30) for _ in range(EARLY + 1)]
    assert [state.version == policy.index_version for state in states] == [False] * EARLY + [True]
    assert [entity for entity, _ in await archive.told()] == ["god"]


async def test_who_was_muted_when_it_was_added_and_is_no_longer_is_told(archive: Archive) -> None:
    await archive.articles("Godfrey Umberleigh left Geneva.", seen=THREE_DAYS_AGO)
    await archive.look(await archive.edit(OLD))
    await archive.look(await archive.edit(NEW.replace(b"id: god}", b"id: god, mute: {why: known}}")), seconds=0)
    await archive.look(await archive.edit(NEW))
    assert [entity for entity, _ in await archive.told()] == ["god"]


async def test_a_list_in_a_file_is_looked_for_as_soon_as_it_is_in_force_also_with_the_names_of_before(archive: Archive) -> None:
    await archive.articles("Casimir Obuya met Wilhelmina Strandqvist in Geneva.", seen=THREE_DAYS_AGO)
    ours = b"name: Ours\nsource: {format: csv, url: names.csv, mapping: {id: Ref, name: Name}}\n"
    await archive.look(await archive.edit(OLD, ours, names=b"Ref,Name\n1,Godfrey Umberleigh\n"))
    for names in (b"1,Godfrey Ostrander\n2,Casimir Obuya\n", b"1,Godfrey Ostrander\n2,Casimir Obuya\n3,Wilhelmina Strandqvist\n"):
        policy = await archive.edit(OLD, ours, names=b"Ref,Name\n" + names)
        assert await archive.look(policy) == State(version=policy.index_version)
    assert [entity for entity, _ in await archive.told()] == ["2", "3"]
