"""What a match, a near miss and a decision look like in words, for `monitor screen` and `monitor why`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from monitor.model import Decision, Document, Match, NearMiss, Trip

SIDE = 60  # characters of context on each side of a surface
_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "\ufffd")


def explained(key: Any, document: Document | None, matches: Sequence[Match], near: Sequence[NearMiss],
              decisions: Sequence[Decision], error: str) -> Iterator[str]:
    """Lines for one screened document, without any control character: its text is a stranger's, and a terminal acts on them."""
    for line in _lines(key, document, matches, near, decisions, error):
        yield line.translate(_CONTROLS)


def _lines(key: Any, document: Document | None, matches: Sequence[Match], near: Sequence[NearMiss],
           decisions: Sequence[Decision], error: str) -> Iterator[str]:
    if error or document is None:
        yield f"{key}: {error}"
        return
    texts = dict(document.fields)
    yield f"{key}: {len(matches)} match{'' if len(matches) == 1 else 'es'}"
    for match in matches:
        yield from match_lines(match, texts)
        for decision in decisions:
            if (decision.watchlist, decision.entity) == (match.watchlist, match.entity):
                yield f"    {decision_line(decision)}"
    for miss in near:
        context = in_context(texts.get(miss.field, ""), miss.start, miss.end)
        yield f"  no match: {miss.name} ({miss.watchlist}/{miss.entity}) {miss.score:.2f}: {miss.reason}"
        yield f"    {miss.field}: {context}"


def match_lines(match: Match, texts: dict[str, str]) -> Iterator[str]:
    """A match with its mentions in context, its trips, keywords and evidence."""
    yield f"  {match.tier}: {match.name} ({match.watchlist}/{match.entity}) {match.score:.2f}"
    for mention in match.mentions[:5]:
        yield f"    {mention.field}: {in_context(texts.get(mention.field, ''), mention.start, mention.end)}"
    for trip in match.trips:
        yield f"    trip: {trip_line(trip)}"
    if match.keywords:
        words = ", ".join(f"“{hit.surface}” ({hit.watchlist}, {hit.scope})" for hit in match.keywords[:8])
        yield f"    keywords: {words}"
    for other in match.same_as:
        yield f"    same party: {other.name} ({other.watchlist}/{other.entity}), {other.because}"
    for line in match.evidence:
        yield f"    {line.weight:+.2f} {line.rule}: {line.detail}"


def trip_line(trip: Trip) -> str:
    """A trip in one line: to Moscow, RU (occurred, 2015-07-24/2015-07-31, reportedly): “traveled to”."""
    where = ", ".join(part for part in (trip.destination, trip.country) if part) or "destination unknown"
    details = ", ".join(part for part in (str(trip.status), trip.when, trip.hedge,
                                          trip.denied_by and f"denied by {trip.denied_by}") if part)
    origin = f"from {trip.origin} " if trip.origin else ""
    return f"{origin}to {where} ({details}): “{trip.cue}”"


def decision_line(decision: Decision) -> str:
    """A rule's verdict in one line."""
    rule = f"rule “{decision.rule}”" if decision.rule else "no rule"
    reason = f": {decision.reason}" if decision.reason else ""
    severity = f", {decision.severity}" if decision.verdict == "alert" else ""
    return f"{rule} → {decision.verdict}{severity}{reason}"


def in_context(text: str, start: int, end: int) -> str:
    """The surface in [brackets] with a little text on both sides, on one line."""
    before, after = text[max(0, start - SIDE):start], text[end:end + SIDE]
    lead, trail = "…" if start > SIDE else "", "…" if end + SIDE < len(text) else ""
    return " ".join(f"{lead}{before}[{text[start:end]}]{after}{trail}".split())
