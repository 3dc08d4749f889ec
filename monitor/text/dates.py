"""Dates as publishers write them: ISO 8601, RFC 822, their misspellings, and month names of many languages.

A date without a zone is taken as UTC; ``GMT+9`` means nine hours ahead, as people mean it (POSIX means the opposite).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta, timezone
from functools import cache

_ISO = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})(?:(?:[T_ ]|\s+)(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,](\d+))?)?)?\s*(Z|[+-]\d{2}:?(?:\d{2})?)?$",
    re.IGNORECASE,
)
_TIME = re.compile(
    r"(?<![\d.])(\d{1,2})\s?[:h]\s?(\d{1,2})(?:\s?[:m]\s?(\d{1,2}))?(?:[.,]\d+)?\s*([ap]\.?m\b\.?)?", re.IGNORECASE
)
_OFFSET = re.compile(r"(?:\b(?:GMT|UTC|UT|Z)\s*)?(?<![\d/.])([+-])\s?(\d{1,2}):?(\d{2})?\b", re.IGNORECASE)
_YEAR_FIRST = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[年년./-]\s*(\d{1,2})\s*[月월./-]\s*(\d{1,2})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})\s*([./-])\s*(\d{1,2})\s*[./-]\s*((?:19|20)\d{2}|\d{2})(?!\d)")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
_DAY = re.compile(r"(?<![\d:])(\d{1,2})(?![\d:])")
_WORD = re.compile(r"[^\W\d_]+")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_EPOCH = re.compile(r"\d{9,10}(?:\d{3})?$")
# RFC 822 (5.1) and what news sites add, in hours from UTC
_ZONES = {
    "utc": 0, "gmt": 0, "ut": 0, "z": 0, "wet": 0, "bst": 1, "cet": 1, "mez": 1, "west": 1, "cest": 2, "mesz": 2, "eet": 2,
    "eest": 3, "msk": 3, "idt": 3, "ist": 5.5, "pkt": 5, "wib": 7, "hkt": 8, "sgt": 8, "jst": 9, "kst": 9, "aest": 10,
    "aedt": 11, "nzst": 12, "nzdt": 13, "est": -5, "edt": -4, "et": -5, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8,
    "pdt": -7, "brt": -3, "art": -3,
}
_AFTERNOON = re.compile("오후|下午|午後|م(?!\\w)")
# Languages whose month names are known; English first, so that a name shared by several keeps its English meaning
_LANGUAGES = """en de fr es it pt nl ru uk be bg pl cs sk sr hr bs sl mk ro hu el tr az kk ky uz tg fa ar he ur hi bn id ms vi
th ko ja zh sv da nb fi et lv lt is ga cy ca eu gl sq hy ka sw am""".split()
_EARLIEST, _LATEST = 1900, 2100


def parse_date(text: str | None, *, language: str | None = None) -> datetime | None:
    """An aware UTC datetime, or None for what is no date. ``language`` decides between months of one name
    (``listopad`` is November in Polish and October in Croatian) and, for ``en-US``, between day and month first.
    """
    found = parse_local_date(text, language=language)
    return found.astimezone(UTC) if found else None


def parse_local_date(text: str | None, *, language: str | None = None) -> datetime | None:
    """As `parse_date`, in the zone the text names: its day is the day as published."""
    text = _OTHER_DIGIT.sub(lambda digit: str(int(digit.group())), " ".join((text or "").split())[:120])
    if not text:
        return None
    try:
        found = _iso(text) or _epoch(text) or _loose(text, language)
        fits = found is not None and _EARLIEST <= found.astimezone(UTC).year < _LATEST
    except (ValueError, OverflowError):
        return None
    return found if fits else None


def _iso(text: str) -> datetime | None:
    match = _ISO.match(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups()[:6])
    fraction = int((match.group(7) or "0")[:6].ljust(6, "0"))
    zone = _zone_of(match.group(8))
    return _moment(year, month, day, (hour, minute, second, fraction), zone)


def _zone_of(text: str | None) -> timezone:
    if not text or text in "Zz":
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:] if len(text) > 3 else 0)
    return timezone(timedelta(minutes=-minutes if text[0] == "-" else minutes))


def _moment(year: int, month: int, day: int, time: tuple[int, int, int, int], zone: timezone) -> datetime:
    """24:00 and leap seconds are read as the next moment."""
    hour, minute, second, fraction = time
    extra = timedelta(hours=hour - 23 if hour == 24 else 0, seconds=max(0, second - 59) if second == 60 else 0)
    return datetime(year, month, day, min(hour, 23) if hour == 24 else hour, minute,
                    min(second, 59) if second == 60 else second, fraction, tzinfo=zone) + extra


def _epoch(text: str) -> datetime | None:
    if not _EPOCH.match(text):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) > 10 else 1), tz=UTC)


def _loose(text: str, language: str | None) -> datetime | None:
    time, zone, rest = (0, 0, 0, 0), UTC, text
    clock = _TIME.search(text)
    if clock is not None:
        time = _clock(clock, bool(_AFTERNOON.search(text)))
        zone = _zone_after(text[clock.end():])
        offset = _OFFSET.match(text[clock.end():].lstrip())
        tail = text[clock.end():].lstrip()[offset.end():] if offset else text[clock.end():]
        rest = f"{text[:clock.start()]} {tail}"
    day = _day(rest, language)
    return _moment(*day, time, zone) if day else None


def _clock(match: re.Match[str], afternoon: bool) -> tuple[int, int, int, int]:
    hour, minute, second = int(match.group(1)), int(match.group(2)), int(match.group(3) or 0)
    half = (match.group(4) or "").lower()[:1]
    if (half == "p" or (afternoon and not half)) and hour < 12:
        hour += 12
    return (0 if half == "a" and hour == 12 else hour), minute, second, 0


def _zone_after(text: str) -> timezone:
    offset = _OFFSET.match(text.lstrip())
    if offset is not None:
        minutes = int(offset.group(2)) * 60 + int(offset.group(3) or 0)
        if len(offset.group(2)) == 1 and offset.group(3) and int(offset.group(3)) > 59:
            return UTC
        return timezone(timedelta(minutes=-minutes if offset.group(1) == "-" else minutes))
    for word in _WORD.findall(text):
        hours = _ZONES.get(word.lower())
        if hours is not None:
            return timezone(timedelta(hours=hours))
    return UTC


def _day(text: str, language: str | None) -> tuple[int, int, int] | None:
    numeric = _YEAR_FIRST.search(text)
    if numeric is not None:
        return int(numeric.group(1)), int(numeric.group(2)), int(numeric.group(3))
    numeric = _NUMBERS.search(text)
    if numeric is not None:
        return _ordered(numeric, language)
    year, days = _YEAR.search(text), _DAY.findall(text)
    if not (year and days) and len(days) != 2:
        return None
    month = _month(text, language)
    if month is None:
        return None
    if year is None:  # RFC 822 of 1982: two digits of the year, last
        return _full_year(days[-1]), month, int(days[0])
    return int(year.group(1)), month, next((int(day) for day in days if 1 <= int(day) <= 31), 0)


def _ordered(match: re.Match[str], language: str | None) -> tuple[int, int, int]:
    first, second, year = int(match.group(1)), int(match.group(3)), _full_year(match.group(4))
    american = match.group(2) == "/" and (language or "en-US") in ("en", "en-US")
    if second > 12 or (american and first <= 12):
        return year, first, second
    return year, second, first


def _full_year(text: str) -> int:
    return int(text) if len(text) == 4 else int(text) + (2000 if int(text) < 69 else 1900)


def _month(text: str, language: str | None) -> int | None:
    """The text's own language is asked first, then English, then all: their tables are dear to load."""
    words = [word.casefold() for word in _WORD.findall(text)]
    own = (language or "").split("-")[0]
    for names in (*([_month_names(own)] if own in _LANGUAGES else []), _month_names("en")):
        found = next((names[word] for word in words if word in names), None)
        if found is not None:
            return found
    shared = _all_month_names()
    return next((shared[word] for word in words if word in shared), None)


@cache
def _month_names(language: str) -> Mapping[str, int]:
    """word → month in one language, from CLDR; one- and two-letter forms are no months."""
    from babel.dates import get_month_names  # 60 ms, and only for dates in words

    table: dict[str, int] = {"sept": 9} if language == "en" else {}
    for context in ("format", "stand-alone"):
        for width in ("wide", "abbreviated"):
            for month, name in get_month_names(width, context, language).items():
                word = _WORD.search(name)
                if word is not None and len(word.group()) > 2:
                    table.setdefault(word.group().casefold(), month)
    return table


@cache
def _all_month_names() -> Mapping[str, int]:
    """word → the month most languages mean by it, the first ones of the list where they are even."""
    meanings: dict[str, list[int]] = {}
    for language in _LANGUAGES:
        for word, month in _month_names(language).items():
            meanings.setdefault(word, []).append(month)
    return {word: Counter(months).most_common(1)[0][0] for word, months in meanings.items()}
