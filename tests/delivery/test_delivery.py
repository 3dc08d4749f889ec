"""What an outcome makes of a delivery: nothing is lost, nothing is sent twice that can be looked up."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.delivery import (
    AMBIGUOUS,
    Absent,
    Found,
    LookUp,
    Settings,
    Unreadable,
    next_state,
    reconcile,
)
from monitor.delivery.outcomes import backoff
from monitor.model import Ambiguous, Blind, Delivery, DeliveryState, Rejected, Retry, SendOutcome, Sent, Transition
from monitor.testing.slack.sample import SEEN, sample_delivery, sample_message

NOW = SEEN + timedelta(seconds=5)
SETTINGS = Settings(fallback="#monitor-ops")


def after(
    outcome: SendOutcome, delivery: Delivery | None = None, *, jitter: float = 0.5, settings: Settings = SETTINGS
) -> Transition:
    return next_state(delivery or sample_delivery(), outcome, now=NOW, jitter=jitter, settings=settings)


def test_an_accepted_message_is_sent_with_its_receipt() -> None:
    transition = after(Sent(receipt="C1:1.0"))
    assert (transition.state, transition.receipt, transition.sent, transition.attempts) == (
        DeliveryState.SENT,
        "C1:1.0",
        NOW,
        1,
    )


def test_a_refusal_of_one_message_waits_longer_with_each_attempt_up_to_a_quarter_of_an_hour_and_holds_up_no_other() -> None:
    tried = [after(Retry(reason="odd"), sample_delivery(attempts=attempts), jitter=1.0) for attempts in (0, 3, 40)]
    assert [one.due - NOW for one in tried] == [timedelta(seconds=2), timedelta(seconds=16), timedelta(minutes=15)]
    assert {(one.pause_channel_until, one.reached) for one in tried} == {(None, True)}


def test_a_sink_that_is_away_holds_up_its_channel_so_that_nothing_overtakes() -> None:
    away = after(Retry(reason="refused", away=True), sample_delivery(attempts=40))
    assert (away.due, away.pause_channel_until, away.reached) == (NOW + timedelta(seconds=1), NOW + timedelta(seconds=1), False)


def test_a_request_to_slow_down_is_no_attempt_and_pauses_the_channel_as_long_as_named() -> None:
    transition = after(Retry(reason="slow", after=timedelta(seconds=30), counts=False), sample_delivery(attempts=2))
    assert (transition.attempts, transition.pause_channel_until, transition.due) == (
        2, NOW + timedelta(seconds=30), NOW + timedelta(seconds=30))


def test_a_pause_is_at_least_a_second_and_at_most_a_quarter_of_an_hour() -> None:
    for named, kept in ((timedelta(0), timedelta(seconds=1)), (timedelta(days=3), timedelta(minutes=15)),
                        (None, timedelta(seconds=30))):
        assert after(Retry(reason="slow", after=named, counts=False)).due == NOW + kept


def test_a_refused_payload_goes_once_more_as_plain_text_and_then_is_dead() -> None:
    first = after(Rejected(reason="invalid_blocks", what="payload"))
    assert (first.state, first.plain, first.due) == (DeliveryState.PENDING, True, NOW)
    second = after(Rejected(reason="msg_too_long", what="payload"), sample_delivery(plain=True, attempts=1))
    assert (second.state, second.attempts, second.error) == (DeliveryState.DEAD, 2, "msg_too_long")


def test_a_refused_channel_goes_to_the_fallback_once_and_then_waits_there_with_all_that_came_later() -> None:
    first = after(Rejected(reason="is_archived", what="destination"))
    assert (first.channel, first.due, first.state, first.refused) == ("#monitor-ops", NOW, DeliveryState.PENDING, "is_archived")
    assert "#monitor: is_archived" in first.error
    second = after(Rejected(reason="is_archived", what="destination"), sample_delivery(channel="#monitor-ops", attempts=40), jitter=1)
    assert (second.channel, second.state, second.due) == ("#monitor-ops", DeliveryState.PENDING, NOW + timedelta(minutes=15))
    assert second.pause_channel_until == second.due
    alone = after(Rejected(reason="is_archived", what="destination"), settings=Settings())
    assert (alone.channel, alone.state, alone.refused) == ("#monitor", DeliveryState.PENDING, "is_archived")


def test_a_refused_app_stops_the_sink_and_keeps_the_message_waiting() -> None:
    transition = after(Rejected(reason="token_revoked", what="app"))
    assert (transition.state, transition.attempts, transition.stopped) == (DeliveryState.PENDING, 0, "token_revoked")
    assert after(Rejected(reason="is_archived", what="destination")).stopped == ""


def test_an_ambiguous_send_rests_for_the_grace_or_four_timeouts_before_it_is_looked_up() -> None:
    assert after(Ambiguous(reason="reset")).due == NOW + timedelta(seconds=60)
    slow = after(Ambiguous(reason="reset"), settings=Settings(timeout=timedelta(seconds=30)))
    assert (slow.state, slow.due) == (DeliveryState.UNKNOWN, NOW + timedelta(minutes=2))
    assert slow.error.startswith(AMBIGUOUS)


def test_a_copy_sent_blindly_stays_marked_whatever_becomes_of_it() -> None:
    blind = sample_delivery(sample_message(possible_repeat=True))
    for outcome in (Retry(reason="x"), Retry(reason="x", away=True), Rejected(reason="x", what="payload"),
                    Rejected(reason="x", what="destination"), Ambiguous(reason="x"), Sent(receipt="r")):
        assert after(outcome, blind).repeats == 1
        assert after(outcome).repeats == 0


def settle(found: LookUp | None, delivery: Delivery | None = None, *, blind: Blind = Blind.RESEND) -> Transition | Delivery:
    return reconcile(delivery or sample_delivery(state=DeliveryState.UNKNOWN, attempts=1), found, now=NOW, jitter=0.5, blind=blind)


def test_a_message_found_in_the_channel_is_sent() -> None:
    settled = settle(Found(receipt="C1:1.0"))
    assert isinstance(settled, Transition)
    assert (settled.state, settled.receipt, settled.sent) == (DeliveryState.SENT, "C1:1.0", SEEN)


def test_a_message_not_in_the_channel_is_sent_as_if_for_the_first_time() -> None:
    settled = settle(Absent(), sample_delivery(state=DeliveryState.UNKNOWN, error=f"{AMBIGUOUS}: reset"))
    assert isinstance(settled, Delivery)
    assert not settled.message.possible_repeat
    assert (settled.state, settled.error) == (DeliveryState.SENDING, "")


def test_a_channel_that_cannot_be_read_now_is_asked_again_later() -> None:
    settled = settle(Unreadable(reason="500"))
    assert isinstance(settled, Transition)
    assert settled.state is DeliveryState.UNKNOWN
    assert settled.due > NOW


def test_a_history_that_asks_to_slow_down_rests_the_channels_look_ups_and_nothing_else() -> None:
    settled = settle(Unreadable(reason="429", limited=True, after=timedelta(seconds=20)))
    assert isinstance(settled, Transition)
    until = NOW + timedelta(seconds=20)
    assert (settled.due, settled.lookups_rest_until, settled.pause_channel_until, settled.reached) == (until, until, None, None)


def test_what_a_look_up_learns_of_the_sink_is_kept() -> None:
    away, refused = settle(Unreadable(reason="500", away=True)), settle(Unreadable(reason="token_revoked", refused=True))
    assert isinstance(away, Transition)
    assert isinstance(refused, Transition)
    assert (away.reached, away.stopped) == (False, "")
    assert (refused.reached, refused.stopped) == (None, "token_revoked")


BLINDLY = (None, Unreadable(reason="missing_scope", for_good=True))


def test_without_a_way_to_look_one_copy_more_is_written_down_before_it_is_sent_marked_as_a_possible_repeat() -> None:
    for found in BLINDLY:
        settled = settle(found)
        assert isinstance(settled, Transition)
        assert (settled.state, settled.due, settled.repeats) == (DeliveryState.PENDING, NOW, 1)


def test_a_second_blind_copy_is_never_sent_and_a_person_is_asked() -> None:
    repeat = sample_delivery(sample_message(possible_repeat=True), state=DeliveryState.UNKNOWN)
    for found in BLINDLY:
        settled = settle(found, repeat)
        assert isinstance(settled, Transition)
        assert (settled.state, settled.repeats) == (DeliveryState.HELD, 1)
        assert "monitor deliveries --retry sample" in settled.error


def test_with_hold_not_even_the_first_blind_copy_is_sent() -> None:
    for found in BLINDLY:
        settled = settle(found, blind=Blind.HOLD)
        assert isinstance(settled, Transition)
        assert (settled.state, settled.repeats) == (DeliveryState.HELD, 0)


outcomes = (
    st.builds(Sent, receipt=st.text()) | st.builds(Ambiguous, reason=st.text())
    | st.builds(Retry, reason=st.text(), after=st.none() | st.timedeltas(), counts=st.booleans())
    | st.builds(Rejected, reason=st.text(), what=st.sampled_from(["payload", "destination", "app", "something new"])))
deliveries = st.builds(
    lambda **fields: replace(sample_delivery(), **fields),
    attempts=st.integers(0, 10_000),
    plain=st.booleans(),
    channel=st.sampled_from(["#monitor", "#monitor-ops"]),
    state=st.sampled_from([DeliveryState.SENDING, DeliveryState.UNKNOWN]),
    error=st.sampled_from(["", "refused"]),
    first_sent=st.none() | st.just(SEEN),
)


@given(deliveries, outcomes, st.floats(0, 1))
def test_every_outcome_gives_a_due_time_within_bounds_and_dead_only_a_twice_refused_payload(
        delivery: Delivery, outcome: SendOutcome, jitter: float) -> None:
    transition = after(outcome, delivery, jitter=jitter)
    assert NOW <= transition.due <= NOW + timedelta(minutes=15)
    assert transition.attempts - delivery.attempts in (0, 1)
    if transition.state is DeliveryState.DEAD:
        assert isinstance(outcome, Rejected)
        assert (outcome.what, delivery.plain) == ("payload", True)
    assert (transition.state is DeliveryState.UNKNOWN) == isinstance(outcome, Ambiguous)


@given(st.integers(-5, 10_000), st.floats(-1, 2))
def test_back_off_is_between_a_second_and_a_quarter_of_an_hour(attempts: int, jitter: float) -> None:
    assert timedelta(seconds=1) <= backoff(attempts, jitter) <= timedelta(minutes=15)
