"""Journeys of years ago: told in the past tense like news, and none.

A journey is history when the text dates it more than :data:`_YEARS` calendar years before publication, or says so in words
("a decade ago"). A later one is told with its date: a report on where a listed person went some years ago may well be the
first of it. Only a date that stands beside the journey counts, as in "In 1919, he went to
Moscow" or "visited Moscow in July 2015": a year farther off may be that of a law or a crime.
"""

from __future__ import annotations

from datetime import date

from monitor.matching.trips.sentence import COMMAS, Sentence

_EARLIEST = 1800
_YEARS = 5
_HAN = frozenset("年月日")


def is_history(sentence: Sentence, first: int, last: int, published: date | None) -> bool:
    """Whether the journey told at tokens ``first``..``last`` is years older than the day of publication; unsure is False."""
    if published is None:
        return False
    number = sentence.piece_of(first)
    if any(hit.group == "bygone" and sentence.piece_of(hit.first) in (number, number - 1) for hit in sentence.operators):
        return True
    within = [year for place in range(first, last + 1) for year in _year(sentence, place)]  # "reiste 2012 nach Teheran"
    years = [*within, *_years(sentence, last + 1, 1), *_years(sentence, first - 1, -1), *_years(sentence, 0, 1)]
    return bool(years) and max(years) < published.year - _YEARS


def _years(sentence: Sentence, start: int, step: int) -> list[int]:
    """The years in the words of a date that begin, or end where ``step`` is -1, at a token."""
    found, place = [], start
    while 0 <= place < len(sentence.tokens) and _dates(sentence, place):
        if step < 0 and sentence.tokens[place].text in COMMAS:
            break  # behind it stands another clause: "Soleimani, sanctioned in 2014, flew"
        found += _year(sentence, place)
        place += step
    return found


def _year(sentence: Sentence, place: int) -> list[int]:
    word = sentence.tokens[place].fold
    return [int(word)] if word.isdecimal() and len(word) == 4 and int(word) >= _EARLIEST else []


def _dates(sentence: Sentence, place: int) -> bool:
    """Whether a token may belong to a date: its number, its month, or a small word before or between them."""
    token = sentence.tokens[place]
    if place in sentence.place_at:
        return False
    return (
        token.fold.isdecimal()
        or token.text in COMMAS
        or token.text in _HAN
        or bool(sentence.language.dates.of(token.fold))
        or sentence.tagged(place, "in", "on", "of", "during", "aux")
        or (sentence.tagged(place, "determiner") and not sentence.tagged(place, "possessive"))
        or sentence.tagged(place + 1, "of")
    )
