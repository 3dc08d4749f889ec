"""What is told together, and that planning twice writes nothing new."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from monitor.alerts.stories import plan
from monitor.model import AlertGroup, Severity, Verdict
from monitor.testing.slack.sample import SEEN, sample_alert, sample_match


def a_group(*alerts):  # type: ignore[no-untyped-def]
    return AlertGroup(article_id=1, token="t", alerts=alerts)


def an_alert(entity: str, severity: Severity = Severity.LOW, channel: str = "#monitor"):  # type: ignore[no-untyped-def]
    alert = sample_alert(sample_match(entity=entity))
    return replace(alert, decision=replace(alert.decision, severity=severity, channel=channel))


def test_alerts_of_one_channel_are_one_message_headed_by_the_most_severe() -> None:
    story, (delivery,) = plan(a_group(an_alert("a"), an_alert("b", Severity.HIGH), an_alert("c")), now=SEEN, sink="slack")
    assert delivery.message.lead is not None
    assert delivery.message.lead.match.entity == "b"
    assert [alert.match.entity for alert in delivery.message.others] == ["a", "c"]
    assert (delivery.severity, delivery.story, delivery.due) == (Severity.HIGH, story.id, SEEN)


def test_each_channel_gets_a_message_of_its_own() -> None:
    _, deliveries = plan(a_group(an_alert("a"), an_alert("b", channel="#bans")), now=SEEN, sink="slack")
    assert [delivery.channel for delivery in deliveries] == ["#bans", "#monitor"]


def test_planning_again_later_and_in_another_order_gives_the_same_ids() -> None:
    alerts = [an_alert("a"), an_alert("b")]
    first_story, first = plan(a_group(*alerts), now=SEEN, sink="slack")
    story, again = plan(a_group(*reversed(alerts)), now=SEEN + timedelta(hours=1), sink="slack")
    assert (story, [one.id for one in again]) == (first_story, [one.id for one in first])


def test_news_of_an_updated_article_is_another_delivery_of_the_same_story() -> None:
    first_story, (first,) = plan(a_group(an_alert("a")), now=SEEN, sink="slack")
    story, (second,) = plan(a_group(an_alert("b")), now=SEEN, sink="slack")
    assert story.id == first_story.id
    assert second.id != first.id


def test_who_was_told_of_the_article_in_that_channel_before_goes_along_without_being_told_again() -> None:
    before = (an_alert("a"), an_alert("b", Severity.HIGH), an_alert("c", channel="#bans"))
    _, (alone,) = plan(a_group(an_alert("z")), now=SEEN, sink="slack")
    _, (delivery,) = plan(replace(a_group(an_alert("z")), told=before), now=SEEN, sink="slack")
    assert [alert.match.entity for alert in delivery.message.before] == ["b", "a"]
    assert delivery.message.others == ()
    assert (delivery.id, delivery.severity) == (alone.id, Severity.LOW)


def test_among_equals_a_trip_that_took_place_heads_the_message() -> None:
    quiet = sample_alert(sample_match(entity="a", trip=None, trips=()))
    _, (delivery,) = plan(a_group(quiet, sample_alert(sample_match(entity="z"))), now=SEEN, sink="slack")
    assert delivery.message.lead is not None
    assert delivery.message.lead.match.entity == "z"


def test_held_back_alerts_and_empty_groups_give_no_delivery() -> None:
    alert = an_alert("a")
    held = replace(alert, decision=replace(alert.decision, verdict=Verdict.SUPPRESSED))
    assert plan(a_group(held), now=SEEN, sink="slack")[1] == ()
    assert plan(a_group(), now=SEEN, sink="slack")[1] == ()
