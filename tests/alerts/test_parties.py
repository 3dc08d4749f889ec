"""One party on several watchlists: one alert in a channel, under its most severe entry, that names all of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from monitor.alerts.parties import entries, listings, same_because
from monitor.alerts.render import blocks, card, plain
from monitor.alerts.render.limits import complaints
from monitor.alerts.rules import Context, Reason, alert_json, decide
from monitor.model import Decision, EntityType, Listing, Match, Message, Mute, Rule, SameParty, Severity, Tier, Trip, TripStatus, Verdict
from monitor.testing.slack.sample import sample_alert, sample_match

CONTEXT = Context(article_url="https://news.example/a", today=date(2026, 3, 2), default_channel="#monitor")
ANY = Rule(name="Any mention")
NAMES = {"EU": "SOLVANI, Karem", "OFAC": "Karem SOLVANI", "UN": "Karem Solvani"}
BECAUSE = "the same name and date of birth 1961-04-09"
BANNED = Listing(authority="UN", reference="IRi.901", measures=("travel-ban", "asset-freeze"), since="2007-03-24")
FROZEN = Listing(authority="OFAC", reference="901", measures=("asset-freeze",))
LISTINGS = {"EU": (), "OFAC": (FROZEN,), "UN": (BANNED,)}


def entry_of(watchlist: str, *others: str, **changes: object) -> Match:
    """A match of the party's entry on ``watchlist``, which stands on ``others`` as well."""
    same_as = tuple(SameParty(watchlist=name, entity=f"{name.lower()}-1", name=NAMES[name], because=BECAUSE, listings=LISTINGS[name])
                    for name in others)
    match = Match(watchlist=watchlist, entity=f"{watchlist.lower()}-1", name=NAMES[watchlist], type=EntityType.PERSON, score=0.9,
                  tier=Tier.PROBABLE, mentions=(), listings=LISTINGS[watchlist], same_as=same_as)
    return replace(match, **changes)


def party(*watchlists: str) -> list[Match]:
    return [entry_of(name, *(other for other in watchlists if other != name)) for name in watchlists]


def told(decisions: Sequence[Decision]) -> list[tuple[str, str]]:
    return [(decision.watchlist, decision.channel) for decision in decisions if decision.verdict is Verdict.ALERT]


def keys(decisions: Sequence[Decision]) -> frozenset[str]:
    return frozenset(decision.key for decision in decisions if decision.verdict is Verdict.ALERT)


# ------------------------------------------------------------------ who speaks
def test_one_entry_alerts_and_the_others_are_held_back_with_the_reason() -> None:
    eu, ofac, un = decide(party("UN", "EU", "OFAC"), [ANY], CONTEXT)
    assert eu.verdict is Verdict.ALERT
    assert (un.verdict, un.reason) == (Verdict.SUPPRESSED, f"same party as EU/eu-1, {BECAUSE}")
    assert Reason.of(ofac.reason) is Reason.SAME_PARTY


def test_the_most_severe_entry_speaks_then_the_one_with_a_trip_then_the_surest() -> None:
    eu, un = party("EU", "UN")
    assert told(decide([eu, replace(un, list_severity=Severity.HIGH)], [ANY], CONTEXT)) == [("UN", "#monitor")]
    assert told(decide([eu, replace(un, trip=Trip(status=TripStatus.OCCURRED))], [ANY], CONTEXT)) == [("UN", "#monitor")]
    assert told(decide([eu, replace(un, tier=Tier.STRONG)], [ANY], CONTEXT)) == [("UN", "#monitor")]


def test_parties_that_are_not_the_same_alert_each_for_itself() -> None:
    assert told(decide([entry_of("EU"), entry_of("UN")], [ANY], CONTEXT)) == [("EU", "#monitor"), ("UN", "#monitor")]


def test_each_channel_hears_of_the_party_once() -> None:
    rules = [Rule(name="EU desk", watchlists=("EU",), channel="#eu"), ANY]
    assert told(decide(party("UN", "EU", "OFAC"), rules, CONTEXT)) == [("EU", "#eu"), ("OFAC", "#monitor")]


def test_rules_that_go_on_all_speak_through_the_same_entry() -> None:
    rules = [Rule(name="first", severity=Severity.HIGH, goes_on=True), Rule(name="second")]
    assert told(decide(party("EU", "UN"), rules, CONTEXT)) == [("EU", "#monitor"), ("EU", "#monitor")]


def test_an_entry_that_no_rule_asks_for_or_that_is_muted_leaves_the_word_to_the_other() -> None:
    eu, un = party("EU", "UN")
    assert told(decide([eu, un], [Rule(name="UN only", watchlists=("UN",))], CONTEXT)) == [("UN", "#monitor")]
    assert told(decide([replace(eu, mute=Mute()), un], [ANY], CONTEXT)) == [("UN", "#monitor")]


def test_a_rule_that_asks_for_a_measure_sees_the_listings_of_every_entry() -> None:
    ofac = entry_of("OFAC", "UN")
    assert told(decide([ofac], [Rule(name="banned", measures=("travel-ban",))], CONTEXT)) == [("OFAC", "#monitor")]


# ------------------------------------------------------------------ what was told before
def test_an_entry_listed_later_does_not_repeat_what_was_told_of_its_party() -> None:
    known = keys(decide([entry_of("UN")], [ANY], CONTEXT))
    eu, un = decide(party("EU", "UN"), [ANY], replace(CONTEXT, known_keys=known))
    assert (un.reason, eu.reason) == ("already alerted", f"same party as UN/un-1, {BECAUSE}, already alerted")


def test_an_update_with_news_is_told_of_the_party_once_more() -> None:
    known = keys(decide(party("EU", "UN"), [ANY], CONTEXT))
    trip = Trip(status=TripStatus.OCCURRED, destination="Moscow", country="RU")
    moved = [replace(match, trip=trip) for match in party("EU", "UN")]
    decisions = decide(moved, [ANY], replace(CONTEXT, known_keys=known))
    assert told(decisions) == [("EU", "#monitor")]
    assert told(decide(moved, [ANY], replace(CONTEXT, known_keys=known | keys(decisions)))) == []


# ------------------------------------------------------------------ what an alert says
def test_the_alert_of_the_screen_command_names_every_entry_and_why() -> None:
    eu = entry_of("EU", "OFAC", "UN")
    [alert] = [alert_json(decision, eu) for decision in decide([eu], [ANY], CONTEXT)]
    assert alert["listings"] == [{"watchlist": "EU", "entity": "eu-1"}, {"watchlist": "OFAC", "entity": "ofac-1"},
                                 {"watchlist": "UN", "entity": "un-1"}]
    assert alert["same_because"] == BECAUSE


def test_several_reasons_each_name_their_entries() -> None:
    match = entry_of("EU", "OFAC", "UN")
    first, second = match.same_as
    match = replace(match, same_as=(replace(first, because="the same passport A1234567"), second))
    assert same_because(match) == f"the same passport A1234567 (OFAC/ofac-1); {BECAUSE} (UN/un-1)"
    assert same_because(entry_of("EU")) is None
    assert entries(entry_of("EU")) == [("EU", "eu-1")]


def test_the_first_listings_name_as_many_lists_as_they_can_and_each_once() -> None:
    second = replace(FROZEN, reference="902")
    match = entry_of("OFAC", "UN", listings=(FROZEN, second, FROZEN))
    assert listings(match) == [FROZEN, BANNED, second]


def test_a_message_names_the_other_lists_their_listings_and_the_reason() -> None:
    match = sample_match(same_as=entry_of("EU", "UN", "OFAC").same_as)
    message = Message(id="m", kind="alert", severity=Severity.HIGH, lead=sample_alert(match))
    payload = blocks(message)
    slack = str(payload.blocks)
    terminal = "\n".join(f"{line.label}: {line.text}" for line in card(message).lines)
    for text in (slack, terminal, plain(message).text):
        assert f"UN: Karem Solvani ({BECAUSE})" in text
        assert "UN IRi.901: travel ban, asset freeze, since 2007-03-24" in text
        assert "OFAC 901: asset freeze" in text
    assert "Same party" in terminal
    assert complaints(payload.as_arguments()) == []
