"""Model values as the JSON objects of the command line: one function a kind, in the shape the reference promises."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from monitor.alerts.rules import alert_json
from monitor.model import Decision, Evidence, KeywordHit, Match, Mention, Trip, Verdict


def match_row(match: Match) -> dict[str, Any]:
    """One match of `monitor screen --json`."""
    return {
        "watchlist": match.watchlist, "entity": match.entity, "name": match.name, "score": round(match.score, 4),
        "tier": str(match.tier), "mentions": [mention_row(mention) for mention in match.mentions],
        "keywords": [keyword_row(hit) for hit in match.keywords], "trip": trip_row(match.trip) if match.trip else None,
        "trips": [trip_row(trip) for trip in match.trips], "evidence": [evidence_row(line) for line in match.evidence]}


def mention_row(mention: Mention) -> dict[str, Any]:
    return {"field": mention.field, "start": mention.start, "end": mention.end, "surface": mention.surface,
            "name": mention.name, "score": round(mention.score, 4)}


def keyword_row(hit: KeywordHit) -> dict[str, Any]:
    return {"watchlist": hit.watchlist, "term": hit.term, "surface": hit.surface, "field": hit.field, "start": hit.start,
            "end": hit.end}


def trip_row(trip: Trip) -> dict[str, Any]:
    return {"status": str(trip.status), "destination": trip.destination, "country": trip.country, "from": trip.origin,
            "when": trip.when, "hedge": trip.hedge, "denied_by": trip.denied_by, "cue": trip.cue, "field": trip.field,
            "start": trip.start, "end": trip.end}


def evidence_row(line: Evidence) -> dict[str, Any]:
    return {"rule": line.rule, "weight": round(line.weight, 4), "detail": line.detail}


def alert_rows(decisions: Sequence[Decision], matches: Sequence[Match]) -> list[dict[str, object]]:
    """The alerts among these decisions on these matches, as `monitor screen --json` lists them."""
    of_entry = {(match.watchlist, match.entity): match for match in matches}
    return [alert_json(decision, of_entry[decision.watchlist, decision.entity]) for decision in decisions
            if decision.verdict is Verdict.ALERT]
