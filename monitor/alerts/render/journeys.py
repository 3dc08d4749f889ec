"""A trip in words: who travelled stands before them, so each is a clause without its subject."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from monitor.alerts.render.names import country_name, latin
from monitor.alerts.render.text import clean, clip
from monitor.model import Trip, TripStatus

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

_STATUS = {
    TripStatus.OCCURRED: "occurred", TripStatus.UNDER_WAY: "under way", TripStatus.PLANNED: "planned",
    TripStatus.CANCELLED: "cancelled", TripStatus.REFUSED: "refused entry", TripStatus.DENIED: "denied",
    TripStatus.HYPOTHETICAL: "hypothetical", TripStatus.DOMESTIC: "inside the country",
}
_ACTS = {
    TripStatus.OCCURRED: "travelled{way}", TripStatus.UNDER_WAY: "is travelling{way}", TripStatus.PLANNED: "plans to travel{way}",
    TripStatus.CANCELLED: "cancelled a trip{way}", TripStatus.REFUSED: "was refused a trip{way}",
    TripStatus.DENIED: "is said not to have travelled{way}", TripStatus.HYPOTHETICAL: "might travel{way}",
    TripStatus.DOMESTIC: "travelled inside the country{way}",
}
_PLACE = 60
_WORD = 40
_DATE = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")


def place(trip: Trip) -> str:
    """``Moscow, Russia``; a city in another script behind its country: ``China (北京, Beijing)``. Empty where none is named."""
    country = clip(clean(country_name(trip.country)), _PLACE)
    city = clip(clean(trip.destination or ""), _PLACE)
    if not city or city.casefold() == country.casefold():
        return country
    if not country or not any(letter > "\u024f" for letter in city if letter.isalpha()):
        return ", ".join(part for part in (city, country) if part)
    reading = latin(city).capitalize()
    return f"{country} ({', '.join(part for part in (city, clip(reading, _PLACE)) if part)})"


def act(trip: Trip | None) -> str:
    """``travelled to Moscow, Russia (reportedly)``; ``is named`` where the text tells of no trip."""
    if trip is None:
        return "is named"
    where, origin = place(trip), clip(clean(trip.origin or ""), _PLACE)
    way = f" to {where}" if where else f" from {origin}" if origin else ""
    if trip.status is TripStatus.DOMESTIC and where:
        way = f", to {where}"
    return _ACTS[trip.status].format(way=way) + _in_parentheses(qualities(trip)[1:])


def travel(trip: Trip | None) -> str:
    """The same for a headline, where a denial must not be read as a trip: ``trip to Moscow, Russia denied by the ministry``."""
    if trip is None or trip.status is not TripStatus.DENIED:
        return "named" if trip is None else act(trip)
    where, denier = place(trip), clip(clean(trip.denied_by or ""), _WORD)
    return f"trip{f' to {where}' if where else ''} denied{f' by {denier}' if denier else ''}"


def qualities(trip: Trip) -> list[str]:
    """The status, how the text hedges it, and who denies it."""
    found = [_STATUS[trip.status]]
    if trip.hedge:
        found.append(clip(clean(trip.hedge), _WORD))
    if trip.denied_by:
        found.append(f"denied by {clip(clean(trip.denied_by), _WORD)}")
    return [text for text in found if text]


def when(trip: Trip | None) -> str:
    """``Mon 2 Mar 2026``, ``9 Mar 2026 to 15 Mar 2026``, ``Mar 2026``, ``late Mar 2026``; what is no ISO date or interval comes
    back as it is."""
    written = clip(clean(trip.when or ""), _WORD) if trip is not None else ""
    vague = _part_of_month(written)
    if vague:
        return vague
    days = [_day(part) for part in written.split("/")]
    return " to ".join(days) if len(days) < 3 and all(days) else written


def _part_of_month(written: str) -> str:
    """A month or its early, middle or late part, as the trips give them: the text names no days."""
    first, last = (_DATE.fullmatch(part) for part in written.partition("/")[::2])
    if first is None or last is None or first.group(1, 2) != last.group(1, 2) or not (first.group(3) and last.group(3)):
        return ""
    year, month, opens, ends = int(first[1]), int(first[2]), int(first[3]), int(last[3])
    if not 1 <= month <= 12 or not year:
        return ""
    end = monthrange(year, month)[1]
    said = {(1, 10): "early ", (11, 20): "mid-", (21, end): "late ", (1, end): ""}.get((opens, ends))
    return "" if said is None else f"{said}{MONTHS[month - 1]} {year}"


def _day(text: str) -> str:
    found = _DATE.fullmatch(text)
    if found is None:
        return ""
    year, month, day = (int(part) if part else 0 for part in found.groups())
    try:
        named = date(year, month or 1, day or 1)
    except ValueError:
        return ""
    if not month:
        return str(year)
    shown = f"{MONTHS[month - 1]} {year}"
    return f"{named:%a} {day} {shown}" if day else shown


def _in_parentheses(parts: list[str]) -> str:
    return f" ({', '.join(parts)})" if parts else ""
