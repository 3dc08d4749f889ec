"""What the commands and the metrics ask, and what goes when it is too old."""

from dataclasses import replace
from datetime import timedelta

from store_values import DAY, FEED, HOUR, MINUTE, NOW, alert, article, decision, delivery, entry, match, screened

from monitor.adapters.packing import unpack
from monitor.model import Article, DeliveryState, Listing, SameParty, Screened, ScreenedReceipt, Tier, Transition, Verdict

RETENTION = 90 * DAY


async def test_feeds_tell_their_health(store, wire):
    await wire.poll(entry("a"), entry("b"), title="The News")
    await wire.poll_again(now=NOW + HOUR, status="failed", failures=1, error="503 from the server", next_due=NOW + 2 * HOUR)
    await store.sync_feeds([FEED, replace(FEED, url="https://b.example/", name="A new one")], {}, now=NOW)
    new, old = await store.feed_rows()
    assert (new["name"], new["status"], new["last_poll"], new["entries"]) == ("A new one", "new", None, 0)
    assert old == old | {"url": FEED.url, "name": "News", "status": "failed", "entries": 2, "failures": 1,
                         "last_poll": (NOW + HOUR).isoformat(), "next_due": (NOW + 2 * HOUR).isoformat(),
                         "error": "503 from the server"}


async def test_an_alert_tells_everything_with_its_deliveries(store, wire):
    await wire.alerts(alert(1))
    await wire.story(delivery(1), delivery(2, channel="#other"))
    for claimed in await wire.deliveries():
        if claimed.id == "d1":
            await store.record_outcome("d1", claimed.token, Transition(
                state=DeliveryState.SENT, at=NOW, due=NOW, attempts=1, receipt="C1:1.2", sent=NOW + MINUTE))
    [row] = await store.alert_rows()
    assert row == row | {
        "id": "a1", "created": NOW.isoformat(), "rule": "Any mention", "severity": "high", "watchlist": "Travel bans",
        "entity": "soleimani", "name": "Qasem Soleimani", "tier": "strong", "title": "A title", "feed": FEED.url,
        "url": "https://news.example/k1", "published": (NOW - MINUTE).isoformat(), "seen": NOW.isoformat(),
        "snippet": "General Qassem Suleimani landed in Moscow.", "verdict": "alert", "reason": ""}
    assert row["trip"] == {"status": "occurred", "destination": "Moscow", "country": "RU", "from": "Tehran", "when": None,
                           "hedge": None, "denied_by": None, "cue": "landed in", "field": "text", "start": 0, "end": 0}
    assert row["deliveries"] == [
        {"id": "d1", "sink": "slack", "channel": "#monitor", "state": "sent", "attempts": 1,
         "sent": (NOW + MINUTE).isoformat(), "receipt": "C1:1.2", "error": None},
        {"id": "d2", "sink": "slack", "channel": "#other", "state": "sending", "attempts": 0, "sent": None, "receipt": None,
         "error": None}]


async def test_an_alert_names_every_entry_of_its_party_and_their_listings(store, wire):
    frozen = Listing(authority="OFAC", reference="901", measures=("asset-freeze",))
    ofac = SameParty(watchlist="OFAC", entity="ofac-901", name="SOLEIMANI, Qasem", because="the same passport 0088271", listings=(frozen,))
    await wire.alerts(alert(1, match=match(same_as=(ofac,))))
    [row] = await store.alert_rows()
    assert row["listings"] == [{"watchlist": "Travel bans", "entity": "soleimani"}, {"watchlist": "OFAC", "entity": "ofac-901"}]
    assert row["same_because"] == "the same passport 0088271"
    assert [listing["authority"] for listing in row["listed"]] == ["UN", "OFAC"]


async def test_alerts_are_asked_for_by_time_and_number(store, wire):
    await wire.alerts(*(alert(n, created=NOW - n * HOUR) for n in range(4)))
    assert [row["id"] for row in await store.alert_rows(NOW - 2 * HOUR)] == ["a0", "a1", "a2"]
    assert [row["id"] for row in await store.alert_rows(limit=1)] == ["a0"]


async def test_deliveries_are_told_with_their_alerts_and_the_dead_apart(store, wire):
    await wire.alerts(alert(1), alert(2))
    await wire.story(delivery(1))
    await store.queue(delivery(2, channel="#other", created=NOW - HOUR))
    for claimed in await wire.deliveries():
        if claimed.id == "d1":
            await store.record_outcome("d1", claimed.token, Transition(
                state=DeliveryState.DEAD, at=NOW, due=NOW, attempts=2, error="invalid_blocks"))
    assert [(row["id"], row["alerts"]) for row in await store.delivery_rows()] == [("d1", ["a1", "a2"]), ("d2", [])]
    [dead] = await store.delivery_rows(dead_only=True)
    assert (dead["id"], dead["state"], dead["error"]) == ("d1", "dead", "invalid_blocks")


async def test_why_follows_an_article_from_any_of_its_names(store, wire):
    held = alert(2, decided=decision("held", Verdict.SUPPRESSED, "muted", entity="other"), match=match("other"))
    leased = await wire.entry(entry(link="https://news.example/k1?utm=1"))
    page = article("https://news.example/k1")
    await store.record_screened(screened(leased, page=page, alerts=[alert(1), held], matches=[match(), match("other")],
                                         note="the page was cut"))
    await wire.story(delivery(1))
    found = await store.why("https://news.example/k1?utm=1")
    [one], [read] = found["entries"], found["articles"]
    assert (one["feed"], one["state"], one["note"], one["polls"][0]["new"]) == (FEED.url, "done", "the page was cut", 1)
    assert (read["url"], read["text"], read["index_version"]) == (page.url, page.text, "i1")
    assert [each["evidence"][0]["rule"] for each in read["matches"]] == ["family name", "family name"]
    assert [(each["reason"], len(each["deliveries"])) for each in read["decisions"]] == [("", 1), ("muted", 0)]
    for name in (page.url, f"{page.url}?utm_source=feed#top", "a1", "a2", "d1"):
        assert await store.why(name) == found


async def test_why_tells_of_an_entry_not_yet_read(store, wire):
    await wire.entry()
    found = await store.why("https://news.example/k1")
    assert (found["entries"][0]["state"], found["articles"]) == ("waiting", [])


async def test_why_of_the_unknown_is_empty(store):
    assert await store.why("https://nowhere.example/") == {"entries": [], "articles": []}


async def test_the_history_of_polls_is_bounded(store, wire):
    await wire.poll(entry())
    for turn in range(1, 31):
        await wire.poll_again(now=NOW + turn * HOUR, status="unchanged")
    found = await store.why("https://news.example/k1")
    polls = found["entries"][0]["polls"]
    assert len(polls) == 20
    assert (polls[0]["polled"], polls[0]["status"]) == ((NOW + 30 * HOUR).isoformat(), "unchanged")


async def test_replay_reads_the_stored_articles_in_batches(store, wire):
    await wire.poll(*(entry(str(n)) for n in range(250)))
    for leased in await wire.claim_entries(limit=250):
        await store.record_screened(screened(leased))
    first = await store.texts_after(NOW, 0, NOW + MINUTE, 200)
    rest = await store.texts_after(first[-1].seen, first[-1].id, NOW + MINUTE, 200)
    assert [len(first), len(rest)] == [200, 50]
    assert len({one.id for one in (*first, *rest)}) == 250
    assert unpack(first[0].body, Article).text.startswith("General")
    two = await store.articles([rest[0].id, first[0].id, 10_000])
    assert [one.id for one in two] == [first[0].id, rest[0].id]
    assert (two[0].article.text[:7], two[0].feed_url, two[0].feed_name, two[0].seen) == ("General", FEED.url, FEED.name, NOW)
    assert await store.texts_after(NOW, 0, NOW) == []
    assert await store.texts_after(NOW + MINUTE, 0, NOW + 2 * MINUTE) == []
    assert await store.kept_texts(NOW, NOW + MINUTE) == (250, 250)


async def test_queues_have_an_age_and_rows_are_counted(store, wire):
    assert set((await store.queue_ages(NOW)).values()) == {None}
    await wire.poll(entry("old"), old=True)
    await wire.poll_again(entry("a"), now=NOW + 5 * MINUTE)
    [leased] = await wire.claim_entries(now=NOW + 5 * MINUTE, limit=1)
    await store.record_screened(screened(leased, alerts=[alert(1), alert(2)]))
    await wire.poll_again(entry("b"), now=NOW + 10 * MINUTE, failures=1, next_due=NOW + HOUR)
    await store.queue(delivery(1))
    ages = await store.queue_ages(NOW + HOUR)
    assert ages == {"feeds": timedelta(0), "entries": 50 * MINUTE, "backfill": HOUR, "alerts": HOUR, "deliveries": HOUR,
                    "unknown": None}
    counts = await store.counts()
    assert counts == {"feeds": 1, "feeds_failing": 1, "entries_waiting": 1, "backfill_waiting": 1, "alerts_ungrouped": 2,
                      "deliveries_pending": 1, "deliveries_sending": 0, "deliveries_sent": 0, "deliveries_unknown": 0,
                      "deliveries_dead": 0, "deliveries_held": 0, "deliveries_folded": 0}


async def test_a_note_is_kept_until_it_is_replaced(store):
    assert await store.get_note("lists") is None
    for value in (b"", b"=x", b"\x28\xb5\x2f\xfd not zstd", b"long " * 10_000, bytes(range(256)) * 10):
        await store.put_note("lists", value)
        assert await store.get_note("lists") == value


async def test_a_replay_alerts_over_a_stored_article_what_is_new(store, wire):
    await wire.alerts(alert(1, decided=decision("told")))
    [text] = await store.texts_after(NOW, 0, NOW + MINUTE)
    [stored] = await store.articles([text.id])
    again = Screened(entry_id=0, token="", article=stored.article, matches=(match("added"),), seen=stored.seen, screened=NOW,
                     alerts=(alert(1, decided=decision("told")), alert(2, decided=decision("new", entity="added"))),
                     index_version="replay", rules_version="r2")
    assert await store.record_replayed(again, stored.id) == ScreenedReceipt(alerts=1, suppressed=1)
    assert await store.record_replayed(again, stored.id) == ScreenedReceipt(suppressed=2)
    assert (await store.record_replayed(again, stored.id + 1)).fenced
    [group] = await wire.groups()
    assert [one.id for one in group.alerts] == ["a1", "a2"]
    [read] = (await store.why("a2"))["articles"]
    assert {one["entity"] for one in read["matches"]} == {"soleimani", "added"}


# ------------------------------------------------------------------ retention
async def test_texts_go_after_the_retention_and_what_was_decided_stays(store, wire):
    weak = alert(2, decided=decision("possible", Verdict.SUPPRESSED, "below tier", entity="namesake"),
                 match=match("namesake", Tier.POSSIBLE))
    held = alert(3, decided=decision("held", Verdict.SUPPRESSED, "muted", entity="other"), match=match("other"))
    await wire.alerts(alert(1), weak, held)
    await wire.story(delivery(1))
    assert await store.purge(NOW + RETENTION - MINUTE, RETENTION) == {"texts": 0, "decisions": 0, "entries": 0}
    assert await store.purge(NOW + RETENTION, RETENTION) == {"texts": 1, "decisions": 1, "entries": 1}
    [read] = (await store.why("a1"))["articles"]
    assert (read["text"], read["title"], read["url"]) == (None, "A title", "https://news.example/k1")
    assert {one["entity"] for one in read["matches"]} == {"soleimani", "other"}
    assert [(one["id"], one["snippet"][:7]) for one in read["decisions"]] == [("a1", "General"), ("a3", "General")]
    assert len(read["decisions"][0]["deliveries"]) == 1
    assert await store.texts_after(NOW, 0, NOW + MINUTE) == []
    assert await store.kept_texts(NOW, NOW + MINUTE) == (1, 0)
    assert await store.articles([1]) == []


async def test_an_article_nothing_hangs_on_goes_with_its_entry(store, wire):
    leased = await wire.entry()
    await store.record_screened(screened(leased, matches=[match("namesake", Tier.POSSIBLE)]))
    await store.purge(NOW + RETENTION, RETENTION)
    assert await store.why("https://news.example/k1") == {"entries": [], "articles": []}


async def test_a_key_stays_while_the_feed_shows_it_and_ninety_days_longer(store, wire):
    leased = await wire.entry()
    await store.record_screened(screened(leased))
    year = NOW + 365 * DAY
    await wire.poll_again(entry(), now=year)
    assert (await store.purge(year + 90 * DAY - MINUTE, RETENTION))["entries"] == 0
    assert (await wire.poll_again(entry(), now=year + 90 * DAY - MINUTE)).known == 1


async def test_a_304_shows_what_the_last_document_held(store, wire):
    leased = await wire.entry()
    await store.record_screened(screened(leased))
    await wire.poll_again(now=NOW + 200 * DAY, status="unchanged")
    assert (await store.purge(NOW + 201 * DAY, RETENTION))["entries"] == 0
    await wire.poll_again(entry("another"), now=NOW + 202 * DAY)
    assert (await store.purge(NOW + 203 * DAY, RETENTION))["entries"] == 1


async def test_an_entry_still_waiting_never_goes(store, wire):
    await wire.poll(entry())
    assert (await store.purge(NOW + 1000 * DAY, RETENTION))["entries"] == 0
    assert len(await wire.claim_entries(now=NOW + 1000 * DAY)) == 1


async def test_many_old_rows_go_in_small_steps(store, wire):
    await wire.poll(*(entry(str(n)) for n in range(1100)))
    for leased in await wire.claim_entries(limit=1100):
        await store.record_screened(screened(leased))
    assert await store.purge(NOW + RETENTION, RETENTION) == {"texts": 1100, "decisions": 0, "entries": 1100}
