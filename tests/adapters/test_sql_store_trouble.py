"""What the SQLite store does when the disk is full, the file is locked, or a process dies in mid-write."""

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
import threading
from contextlib import contextmanager

import pytest
import sqlalchemy as sa

from monitor.adapters.sql_store import SqlStore
from monitor.adapters.sql_store.connections import sqlite_writer
from monitor.adapters.sql_store.writer import GroupWriter
from monitor.errors import StoreFault, UserFault

FITS = 400_000  # bytes: the new store and a few notes


@contextmanager
def file_size_limit(size):
    """No file of this process grows beyond ``size`` bytes: a full disk, as far as the store can tell."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.fixture
async def store(tmp_path):
    store = await SqlStore.open(f"sqlite:///{tmp_path}/monitor.db")
    yield store
    await store.close()


async def test_a_full_disk_is_a_plain_transient_fault_and_passes(store, tmp_path):
    await store.put_note("before", b"kept")
    with file_size_limit(FITS):
        results = await asyncio.gather(*(store.put_note(f"n{n}", os.urandom(60_000)) for n in range(10)),
                                       return_exceptions=True)
        faults = [one for one in results if one is not None]
        assert faults
        assert all(isinstance(one, StoreFault) and one.transient and str(tmp_path) in str(one) for one in faults)
    await store.put_note("after", b"goes on")
    assert [await store.get_note(name) for name in ("before", "after")] == [b"kept", b"goes on"]
    for n, result in enumerate(results):
        assert (await store.get_note(f"n{n}") is not None) is (result is None)


async def test_a_unit_that_fits_is_written_beside_one_that_does_not(tmp_path):
    """SQLite ends the whole transaction when its file may not grow: the group's other units are run again."""
    engine = sqlite_writer(sa.make_url(f"sqlite:///{tmp_path}/small.db"), create=True)
    writer = GroupWriter(engine, "small")

    def start(connection):
        connection.exec_driver_sql("CREATE TABLE t (v BLOB)")
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 20}")

    await writer.run(start)

    def put(size):
        return lambda connection: connection.exec_driver_sql("INSERT INTO t VALUES (?)", (bytes(size),)).rowcount

    results = await asyncio.gather(*(writer.run(put(size)) for size in (10, 10, 1_000_000, 10)), return_exceptions=True)
    assert [type(one) for one in results] == [int, int, StoreFault, int]
    assert "disk is full" in str(results[2])
    assert await writer.run(lambda connection: connection.exec_driver_sql("SELECT count(*) FROM t").scalar()) == 3
    writer.close()
    engine.dispose()


async def test_a_unit_that_fails_is_rolled_back_alone(tmp_path):
    engine = sqlite_writer(sa.make_url(f"sqlite:///{tmp_path}/t.db"), create=True)
    writer = GroupWriter(engine, "t")
    await writer.run(lambda connection: connection.exec_driver_sql("CREATE TABLE t (v)") and None)

    def unit(value, fails):
        def run(connection):
            connection.exec_driver_sql("INSERT INTO t VALUES (?)", (value,))
            if fails:
                raise KeyError(value)

        return run

    results = await asyncio.gather(*(writer.run(unit(n, n % 2)) for n in range(6)), return_exceptions=True)
    assert [type(one) for one in results] == [type(None), KeyError] * 3
    assert await writer.run(lambda connection: connection.exec_driver_sql("SELECT v FROM t").scalars().all()) == [0, 2, 4]
    writer.close()
    engine.dispose()


async def test_a_caller_that_gives_up_before_its_turn_takes_its_unit_back(tmp_path):
    engine = sqlite_writer(sa.make_url(f"sqlite:///{tmp_path}/t.db"), create=True)
    writer = GroupWriter(engine, "t")
    begun, may_end, ran = threading.Event(), threading.Event(), []

    def slow(_connection):
        begun.set()
        may_end.wait(30)

    first = asyncio.create_task(writer.run(slow))
    await asyncio.to_thread(begun.wait, 30)
    second = asyncio.create_task(writer.run(ran.append))
    await asyncio.sleep(0)
    second.cancel()
    await asyncio.gather(second, return_exceptions=True)
    may_end.set()
    await first
    writer.close()
    engine.dispose()
    assert ran == []


async def test_a_file_another_program_keeps_locked_is_a_transient_fault(store, tmp_path):
    await store._writer.run(lambda connection: connection.exec_driver_sql("PRAGMA busy_timeout = 50") and None)
    other = sqlite3.connect(tmp_path / "monitor.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    results = await asyncio.gather(*(store.put_note("a", b"1") for _ in range(200)), return_exceptions=True)
    assert all(isinstance(one, StoreFault) and one.transient and "locked" in str(one) for one in results)
    assert await store.get_note("a") is None  # reading goes on
    other.execute("ROLLBACK")
    other.close()
    await store.put_note("a", b"1")
    assert await store.get_note("a") == b"1"


async def test_a_command_writes_beside_a_busy_daemon(store, tmp_path):
    command = await SqlStore.open(f"sqlite:///{tmp_path}/monitor.db", create=False)

    async def write(who, name):
        for n in range(50):
            await who.put_note(f"{name}{n}", b"x")

    await asyncio.gather(write(store, "daemon"), write(command, "command"))
    assert await store.get_note("command49") == await command.get_note("daemon49") == b"x"
    await command.close()


async def test_a_missing_file_is_not_made_where_it_must_exist(tmp_path):
    with pytest.raises(StoreFault, match="no such file") as caught:
        await SqlStore.open(f"sqlite:///{tmp_path}/none.db", create=False)
    assert not caught.value.transient
    assert not (tmp_path / "none.db").exists()


async def test_a_file_that_is_no_database_is_told_plainly(tmp_path):
    (tmp_path / "letter.db").write_bytes(b"Dear Sir or Madam, this is no database. " * 100)
    with pytest.raises(StoreFault, match="no SQLite database") as caught:
        await SqlStore.open(f"sqlite:///{tmp_path}/letter.db")
    assert not caught.value.transient


async def test_a_store_in_a_missing_folder_is_a_fault_in_what_was_written(tmp_path):
    with pytest.raises(UserFault, match=f"no folder {tmp_path}/none: create it"):
        await SqlStore.open(f"sqlite:///{tmp_path}/none/monitor.db")


async def test_what_is_answered_has_reached_the_disk(store):
    def settings(connection):
        names = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names]

    assert await store._writer.run(settings) == ["wal", 2, 1]


# ------------------------------------------------------------------ death in mid-write
RECORDING = """
import asyncio, itertools, sys
from datetime import UTC, datetime, timedelta
from monitor.adapters.sql_store import SqlStore
from monitor.model import Entry, Feed, PollResult, SeenEntry

NOW = datetime(2026, 3, 1, tzinfo=UTC)

async def record(store, who):
    for turn in itertools.count():
        now = NOW + turn * timedelta(days=1)
        for leased in await store.claim_feeds(now=now, limit=1, owner=who, lease=timedelta(hours=1), jitter=lambda: 1.0):
            keys = [f"{sys.argv[2]}-{who}-{turn}-{n}" for n in range(5)]
            entries = tuple(SeenEntry(entry=Entry(feed=leased.feed.url, key=key, title="x" * 500)) for key in keys)
            receipt = await store.record_poll(PollResult(url=leased.feed.url, token=leased.token, polled=now, status="ok",
                                                         next_due=NOW, entries=entries))
            if not receipt.fenced:
                print(leased.feed.url, *keys, flush=True)

async def main():
    store = await SqlStore.open(sys.argv[1])
    await store.sync_feeds([Feed(url=f"https://a.example/{n}", name=str(n)) for n in range(8)], {}, now=NOW)
    await asyncio.gather(*(record(store, str(who)) for who in range(8)))

asyncio.run(main())
"""


def _answered_until_killed(url, round_):
    """What a recording child said was written before it was killed, each a feed and its entries' keys."""
    child = subprocess.Popen([sys.executable, "-c", RECORDING, url, str(round_)], stdout=subprocess.PIPE, text=True)
    lines = [child.stdout.readline() for _ in range(30 + 17 * round_)]
    child.kill()
    lines += [line for line in child.stdout if line.endswith("\n")]
    child.wait()
    child.stdout.close()
    return [line.split() for line in lines]


async def test_a_killed_process_leaves_every_answered_write_and_no_half(tmp_path):
    url = f"sqlite:///{tmp_path}/monitor.db"
    answered = [one for round_ in range(4) for one in await asyncio.to_thread(_answered_until_killed, url, round_)]
    assert len(answered) > 200
    store = await SqlStore.open(url)
    kept = {}
    for feed, key in await store._reader.run(lambda connection: connection.exec_driver_sql(
            "SELECT feed.url, entry.key FROM entry JOIN feed ON feed.id = entry.feed_id").all()):
        kept.setdefault(feed, set()).add(key)
    for feed, *keys in answered:
        assert set(keys) <= kept[feed]
    for keys in kept.values():
        polls = {key.rsplit("-", 1)[0] for key in keys}
        assert len(keys) == 5 * len(polls)  # a poll's five entries stand or fall together
    assert await store._reader.run(lambda connection: connection.exec_driver_sql("PRAGMA integrity_check").scalar()) == "ok"
    await store.close()
