"""Which matches are told, under which rule, and why the others are not.

The rules are asked from first to last. The first that matches an entity decides; later ones are recorded as held back by an
earlier rule, unless every rule that fired before them says ``continue``. A party that stands on several watchlists is told once
in a channel, under its most severe entry. Each decision carries its reason, so that "why not"
can always be answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from hashlib import sha256

from monitor.alerts import parties
from monitor.model import Decision, KeywordHit, Match, Rule, Scope, Severity, Tier, Trip, TripStatus, Verdict

_SEVERITIES = tuple(Severity)
_TIERS = (Tier.POSSIBLE, Tier.PROBABLE, Tier.STRONG)
_SCOPES = tuple(Scope)
_STATUSES = tuple(TripStatus)

# Two reports of one class are the same news: that a trip is under way and that it took place differ only in tense.
_TRIP_CLASS = {
    TripStatus.OCCURRED: "made", TripStatus.UNDER_WAY: "made", TripStatus.PLANNED: "planned", TripStatus.CANCELLED: "off",
    TripStatus.REFUSED: "off", TripStatus.DENIED: "denied", TripStatus.HYPOTHETICAL: "maybe", TripStatus.DOMESTIC: "home",
}
_NO_TRIP = "none"

BEFORE_LISTING = "published before the listing"
"""What an alert says of an article that was stored before its party was listed, and found by screening backwards."""


class Reason(StrEnum):
    """Why a decision is as it is. The text of a decision's reason begins with one of these, details follow."""

    MATCHED = "matched"
    EARLIER_RULE = "earlier rule"
    MUTED = "muted"
    OLD = "older than backfill"
    KNOWN = "already alerted"
    SAME_PARTY = "same party as"
    NO_RULES = "no rules"
    WATCHLIST = "watchlist in no rule"
    TIER = "tier too low"
    KEYWORDS = "no keyword near"
    TRIP = "no such trip"
    DESTINATION = "no trip there"
    MEASURE = "no such measure"

    @classmethod
    def of(cls, text: str) -> Reason | None:
        """The reason that a decision's text begins with, for counting; None where it was written by another version."""
        return next((reason for reason in cls if text == reason or text.startswith((f"{reason} ", f"{reason}:"))), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the article and the day add: its canonical address, whether it is older than ``backfill``, the keys of alerts
    already made for it (``known_keys``) and of those held back as older than backfill (``old_keys``), and the channel of rules
    that name none."""

    article_url: str
    today: date
    default_channel: str
    old: bool = False
    known_keys: frozenset[str] = frozenset()
    old_keys: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one rule says of one match: ``failed`` is None where all its conditions hold."""

    rule: Rule
    failed: Reason | None
    detail: str
    trip: Trip | None


def decide(matches: Sequence[Match], rules: Sequence[Rule], context: Context) -> tuple[Decision, ...]:
    """One decision or more for each match: the deciding one, and those of later rules that would have matched as well.

    Of entries that are one party, those that would alert in the same channel give way to the most severe.
    Total: no input makes it raise. The order of ``matches`` does not matter; decisions come sorted by watchlist and entity.
    """
    known = set(context.known_keys)
    decided: list[tuple[Match, Decision]] = []
    for match in sorted(matches, key=lambda match: (match.watchlist, match.entity, repr(match))):
        of_match = _decide_match(match, rules, context, known)
        known.update(decision.key for decision in of_match if decision.verdict is Verdict.ALERT)
        decided += [(match, decision) for decision in of_match]
    return _one_a_party(decided)


def before_listing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Decisions on an article that was stored before its party was listed: their alerts say so."""
    matched, told = f"{Reason.MATCHED}: ", f"{Reason.MATCHED}: {BEFORE_LISTING}, "
    return tuple(replace(one, reason=one.reason.replace(matched, told, 1)) if one.verdict is Verdict.ALERT else one for one in decisions)


def is_before_listing(decision: Decision) -> bool:
    """Whether the article was there before its party was listed."""
    return decision.reason.startswith(f"{Reason.MATCHED}: {BEFORE_LISTING}")


def raised(rule: Severity, watchlist: Severity | None) -> Severity:
    """The severity of an alert: a watchlist's own raises the rule's, and never lowers it."""
    return rule if watchlist is None else max(rule, watchlist, key=_SEVERITIES.index)


def alert_key(article_url: str, match: Match, trip: Trip | None, rule: str) -> str:
    """The identity of the news: article, listed party, class and country of the trip, rule. Same key, same news."""
    kind = _NO_TRIP if trip is None else f"{_TRIP_CLASS[trip.status]}:{_place(trip)}"
    return f"{_party(article_url, match)}:{kind}:{_short(rule)}"


def under_other_ids(keys: Set[str], article_url: str, former: Mapping[parties.Entry, Sequence[parties.Entry]]) -> frozenset[str]:
    """The keys of alerts made for an article, and those that they would have had where an entry of ``former`` was told of under
    another watchlist's name or id: an id that changes is no news."""
    moved = {_of_entry(article_url, old): _of_entry(article_url, new) for new, olds in former.items() for old in olds}
    return frozenset(keys) | {key.replace(old, new, 1) for key in keys for old, new in moved.items() if key.startswith(f"{old}:")}


def alert_json(decision: Decision, match: Match) -> dict[str, object]:
    """An alert as `monitor screen --json` prints it. ``listings`` are the watchlist entries it stands for, its own first."""
    return {"rule": decision.rule, "severity": decision.severity.value, "entity": decision.entity,
            "watchlist": decision.watchlist,
            "listings": parties.entries_json(match), "same_because": parties.same_because(match)}


def _one_a_party(decided: Sequence[tuple[Match, Decision]]) -> tuple[Decision, ...]:
    """The decisions with one entry of each party alerting in a channel. Where one was told of this news before, none does."""
    told: dict[tuple[parties.Entry, str, str], Match] = {}
    leads: dict[tuple[parties.Entry, str], Match] = {}
    for match, decision in decided:
        if decision.reason == Reason.KNOWN:
            told.setdefault((parties.party(match), decision.channel, _news(decision)), match)
    for match, decision in sorted(decided, key=_rank):
        if decision.verdict is Verdict.ALERT:
            leads.setdefault((parties.party(match), decision.channel), match)
    return tuple(_giving_way(match, decision, told, leads) if decision.verdict is Verdict.ALERT and match.same_as else decision
                 for match, decision in decided)


def _giving_way(match: Match, decision: Decision, told: Mapping[tuple[parties.Entry, str, str], Match],
                leads: Mapping[tuple[parties.Entry, str], Match]) -> Decision:
    party = parties.party(match)
    before = told.get((party, decision.channel, _news(decision)))
    lead = before or leads[party, decision.channel]
    if parties.entry(lead) == parties.entry(match):
        return decision
    because = next((other.because for other in match.same_as if (other.watchlist, other.entity) == parties.entry(lead)), "")
    details = ", ".join(part for part in (f"{Reason.SAME_PARTY} {lead.watchlist}/{lead.entity}", because, before and Reason.KNOWN) if part)
    return replace(decision, verdict=Verdict.SUPPRESSED, reason=details)


def _rank(one: tuple[Match, Decision]) -> tuple[int, int, int]:
    """The entry that speaks for its party first: most severe, then with a trip to tell of, then surest."""
    match, decision = one
    return -_SEVERITIES.index(decision.severity), match.trip is None, -_TIERS.index(match.tier)


def _news(decision: Decision) -> str:
    """What of a key is left without article, entry and rule: class and country of the trip."""
    return decision.key.split(":", 2)[-1].rpartition(":")[0]


def _decide_match(match: Match, rules: Sequence[Rule], context: Context, known: set[str]) -> list[Decision]:
    answers = [_ask(rule, match) for rule in rules]
    firing = [answer for answer in answers if answer.failed is None]
    if not firing:
        return [_held_back(match, answers, context)]
    decisions = []
    decided = False
    for answer in firing:
        if decided:
            decisions.append(_decision(match, answer, context, Verdict.SUPPRESSED, Reason.EARLIER_RULE))
            continue
        obstacle = _obstacle(match, answer, context, known)
        decision = _decision(match, answer, context, Verdict.ALERT, f"{Reason.MATCHED}: {answer.detail}")
        if obstacle is None and any(_is_same_news(decision, other) for other in decisions):
            obstacle = Reason.KNOWN
        decisions.append(decision if obstacle is None else replace(decision, verdict=Verdict.SUPPRESSED, reason=str(obstacle)))
        decided = not answer.rule.goes_on
    return decisions


def _is_same_news(one: Decision, other: Decision) -> bool:
    """Whether another rule of the same name has told it in the same channel."""
    return other.verdict is Verdict.ALERT and (one.key, one.channel) == (other.key, other.channel)


def _ask(rule: Rule, match: Match) -> _Answer:
    """The first condition that fails, in the order in which they narrow: list, measure, tier, keyword, trip, where it
    leads. The trip of the answer is the most alert-worthy of those the rule asks for."""
    if rule.watchlists and match.watchlist not in rule.watchlists:
        return _Answer(rule, Reason.WATCHLIST, f"the rules name other watchlists than {match.watchlist}", None)
    measures = _measures(match)
    if rule.measures and not set(rule.measures) & set(measures):
        carried = f"listed with {', '.join(measures)}" if measures else "its listings name no measure"
        return _Answer(rule, Reason.MEASURE, f"{carried}, the rule asks for {' or '.join(rule.measures)}", None)
    if _TIERS.index(match.tier) < _TIERS.index(rule.at_least):
        return _Answer(rule, Reason.TIER, f"{match.tier}, the rule asks for {rule.at_least}", None)
    keyword = _nearest_keyword(rule, match.keywords)
    if rule.keywords is not None and keyword is None:
        return _Answer(rule, Reason.KEYWORDS, f"no word of {rule.keywords} in the same {rule.within}", None)
    told = [trip for trip in _trips(match) if not rule.trip or trip.status in rule.trip]
    if rule.trip and not told:
        statuses = ", ".join(sorted({trip.status.value for trip in _trips(match)})) or "the text tells of none"
        return _Answer(rule, Reason.TRIP, f"{statuses}, the rule asks for {', '.join(rule.trip)}", None)
    leading = [trip for trip in told if _leads(rule, trip)]
    if not leading and (rule.to or (rule.not_to and told)):
        return _Answer(rule, Reason.DESTINATION, _elsewhere(rule, told), None)
    trip = min(leading, key=lambda trip: _STATUSES.index(trip.status), default=None)
    return _Answer(rule, None, _why(match, rule, keyword, trip), trip)


def _leads(rule: Rule, trip: Trip) -> bool:
    """Whether a trip counts by where it leads. One whose country is unknown leads to none of ``to`` nor of ``not_to``."""
    return (not rule.to or trip.country in rule.to) and trip.country not in rule.not_to


def _elsewhere(rule: Rule, told: Sequence[Trip]) -> str:
    places = ", ".join(sorted({trip.country or trip.destination or "an unknown place" for trip in told}))
    asked = f"the rule asks for {', '.join(rule.to)}" if rule.to else f"the rule leaves out {', '.join(rule.not_to)}"
    return f"{f'trip to {places}' if told else 'the text tells of no trip'}, {asked}"


def _measures(match: Match) -> tuple[str, ...]:
    """What any of the party's listings lays on it, on this watchlist or another, each once."""
    return tuple(dict.fromkeys(measure for listing in parties.listings(match) for measure in listing.measures))


def _nearest_keyword(rule: Rule, hits: Iterable[KeywordHit]) -> KeywordHit | None:
    near = [hit for hit in hits
            if hit.watchlist == rule.keywords and _SCOPES.index(hit.scope) <= _SCOPES.index(rule.within)]
    return min(near, key=lambda hit: (_SCOPES.index(hit.scope), hit.field, hit.start), default=None)


def _trips(match: Match) -> tuple[Trip, ...]:
    return match.trips if match.trip is None else (match.trip, *match.trips)


def _why(match: Match, rule: Rule, keyword: KeywordHit | None, trip: Trip | None) -> str:
    parts = [f"{match.tier} match", *(measure for measure in _measures(match) if measure in rule.measures)]
    if trip is not None:
        place = trip.destination or trip.country
        parts.append(f"trip {trip.status}" + (f" to {place}" if place else ""))
    if keyword is not None:
        parts.append(f"“{keyword.surface}” in the same {keyword.scope}")
    return ", ".join(parts)


def _obstacle(match: Match, answer: _Answer, context: Context, known: set[str]) -> str | None:
    """Why a match that a rule asks for is not told after all: the user's own wish first."""
    mute = match.mute
    if mute is not None and (not mute.until or context.today.isoformat() <= mute.until):
        return f"{Reason.MUTED}{f' until {mute.until}' if mute.until else ' for good'}{f': {mute.why}' if mute.why else ''}"
    if context.old or _is_known(match, answer, context.article_url, context.old_keys, context.old_keys):
        return Reason.OLD
    if _is_known(match, answer, context.article_url, known, context.known_keys):
        return Reason.KNOWN
    return None


def _is_known(match: Match, answer: _Answer, article_url: str, known: Set[str], before: Set[str]) -> bool:
    """An update that merely lost its trip, or the trip's place, says less than what was told ``before``: no news."""
    if alert_key(article_url, match, answer.trip, answer.rule.name) in known:
        return True
    party = _party(article_url, match)
    if answer.trip is None:
        return any(key.startswith(f"{party}:") for key in before)
    if not _place(answer.trip):
        return any(key.startswith(f"{party}:{_TRIP_CLASS[answer.trip.status]}:") for key in before)
    return False


def _held_back(match: Match, answers: Sequence[_Answer], context: Context) -> Decision:
    """The one decision about a match that no rule asks for: the reason of the rule that came nearest."""
    order = (Reason.WATCHLIST, Reason.MEASURE, Reason.TIER, Reason.KEYWORDS, Reason.TRIP, Reason.DESTINATION)
    nearest = max(answers, key=lambda answer: order.index(answer.failed or Reason.WATCHLIST), default=None)
    if nearest is None:
        return _decision(match, None, context, Verdict.SUPPRESSED, Reason.NO_RULES)
    asked = None if nearest.failed is Reason.WATCHLIST else nearest
    return _decision(match, asked, context, Verdict.SUPPRESSED, f"{nearest.failed}: {nearest.detail}")


def _decision(match: Match, answer: _Answer | None, context: Context, verdict: Verdict, reason: str) -> Decision:
    rule = answer.rule if answer else None
    trip = answer.trip if answer else None
    return Decision(
        rule=rule.name if rule else "", watchlist=match.watchlist, entity=match.entity, verdict=verdict, reason=str(reason),
        severity=raised(rule.severity if rule else Severity.LOW, match.list_severity),
        channel=(rule.channel if rule else None) or context.default_channel,
        key=alert_key(context.article_url, match, trip, rule.name if rule else ""), trip=trip,
    )


def _party(article_url: str, match: Match) -> str:
    return _of_entry(article_url, parties.entry(match))


def _of_entry(article_url: str, entry: parties.Entry) -> str:
    return f"{_short(article_url)}:{_short(*entry)}"


def _place(trip: Trip) -> str:
    """The country, or where the text names a place in none that is known, that place."""
    return trip.country or (_short(trip.destination.casefold()) if trip.destination else "")


def _short(*parts: str) -> str:
    """64 bits of a hash: enough to tell the few hundred parties and rules of one article apart."""
    return sha256("\x00".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
