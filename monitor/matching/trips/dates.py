"""When a journey was: the dates a sentence names, resolved against the day of publication. Unsure is None.

Days and intervals are ISO 8601: ``2015-07-24`` or ``2015-07-20/2015-07-31``. A month's early, middle and late parts are its
days 1-10, 11-20 and 21 to the end.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from monitor.matching.trips.tokens import Token, fold

_HAN = "\u3400"  # from here on a token is one character
_MONTH, _YEAR = "月", "年"  # "2015年7月24日"


class DateWords:
    """The date words of one language: of a word, the groups it belongs to and its number there (months, weekdays from 0)."""

    def __init__(self, table: Mapping[str, Any]) -> None:
        self._exact: dict[str, list[tuple[str, int]]] = {}
        self._stems: list[tuple[str, str, int]] = []
        for group, entries in table.items():
            for number, forms in enumerate(entries):
                for form in forms.split("|"):
                    if form.endswith("*"):
                        self._stems.append((fold(form[:-1]), group, number))
                    else:
                        self._exact.setdefault(fold(form), []).append((group, number))
        self._pairs = frozenset(word for word in self._exact if " " in word or (word >= _HAN and len(word) > 1))
        self.of = lru_cache(maxsize=4096)(self._of)
        named = ("months", "weekdays")
        self.names = frozenset(word for word, groups in self._exact.items() if any(group in named for group, _ in groups))

    def at(self, tokens: Sequence[Token], place: int) -> dict[str, int]:
        """What the word at ``place`` is, with the next one where the two are one: "سه شنبه", "昨天"."""
        if self._pairs and place + 1 < len(tokens):
            word, following = tokens[place].fold, tokens[place + 1].fold
            pair = word + following if word >= _HAN else f"{word} {following}"
            if pair in self._pairs:
                return self.of(pair)
        return self.of(tokens[place].fold)

    def _of(self, word: str) -> dict[str, int]:
        found = dict(self._exact.get(word, ()))
        for stem, group, number in self._stems:
            if word.startswith(stem):
                found.setdefault(group, number)
        return found


def when(tokens: Sequence[Token], words: DateWords, published: date | None, *, past: bool = True) -> str | None:
    """The first date among the tokens. ``past``: a weekday or month without a year is the last one, else the next."""
    reader = _Reader(tokens, words, published, past)
    for place, token in enumerate(tokens):
        named = words.at(tokens, place) or token.fold == _MONTH
        if named and (found := reader.at(place)):
            return found
    return None


class _Reader:
    def __init__(self, tokens: Sequence[Token], words: DateWords, published: date | None, past: bool) -> None:
        self.tokens, self.words, self.published, self.past = tokens, words, published, past

    def at(self, place: int) -> str | None:
        if self._word(place) == _MONTH:
            return self._han_date(place)
        month = self._month(place)
        if month is not None:
            return self._month_date(place, month)
        if self.published is None:
            return None
        for group, days in (("yesterday", -1), ("today", 0), ("tomorrow", 1)):
            if self._is(place, group):
                return (self.published + timedelta(days=days)).isoformat()
        weekday = self._numbered(place, "weekdays")
        if weekday is not None:
            return self._weekday(weekday)
        return self._relative(place)

    def _word(self, place: int) -> str:
        return self.tokens[place].fold if 0 <= place < len(self.tokens) else ""

    def _is(self, place: int, group: str) -> bool:
        return 0 <= place < len(self.tokens) and group in self.words.at(self.tokens, place)

    def _numbered(self, place: int, group: str) -> int | None:
        return self.words.at(self.tokens, place).get(group)

    def _han_date(self, place: int) -> str | None:
        """As in "2015年7月24日", the year and the day where they are written."""
        month, day = self._number(place - 1, 1, 12), self._number(place + 1, 1, 31)
        if month is None:
            return None
        year = self._number(place - 3, 1900, 2100) if self._word(place - 2) == _YEAR else self._year_of(month, day or 1)
        if year is None:
            return None
        last = monthrange(year, month)[1]
        if day is not None:
            return date(year, month, day).isoformat() if day <= last else None
        return f"{date(year, month, 1).isoformat()}/{date(year, month, last).isoformat()}"

    def _month(self, place: int) -> int | None:
        if not self.tokens[place].word or (
            self.tokens[place].fold in ("may", "march", "mar") and not self.tokens[place].capital
        ):
            return None
        number = self._numbered(place, "months")
        return number if number is not None else self._numbered(place, "short_months")

    def _number(self, place: int, low: int, high: int) -> int | None:
        word = self._word(place).removesuffix(".")
        for ending in ("st", "nd", "rd", "th"):
            word = word.removesuffix(ending)
        return int(word) if word.isdecimal() and low <= int(word) <= high else None

    def _month_date(self, place: int, number: int) -> str | None:
        month = number + 1
        before = place - 1
        if self._word(before) in (".", "de", "of"):
            before -= 1
        day = self._number(before, 1, 31)
        after = place + 1
        if day is None:
            day = self._number(after, 1, 31)
            after += day is not None
        if self._word(after) in (",", "de", "del"):
            after += 1
        year = self._number(after, 1900, 2100) or self._year_of(month, day or 1)
        if year is None or month > 12:
            return None
        last = monthrange(year, month)[1]
        if day is not None:
            return date(year, month, day).isoformat() if day <= last else None
        first_day, last_day = self._part(place, last)
        return f"{date(year, month, first_day).isoformat()}/{date(year, month, last_day).isoformat()}"

    def _part(self, place: int, last: int) -> tuple[int, int]:
        for near in (place - 1, place - 2, place - 3):
            if self._is(near, "early"):
                return 1, 10
            if self._is(near, "middle"):
                return 11, 20
            if self._is(near, "late"):
                return 21, last
        return 1, last

    def _year_of(self, month: int, day: int) -> int | None:
        if self.published is None:
            return None
        year = self.published.year
        if self.past and (month, day) > (self.published.month, self.published.day):
            return year - 1
        if not self.past and month < self.published.month:
            return year + 1
        return year

    def _weekday(self, weekday: int) -> str:
        assert self.published is not None
        back = (self.published.weekday() - weekday) % 7
        ahead = (weekday - self.published.weekday()) % 7
        return (self.published + timedelta(days=-back if self.past else ahead)).isoformat()

    def _relative(self, place: int) -> str | None:
        assert self.published is not None
        for group, step in (("last", -1), ("next", 1)):
            if not self._is(place, group):
                continue
            beside = (place + 1, place - 1)  # "last week", "la semaine dernière"
            if any(self._is(other, "week") for other in beside):
                monday = self.published - timedelta(days=self.published.weekday()) + timedelta(weeks=step)
                return f"{monday.isoformat()}/{(monday + timedelta(days=6)).isoformat()}"
            if any(self._is(other, "month") for other in beside):
                total = self.published.year * 12 + self.published.month - 1 + step
                year, month = divmod(total, 12)
                last = monthrange(year, month + 1)[1]
                return f"{date(year, month + 1, 1).isoformat()}/{date(year, month + 1, last).isoformat()}"
            if any(self._is(other, "year") for other in beside):
                return f"{self.published.year + step}-01-01/{self.published.year + step}-12-31"
        return None
