"""The store's claims stay quick as its history grows: none walks through rows that are done."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from monitor.adapters.sql_store import SqlStore

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LEASE = {"now": NOW, "limit": 10, "lease": timedelta(seconds=60), "owner": "one"}
HISTORY = ("entry", "alert", "delivery", "article", "match", "poll")
WAITING = ("ix_entry_waiting", "ix_alert_ungrouped", "ix_delivery_open", "ix_feed_due")


@pytest.fixture
async def plans(tmp_path):
    """The store, and the query plans of the statements it has run, each with its statement."""
    store = await SqlStore.open(f"sqlite:///{tmp_path}/monitor.db")
    seen = []

    for engine in store._engines:
        @sa.event.listens_for(engine, "before_cursor_execute")
        def explain(connection, _cursor, statement, parameters, _context, many):
            if statement.startswith(("SELECT", "UPDATE", "DELETE")):
                driver = connection.connection.driver_connection
                rows = driver.execute("EXPLAIN QUERY PLAN " + statement, parameters[0] if many else parameters)
                seen.extend((row[3], statement) for row in rows)

    yield store, seen
    await store.close()


async def test_no_claim_and_no_count_walks_through_what_is_done(plans):
    store, seen = plans
    await store.claim_feeds(**LEASE, jitter=lambda: 1.0)
    await store.claim_entries(**LEASE)
    await store.claim_ungrouped(**LEASE)
    await store.claim_deliveries(**LEASE, sinks=["slack"], spacing=timedelta(seconds=1))
    await store.known_keys("https://news.example/1")
    await store.release("one")
    await store.bury("one", NOW)
    await store.queue_ages(NOW)
    await store.dead_owners("here:1:own")
    await store.next_delivery(["slack"])
    assert len(seen) > 15
    walks = [(step, statement) for step, statement in seen
             if step.startswith(tuple(f"SCAN {table}" for table in HISTORY)) and not step.endswith(WAITING)]
    assert walks == []
