"""The outbox: SENDING is written before anything is sent, one at a time a channel, and a death in mid-send is looked up."""

import pytest
from store_values import DAY, HOUR, LEASE, MINUTE, NOW, SECOND, delivery, drained

from monitor.model import DeliveryState, Severity, Transition

GRACE = 60 * SECOND


def sent(**fields):
    return Transition(**{"state": DeliveryState.SENT, "at": NOW, "due": NOW, "attempts": 1, "receipt": "C1:1.2", "sent": NOW} | fields)


async def test_a_delivery_is_queued_once(store):
    assert await store.queue(delivery(1))
    assert not await store.queue(delivery(1, channel="#other"))


async def test_a_claimed_delivery_is_sending_with_the_time_it_was_first_sent(store, wire):
    one = delivery(1, story="s1", rev=2, plain=True)
    await store.queue(one)
    [claimed] = await wire.deliveries()
    assert (claimed.state, claimed.first_sent) == (DeliveryState.SENDING, NOW)
    assert (claimed.message, claimed.story, claimed.rev, claimed.plain, claimed.attempts) == (one.message, "s1", 2, True, 0)
    [row] = await store.delivery_rows()
    assert (row["state"], row["first_sent"]) == ("sending", NOW.isoformat())


async def test_one_a_channel_the_severe_first_then_the_oldest(store, wire):
    for one in (delivery(1, created=NOW - HOUR), delivery(2, severity=Severity.HIGH), delivery(3, created=NOW - DAY),
                delivery(4, channel="#other"), delivery(5, severity=Severity.MEDIUM, created=NOW - DAY)):
        await store.queue(one)
    order = []
    for turn in range(5):
        for claimed in await wire.deliveries(now=NOW + turn * SECOND):
            order.append(claimed.id)
            assert await store.record_outcome(claimed.id, claimed.token, sent())
    assert order == ["d2", "d4", "d5", "d3", "d1"]


async def test_a_limit_takes_the_most_severe_channels(store, wire):
    await store.queue(delivery(1, channel="#a"))
    await store.queue(delivery(2, channel="#b", severity=Severity.HIGH))
    assert [one.id for one in await wire.deliveries(limit=1)] == ["d2"]


async def test_only_the_sinks_asked_for(store, wire):
    await store.queue(delivery(1, sink="console"))
    assert await wire.deliveries() == []
    assert len(await wire.deliveries(sinks=["slack", "console"])) == 1
    assert await wire.deliveries(sinks=[]) == []


async def test_a_channel_with_one_in_flight_waits_for_it(store, wire):
    await store.queue(delivery(1))
    await store.queue(delivery(2))
    [first] = await wire.deliveries(lease=HOUR)
    assert await wire.deliveries(now=NOW + MINUTE) == []
    assert await store.record_outcome(first.id, first.token, sent())
    [second] = await wire.deliveries(now=NOW + MINUTE)
    assert second.id == "d2"


async def test_a_rested_channel_is_given_three_and_then_one_a_spacing(store, wire):
    for number in range(9):
        await store.queue(delivery(number))
    given = []
    for at in (0, 0, 0, 0, 4, 5, 5, 9, 10, 60, 60, 60, 60):
        for claimed in await wire.deliveries(now=NOW + at * SECOND, spacing=5 * SECOND):
            given.append(at)
            await store.record_outcome(claimed.id, claimed.token, sent())
    assert given == [0, 0, 0, 5, 10, 60, 60, 60]


async def test_a_paused_channel_rests_and_others_do_not(store, wire):
    for number, channel in ((1, "#a"), (2, "#a"), (3, "#b"), (4, "#b")):
        await store.queue(delivery(number, channel=channel))
    later = Transition(state=DeliveryState.PENDING, at=NOW, due=NOW + SECOND, attempts=0, error="429", pause_channel_until=NOW + HOUR)
    for claimed in await wire.deliveries():
        outcome = later if claimed.channel == "#a" else sent()
        assert await store.record_outcome(claimed.id, claimed.token, outcome)
    assert [one.channel for one in await wire.deliveries(now=NOW + MINUTE)] == ["#b"]
    assert [one.channel for one in await wire.deliveries(now=NOW + HOUR, sinks=["slack"])] in (["#a"], ["#a", "#b"])


async def test_a_shorter_pause_does_not_cut_a_longer_one(store, wire):
    await store.queue(delivery(1))
    for turn, until in ((0, HOUR), (1, MINUTE)):
        [claimed] = await wire.deliveries(now=NOW + turn * HOUR)
        await store.record_outcome(claimed.id, claimed.token, Transition(
            state=DeliveryState.PENDING, at=NOW, due=NOW, attempts=0, pause_channel_until=NOW + turn * HOUR + until))
    assert await wire.deliveries(now=NOW + HOUR + MINUTE - SECOND) == []
    assert len(await wire.deliveries(now=NOW + HOUR + MINUTE)) == 1


async def test_an_outcome_under_a_claim_that_passed_on_is_refused(store, wire):
    await store.queue(delivery(1))
    [late] = await wire.deliveries()
    [ours] = await wire.deliveries(now=NOW + LEASE + GRACE)
    assert not await store.record_outcome("d1", late.token, sent())
    assert not await store.record_outcome("nothing", ours.token, sent())
    assert await store.record_outcome("d1", ours.token, sent())
    assert not await store.record_outcome("d1", ours.token, sent())


async def test_one_left_in_mid_send_is_looked_up_after_the_grace(store, wire):
    await store.queue(delivery(1))
    lease = 10 * SECOND
    await wire.deliveries(lease=lease)
    assert await wire.deliveries(now=NOW + lease) == []
    [row] = await store.delivery_rows()
    assert (row["state"], row["due"]) == ("unknown", (NOW + GRACE).isoformat())
    assert await wire.deliveries(now=NOW + GRACE - SECOND) == []
    [unknown] = await wire.deliveries(now=NOW + GRACE)
    assert (unknown.state, unknown.first_sent) == (DeliveryState.UNKNOWN, NOW)
    assert [row["state"] for row in await store.delivery_rows()] == ["sending"]  # a second death finds it again


async def test_a_second_send_keeps_the_first_time_and_rests_from_the_last(store, wire):
    await store.queue(delivery(1))
    [first] = await wire.deliveries()
    await store.record_outcome("d1", first.token, Transition(state=DeliveryState.PENDING, at=NOW, due=NOW + HOUR, attempts=1))
    [second] = await wire.deliveries(now=NOW + HOUR)
    assert (second.first_sent, second.attempts) == (NOW, 1)
    await wire.deliveries(now=NOW + HOUR + LEASE)
    [row] = await store.delivery_rows()
    assert row["due"] == (NOW + HOUR + GRACE).isoformat()


async def test_a_transition_is_written_as_it_stands(store, wire):
    await store.queue(delivery(1))
    [claimed] = await wire.deliveries()
    transition = Transition(state=DeliveryState.PENDING, at=NOW, due=NOW + MINUTE, attempts=3, error="archived", plain=True,
                            channel="#fallback")
    assert await store.record_outcome("d1", claimed.token, transition)
    [again] = await wire.deliveries(now=NOW + MINUTE)
    assert (again.channel, again.attempts, again.plain, again.error) == ("#fallback", 3, True, "archived")
    await store.record_outcome("d1", again.token, sent(error="", attempts=4, sent=NOW + MINUTE))
    [row] = await store.delivery_rows()
    assert (row["state"], row["receipt"], row["sent"], row["attempts"]) == (
        "sent", "C1:1.2", (NOW + MINUTE).isoformat(), 4)


@pytest.mark.parametrize(("state", "may", "after"), [
    (DeliveryState.DEAD, True, "pending"), (DeliveryState.UNKNOWN, True, "unknown"), (DeliveryState.SENT, False, "sent")])
async def test_retry_makes_it_due_now_unless_it_was_sent(store, wire, state, may, after):
    await store.queue(delivery(1))
    [claimed] = await wire.deliveries()
    await store.record_outcome("d1", claimed.token, Transition(state=state, at=NOW, due=NOW + DAY, attempts=1))
    assert await store.retry_delivery("d1", now=NOW + MINUTE) is may
    [row] = await store.delivery_rows()
    assert row["state"] == after
    assert (len(await wire.deliveries(now=NOW + MINUTE)) == 1) is may
    assert not await store.retry_delivery("nothing", now=NOW)


async def test_two_claimers_never_send_the_same_nor_two_in_one_channel(two):
    first, second = two
    for number in range(40):
        await first.queue(delivery(number, channel=f"#{number % 20}"))
    claimed = await drained([first, second], lambda wire: wire.deliveries(limit=5))
    assert len({one.id for one in claimed}) == len({one.channel for one in claimed}) == len(claimed) == 20


async def test_release_leaves_a_delivery_in_mid_send_alone(store, wire):
    await store.queue(delivery(1))
    [claimed] = await wire.deliveries()
    await store.release("one")
    assert await store.record_outcome("d1", claimed.token, sent())
