"""What a dead process held is free again at once where its death is known, and what it was sending is looked up."""

from store_values import DAY, HOUR, LEASE, MINUTE, NOW, SECOND, alert, delivery, entry, screened

from monitor.model import DeliveryState, Transition


async def test_a_dead_owners_leases_end_and_its_attempts_count(store, wire):
    await wire.poll(entry("read"), entry("left"))
    [read] = await wire.claim_entries(limit=1, owner="dead")
    await store.record_screened(screened(read, alerts=[alert(1)]))
    await wire.claim_entries(owner="dead", lease=DAY)
    await wire.groups(owner="dead", lease=DAY)
    await store.queue(delivery(1))
    await wire.deliveries(owner="dead", lease=DAY)
    await wire.claim_feeds(now=NOW + HOUR, owner="dead", lease=DAY)
    assert await store.lease_owners() == ["dead"]
    await store.bury("dead", NOW + HOUR)
    [left] = await wire.claim_entries(now=NOW + HOUR)
    assert left.attempts == 1
    assert len(await wire.groups(now=NOW + HOUR)) == len(await wire.claim_feeds(now=NOW + HOUR)) == 1
    [sent] = await wire.deliveries(now=NOW + HOUR)
    assert sent.state is DeliveryState.UNKNOWN


async def test_a_living_owner_keeps_what_it_has(store, wire):
    leased = await wire.entry()
    await store.bury("dead", NOW)
    assert await store.lease_owners() == ["one"]
    assert not (await store.record_screened(screened(leased))).fenced
    assert await store.lease_owners() == []


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
