"""Postgres away and back: faults are transient, and the store goes on by itself."""

import pytest
from store_values import END_SESSIONS, NOW, Wire, entry

from monitor.adapters.sql_store import SqlStore
from monitor.errors import StoreFault


@pytest.fixture
async def store(database):
    store = await SqlStore.open(database)
    yield store
    await store.close()


async def test_sessions_the_server_ended_are_made_anew(store, operator):
    await Wire(store).poll(entry())
    operator(END_SESSIONS)
    assert len(await Wire(store).claim_entries()) == 1
    assert len(await store.feed_rows()) == 1


async def test_a_server_that_takes_no_connections_is_a_transient_fault_until_it_does(store, operator):
    operator("ALTER DATABASE {db} ALLOW_CONNECTIONS false")
    operator(END_SESSIONS)
    for call in (store.put_note("a", b"1"), store.get_note("a"), store.sync_feeds([], {}, now=NOW)):
        with pytest.raises(StoreFault, match="the server") as caught:
            await call
        assert caught.value.transient
    operator("ALTER DATABASE {db} ALLOW_CONNECTIONS true")
    await store.put_note("a", b"1")
    assert await store.get_note("a") == b"1"
