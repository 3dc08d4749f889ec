"""What a dead process held is free again at once where its death is known, and what it was sending is looked up."""

import os
import socket
import subprocess
import sys

import pytest
from store_values import DAY, END_SESSIONS, HOUR, LEASE, MINUTE, NOW, SECOND, Wire, alert, delivery, entry, screened

from monitor.adapters.sql_store import SqlStore
from monitor.errors import StoreFault
from monitor.model import DeliveryState, Transition

HOST = socket.gethostname()
OWN = f"{HOST}:{os.getpid()}:own"


@pytest.fixture
def gone():
    """The name that a process which has ended had as an owner of leases."""
    process = subprocess.Popen([sys.executable, "-c", ""])
    process.wait()
    return f"{HOST}:{process.pid}:gone"


async def test_a_dead_owners_leases_end_and_its_attempts_count(store, wire):
    await wire.poll(entry("read"), entry("left"))
    [read] = await wire.claim_entries(limit=1, owner="dead")
    await store.record_screened(screened(read, alerts=[alert(1)]))
    await wire.claim_entries(owner="dead", lease=DAY)
    await wire.groups(owner="dead", lease=DAY)
    await store.queue(delivery(1))
    await wire.deliveries(owner="dead", lease=DAY)
    await wire.claim_feeds(now=NOW + HOUR, owner="dead", lease=DAY)
    await store.bury("dead", NOW + HOUR)
    [left] = await wire.claim_entries(now=NOW + HOUR)
    assert left.attempts == 1
    assert len(await wire.groups(now=NOW + HOUR)) == len(await wire.claim_feeds(now=NOW + HOUR)) == 1
    [sent] = await wire.deliveries(now=NOW + HOUR)
    assert sent.state is DeliveryState.UNKNOWN


async def test_a_living_owner_keeps_what_it_has(store, wire, gone):
    await store.attend(OWN)
    leased = await wire.entry(owner=OWN)
    assert await store.dead_owners(OWN) == []
    await store.bury(gone, NOW)
    assert not (await store.record_screened(screened(leased))).fenced


async def test_a_process_that_has_ended_is_known_to_be_dead(store, wire, gone):
    await store.attend(OWN)
    await wire.entry(owner=gone)
    assert await store.dead_owners(OWN) == [gone]
    await store.bury(gone, NOW)
    assert await store.dead_owners(OWN) == []


async def test_a_process_with_our_number_had_it_before(store, wire):
    before = OWN.replace(":own", ":before")
    await store.attend(OWN)
    await wire.entry(owner=before)
    assert await store.dead_owners(OWN) == [before]


async def test_on_a_file_who_is_dead_is_asked_only_at_a_start(tmp_path, gone):
    store = await SqlStore.open(f"sqlite:///{tmp_path}/monitor.db")
    await Wire(store).entry(owner=gone)
    assert await store.dead_owners(OWN, starting=False) == []
    assert await store.dead_owners(OWN) == [gone]
    await store.close()


async def test_on_a_file_a_process_of_another_machine_is_not_ours_to_judge(tmp_path):
    store = await SqlStore.open(f"sqlite:///{tmp_path}/monitor.db")
    await Wire(store).entry(owner="elsewhere:1:x")
    assert await store.dead_owners(OWN) == []
    await store.close()


async def test_on_a_server_a_process_of_another_machine_is_there_as_long_as_its_session(database, operator):
    here, there = await SqlStore.open(database), await SqlStore.open(database)
    await there.attend("elsewhere:1:x")
    await Wire(there).entry(owner="elsewhere:1:x")
    assert await here.dead_owners(OWN) == []
    operator(END_SESSIONS)
    assert await here.dead_owners(OWN) == ["elsewhere:1:x"]
    await there.attend("elsewhere:1:x")
    await there.attend("elsewhere:1:x")
    assert await here.dead_owners(OWN) == []
    await there.close()
    assert await here.dead_owners(OWN) == ["elsewhere:1:x"]
    await here.close()


async def test_a_server_that_is_away_is_said_when_one_attends(database, operator):
    store = await SqlStore.open(database)
    operator("ALTER DATABASE {db} ALLOW_CONNECTIONS false")
    with pytest.raises(StoreFault, match="the server"):
        await store.attend(OWN)
    operator("ALTER DATABASE {db} ALLOW_CONNECTIONS true")
    await store.attend(OWN)
    await store.close()


async def test_the_next_delivery_is_told_with_its_channels_pace_and_pauses(store, wire):
    assert await store.next_delivery(["slack"]) is None
    await store.queue(delivery(1, due=NOW + MINUTE))
    assert await store.next_delivery(["slack"]) == NOW + MINUTE
    assert await store.next_delivery(["console"]) is None
    await store.queue(delivery(2))
    for _ in range(2):
        [claimed] = await wire.deliveries(spacing=5 * SECOND)
        await store.record_outcome(claimed.id, claimed.token, Transition(state=DeliveryState.PENDING, at=NOW, due=NOW, attempts=1))
    [claimed] = await wire.deliveries(spacing=5 * SECOND)
    await store.record_outcome(claimed.id, claimed.token, Transition(state=DeliveryState.PENDING, at=NOW, due=NOW, attempts=1))
    assert await store.next_delivery(["slack"]) == NOW + 5 * SECOND
    [claimed] = await wire.deliveries(now=NOW + LEASE)
    await store.record_outcome(claimed.id, claimed.token, Transition(
        state=DeliveryState.PENDING, at=NOW, due=NOW, attempts=1, pause_channel_until=NOW + HOUR))
    assert await store.next_delivery(["slack"]) == NOW + HOUR
