"""An alert in words: what every rendering says, whichever sink shows it. Everything here is cleaned, nothing escaped."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from monitor.alerts.render.names import country_name, language_name, latin
from monitor.alerts.render.text import clean, clip
from monitor.model import Alert, EntityType, Listing, Match, Message, Trip, TripStatus

_STATUS = {
    TripStatus.OCCURRED: "occurred", TripStatus.UNDER_WAY: "under way", TripStatus.PLANNED: "planned",
    TripStatus.CANCELLED: "cancelled", TripStatus.REFUSED: "refused entry", TripStatus.DENIED: "denied",
    TripStatus.HYPOTHETICAL: "hypothetical", TripStatus.DOMESTIC: "inside the country",
}
_TOLD = {
    TripStatus.OCCURRED: "travelled", TripStatus.UNDER_WAY: "is travelling", TripStatus.PLANNED: "plans to travel",
    TripStatus.CANCELLED: "cancelled a trip", TripStatus.REFUSED: "was refused a trip",
    TripStatus.DENIED: "is said not to have travelled", TripStatus.HYPOTHETICAL: "might travel",
    TripStatus.DOMESTIC: "travelled at home",
}
_NAME = 80
_PLACE = 60
_WORD = 40
_EVIDENCE = 4


def word(message: Message) -> str:
    """The severity in capitals: colour alone reaches nobody who cannot see it."""
    return message.severity.upper()


def person(match: Match) -> str:
    """The listed name; where that is in another script, with a listed Latin spelling the text agrees with, or a reading."""
    name = clip(clean(match.name), _NAME) or clip(clean(match.entity), _NAME) or "a listed party"
    spellings = (clip(clean(mention.name), _NAME) for mention in match.mentions)
    reading = "" if name.isascii() else next((text for text in spellings if text and text.isascii()), latin(name))
    return f"{name} ({clip(reading, _NAME)})" if reading and reading.casefold() != name.casefold() else name


def place(trip: Trip) -> str:
    """``Moscow, Russia``; empty where the text names none."""
    country = country_name(trip.country)
    city = clip(clean(trip.destination or ""), _PLACE)
    if not city or city.casefold() == country.casefold():
        return clean(country)
    return f"{city}, {clean(country)}" if country else city


def travel(trip: Trip | None) -> str:
    """``trip to Moscow, Russia (occurred, reportedly)``, or ``named`` where the text tells of no trip."""
    if trip is None:
        return "named"
    where = place(trip)
    origin = clip(clean(trip.origin or ""), _PLACE)
    way = f" to {where}" if where else f" from {origin}" if origin else ""
    return f"trip{way} ({', '.join(qualities(trip))})"


def qualities(trip: Trip) -> list[str]:
    """The status, how the text hedges it, and who denies it."""
    found = [_STATUS[trip.status]]
    if trip.hedge:
        found.append(clip(clean(trip.hedge), _WORD))
    if trip.denied_by:
        found.append(f"denied by {clip(clean(trip.denied_by), _WORD)}")
    return [text for text in found if text]


def headline(message: Message) -> str:
    """``HIGH · Qasem Soleimani — trip to Moscow, Russia (occurred, reportedly)``"""
    if message.lead is None:
        return f"{word(message)} · {clean(message.notice_title) or 'Notice'}"
    return f"{word(message)} · {person(message.lead.match)} — {travel(message.lead.match.trip)}"


def sentence(message: Message) -> str:
    """One full sentence for a screen reader and a phone's lock screen, without the address."""
    alert = message.lead
    if alert is None:
        return f"{clean(message.notice_title) or 'Notice'}: {clean(message.notice_text)}".rstrip(": ")
    trip = alert.match.trip
    if trip is None:
        act = "is named"
    else:
        where = place(trip)
        extra = ", ".join(qualities(trip)[1:])
        act = _TOLD[trip.status] + (f" to {where}" if where else "") + (f" ({extra})" if extra else "")
    repeat = "possible repeat, " if message.possible_repeat else ""
    others = f", with {len(message.others)} more" if message.others else ""
    opening = f"{word(message).capitalize()} severity alert ({repeat}{alert.match.tier} match)"
    return f"{opening}: {person(alert.match)} {act}{others}, says {source(alert)} in “{title(alert)}”."


def title(alert: Alert) -> str:
    """The article's title; where it has none, its address."""
    return clip(clean(alert.title), 300) or clip(clean(alert.article_url), 300) or "untitled"


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
    """``“قاسم سلیمانی” (listed as Qasem Soleimani)``; empty where text and list agree."""
    found = surfaces(match)
    if not found:
        return ""
    return f"{', '.join(f'“{text}”' for text in found)} (listed as {person(match)})"


def why(match: Match, length: int = 400) -> str:
    """Tier with its reason, score, and the weightiest evidence for and against."""
    tier = next((clean(line.detail).removeprefix(f"{match.tier}: ") for line in match.evidence if line.rule == "tier"), "")
    ranked = sorted((line for line in match.evidence if line.rule != "tier"), key=lambda line: -abs(line.weight))[:_EVIDENCE]
    reasons = "; ".join(text for line in ranked if (text := _reason(line.rule, line.detail)))
    words = f"{match.tier} match{f' ({tier})' if tier else ''}, score {match.score:.2f}"
    return clip(words + (f": {reasons}" if reasons else ""), length)


def keywords(match: Match) -> str:
    """The keywords near a mention and how near."""
    found = dict.fromkeys(f"“{clip(clean(hit.surface), _WORD)}” in the same {hit.scope}" for hit in match.keywords)
    return ", ".join(list(found)[:3])


def listing_words(listing: Listing) -> str:
    """``UN IRi.039 (travel-ban, asset-freeze) since 2007-03-24``"""
    text = " ".join(part for part in (clean(listing.authority), clean(listing.reference)) if part) or "listed"
    if listing.measures:
        text += f" ({', '.join(clean(measure) for measure in listing.measures)})"
    return clip(text + (f" since {clean(listing.since)}" if listing.since else ""), 160)


def same_parties(match: Match) -> list[str]:
    """The further entries of the party: ``OFAC: SULEIMANI, Qasem (the same passport AB1234567)``"""
    return [clip(f"{clip(clean(other.watchlist), _WORD)}: {clip(clean(other.name), _NAME) or clean(other.entity)}"
                 f" ({clean(other.because)})", 200) for other in match.same_as]


def other(alert: Alert) -> str:
    """One line of “also named”."""
    return f"{person(alert.match)}: {alert.decision.severity}, {travel(alert.match.trip)}, {alert.match.tier} match"


def others_named(message: Message) -> list[Alert]:
    """The other parties of the message, each once, without those that name the leading party again."""
    found: dict[tuple[str, str], Alert] = {}
    for alert in message.others:
        found.setdefault((alert.match.watchlist, alert.match.entity), alert)
    if message.lead is not None:
        found.pop((message.lead.match.watchlist, message.lead.match.entity), None)
    return list(found.values())


def remarks(match: Match) -> list[str]:
    """What a reader must know before acting: that the party is reported dead, that it is no person."""
    found = []
    if match.deceased:
        found.append(f"listed as deceased ({clip(clean(match.deceased), _WORD)})")
    if match.type is not EntityType.PERSON:
        found.append(match.type.value)
    return found


def moment(time: datetime) -> str:
    """``24 Nov 2026, 09:58 UTC``"""
    utc = time.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}, {utc:%H:%M} UTC"


def lag(published: datetime, seen: datetime) -> str:
    """How long after publication we saw it: ``3 min later``; nothing where a publisher's clock runs ahead."""
    gap = seen - published
    if gap < timedelta(0):
        return ""
    minutes = int(gap.total_seconds() // 60)
    if minutes < 1:
        return "less than a minute later"
    if minutes < 120:
        return f"{minutes} min later"
    return f"{minutes // 60} h later" if minutes < 2880 else f"{minutes // 1440} days later"


def times(alert: Alert) -> str:
    """When it was published and seen, in words."""
    if alert.published is None:
        return f"published at an unknown time, seen {moment(alert.seen)}"
    gap = lag(alert.published, alert.seen)
    return f"published {moment(alert.published)}, seen {moment(alert.seen)}" + (f" ({gap})" if gap else "")


_MONTHS: Sequence[str] = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _reason(rule: str, detail: str) -> str:
    return clip(": ".join(part for part in (clean(rule), clean(detail)) if part), 120)
