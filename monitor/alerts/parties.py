"""One party on several watchlists: which entries an alert stands for, and why they are one."""

from __future__ import annotations

from itertools import chain, zip_longest

from monitor.model import Listing, Match

Entry = tuple[str, str]  # watchlist and entity


def entry(match: Match) -> Entry:
    """The entry a match is of."""
    return match.watchlist, match.entity


def party(match: Match) -> Entry:
    """The entry that stands for the whole party: the same for every entry of it."""
    return min(entries(match))


def entries(match: Match) -> list[Entry]:
    """Every entry of the party on the watchlists, that of the match first."""
    return list(dict.fromkeys((entry(match), *((other.watchlist, other.entity) for other in match.same_as))))


def entries_json(match: Match) -> list[dict[str, str]]:
    """``listings`` of an alert, as the commands print it."""
    return [{"watchlist": watchlist, "entity": entity} for watchlist, entity in entries(match)]


def same_because(match: Match) -> str | None:
    """Why the entries are one party, in words; with several reasons, each with the entries it is for. None for a single entry."""
    reasons: dict[str, list[str]] = {}
    for other in match.same_as:
        reasons.setdefault(other.because, []).append(f"{other.watchlist}/{other.entity}")
    if len(reasons) < 2:
        return next(iter(reasons), None)
    return "; ".join(f"{because} ({', '.join(named)})" for because, named in reasons.items())


def listings(match: Match) -> list[Listing]:
    """Every listing of the party, each once, so ordered that the first few name as many lists as they can."""
    turns = zip_longest(match.listings, *(other.listings for other in match.same_as))
    return list(dict.fromkeys(listing for listing in chain.from_iterable(turns) if listing is not None))
