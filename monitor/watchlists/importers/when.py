"""Dates as lists write them, inside any other words, as ISO dates, year-months and years."""

from __future__ import annotations

import re

from monitor.watchlists.dates import is_partial_date

_MONTHS = {name: number for number, names in enumerate((
    "jan january janvier", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
    "sep sept september", "oct october", "nov november", "dec december"), 1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = r"(?:1[89]|20)\d\d"
_DATE = re.compile(
    rf"(?<!\d)(?:(?P<iso>{_YEAR}-\d\d(?:-\d\d)?)(?!\d)"
    rf"|(?P<day>\d{{1,2}})(?P<mark>[./])(?P<month>\d{{1,2}})(?P=mark)(?P<year>{_YEAR})(?!\d)"
    rf"|(?:(?P<nday>\d{{1,2}})(?:st|nd|rd|th)?[\s.-]+)?(?P<name>{_MONTH})\b\.?,?[\s-]*(?P<nyear>{_YEAR})(?!\d)"
    rf"|(?P<alone>{_YEAR})(?!\d))",
    re.IGNORECASE,
)
_RANGE = re.compile(rf"(?<!\d)({_YEAR})\s*(?:-|–|to|and)\s*({_YEAR})(?!\d)")
_SPELT_OUT = 5  # years; the ends alone stand for a wider span


def dates_in(text: str, *, month_first: bool = False) -> tuple[str, ...]:
    """Every date of ``text`` in its order, each once: ``circa 1960`` → 1960, ``Between 1950 and 1955`` → its years.

    A span of more than five years is given by its first and last year. ``month_first`` is for the US order of 03/28/2025.
    """
    if len(text) == 10 and text[4:5] == "-" and is_partial_date(text):
        return (text,)
    spans = [_years(int(span[1]), int(span[2])) for span in _RANGE.finditer(text) if not _DATE_BEFORE.search(text[:span.start()])]
    found = [year for years in spans for year in years] if spans else []
    found += [date for date in (_iso(match, month_first) for match in _DATE.finditer(text)) if date]
    return tuple(dict.fromkeys(found))


_DATE_BEFORE = re.compile(rf"(?:\d[./]|(?:{_MONTH})\b\.?,?[\s-]*)$", re.IGNORECASE)


def _years(first: int, last: int) -> list[str]:
    if not first <= last:
        return []
    return [str(year) for year in (range(first, last + 1) if last - first <= _SPELT_OUT else (first, last))]


def _iso(match: re.Match[str], month_first: bool) -> str:
    part = match.groupdict()
    if part["iso"]:
        date = part["iso"]
    elif part["year"]:
        day, month = part["day"], part["month"]
        if month_first:
            day, month = month, day
        date = f"{part['year']}-{int(month):02}-{int(day):02}"
    elif part["nyear"]:
        date = f"{part['nyear']}-{_MONTHS[part['name'].lower()]:02}"
        if part["nday"] and is_partial_date(f"{date}-{int(part['nday']):02}"):
            date += f"-{int(part['nday']):02}"
    else:
        date = part["alone"]
    return date if is_partial_date(date) else date[:4]


def first_date(text: str, *, month_first: bool = False) -> str:
    """The first date of ``text``, or empty."""
    return next(iter(dates_in(text, month_first=month_first)), "")


_DEATH = re.compile(
    r"(?:(?:reportedly|reported to have|(?:believed|presumed|said|understood) (?:to (?:be|have)(?: been)?)|confirmed(?: to (?:be|have))?|"
    r"status/location:)\s+(?:deceased|died|dead|killed)|has (?:died|been killed)|(?:^|[.;]\s*)(?:he |she )?(?:deceased|died|killed))\b"
    r"(?P<rest>[^;\n]{0,90})",
    re.IGNORECASE,
)


def death_in(text: str) -> str | None:
    """When the party is said to have died: a date, ``date unknown`` where none is given, None where nothing is said.

    Only a sentence about the party itself counts (``Reportedly deceased in June 2020``), not ``bin Laden (deceased)``.
    """
    found = _DEATH.search(" ".join(text.split()))
    if found is None:
        return None
    rest = re.split(r"\.\s+[A-Z]|\bReview\b|\bINTERPOL\b", found["rest"])[0]
    if found[0].lower().lstrip(".; ").startswith("killed") and not re.match(r"\s+(?:in|on|by|as)\b", rest):
        return None
    return first_date(rest) or "date unknown"
