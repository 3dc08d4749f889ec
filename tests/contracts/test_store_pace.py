"""The outbox's pace, pauses, refusals, threads and digests: all rows, the same in each database."""

from dataclasses import replace

from store_values import HOUR, MINUTE, NOW, SECOND, alert, decision, delivery

from monitor.model import DeliveryState, Severity, Transition


def outcome(state=DeliveryState.PENDING, at=NOW, **fields):
    return Transition(**{"state": state, "at": at, "due": at, "attempts": 1} | fields)


def sent(at=NOW, **fields):
    return outcome(DeliveryState.SENT, at, receipt="C1:1.2", sent=at, reached=True, **fields)


async def sends(store, wire, transition, **options):
    """Claims one and records what became of it."""
    [claimed] = await wire.deliveries(**options)
    assert await store.record_outcome(claimed.id, claimed.token, transition)
    return claimed


async def test_a_workspace_is_given_a_burst_and_then_keeps_its_pace_over_all_channels(store, wire):
    for number in range(30):
        await store.queue(delivery(number, channel=f"#{number}"))
    claims = [len(await wire.deliveries(now=NOW + turn * SECOND, limit=30, workspace_spacing=SECOND / 2)) for turn in (0, 0, 1, 2, 5)]
    assert claims == [10, 0, 2, 2, 6]


async def test_a_sink_that_does_not_answer_is_tried_by_one_message_at_a_time_what_is_looked_up_first(store, wire):
    for number in range(6):
        await store.queue(delivery(number, channel=f"#{number}", severity=Severity.HIGH if number else Severity.LOW))
    unknown = outcome(DeliveryState.UNKNOWN, error="may have arrived", reached=False)
    claimed = await wire.deliveries(limit=6)
    for one in claimed[:2]:
        assert await store.record_outcome(one.id, one.token, outcome(due=NOW + SECOND, reached=False))
    low = next(one for one in claimed if one.id == "d0")
    assert await store.record_outcome("d0", low.token, unknown)
    for one in claimed[2:]:
        assert one.id == "d0" or await store.record_outcome(one.id, one.token, outcome())
    assert await wire.deliveries(now=NOW + SECOND / 2) == []   # three in a row: it rests for a second
    [probe] = await wire.deliveries(now=NOW + SECOND)
    assert (probe.id, probe.state) == ("d0", DeliveryState.UNKNOWN)
    assert await wire.deliveries(now=NOW + SECOND) == []       # the first has no answer yet
    assert await store.record_outcome("d0", probe.token, sent(NOW + SECOND))
    assert len(await wire.deliveries(now=NOW + SECOND)) == 5   # it is back


async def test_each_failure_more_lets_a_sink_rest_longer_up_to_a_minute(store, wire):
    await store.queue(delivery(1))
    at, rests = NOW, []
    for _ in range(12):
        await sends(store, wire, outcome(at=at, reached=False), now=at)
        rests.append((await store.next_delivery(["slack"]) - at) / SECOND)
        at += HOUR
    assert [rest for rest in rests if rest > 1] == [2, 4, 8, 16, 32, 60, 60, 60, 60]


async def test_a_sink_that_refuses_the_app_stops_is_tried_now_and_then_and_goes_on_once_mended(store, wire):
    for number in range(3):
        await store.queue(delivery(number, channel=f"#{number}"))
    [first, *others] = await wire.deliveries()
    assert await store.record_outcome(first.id, first.token, outcome(stopped="token_revoked"))
    for one in others:
        assert await store.record_outcome(one.id, one.token, outcome())
    [trouble] = await store.troubles()
    assert (trouble.sink, trouble.channel, trouble.reason, trouble.since) == ("slack", "", "token_revoked", NOW)
    assert await wire.deliveries(now=NOW + SECOND) == []
    await sends(store, wire, outcome(at=NOW + MINUTE, stopped="token_revoked"), now=NOW + MINUTE)
    assert await wire.deliveries(now=NOW + 2 * MINUTE - SECOND) == []  # as long again as it has lasted
    [trouble] = await store.troubles()
    assert trouble.since == NOW
    await sends(store, wire, sent(NOW + 2 * MINUTE), now=NOW + 2 * MINUTE)
    assert await store.troubles() == []
    assert len(await wire.deliveries(now=NOW + 2 * MINUTE)) == 2


async def test_a_channel_that_refuses_is_a_trouble_until_it_takes_a_message(store, wire):
    await store.queue(delivery(1))
    await store.queue(delivery(2))
    moved = await sends(store, wire, outcome(channel="#fallback", refused="is_archived"))
    [trouble] = await store.troubles()
    assert (trouble.channel, trouble.reason) == ("#monitor", "is_archived")
    later = NOW + SECOND
    claimed = {one.channel: one for one in await wire.deliveries(now=later)}
    assert claimed["#fallback"].id == moved.id
    assert await store.record_outcome(moved.id, claimed["#fallback"].token, sent(later))
    assert len(await store.troubles()) == 1
    assert await store.record_outcome("d2", claimed["#monitor"].token, sent(later))
    assert await store.troubles() == []


async def test_a_history_that_asks_to_slow_down_rests_look_ups_and_not_sends(store, wire):
    for number in range(3):
        await store.queue(delivery(number))
    for turn in range(2):
        await sends(store, wire, outcome(DeliveryState.UNKNOWN, due=NOW + MINUTE), now=NOW + turn * SECOND)
    rests = outcome(DeliveryState.UNKNOWN, due=NOW + HOUR, lookups_rest_until=NOW + HOUR)
    await store.queue(delivery(9, created=NOW + MINUTE))
    first = await sends(store, wire, rests, now=NOW + MINUTE, limit=1)
    assert first.id == "d0"
    assert [one.id for one in await wire.deliveries(now=NOW + 2 * MINUTE)] == ["d2"]
    unknown = {row["id"]: row["due"] for row in await store.delivery_rows() if row["state"] == "unknown"}
    assert set(unknown.values()) == {(NOW + HOUR).isoformat()}


# ------------------------------------------------------------------ threads
async def test_a_reply_waits_for_its_root_and_is_given_its_receipt(store, wire):
    await store.queue(delivery(1))
    await store.queue(delivery(2, severity=Severity.HIGH, reply_to="d1"))
    root = await sends(store, wire, sent())
    assert (root.id, root.thread) == ("d1", "")
    [reply] = await wire.deliveries(now=NOW + SECOND)
    assert (reply.id, reply.reply_to, reply.thread) == ("d2", "d1", "C1:1.2")


async def test_a_reply_goes_on_its_own_where_its_root_went_elsewhere_or_nowhere(store, wire):
    for number, state in ((1, DeliveryState.SENT), (3, DeliveryState.DEAD)):
        await store.queue(delivery(number))
        await sends(store, wire, outcome(state, channel="#fallback", receipt="C9:1.0"), now=NOW + number * SECOND)
        await store.queue(delivery(number + 1, reply_to=f"d{number}"))
        reply = await sends(store, wire, sent(), now=NOW + (number + 1) * SECOND)
        assert (reply.id, reply.thread) == (f"d{number + 1}", "")


# ------------------------------------------------------------------ digests
def told(number, severity=Severity.LOW, **fields):
    decided = replace(decision(key=f"news-{number}"), severity=severity)
    lead = alert(number, f"https://news.example/{number}", decided)
    return replace(delivery(number, severity=severity, lead=lead, **fields), kind="alert")


async def backlog(store, count, high=0):
    for number in range(count):
        await store.queue(told(number, Severity.HIGH if number < high else Severity.LOW, created=NOW + number * SECOND / 1000))


async def states(store):
    return {row["id"]: row["state"] for row in await store.delivery_rows()}


async def test_the_first_message_after_an_outage_turns_the_backlog_into_a_digest_and_leaves_high_ones_single(store, wire):
    await backlog(store, 50, high=3)
    later = NOW + HOUR
    first = await sends(store, wire, sent(later), now=later)
    assert first.id == "d0"
    rows = {row["id"]: row for row in await store.delivery_rows()}
    digests = [row for row in rows.values() if row["kind"] == "digest"]
    assert sorted(len(row["alerts"]) for row in digests) == [7, 20, 20]
    folded = {row["id"] for row in rows.values() if row["state"] == "folded"}
    assert folded == {f"d{number}" for number in range(3, 50)}
    assert {alert_id for row in digests for alert_id in row["alerts"]} == {f"a{number}" for number in range(3, 50)}
    order = [await sends(store, wire, sent(later + turn * SECOND), now=later + turn * SECOND) for turn in range(1, 6)]
    assert [one.kind for one in order] == ["alert", "alert", "digest", "digest", "digest"]
    assert [one.thread for one in order[2:]] == ["", "C1:1.2", "C1:1.2"]
    assert await store.next_delivery(["slack"]) is None


async def test_a_backlog_without_an_outage_a_small_one_and_other_channels_stay_as_they_are(store, wire):
    await backlog(store, 21)
    await sends(store, wire, sent(NOW + SECOND), now=NOW + SECOND)                  # nothing waited for long
    assert "folded" not in (await states(store)).values()
    await sends(store, wire, sent(NOW + 3 * SECOND), now=NOW + 3 * SECOND)
    await sends(store, wire, sent(NOW + HOUR), now=NOW + HOUR)                      # an outage, and 18 left
    assert "folded" not in (await states(store)).values()


async def test_what_may_have_arrived_is_never_folded(store, wire):
    await backlog(store, 30)
    for turn, transition in enumerate((outcome(DeliveryState.UNKNOWN, due=NOW + 2 * HOUR), outcome(repeats=1, due=NOW + 2 * HOUR))):
        await sends(store, wire, transition, now=NOW + (1 + turn) * SECOND)
    await sends(store, wire, sent(NOW + HOUR), now=NOW + HOUR)
    found = await states(store)
    assert (found["d0"], found["d1"], found["d2"], found["d3"]) == ("unknown", "pending", "sent", "folded")


# ------------------------------------------------------------------ by hand
async def test_a_held_one_sent_again_by_hand_is_marked_and_a_dead_one_starts_anew(store, wire):
    await store.queue(delivery(1))
    await sends(store, wire, outcome(DeliveryState.HELD, error="may have arrived"))
    await store.queue(delivery(2))
    await sends(store, wire, outcome(DeliveryState.DEAD, plain=True, error="msg_too_long"), now=NOW + SECOND)
    assert {row["id"] for row in await store.delivery_rows(dead_only=True)} == {"d1", "d2"}
    for number in (1, 2):
        assert await store.retry_delivery(f"d{number}", now=NOW + MINUTE)
    first = await sends(store, wire, sent(), now=NOW + MINUTE)
    second = await sends(store, wire, sent(), now=NOW + 2 * MINUTE)
    assert (first.message.possible_repeat, first.state) == (True, DeliveryState.SENDING)
    assert (second.message.possible_repeat, second.plain, second.error) == (False, False, "")


async def test_a_folded_one_is_not_sent_by_hand(store, wire):
    await backlog(store, 30)
    await sends(store, wire, sent(NOW + HOUR), now=NOW + HOUR)
    assert not await store.retry_delivery("d5", now=NOW + HOUR)
