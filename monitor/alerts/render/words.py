"""An alert in words: what every rendering says, whichever sink shows it. Everything here is cleaned, nothing escaped."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from monitor.alerts.render import journeys
from monitor.alerts.render.journeys import travel as travel
from monitor.alerts.render.names import language_name, latin
from monitor.alerts.render.text import clean, clip
from monitor.alerts.rules import BEFORE_LISTING, is_before_listing
from monitor.model import Alert, EntityType, Listing, Match, Message, Tier, Trip

_NAME = 80
_WORD = 40
_TITLE = 200
_EVIDENCE = 4
REPEAT = "possible repeat: whether an earlier copy arrived could not be checked"
_SAME = re.compile(r"(.+) = \1(?: \(|$)")  # “Bahram = Bahram (same spelling)” tells a reader nothing
_SELF_TOLD = frozenset({"context", "contradiction"})  # evidence whose detail is a clause of its own


def word(message: Message) -> str:
    """The severity in capitals: colour alone reaches nobody who cannot see it."""
    return message.severity.upper()


def person(match: Match) -> str:
    """The listed name; where that is in another script, with a listed Latin spelling the text agrees with, or a reading."""
    name = clip(clean(match.name), _NAME) or clip(clean(match.entity), _NAME) or "a listed party"
    spellings = (clip(clean(mention.name), _NAME) for mention in match.mentions)
    reading = "" if name.isascii() else next((text for text in spellings if text and text.isascii()), latin(name))
    return f"{name} ({clip(reading, _NAME)})" if reading and reading.casefold() != name.casefold() else name


def party(match: Match) -> str:
    """The person as a claim: ``possibly Ali Khan`` where the match is for a person to look at; what is no person says so."""
    kind = "" if match.type is EntityType.PERSON else f"{match.type} "
    return f"{'possibly ' if match.tier is Tier.POSSIBLE else ''}{kind}{person(match)}"


def headline(message: Message) -> str:
    """``HIGH · Qasem Soleimani — travelled to Moscow, Russia (reportedly)``; a notice is the monitor's own word."""
    if message.lead is None:
        return f"{word(message) if message.others else 'Monitor'} · {clean(message.notice_title) or 'Notice'}"
    return f"{word(message)} · {party(message.lead.match)} — {travel(message.lead.match.trip)}"


def sentence(message: Message) -> str:
    """One full sentence for a screen reader and a phone's lock screen, without the address."""
    alert = message.lead
    if alert is None:
        return f"{clean(message.notice_title) or 'Notice'}: {' '.join(notice_lines(message))}".rstrip(": ")
    others = len(others_named(message))
    remarks = [*(["possible repeat"] if message.possible_repeat else []), f"{alert.match.tier} match",
               *([f"{others} more {'party' if others == 1 else 'parties'} named"] if others else [])]
    return (f"{word(message).capitalize()} severity: {party(alert.match)} {journeys.act(alert.match.trip)}, says {source(alert)} "
            f"in “{title(alert)}” ({', '.join(remarks)}).")


def notice_lines(message: Message) -> list[str]:
    """What a notice says below its title."""
    lines = [clip(text, 700) for line in message.notice_text.splitlines()[:15] if (text := clean(line))]
    return [*lines, *([REPEAT] if message.possible_repeat else [])]


def title(alert: Alert) -> str:
    """The article's title; where it has none, its address."""
    return clip(clean(alert.title), _TITLE) or clip(clean(alert.article_url), _TITLE) or "untitled"


def source(alert: Alert) -> str:
    """The feed's name."""
    return clip(clean(alert.feed_name), _NAME) or clip(clean(alert.feed_url), _NAME) or "an unnamed feed"


def language(alert: Alert) -> str:
    """The article's language in English."""
    return clip(clean(language_name(alert.language)), _WORD)


def origin(alert: Alert) -> str:
    """``Al Jazeera · English``"""
    return " · ".join(part for part in (source(alert), language(alert)) if part)


def surfaces(match: Match) -> list[str]:
    """The name as the text writes it, where that is not the listed one; at most three spellings."""
    listed = clean(match.name).casefold()
    found = dict.fromkeys(clip(clean(mention.surface), _NAME) for mention in match.mentions)
    return [text for text in found if text and text.casefold() != listed][:3]


def named_as(match: Match) -> str:
    """``“قاسم سلیمانی”, listed as Qasem Soleimani``; empty where text and list agree."""
    found = surfaces(match)
    if not found:
        return ""
    return f"{', '.join(f'“{text}”' for text in found)}, listed as {person(match)}"


def why(match: Match, length: int = 400) -> str:
    """``probable (a spelling of the full name), score 0.96: …``: tier, score, and the weightiest evidence for and against."""
    tier = next((clean(line.detail).removeprefix(f"{match.tier}: ") for line in match.evidence if line.rule == "tier"), "")
    telling = (line for line in match.evidence if line.rule != "tier" and not _SAME.match(clean(line.detail)))
    ranked = sorted(telling, key=lambda line: -abs(line.weight))[:_EVIDENCE]
    reasons = "; ".join(text for line in ranked if (text := _reason(line.rule, line.detail)))
    words = f"{match.tier}{f' ({tier})' if tier else ''}, score {match.score:.2f}"
    return clip(words + (f": {reasons}" if reasons else ""), length)


def keywords(match: Match) -> str:
    """The keywords near a mention and how near."""
    found = dict.fromkeys(f"“{clip(clean(hit.surface), _WORD)}” in the same {hit.scope}" for hit in match.keywords)
    return ", ".join(list(found)[:3])


def listing_words(listing: Listing) -> str:
    """``UN IRi.039: travel ban, asset freeze, since 2007-03-24``"""
    text = " ".join(part for part in (clean(listing.authority), clean(listing.reference)) if part) or "listed"
    measures = [clean(measure).replace("-", " ") for measure in listing.measures]
    since = [f"since {clean(listing.since)}"] if listing.since else []
    return clip(text + (f": {', '.join(measures + since)}" if measures or since else ""), 160)


def same_parties(match: Match) -> list[str]:
    """The further entries of the party: ``OFAC: SULEIMANI, Qasem (the same passport AB1234567)``"""
    return [clip(f"{clip(clean(other.watchlist), _WORD)}: {clip(clean(other.name), _NAME) or clean(other.entity)}"
                 f" ({clean(other.because)})", 200) for other in match.same_as]


def other_trips(match: Match) -> list[str]:
    """What else the text tells of this party's travels beside the leading trip, each once; no other place and no date is nothing else."""
    lead = match.trip and (match.trip.status, journeys.place(match.trip))
    told = dict.fromkeys(_dated(trip) for trip in match.trips
                         if (place := journeys.place(trip)) and (trip.status, place) != lead)
    return list(told)


def also_named(message: Message) -> list[str]:
    """The lines of “also named”: ``Boris Lomidze — plans to travel to Damascus, Syria (high severity, strong match)``; of those told
    in an earlier message that is said."""
    return [f"{party(one.match)} — {travel(one.match.trip)} ({one.decision.severity} severity, {one.match.tier} match"
            f"{', told before' if one in message.before else ''})" for one in others_named(message)]


def others_named(message: Message) -> list[Alert]:
    """The other parties of the message, then those told of the article before, each once, without those that name the leading party
    again."""
    found: dict[tuple[str, str], Alert] = {}
    for alert in (*message.others, *message.before):
        found.setdefault((alert.match.watchlist, alert.match.entity), alert)
    if message.lead is not None:
        lead = message.lead.match
        for entry in ((lead.watchlist, lead.entity), *((other.watchlist, other.entity) for other in lead.same_as)):
            found.pop(entry, None)
    return list(found.values())


def remarks(message: Message, alert: Alert) -> list[str]:
    """What a reader must know before acting on it."""
    found = [REPEAT] if message.possible_repeat else []
    if is_before_listing(alert.decision):
        found.append(f"{BEFORE_LISTING}: found in an article that was stored already")
    if alert.match.deceased:
        found.append(f"listed as deceased ({clip(clean(alert.match.deceased), _WORD)})")
    if alert.partial:
        found.append("read from the feed only: the page could not be had")
    return found


def moment(time: datetime) -> str:
    """``24 Nov 2026, 09:58 UTC``"""
    utc = time.astimezone(UTC)
    return f"{utc.day} {journeys.MONTHS[utc.month - 1]} {utc.year}, {utc:%H:%M} UTC"


def lag(published: datetime, seen: datetime) -> str:
    """How long after publication we saw it: ``3 min later``; nothing where a publisher's clock runs ahead."""
    gap = seen - published
    return f"{span(gap)} later" if gap >= timedelta(0) else ""


def span(gap: timedelta) -> str:
    """``less than a minute``, ``3 min``, ``5 h``, ``4 days``"""
    minutes = int(gap.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute"
    if minutes < 120:
        return f"{minutes} min"
    return f"{minutes // 60} h" if minutes < 2880 else f"{minutes // 1440} days"


def times(alert: Alert) -> str:
    """When it was published and seen, in words."""
    if alert.published is None:
        return f"published at an unknown time, seen {moment(alert.seen)}"
    gap = lag(alert.published, alert.seen)
    return f"published {moment(alert.published)}, seen {moment(alert.seen)}" + (f" ({gap})" if gap else "")


def _dated(trip: Trip) -> str:
    day = journeys.when(trip)
    return journeys.act(trip) + (f", {day}" if day else "")


def _reason(rule: str, detail: str) -> str:
    label, told = clean(rule), clean(detail)
    if label in _SELF_TOLD and told:
        return clip(told, 120)
    joint = " " if label.endswith("name") else ": "
    return clip(joint.join(part for part in (label, told) if part), 120)
