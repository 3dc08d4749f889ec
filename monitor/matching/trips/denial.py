"""Who denies a journey: in its own sentence, or in the sentences behind it."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from monitor.matching.trips.field import Field
from monitor.matching.trips.lexicon import Hit
from monitor.matching.trips.sentence import Sentence
from monitor.model import Trip, TripStatus

_BEHIND = 2  # sentences behind a trip in which it may be denied
_DENIABLE = (TripStatus.OCCURRED, TripStatus.UNDER_WAY, TripStatus.PLANNED)
_LONGEST_NAME = 6  # words


def denials(field: Field, number: int, trip: Trip) -> list[Trip]:
    """A denial of the journey or the meeting in the sentences behind it, as a trip of its own."""
    if trip.status not in _DENIABLE:
        return []
    for behind in range(number + 1, min(len(field.spans), number + 1 + _BEHIND)):
        groups = {hit.group for hit in field.operators(behind)}
        if not {"deny", "took_place"} <= groups:
            continue
        sentence = field.bare(behind)
        denial = next(hit for hit in sentence.operators if hit.group == "deny")
        start, end = sentence.tokens[denial.first].start, sentence.tokens[denial.last].end
        denied = replace(trip, status=TripStatus.DENIED, denied_by=denier(sentence, denial), hedge=None, when=None, origin=None)
        return [replace(denied, cue=field.text[start:end], start=start, end=end)]
    return []


def denier(sentence: Sentence, denial: Hit) -> str | None:
    """Who denies: the words from the start of the piece to the verb, when they are few and a name is among them."""
    first = sentence.pieces[sentence.piece_of(denial.first)].first
    last = denial.first - 1
    while last >= first and (sentence.tagged(last, "aux") or not sentence.tokens[last].word):
        last -= 1
    last = _without_date(sentence, first, last)
    if last < first or last - first >= _LONGEST_NAME:
        return None
    return agent_text(sentence, first, last)


def _without_date(sentence: Sentence, first: int, last: int) -> int:
    """The end of an agent before the day it spoke: "Iran's foreign ministry on Wednesday"."""
    dates = sentence.language.dates
    end = last
    while end > first and (dates.of(sentence.tokens[end].fold) or sentence.tokens[end].text.isdigit()):
        end -= 1
    if end == last:
        return last
    while end > first and sentence.tagged(end, "on", "in", "to", "determiner"):
        end -= 1
    return end


def agent_text(sentence: Sentence, first: int, last: int) -> str:
    """The words of an agent as written, without the article."""
    if sentence.tagged(first, "determiner") and first < last:
        first += 1
    tokens = sentence.tokens[first : last + 1]
    text = tokens[0].text
    for before, token in pairwise(tokens):
        text += (" " if token.start > before.end else "") + token.text
    return text
