"""The group stage: the alerts of an article together, and what is told of them, once."""

from dataclasses import replace

from store_values import DAY, LEASE, MINUTE, NOW, Wire, alert, article, decision, delivery, drained, entry, screened

from monitor.model import Story


async def test_the_alerts_of_one_article_come_together_oldest_first(store, wire):
    await wire.poll(entry("k1"), entry("k2"))
    later, earlier = await wire.claim_entries()
    await store.record_screened(screened(later, alerts=[alert(1, created=NOW + MINUTE), alert(2, created=NOW)],
                                         page=article("https://news.example/later")))
    await store.record_screened(screened(earlier, alerts=[alert(3, created=NOW - MINUTE)],
                                         page=article("https://news.example/earlier")))
    groups = await wire.groups()
    assert [[one.id for one in group.alerts] for group in groups] == [["a3"], ["a2", "a1"]]
    assert all(one.article_id == group.article_id for group in groups for one in group.alerts)


async def test_a_limit_counts_articles(store, wire):
    await wire.poll(*(entry(str(n)) for n in range(3)))
    for leased in await wire.claim_entries():
        await store.record_screened(screened(leased, alerts=[alert(leased.id)]))
    assert len(await wire.groups(limit=2)) == 2
    assert len(await wire.groups(limit=2)) == 1


async def test_a_story_and_its_deliveries_are_written_once(store, wire):
    await wire.alerts(alert(1), alert(2, decided=decision("more")))
    [group] = await wire.groups()
    story = Story(id="s1", article_url=group.alerts[0].article_url, created=NOW)
    assert await store.record_story(group, story, [delivery(1), delivery(2, channel="#other")])
    assert not await store.record_story(group, story, [delivery(3)])
    assert await wire.groups(now=NOW + DAY) == []
    assert sorted(one.id for one in await wire.deliveries()) == ["d1", "d2"]


async def test_a_group_whose_lease_passed_on_writes_nothing(store, wire):
    await wire.alerts(alert(1))
    [late] = await wire.groups()
    [ours] = await wire.groups(now=NOW + LEASE)
    story = Story(id="s1", article_url="https://news.example/k1", created=NOW)
    assert not await store.record_story(late, story, [delivery(1)])
    assert await wire.deliveries() == []
    assert await store.record_story(ours, story, [delivery(1)])


async def test_an_existing_delivery_is_left_as_it_is(store, wire):
    assert await store.queue(delivery(1))
    await wire.alerts(alert(1))
    await wire.story(delivery(1, channel="#other"), delivery(2))
    assert {one.id: one.channel for one in await wire.deliveries()} in ({"d1": "#monitor"}, {"d2": "#monitor"})


async def test_new_alerts_of_an_article_wait_while_a_group_of_it_is_leased(store, wire):
    await wire.alerts(alert(1))
    [group] = await wire.groups()
    await wire.poll_again(entry(content_hash="h1"), now=NOW + MINUTE * 6)
    [again] = await wire.claim_entries(now=NOW + MINUTE * 6)
    await store.record_screened(screened(again, alerts=[alert(2)]))
    assert await wire.groups() == []
    story = Story(id="s1", article_url="https://news.example/k1", created=NOW)
    assert await store.record_story(group, story, [delivery(1)])
    [second] = await wire.groups()
    assert [one.id for one in second.alerts] == ["a2"]
    assert await store.record_story(second, replace(story, id="s2"), [])


async def test_two_claimers_never_get_the_same_group(two):
    first, second = two
    wire = Wire(first)
    await wire.poll(*(entry(str(n)) for n in range(30)))
    for leased in await wire.claim_entries(limit=30):
        await first.record_screened(screened(leased, alerts=[alert(leased.id)]))
    ids = [group.article_id for group in await drained([first, second], lambda wire: wire.groups(limit=4))]
    assert len(ids) == len(set(ids)) == 30


async def test_release_gives_groups_back(store, wire):
    await wire.alerts(alert(1))
    [group] = await wire.groups()
    await store.release("one")
    assert not await store.record_story(group, Story(id="s", article_url="u", created=NOW), [])
    assert len(await wire.groups()) == 1
