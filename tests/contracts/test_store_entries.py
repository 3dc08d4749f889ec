"""Entries: claimed, screened, decided, in one transaction and never twice."""

import asyncio
from dataclasses import replace

from store_values import (
    DAY,
    FEED,
    HOUR,
    LEASE,
    MINUTE,
    NOW,
    SECOND,
    Wire,
    alert,
    article,
    decision,
    drained,
    entry,
    match,
    screened,
)

from monitor.model import ScreenedReceipt, Tier, Verdict


async def test_a_claimed_entry_comes_whole_with_its_feed(store, wire):
    one = entry(contents=("Long text. " * 500,), authors=("Ana", "Борис"), published_raw="Sun, 1 Mar", updated=NOW)
    leased = await wire.entry(one)
    assert (leased.entry, leased.feed, leased.old) == (one, FEED, False)
    assert (leased.attempts, leased.first_seen, leased.rev) == (0, NOW, 0)


async def test_news_goes_before_backfill_and_the_oldest_first(store, wire):
    await wire.poll(entry("backfill"), old=True)
    await wire.poll_again(entry("later"), now=NOW + HOUR)
    await wire.poll_again(entry("latest"), now=NOW + 2 * HOUR)
    claimed = [await wire.claim_entries(now=NOW + 2 * HOUR, limit=1) for _ in range(4)]
    assert [leased.entry.key for one in claimed for leased in one] == ["later", "latest", "backfill"]
    assert [leased.old for one in claimed for leased in one] == [False, False, True]


async def test_an_entry_stays_old_when_it_changes(store, wire):
    await wire.poll(entry(), old=True)
    await wire.poll_again(entry(content_hash="h1"), now=NOW + HOUR)
    [leased] = await wire.claim_entries(now=NOW + HOUR)
    assert (leased.old, leased.rev, leased.first_seen) == (True, 1, NOW)


async def test_a_leased_entry_is_claimed_again_only_after_its_lease(store, wire):
    await wire.entry()
    assert await wire.claim_entries(now=NOW + LEASE - SECOND) == []
    [again] = await wire.claim_entries(now=NOW + LEASE)
    assert again.attempts == 1


async def test_a_feed_gets_so_many_places_at_a_time_and_leaves_the_rest_to_others(store, wire):
    slow, other = FEED, replace(FEED, url="https://other.example/feed.xml", name="Other")
    await store.sync_feeds([slow, other], {}, now=NOW)
    leased = {one.feed.url: one for one in await wire.claim_feeds()}
    await wire.poll(*(entry(f"slow-{n}") for n in range(6)), leased=leased[slow.url])
    await wire.poll(*(entry(f"other-{n}") for n in range(2)), leased=leased[other.url])
    first = await wire.claim_entries(per_feed=3)
    assert [one.entry.key for one in first] == ["slow-0", "slow-1", "slow-2", "other-0", "other-1"]
    assert await wire.claim_entries(per_feed=3) == [], "those in work count"
    await store.record_screened(screened(first[1]))
    assert [one.entry.key for one in await wire.claim_entries(per_feed=3)] == ["slow-3"]
    again = await wire.claim_entries(per_feed=3, now=NOW + LEASE)
    assert {one.entry.key for one in again} == {"slow-0", "slow-2", "slow-3", "other-0", "other-1"}


async def test_backfill_has_no_such_limit(store, wire):
    await wire.poll(*(entry(str(n)) for n in range(6)), old=True)
    assert len(await wire.claim_entries(per_feed=3)) == 6


async def test_two_claimers_never_get_the_same_entry(two):
    first, second = two
    await Wire(first).poll(*(entry(str(n)) for n in range(60)))
    ids = [leased.id for leased in await drained([first, second], lambda wire: wire.claim_entries(limit=7))]
    assert len(ids) == len(set(ids)) == 60


async def test_a_screened_entry_is_done(store, wire):
    leased = await wire.entry()
    assert await store.record_screened(screened(leased)) == ScreenedReceipt()
    assert await wire.claim_entries(now=NOW + DAY) == []


async def test_recording_the_same_again_is_fenced(store, wire):
    leased = await wire.entry()
    result = screened(leased, alerts=[alert()])
    assert await store.record_screened(result) == ScreenedReceipt(alerts=1)
    assert await store.record_screened(result) == ScreenedReceipt(fenced=True)
    [group] = await wire.groups()
    assert len(group.alerts) == 1


async def test_a_late_worker_is_fenced_off(store, wire):
    late = await wire.entry()
    [ours] = await wire.claim_entries(now=NOW + LEASE)
    assert (await store.record_screened(screened(late, alerts=[alert()]))).fenced
    assert await wire.groups() == []
    assert (await store.record_screened(screened(ours, alerts=[alert()]))).alerts == 1


async def test_a_postponed_entry_waits_with_its_attempt_counted(store, wire):
    leased = await wire.entry()
    assert await store.postpone_entry(leased.id, leased.token, due=NOW + HOUR, error="the worker died")
    assert not await store.postpone_entry(leased.id, leased.token, due=NOW, error="late")
    assert await wire.claim_entries(now=NOW + HOUR - SECOND) == []
    [again] = await wire.claim_entries(now=NOW + HOUR)
    assert again.attempts == 1


async def test_an_entry_screened_on_what_the_feed_carries_is_due_again(store, wire):
    leased = await wire.entry()
    result = screened(leased, alerts=[alert()], page=article(partial=True), again=NOW + HOUR)
    assert (await store.record_screened(result)).alerts == 1
    assert await wire.claim_entries(now=NOW + HOUR - SECOND) == []
    [again] = await wire.claim_entries(now=NOW + HOUR)
    assert (again.attempts, again.rev) == (1, 0)
    assert (await store.record_screened(screened(again, alerts=[alert()]))) == ScreenedReceipt(suppressed=1)
    assert await wire.claim_entries(now=NOW + DAY) == []


async def test_a_change_while_an_entry_is_read_loses_neither_revision(store, wire):
    leased = await wire.entry()
    await wire.poll_again(entry(content_hash="h1", title="Corrected"), now=NOW + SECOND + LEASE)
    assert (await store.record_screened(screened(leased, alerts=[alert()]))).alerts == 1
    [newer] = await wire.claim_entries(now=NOW + SECOND + LEASE)
    assert (newer.entry.title, newer.rev, newer.attempts) == ("Corrected", 1, 0)
    await store.record_screened(screened(newer))
    assert await wire.claim_entries(now=NOW + DAY) == []


async def test_a_newer_revision_does_not_wait_for_the_second_look_at_the_page(store, wire):
    leased = await wire.entry()
    await wire.poll_again(entry(content_hash="h1"), now=NOW + LEASE)
    await store.record_screened(screened(leased, again=NOW + DAY))
    assert len(await wire.claim_entries(now=NOW + LEASE)) == 1


async def test_news_alerts_once_and_its_repeat_is_stored_with_the_reason(store, wire):
    await wire.alerts(alert(1, decided=decision("news")))
    await wire.poll_again(entry(content_hash="h1"), now=NOW + HOUR)
    [again] = await wire.claim_entries(now=NOW + HOUR)
    receipt = await store.record_screened(screened(again, alerts=[alert(1, decided=decision("news")),
                                                                  alert(2, decided=decision("more news"))]))
    assert receipt == ScreenedReceipt(alerts=1, suppressed=1)
    assert len(await store.alert_rows()) == 2
    assert [(row["verdict"], row["reason"]) for row in await store.alert_rows(suppressed=True)] == [
        ("suppressed", "already alerted")]


async def test_one_article_in_two_feeds_alerts_once(store, wire):
    other = replace(FEED, url="https://other.example/rss")
    await store.sync_feeds([FEED, other], {}, now=NOW)
    for leased in await wire.claim_feeds():
        await wire.poll(entry("k1", feed=leased.feed), leased=leased)
    receipts = [await store.record_screened(screened(leased, alerts=[alert(leased.id, decided=decision("news"))]))
                for leased in await wire.claim_entries()]
    assert [receipt.alerts for receipt in receipts] == [1, 0]


async def test_two_processes_that_find_the_same_news_alert_once(two):
    first, second = two
    wire = Wire(first)
    await wire.poll(*(entry(str(n)) for n in range(20)))
    page = article("https://news.example/the-same")
    results = [screened(leased, page=page, alerts=[alert(leased.id, url=page.url, decided=decision("news"))])
               for leased in await wire.claim_entries(limit=20)]
    receipts = await asyncio.gather(*((first, second)[n % 2].record_screened(one) for n, one in enumerate(results)))
    assert sum(receipt.alerts for receipt in receipts) == 1
    assert sum(receipt.suppressed for receipt in receipts) == 19


async def test_the_same_news_twice_at_once_alerts_once_a_channel(store, wire):
    receipt = await wire.alerts(alert(1, decided=decision("news")), alert(2, decided=decision("news", rule="Second")),
                                alert(3, decided=decision("news", rule="Second", channel="#other")))
    assert receipt == ScreenedReceipt(alerts=2, suppressed=1)


async def test_a_decision_held_back_before_may_alert_later_under_the_same_id(store, wire):
    await wire.alerts(alert(1, decided=decision("news", Verdict.SUPPRESSED, "muted")))
    await wire.poll_again(entry(content_hash="h1"), now=NOW + HOUR)
    [again] = await wire.claim_entries(now=NOW + HOUR)
    assert (await store.record_screened(screened(again, alerts=[alert(1, decided=decision("news"))]))).alerts == 1
    [group] = await wire.groups(now=NOW + HOUR)
    assert [row["id"] for row in await store.alert_rows(suppressed=True)] == ["a1"]
    assert [row["id"] for row in await store.alert_rows()] == [group.alerts[0].id]


async def test_the_same_decision_to_hold_back_is_kept_once(store, wire):
    held = alert(1, decided=decision("news", Verdict.SUPPRESSED, "muted"))
    assert await wire.alerts(held) == ScreenedReceipt(suppressed=1)
    await wire.poll_again(entry(content_hash="h1"), now=NOW + HOUR)
    [again] = await wire.claim_entries(now=NOW + HOUR)
    await store.record_screened(screened(again, alerts=[held]))
    assert [row["reason"] for row in await store.alert_rows(suppressed=True)] == ["muted"]
    assert await store.alert_rows() == []


async def test_known_keys_are_those_alerted_for_the_article(store, wire):
    await wire.alerts(alert(1, decided=decision("news")), alert(2, decided=decision("held", Verdict.SUPPRESSED, "muted")))
    assert await store.known_keys("https://news.example/k1") == {"news"}
    assert await store.known_keys("https://news.example/k2") == frozenset()


async def test_a_page_read_in_full_is_not_given_up_for_what_a_feed_carries(store, wire):
    await wire.alerts(alert(1))
    await wire.poll_again(entry(content_hash="h1"), now=NOW + HOUR)
    [again] = await wire.claim_entries(now=NOW + HOUR)
    await store.record_screened(screened(again, page=article(text="Short.", partial=True), matches=[match("other")]))
    found = await store.why("https://news.example/k1")
    assert found["articles"][0]["text"].startswith("General")
    assert {one["entity"] for one in found["articles"][0]["matches"]} == {"soleimani", "other"}


async def test_a_later_full_page_replaces_text_and_matches(store, wire):
    leased = await wire.entry()
    await store.record_screened(screened(leased, page=article(text="Short.", partial=True), matches=[match("gone")], again=NOW))
    [again] = await wire.claim_entries()
    await store.record_screened(screened(again, matches=[match("found", Tier.POSSIBLE)]))
    found = await store.why("https://news.example/k1")
    assert found["articles"][0]["text"].startswith("General")
    assert [one["entity"] for one in found["articles"][0]["matches"]] == ["found"]


async def test_hostile_articles_are_stored(store, wire):
    bad = "a\x00b\ud800" * 500
    page = article("https://news.example/" + "é" * 4000, title=bad, text=bad, language=bad, extracted_by=bad)
    one = alert(1, url=page.url, decided=decision(bad, reason=bad, channel=bad, entity=bad), title=bad)
    leased = await wire.entry()
    result = screened(leased, page=page, alerts=[one], matches=[match(bad, watchlist=bad)], note=bad)
    receipt = await store.record_screened(result)
    assert receipt.alerts == 1
    [group] = await wire.groups()
    assert group.alerts == (replace(one, article_id=group.article_id),)


async def test_release_gives_entries_back_unattempted(store, wire):
    leased = await wire.entry()
    await store.release("one")
    assert not await store.postpone_entry(leased.id, leased.token, due=NOW, error="late")
    [again] = await wire.claim_entries()
    assert again.attempts == 0


async def test_entries_are_due_when_they_are_polled(store, wire):
    await wire.poll(entry(), now=NOW + MINUTE)
    assert await wire.claim_entries(now=NOW) == []
