"""Feeds: the config's, the due ones, and what a poll brought."""

from dataclasses import replace

from store_values import DAY, FEED, HOUR, LEASE, MINUTE, NOW, SECOND, drained, entry

from monitor.model import ArticleMode, Feed, PollReceipt, PollResult, Validators


async def test_a_new_feed_is_first_due_when_it_is_told_to_be(store, wire):
    await store.sync_feeds([FEED], {FEED.url: NOW + MINUTE}, now=NOW)
    assert await wire.claim_feeds(now=NOW + MINUTE - SECOND) == []
    [leased] = await wire.claim_feeds(now=NOW + MINUTE)
    assert leased.feed == FEED
    assert (leased.first_poll, leased.failures, leased.claimed) == (True, 0, NOW + MINUTE)


async def test_a_feed_keeps_everything_the_config_says(store, wire):
    feed = Feed(url="https://a.example/" + "x" * 3000, name="Новости", every=HOUR, language="ru", article=ArticleMode.FEED)
    assert (await wire.feed(feed)).feed == feed


async def test_feeds_are_claimed_oldest_due_first_and_up_to_the_limit(store, wire):
    feeds = [Feed(url=f"https://a.example/{n}", name=str(n)) for n in range(4)]
    await store.sync_feeds(feeds, {feed.url: NOW - n * SECOND for n, feed in enumerate(feeds)}, now=NOW)
    assert [one.feed.name for one in await wire.claim_feeds(limit=3)] == ["3", "2", "1"]
    assert [one.feed.name for one in await wire.claim_feeds(limit=3)] == ["0"]


async def test_the_next_due_time_stands_before_anything_is_fetched(store, wire):
    await wire.feed(jitter=lambda: 1.1)
    assert await wire.claim_feeds(now=NOW + 5.5 * MINUTE - SECOND) == []  # the lease is over, yet it is not due
    assert len(await wire.claim_feeds(now=NOW + 5.5 * MINUTE)) == 1


async def test_a_leased_feed_is_nobody_elses(store, wire):
    await wire.feed(lease=HOUR)
    assert await wire.claim_feeds(now=NOW + 30 * MINUTE) == []
    assert await wire.claim_feeds(now=NOW + 30 * MINUTE, everything=True) == []
    assert len(await wire.claim_feeds(now=NOW + HOUR)) == 1


async def test_everything_means_whatever_the_due_time_but_not_before_the_server_allows(store, wire):
    await wire.poll(next_due=NOW + DAY)
    assert await wire.claim_feeds(now=NOW + MINUTE) == []
    [leased] = await wire.claim_feeds(now=NOW + MINUTE, everything=True)
    await wire.poll(leased=leased, now=NOW + MINUTE, status="failed", not_before=NOW + HOUR)
    assert await wire.claim_feeds(now=NOW + HOUR - SECOND, everything=True) == []
    assert len(await wire.claim_feeds(now=NOW + HOUR, everything=True)) == 1


async def test_two_claimers_never_get_the_same_feed(two):
    first, second = two
    feeds = [Feed(url=f"https://a.example/{n}", name=str(n)) for n in range(60)]
    await first.sync_feeds(feeds, {}, now=NOW)
    names = [leased.feed.name for leased in await drained([first, second], lambda wire: wire.claim_feeds(limit=7))]
    assert len(names) == len(set(names)) == 60


async def test_a_poll_under_a_lease_that_passed_on_writes_nothing(store, wire):
    late = await wire.feed()
    [now_ours] = await wire.claim_feeds(now=NOW + 6 * MINUTE)
    assert (await wire.poll(entry(), leased=late, now=NOW + 6 * MINUTE)) == PollReceipt(fenced=True)
    assert await wire.claim_entries(now=NOW + HOUR) == []
    assert (await wire.poll(entry(), leased=now_ours, now=NOW + 6 * MINUTE)).new == 1
    assert (await wire.poll(entry(), leased=now_ours, now=NOW + 6 * MINUTE)).fenced


async def test_a_poll_of_an_unknown_feed_is_fenced(store):
    result = PollResult(url="https://nowhere.example/", token="t", polled=NOW, status="ok", next_due=NOW)
    assert (await store.record_poll(result)).fenced


async def test_validators_and_failures_come_back_with_the_next_claim(store, wire):
    validators = Validators(etag='W/"é"', last_modified="Sun, 01 Mar 2026 12:00:00 GMT")
    await wire.poll(validators=validators, body_hash="b7", next_due=NOW + MINUTE)
    [leased] = await wire.claim_feeds(now=NOW + MINUTE)
    assert (leased.validators, leased.body_hash, leased.first_poll) == (validators, "b7", False)
    await wire.poll(leased=leased, now=NOW + MINUTE, status="failed", failures=2, error="404", validators=Validators(),
                    next_due=NOW + 2 * MINUTE)
    [leased] = await wire.claim_feeds(now=NOW + 2 * MINUTE)
    assert (leased.validators, leased.body_hash, leased.failures) == (validators, "b7", 2)


async def test_a_first_poll_is_still_to_come_after_one_that_failed(store, wire):
    await wire.poll(status="failed", failures=1)
    [leased] = await wire.claim_feeds(now=NOW + HOUR)
    assert leased.first_poll


async def test_new_changed_and_known_entries_are_told_apart(store, wire):
    assert await wire.poll(entry("a"), entry("b"), entry("c")) == PollReceipt(new=3)
    receipt = await wire.poll_again(entry("a"), entry("b", content_hash="h1"), entry("d"), now=NOW + HOUR)
    assert receipt == PollReceipt(new=1, changed=1, known=1)


async def test_one_key_twice_in_a_document_is_one_entry(store, wire):
    assert await wire.poll(entry("a"), entry("a", content_hash="h1", title="Last")) == PollReceipt(new=1)
    [leased] = await wire.claim_entries()
    assert leased.entry.title == "Last"


async def test_keys_belong_to_their_feed(store, wire):
    other = replace(FEED, url="https://other.example/rss")
    await store.sync_feeds([FEED, other], {}, now=NOW)
    for leased in await wire.claim_feeds():
        assert (await wire.poll(entry("a"), leased=leased)).new == 1


async def test_thousands_of_entries_are_one_poll(store, wire):
    entries = [entry(str(n)) for n in range(2000)]
    assert (await wire.poll(*entries)).new == 2000
    assert (await wire.poll_again(*entries, now=NOW + HOUR)).known == 2000


async def test_hostile_text_is_stored_and_comes_back(store, wire):
    hostile = entry("k\x00\ud800", title="a\x00b\udfff", link="https://news.example/" + "é" * 5000)
    long = entry("x" * 100_000)
    assert (await wire.poll(hostile, long, title="\x00")).new == 2
    assert (await wire.poll_again(hostile, long, now=NOW + HOUR)).known == 2
    assert {leased.entry for leased in await wire.claim_entries()} == {hostile, long}


async def test_a_feed_that_left_the_config_rests_and_keeps_its_history(store, wire):
    await wire.poll(entry("a"))
    await store.sync_feeds([], {}, now=NOW)
    assert await wire.claim_feeds(now=NOW + DAY, everything=True) == []
    assert len(await wire.claim_entries()) == 1  # what was seen is still screened
    await store.sync_feeds([FEED], {FEED.url: NOW + 2 * DAY}, now=NOW + DAY)
    [leased] = await wire.claim_feeds(now=NOW + 2 * DAY)
    assert not leased.first_poll
    assert (await wire.poll(entry("a"), leased=leased)).known == 1


async def test_a_shorter_interval_brings_the_due_time_forward(store, wire):
    await wire.poll(next_due=NOW + DAY)
    await store.sync_feeds([replace(FEED, every=MINUTE)], {}, now=NOW)
    assert len(await wire.claim_feeds(now=NOW + MINUTE)) == 1


async def test_a_restart_does_not_undo_back_off(store, wire):
    await wire.poll(status="failed", failures=3, next_due=NOW + HOUR)
    await store.sync_feeds([replace(FEED, name="Renamed")], {}, now=NOW)
    assert await wire.claim_feeds(now=NOW + HOUR - SECOND) == []
    assert (await wire.claim_feeds(now=NOW + HOUR))[0].feed.name == "Renamed"


async def test_a_shorter_interval_does_not_undo_retry_after(store, wire):
    await wire.poll(status="failed", next_due=NOW + HOUR, not_before=NOW + HOUR)
    await store.sync_feeds([replace(FEED, every=MINUTE)], {}, now=NOW)
    assert await wire.claim_feeds(now=NOW + HOUR - SECOND) == []


async def test_release_makes_a_claimed_feed_due_as_it_was(store, wire):
    leased = await wire.feed(lease=HOUR)
    await store.release("someone else")
    assert await wire.claim_feeds() == []
    await store.release("one")
    assert (await wire.poll(entry(), leased=leased)).fenced
    assert len(await wire.claim_feeds(lease=LEASE)) == 1
