"""The tightest window of a field around a name and what is told of it."""

from __future__ import annotations

from monitor.matching.sentences import span_at
from monitor.matching.tokens import Text
from monitor.matching.weights import SNIPPET_LETTERS
from monitor.model import KeywordHit, Mention, Snippet, Trip


def snippet(text: Text, mentions: tuple[Mention, ...], trip: Trip | None, keywords: tuple[KeywordHit, ...]) -> Snippet:
    """The sentences that hold a mention and the trip (else the nearest keyword), cut to ``SNIPPET_LETTERS`` code points."""
    own = [mention for mention in mentions if mention.field == text.field]
    target = _target(text, trip, keywords)
    mention = min(own, key=lambda m: (abs(m.start - target[0]), m.start)) if target else own[0]
    start, end = span_at(text.sentences, mention.start) or (mention.start, mention.end)
    if target:
        other = span_at(text.sentences, target[0]) or target
        both = min(start, other[0]), max(end, other[1])
        if both[1] - both[0] <= SNIPPET_LETTERS:
            start, end = both
    start, end = _cut(text.text, start, max(end, mention.end), mention, target)
    marks = [(m.start - start, m.end - start, "name") for m in own if start <= m.start and m.end <= end]
    if target and start <= target[0] and target[1] <= end:
        marks.append((target[0] - start, target[1] - start, "cue"))
    return Snippet(text=text.text[start:end], field=text.field, marks=tuple(sorted(marks)))


def _target(text: Text, trip: Trip | None, keywords: tuple[KeywordHit, ...]) -> tuple[int, int] | None:
    if trip is not None and trip.field == text.field:
        return trip.start, trip.end
    hit = next((hit for hit in keywords if hit.field == text.field), None)
    return (hit.start, hit.end) if hit else None


def _cut(text: str, start: int, end: int, mention: Mention, target: tuple[int, int] | None) -> tuple[int, int]:
    """A window no longer than allowed that keeps the mention and, where it can, the target; cut at white space."""
    if end - start <= SNIPPET_LETTERS:
        return start, end
    first, last = mention.start, mention.end
    if target and max(last, target[1]) - min(first, target[0]) <= SNIPPET_LETTERS:
        first, last = min(first, target[0]), max(last, target[1])
    spare = max(0, SNIPPET_LETTERS - (last - first))
    new_start = max(start, first - spare // 2)
    new_end = min(end, new_start + SNIPPET_LETTERS)
    new_start = max(start, min(first, new_end - SNIPPET_LETTERS))
    space = text.find(" ", new_start, first)
    if new_start > start and space >= 0:
        new_start = space + 1
    space = text.rfind(" ", last, new_end)
    if new_end < end and space >= 0:
        new_end = space
    return new_start, max(new_end, min(last, new_start + SNIPPET_LETTERS))
