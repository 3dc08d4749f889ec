"""Postgres away and back: faults are transient, and the store goes on by itself."""

import psycopg
import pytest
from store_values import NOW, Wire, entry

from monitor.adapters.sql_store import SqlStore
from monitor.errors import StoreFault


@pytest.fixture
async def store(database):
    store = await SqlStore.open(database)
    yield store
    await store.close()


@pytest.fixture
def operator(cluster, database):
    """Runs a command of the server's operator; ``{db}`` is the store's database."""
    name = database.split("@/")[1].split("?")[0]

    def run(command):
        with psycopg.connect(host=str(cluster), user="monitor", dbname="postgres", autocommit=True) as connection:
            connection.execute(command.format(db=name))

    return run


END_SESSIONS = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{db}'"


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
