"""Whether the rules fit the watchlists that were loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.config.settings import Config, Place, RulePlaces
from monitor.errors import Fault
from monitor.model import Rule, Watchlist
from monitor.yaml.fields import suggestion


def check_rules(config: Config, watchlists: Sequence[Watchlist]) -> list[Fault]:
    """Complaints about rules, in reading order: an unknown watchlist, names where keywords are meant or the other way round,
    two rules with one name. A list that is imported, or holds nothing yet, counts as one of names.
    """
    with_keywords = [watchlist.name for watchlist in watchlists if watchlist.keywords]
    with_names = [watchlist.name for watchlist in watchlists if not watchlist.keywords]
    faults = list(_repeated_names(config))
    for rule, places in _with_places(config):
        for name, place in zip(rule.watchlists, places.watchlists or (Place(),) * len(rule.watchlists), strict=True):
            if name in with_keywords:
                said = f'"{name}" holds keywords: name it under `with`; `watchlists` takes lists of names'
                faults.append(_fault(config, place, said))
            elif name not in with_names:
                faults.append(_fault(config, place, f'unknown watchlist "{name}"{suggestion(name, with_names)}'))
        if rule.keywords is None or rule.keywords in with_keywords:
            continue
        if rule.keywords in with_names:
            said = f'"{rule.keywords}" holds names: name it under `watchlists`; `with` takes a list of keywords'
        else:
            said = f'unknown keyword watchlist "{rule.keywords}"{suggestion(rule.keywords, with_keywords)}'
        faults.append(_fault(config, places.keywords, said))
    return sorted(faults)


def _with_places(config: Config) -> Iterator[tuple[Rule, RulePlaces]]:
    return zip(config.rules, config.places or (RulePlaces(),) * len(config.rules), strict=True)


def _repeated_names(config: Config) -> Iterator[Fault]:
    first: dict[str, Place] = {}
    for rule, places in _with_places(config):
        if rule.name in first:
            line = first[rule.name].line
            said = f'a second rule is called "{rule.name}", the first stands on line {line}: alerts name their rule'
            yield _fault(config, places.rule, said)
        else:
            first[rule.name] = places.rule


def _fault(config: Config, place: Place, text: str) -> Fault:
    return Fault(file=config.file, line=place.line, column=place.column, text=text)
