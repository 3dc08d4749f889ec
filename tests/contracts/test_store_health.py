"""What the daemon asks to see whether anything has gone quiet."""

from dataclasses import replace
from datetime import timedelta

from store_values import DAY, FEED, HOUR, NOW, alert, decision, delivery, entry

from monitor.model import Verdict


async def test_a_feeds_health_tells_when_it_was_last_good_and_how_often_it_has_news(store, wire):
    await wire.poll(entry("a"), entry("b"))
    for day in (1, 2, 5):
        await wire.poll_again(entry(f"d{day}"), entry(f"e{day}"), now=NOW + day * DAY)
    await wire.poll_again(entry("a"), now=NOW + 6 * DAY)
    await wire.poll_again(now=NOW + 7 * DAY, status="failed", failures=4, error="503")
    [feed] = await store.feed_health()
    assert (feed.url, feed.name, feed.failures, feed.error) == (FEED.url, "News", 4, "503")
    assert (feed.good, feed.news) == (NOW + 6 * DAY, NOW + 5 * DAY)
    assert (feed.days, feed.watched) == (4, 5 * DAY)


async def test_only_the_days_before_the_last_news_make_a_rhythm(store, wire):
    await wire.poll(entry("long ago"))
    await wire.poll_again(entry("a"), now=NOW + 60 * DAY)
    await wire.poll_again(entry("b"), now=NOW + 62 * DAY)
    [feed] = await store.feed_health()
    assert (feed.days, feed.watched) == (2, 2 * DAY)


async def test_a_feed_that_was_never_read_counts_from_when_it_was_added_and_one_without_entries_has_no_rhythm(store, wire):
    await wire.feed()
    await store.sync_feeds([FEED, replace(FEED, url="https://b.example/", name="A new one")], {}, now=NOW + HOUR)
    new, old = await store.feed_health()
    assert (new.good, old.good) == (NOW + HOUR, NOW)
    assert (new.news, new.days, new.watched) == (None, 0, timedelta(0))


async def test_a_tally_counts_what_happened_in_its_time_and_what_waits(store, wire):
    held = alert(3, decided=decision(key="x", verdict=Verdict.SUPPRESSED, reason="muted"))
    await wire.alerts(alert(1), alert(2, created=NOW - DAY), held)
    await wire.story(delivery(1))
    day = await store.tally(NOW - HOUR, NOW + HOUR)
    assert (day.alerts, day.held_back, day.articles) == ({"high": 1}, 1, 1)
    assert (day.waiting, day.oldest, day.given_up) == (1, NOW, 0)
    empty = await store.tally(NOW + HOUR, NOW + 2 * HOUR)
    assert (empty.alerts, empty.held_back, empty.articles, empty.waiting) == ({}, 0, 0, 1)
    assert await store.oldest_message() == NOW


async def test_nothing_waits_in_an_empty_store(store):
    assert await store.oldest_message() is None
    assert (await store.tally(NOW, NOW + DAY)).oldest is None


async def test_notes_are_found_by_how_their_keys_begin(store):
    for key in ("notice:a_b", "notice:a%b", "notice:axb", "other"):
        await store.put_note(key, key.encode())
    assert await store.notes_below("notice:a_") == {"notice:a_b": b"notice:a_b"}
    assert set(await store.notes_below("notice:")) == {"notice:a_b", "notice:a%b", "notice:axb"}
