"""Which matches are told: the order of rules, their conditions, and every reason for silence."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monitor.alerts.rules import Context, Reason, alert_json, alert_key, decide, raised
from monitor.model import (
    Decision,
    EntityType,
    KeywordHit,
    Listing,
    Match,
    Mute,
    Rule,
    SameParty,
    Scope,
    Severity,
    Tier,
    Trip,
    TripStatus,
    Verdict,
)

URL = "https://news.example/a"
CONTEXT = Context(article_url=URL, today=date(2026, 3, 2), default_channel="#monitor")
ANY = Rule(name="Any mention")


def a_match(**changes: object) -> Match:
    match = Match(watchlist="Travel bans", entity="taheri", name="Arvin Tahery", type=EntityType.PERSON, score=0.9,
                  tier=Tier.PROBABLE, mentions=())
    return replace(match, **changes)


def a_trip(status: TripStatus = TripStatus.OCCURRED, country: str | None = "MT", destination: str | None = "Valletta") -> Trip:
    return Trip(status=status, country=country, destination=destination)


def a_hit(scope: Scope) -> KeywordHit:
    return KeywordHit(watchlist="Travel", term="land*", surface="landed", field="text", start=0, end=6, scope=scope)


def only(*rules: Rule, match: Match | None = None, context: Context = CONTEXT) -> Decision:
    (decision,) = decide([match or a_match()], rules, context)
    return decision


def test_a_rule_without_conditions_tells_a_probable_match_in_the_default_channel() -> None:
    decision = only(ANY)
    assert (decision.verdict, decision.channel, decision.rule) == (Verdict.ALERT, "#monitor", "Any mention")
    assert Reason.of(decision.reason) is Reason.MATCHED


def test_the_first_rule_that_matches_decides_and_the_later_one_is_held_back() -> None:
    first, second = decide([a_match()], [Rule(name="first", severity=Severity.HIGH, channel="#high"), ANY], CONTEXT)
    assert (first.verdict, first.channel) == (Verdict.ALERT, "#high")
    assert (second.verdict, second.reason) == (Verdict.SUPPRESSED, "earlier rule")


def test_continue_lets_the_next_rule_fire_too_and_the_one_after_it_is_held_back() -> None:
    rules = [Rule(name="first", goes_on=True), Rule(name="second"), Rule(name="third")]
    assert [decision.verdict for decision in decide([a_match()], rules, CONTEXT)] == [
        Verdict.ALERT, Verdict.ALERT, Verdict.SUPPRESSED]


def test_two_rules_of_one_name_tell_the_same_news_once_in_each_channel() -> None:
    rules = [Rule(name="one", goes_on=True), Rule(name="one", goes_on=True), Rule(name="one", channel="#other")]
    told = [(decision.verdict, decision.channel, decision.reason) for decision in decide([a_match()], rules, CONTEXT)]
    assert told == [(Verdict.ALERT, CONTEXT.default_channel, "matched: probable match"),
                    (Verdict.SUPPRESSED, CONTEXT.default_channel, "already alerted"),
                    (Verdict.ALERT, "#other", "matched: probable match")]


def test_a_rule_asks_for_a_measure_and_any_of_them_on_any_listing_will_do() -> None:
    rule = Rule(name="banned", measures=("arms-embargo", "travel-ban"))
    frozen = Listing(authority="OFAC", measures=("asset-freeze",))
    banned = Listing(authority="UN", measures=("asset-freeze", "travel-ban"))
    assert only(rule, match=a_match(listings=(frozen, banned))).reason == "matched: probable match, travel-ban"
    assert only(rule, match=a_match(listings=(frozen,))).reason == (
        "no such measure: listed with asset-freeze, the rule asks for arms-embargo or travel-ban")
    unknown = only(rule)
    assert (unknown.verdict, unknown.reason) == (
        Verdict.SUPPRESSED, "no such measure: its listings name no measure, the rule asks for arms-embargo or travel-ban")


def test_a_rule_asks_only_the_watchlists_it_names() -> None:
    assert only(Rule(name="r", watchlists=("Vessels",))).reason.startswith("watchlist in no rule")
    assert only(Rule(name="r", watchlists=("Vessels", "Travel bans"))).verdict is Verdict.ALERT


def test_a_keyword_must_stand_at_least_as_near_as_the_rule_asks() -> None:
    rule = Rule(name="r", keywords="Travel", within=Scope.PARAGRAPH)
    assert only(rule, match=a_match(keywords=(a_hit(Scope.SENTENCE),))).verdict is Verdict.ALERT
    assert only(rule, match=a_match(keywords=(a_hit(Scope.PARAGRAPH),))).verdict is Verdict.ALERT
    assert Reason.of(only(rule, match=a_match(keywords=(a_hit(Scope.ARTICLE),))).reason) is Reason.KEYWORDS
    other = replace(a_hit(Scope.SENTENCE), watchlist="Meetings")
    assert Reason.of(only(rule, match=a_match(keywords=(other,))).reason) is Reason.KEYWORDS


def test_a_rule_for_denied_trips_sees_one_beside_a_more_alert_worthy_trip() -> None:
    trips = (a_trip(), a_trip(TripStatus.DENIED, "RU", "Moscow"))
    decision = only(Rule(name="r", trip=(TripStatus.DENIED,)), match=a_match(trip=trips[0], trips=trips))
    assert decision.verdict is Verdict.ALERT
    assert "denied to Moscow" in decision.reason


def test_a_rule_for_trips_holds_back_a_mere_mention_and_says_what_the_text_tells() -> None:
    rule = Rule(name="r", trip=(TripStatus.OCCURRED,))
    assert "tells of none" in only(rule).reason
    assert "hypothetical" in only(rule, match=a_match(trip=a_trip(TripStatus.HYPOTHETICAL))).reason


def test_a_rule_asks_where_the_trip_leads() -> None:
    rule = Rule(name="r", to=("RU", "MT"))
    assert only(rule, match=a_match(trip=a_trip())).reason == "matched: probable match, trip occurred to Valletta"
    assert only(rule, match=a_match(trip=a_trip(country="SY", destination="Aleppo"))).reason == (
        "no trip there: trip to SY, the rule asks for RU, MT")
    assert only(rule, match=a_match(trip=a_trip(country=None, destination="Baltic Sea"))).reason == (
        "no trip there: trip to Baltic Sea, the rule asks for RU, MT")
    assert only(rule).reason == "no trip there: the text tells of no trip, the rule asks for RU, MT"


def test_trips_to_countries_left_out_do_not_count_and_a_mere_mention_still_does() -> None:
    rule = Rule(name="r", not_to=("MT",))
    assert only(rule, match=a_match(trip=a_trip())).reason == "no trip there: trip to MT, the rule leaves out MT"
    assert only(rule, match=a_match(trip=a_trip(country=None, destination=None))).verdict is Verdict.ALERT
    assert only(rule).verdict is Verdict.ALERT
    assert Reason.of(only(replace(rule, trip=(TripStatus.OCCURRED,))).reason) is Reason.TRIP


def test_of_several_trips_the_one_that_has_both_the_status_and_the_country_asked_for_counts() -> None:
    trips = (a_trip(), a_trip(TripStatus.PLANNED, "RU", "Moscow"), a_trip(TripStatus.DENIED, "SY", "Aleppo"))
    match = a_match(trip=trips[0], trips=trips)
    made = (TripStatus.OCCURRED, TripStatus.PLANNED)
    assert "planned to Moscow" in only(Rule(name="r", trip=made, to=("RU", "SY")), match=match).reason
    assert "planned to Moscow" in only(Rule(name="r", trip=made, not_to=("MT",)), match=match).reason
    held = only(Rule(name="r", trip=made, to=("SY",)), match=match)
    assert (held.verdict, held.reason) == (Verdict.SUPPRESSED, "no trip there: trip to MT, RU, the rule asks for SY")


def test_possible_matches_alert_only_where_a_rule_asks_for_them() -> None:
    match = a_match(tier=Tier.POSSIBLE)
    assert Reason.of(only(ANY, match=match).reason) is Reason.TIER
    assert only(Rule(name="r", at_least=Tier.POSSIBLE), match=match).verdict is Verdict.ALERT
    assert Reason.of(only(Rule(name="r", at_least=Tier.STRONG)).reason) is Reason.TIER


def test_a_list_raises_the_severity_and_never_lowers_it() -> None:
    assert only(ANY, match=a_match(list_severity=Severity.HIGH)).severity is Severity.HIGH
    assert raised(Severity.HIGH, Severity.LOW) is Severity.HIGH
    assert raised(Severity.MEDIUM, None) is Severity.MEDIUM


def test_a_muted_party_is_counted_through_the_day_named_and_told_the_day_after() -> None:
    match = a_match(mute=Mute(until="2026-03-02", why="namesake"))
    decision = only(ANY, match=match)
    assert (decision.verdict, decision.reason) == (Verdict.SUPPRESSED, "muted until 2026-03-02: namesake")
    assert only(ANY, match=match, context=replace(CONTEXT, today=date(2026, 3, 3))).verdict is Verdict.ALERT
    assert only(ANY, match=a_match(mute=Mute())).reason == "muted for good"


def test_an_old_entry_is_not_told() -> None:
    assert only(ANY, context=replace(CONTEXT, old=True)).reason == "older than backfill"


def test_the_same_news_of_an_article_is_told_once() -> None:
    known = replace(CONTEXT, known_keys=frozenset({only(ANY, match=a_match(trip=a_trip())).key}))
    assert only(ANY, match=a_match(trip=a_trip()), context=known).reason == "already alerted"
    assert only(ANY, match=a_match(trip=a_trip(TripStatus.UNDER_WAY)), context=known).reason == "already alerted"
    assert only(ANY, match=a_match(trip=a_trip(country="RU")), context=known).verdict is Verdict.ALERT
    assert only(ANY, match=a_match(trip=a_trip(TripStatus.DENIED)), context=known).verdict is Verdict.ALERT
    assert only(ANY, match=a_match(entity="other", trip=a_trip()), context=known).verdict is Verdict.ALERT
    elsewhere = replace(known, article_url="https://news.example/b")
    assert only(ANY, match=a_match(trip=a_trip()), context=elsewhere).verdict is Verdict.ALERT


def test_an_update_that_merely_loses_its_trip_or_place_is_no_news() -> None:
    known = replace(CONTEXT, known_keys=frozenset({only(ANY, match=a_match(trip=a_trip())).key}))
    assert only(Rule(name="another"), context=known).reason == "already alerted"
    assert only(ANY, match=a_match(trip=a_trip(country=None, destination=None)), context=known).reason == "already alerted"


def test_a_mention_that_gains_a_trip_is_news() -> None:
    known = replace(CONTEXT, known_keys=frozenset({only(ANY).key}))
    assert only(ANY, match=a_match(trip=a_trip()), context=known).verdict is Verdict.ALERT


def test_without_rules_a_match_is_held_back_for_that_reason() -> None:
    decision = only()
    assert (decision.rule, decision.reason) == ("", "no rules")


def test_the_reason_given_is_of_the_rule_that_came_nearest() -> None:
    rules = [Rule(name="vessels", watchlists=("Vessels",)), Rule(name="strong", at_least=Tier.STRONG),
             Rule(name="trips", trip=(TripStatus.OCCURRED,))]
    decision = only(*rules)
    assert (decision.rule, Reason.of(decision.reason)) == ("trips", Reason.TRIP)


def test_every_reason_is_recognised_by_its_text() -> None:
    assert all(Reason.of(reason) is reason and Reason.of(f"{reason}: x") is reason for reason in Reason)
    assert Reason.of("written by another version") is None


def test_an_alert_of_the_screen_command_names_rule_severity_and_listing() -> None:
    assert alert_json(only(ANY), a_match()) == {
        "rule": "Any mention", "severity": "low", "entity": "taheri", "watchlist": "Travel bans",
        "listings": [{"watchlist": "Travel bans", "entity": "taheri"}], "same_because": None}


# ------------------------------------------------------------------ laws
texts = st.text(max_size=6)
countries = st.sampled_from(["RU", "SY"])
trips = st.builds(Trip, status=st.sampled_from(TripStatus), country=st.none() | countries | texts, destination=st.none() | texts)
hits = st.builds(KeywordHit, watchlist=st.sampled_from(["Travel", "Meetings"]), term=texts, surface=texts, field=texts,
                 start=st.integers(0, 9), end=st.integers(0, 9), scope=st.sampled_from(Scope))
measures = st.sampled_from(["travel-ban", "asset-freeze", "other"])
same = st.builds(SameParty, watchlist=st.sampled_from(["A", "B"]), entity=st.sampled_from(["x", "y", "z"]), name=texts, because=texts)
matches = st.builds(
    Match, listings=st.lists(st.builds(Listing, authority=texts, measures=st.lists(measures).map(tuple)), max_size=2).map(tuple),
    watchlist=st.sampled_from(["A", "B", "\ud800"]), entity=st.sampled_from(["x", "y", "z"]), name=texts,
    type=st.sampled_from(EntityType), score=st.floats(), tier=st.sampled_from(Tier), mentions=st.just(()),
    keywords=st.lists(hits, max_size=3).map(tuple), trip=st.none() | trips, trips=st.lists(trips, max_size=3).map(tuple),
    same_as=st.lists(same, max_size=2).map(tuple), list_severity=st.none() | st.sampled_from(Severity),
    mute=st.none() | st.builds(Mute, until=texts, why=texts))
rules_of = st.lists(st.builds(
    Rule, name=texts, watchlists=st.lists(st.sampled_from(["A", "B", "C"]), max_size=2).map(tuple),
    keywords=st.none() | st.sampled_from(["Travel", "Other"]), within=st.sampled_from(Scope),
    trip=st.lists(st.sampled_from(TripStatus), max_size=3).map(tuple), at_least=st.sampled_from(Tier),
    to=st.lists(countries, max_size=2).map(tuple), not_to=st.lists(countries, max_size=2).map(tuple),
    measures=st.lists(measures, max_size=2).map(tuple), severity=st.sampled_from(Severity),
    channel=st.none() | texts, goes_on=st.booleans()), max_size=5)
contexts = st.builds(Context, article_url=texts, today=st.dates(), default_channel=texts, old=st.booleans())


@given(st.lists(matches, max_size=4), rules_of, contexts, st.randoms(use_true_random=False))
def test_decide_is_total_and_the_order_of_matches_does_not_matter(found, rules, context, random) -> None:  # type: ignore[no-untyped-def]
    decisions = decide(found, rules, context)
    shuffled = list(found)
    random.shuffle(shuffled)
    assert decide(shuffled, rules, context) == decisions
    told = [(decision.key, decision.channel) for decision in decisions if decision.verdict is Verdict.ALERT]
    assert len(told) == len(set(told)), "the same news is never told twice in a channel"


@given(matches, rules_of, contexts)
def test_each_match_gets_exactly_one_deciding_outcome_unless_rules_go_on(match, rules, context) -> None:  # type: ignore[no-untyped-def]
    decisions = decide([match], [replace(rule, goes_on=False) for rule in rules], context)
    deciding = Counter(decision.reason == Reason.EARLIER_RULE for decision in decisions)
    assert deciding[False] == 1
    assert all(Reason.of(decision.reason) is not None for decision in decisions)


@given(matches, rules_of, contexts)
def test_what_was_told_is_never_told_again(match, rules, context) -> None:  # type: ignore[no-untyped-def]
    told = {decision.key for decision in decide([match], rules, context) if decision.verdict is Verdict.ALERT}
    again = decide([match], rules, replace(context, known_keys=frozenset(told)))
    assert not [decision for decision in again if decision.verdict is Verdict.ALERT and decision.key in told]


@given(matches, texts)
def test_a_key_is_short_and_tells_rules_apart(match: Match, url: str) -> None:
    one, two = alert_key(url, match, match.trip, "one"), alert_key(url, match, match.trip, "two")
    assert one != two
    assert len(one) < 120 or match.trip is not None
