"""Who is new on the watchlists, and by which names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.model import Alias, Entity, EntityType, Keyword, Match, Mention, Tier, Watchlist
from monitor.watchlists.newcomers import Arrival, NewNames, Renumbered, arrivals, by_new_name, census, gone, newcomers, was_unlisted


def watchlist(*entities: Entity, name: str = "UN") -> Watchlist:
    return Watchlist(name=name, entities=entities)


def entity(id: str, *names: str) -> Entity:
    return Entity(id=id, name=names[0], aliases=tuple(Alias(text=name) for name in names[1:]))


def match(entity: str, *names: str) -> Match:
    mentions = tuple(Mention(field="text", start=0, end=1, surface="x", name=name, score=1.0) for name in names)
    return Match(watchlist="UN", entity=entity, name=names[0], type=EntityType.PERSON, score=1.0, tier=Tier.STRONG, mentions=mentions)


BEFORE = watchlist(entity("a", "Ann Achter", "Anne Achter"), entity("b", "Bob Bello"))


def test_nothing_new_is_nobody() -> None:
    found = newcomers(census([BEFORE]), [BEFORE])
    assert (found.known, found.fresh, found.further) == ((), (), ())


def test_a_new_entity_comes_whole_and_the_others_stay_out() -> None:
    new = entity("c", "Carl Cazo")
    found = newcomers(census([BEFORE]), [watchlist(*BEFORE.entities, new)])
    assert [one.entities for one in found.known] == [(new,)]
    assert found.further == ()


def test_a_further_name_brings_its_entity_and_only_that_name_counts() -> None:
    renamed = entity("b", "Bob Bello", "Robert Bello")
    found = newcomers(census([BEFORE]), [watchlist(BEFORE.entities[0], renamed)])
    assert [one.entities for one in found.known] == [(renamed,)]
    assert found.further == (NewNames(watchlist="UN", entity="b", names=("Robert Bello",)),)
    further = {(one.watchlist, one.entity): one.names for one in found.further}
    assert by_new_name(match("b", "Bob Bello", "Robert Bello"), further)
    assert not by_new_name(match("b", "Bob Bello"), further)
    assert by_new_name(match("c", "Carl Cazo"), further)


def test_what_went_counts_for_nothing() -> None:
    assert newcomers(census([BEFORE]), [watchlist(BEFORE.entities[0])]).known == ()
    assert newcomers(census([BEFORE]), []).known == ()


def test_a_watchlist_that_is_new_as_a_whole_is_told_apart() -> None:
    other = watchlist(entity("x", "Xaver Xu"), name="OFAC")
    words = Watchlist(name="Travel", keywords=(Keyword(term="arrived"),))
    found = newcomers(census([BEFORE]), [BEFORE, other, words])
    assert (found.known, found.fresh) == ((), (other,))


def test_a_census_can_be_kept_as_json() -> None:
    assert census([BEFORE]) == {"UN": {"a": ["Ann Achter", "Anne Achter"], "b": ["Bob Bello"]}}


def test_another_id_with_the_same_names_is_the_same_entity() -> None:
    found = newcomers(census([BEFORE]), [watchlist(BEFORE.entities[0], entity("new-b", "Bob Bello", "Robert Bello"))])
    assert found.further == (NewNames(watchlist="UN", entity="new-b", names=("Robert Bello",)),)
    assert found.renumbered == (Renumbered(watchlist="UN", entity="new-b", former=(("UN", "b"),)),)
    same = newcomers(census([BEFORE]), [watchlist(BEFORE.entities[0], entity("new-b", "Bob Bello"))])
    assert (same.known, same.further, same.renumbered) == ((), (), ())


def test_a_namesake_beside_the_listed_one_is_somebody_new() -> None:
    namesake = entity("c", "Bob Bello")
    found = newcomers(census([BEFORE]), [watchlist(*BEFORE.entities, namesake)])
    assert [one.entities for one in found.known] == [(namesake,)]
    assert (found.further, found.renumbered) == ((), ())


def test_who_comes_back_under_another_id_is_new_and_not_unknown() -> None:
    was, now = census([BEFORE]), census([watchlist(BEFORE.entities[0])])
    left = gone(was, {}, now)
    assert left == {"UN": {"b": ["Bob Bello"]}}
    back = entity("new-b", "Bob Bello", "Robert Bello")
    found = newcomers(now, [watchlist(BEFORE.entities[0], back)], left)
    assert [one.entities for one in found.known] == [(back,)]
    assert found.further == ()
    assert found.renumbered == (Renumbered(watchlist="UN", entity="new-b", former=(("UN", "b"),)),)
    assert gone(now, left, was) == {}


def test_a_watchlist_under_another_name_is_not_new_as_a_whole() -> None:
    added = entity("c", "Carl Cazo")
    found = newcomers(census([BEFORE]), [watchlist(*BEFORE.entities, added, name="UN Security Council")])
    assert [one.entities for one in found.known] == [(added,)]
    assert found.fresh == ()


MONDAY = datetime(2026, 3, 2, tzinfo=UTC)
SUNDAY, TUESDAY = MONDAY - timedelta(days=1), MONDAY + timedelta(days=1)


def test_who_came_after_an_article_was_unlisted_then() -> None:
    now = [watchlist(*BEFORE.entities, entity("c", "Carl Cazo"))]
    came = arrivals((), newcomers(census([BEFORE]), now), census(now), MONDAY)
    assert came == (Arrival(at=MONDAY, watchlist="UN", entity="c"),)
    assert was_unlisted(match("c", "Carl Cazo"), SUNDAY, census(now), came)
    assert not was_unlisted(match("c", "Carl Cazo"), TUESDAY, census(now), came)
    assert not was_unlisted(match("a", "Ann Achter"), SUNDAY, census(now), came), "it was there when it was first looked"
    assert was_unlisted(match("d", "Dora Dahl"), TUESDAY, census(now), came), "it is on no list in force"


def test_a_name_that_came_later_counts_where_no_older_one_is_found() -> None:
    now = [watchlist(BEFORE.entities[0], entity("b", "Bob Bello", "Robert Bello"))]
    came = arrivals((), newcomers(census([BEFORE]), now), census(now), MONDAY)
    assert was_unlisted(match("b", "Robert Bello"), SUNDAY, census(now), came)
    assert not was_unlisted(match("b", "Robert Bello", "Bob Bello"), SUNDAY, census(now), came)
    assert was_unlisted(match("b", "Bobby Bello"), TUESDAY, census(now), came), "no list in force has that name"


def test_a_watchlist_that_came_whole_brought_all_its_entities_and_takes_them_along_again() -> None:
    other = watchlist(entity("x", "Xaver Xu"), name="UN 2")
    came = arrivals((), newcomers(census([BEFORE]), [BEFORE, other]), census([BEFORE, other]), MONDAY)
    assert came == (Arrival(at=MONDAY, watchlist="UN 2"),)
    nobody = newcomers(census([BEFORE, other]), [BEFORE, other])
    assert arrivals(came, nobody, census([BEFORE, other]), TUESDAY) == came
    assert arrivals(came, nobody, census([BEFORE]), TUESDAY) == ()
