"""The laws of the schedule: never in the past, never above its cap."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.feeds.schedule import (
    FASTEST,
    Failure,
    Hints,
    adapted,
    back_off,
    failure_weight,
    first_due,
    is_possible_loss,
    next_due,
    next_due_after_failure,
)

NOW = datetime(2024, 3, 4, 10, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
intervals = st.timedeltas(min_value=timedelta(seconds=1), max_value=timedelta(days=2))
jitters = st.floats(min_value=0.9, max_value=1.1)
durations = st.none() | st.timedeltas(min_value=timedelta(days=-1), max_value=timedelta(days=400))
hints = st.builds(Hints, ttl=durations, max_age=durations, retry_after=durations)


@given(intervals, jitters, hints)
def test_the_next_poll_is_never_in_the_past_nor_above_its_cap(interval: timedelta, jitter: float, given_hints: Hints) -> None:
    due = next_due(NOW, interval=interval, jitter=jitter, hints=given_hints)
    assert NOW <= due <= NOW + max(interval, DAY) * 1.1 + timedelta(seconds=1)
    if given_hints.retry_after is None:
        assert due <= NOW + max(interval, HOUR) * 1.1 + timedelta(seconds=1)


@given(intervals, st.floats(min_value=0, max_value=1e6), jitters)
def test_back_off_is_never_shorter_than_the_interval_nor_above_its_cap(interval: timedelta, failures: float, jitter: float) -> None:
    wait = back_off(interval, failures)
    assert interval <= wait <= max(interval, min(5 * interval, HOUR))
    due = next_due_after_failure(NOW, interval=interval, failures=failures, jitter=jitter)
    assert NOW < due <= NOW + max(interval, HOUR) * 1.1 + timedelta(seconds=1)


@given(intervals, st.floats(min_value=0, max_value=100), st.floats(min_value=0, max_value=100))
def test_more_failures_never_shorten_the_wait(interval: timedelta, some: float, more: float) -> None:
    assert back_off(interval, min(some, more)) <= back_off(interval, max(some, more))


@given(st.text(max_size=60), intervals)
def test_a_new_feed_is_first_due_within_one_interval_and_always_at_the_same_place(url: str, every: timedelta) -> None:
    due = first_due(url, every, NOW)
    assert NOW <= due <= NOW + every
    assert due == first_due(url, every, NOW)


def test_new_feeds_are_spread_over_the_interval() -> None:
    every = timedelta(minutes=5)
    offsets = [(first_due(f"https://example.org/{n}", every, NOW) - NOW) / every for n in range(1000)]
    tenths = [sum(tenth / 10 <= offset < (tenth + 1) / 10 for offset in offsets) for tenth in range(10)]
    assert min(tenths) > 60


@given(intervals, intervals, st.integers(0, 100), st.integers(0, 100))
def test_the_adapted_interval_stays_between_a_minute_and_the_target(interval: timedelta, every: timedelta, entries: int,
                                                                     known: int) -> None:
    found = adapted(interval, every=every, entries=entries, known=min(known, entries))
    assert min(FASTEST, every) <= found <= max(every, min(FASTEST, every))


def test_mostly_new_entries_halve_the_interval_and_none_lengthen_it() -> None:
    every, interval = timedelta(minutes=10), timedelta(minutes=4)
    assert adapted(interval, every=every, entries=20, known=5) == timedelta(minutes=2)
    assert adapted(interval, every=every, entries=20, known=20) == timedelta(minutes=4.4)
    assert adapted(interval, every=every, entries=20, known=15) == interval
    assert adapted(interval, every=every, entries=0, known=0) == timedelta(minutes=4.4)


def test_a_publishers_hints_are_a_floor_within_reason() -> None:
    interval = timedelta(minutes=5)

    def wait(**given_hints: timedelta) -> timedelta:
        return next_due(NOW, interval=interval, jitter=1.0, hints=Hints(**given_hints)) - NOW

    assert wait(ttl=timedelta(minutes=15)) == timedelta(minutes=15)
    assert wait(ttl=timedelta(minutes=600)) == interval
    assert wait(max_age=timedelta(days=365)) == HOUR
    assert wait(max_age=timedelta(seconds=30)) == interval
    assert wait(retry_after=timedelta(seconds=317_100)) == DAY


def test_passing_troubles_weigh_half() -> None:
    assert failure_weight(Failure.LIGHT) * 2 == failure_weight(Failure.HARD)


def test_two_polls_without_a_shared_entry_may_have_lost_some() -> None:
    assert is_possible_loss(20, 0, had_entries=True)
    assert not is_possible_loss(20, 1, had_entries=True)
    assert not is_possible_loss(20, 0, had_entries=False)
    assert not is_possible_loss(0, 0, had_entries=True)
