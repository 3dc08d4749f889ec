"""Whether the rules fit the watchlists that were loaded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from monitor.config.settings import Config, Place, RulePlaces
from monitor.errors import Fault
from monitor.model import Rule, Watchlist
from monitor.yaml.fields import nearest, suggestion

MEASURES = ("travel-ban", "asset-freeze", "arms-embargo", "export-control", "financial-restrictions", "transportation-restrictions",
            "services-ban", "investment-ban", "director-disqualification-sanction", "trust-services-sanctions")
"""The measures official lists write most (UN, EU, UK); others are known by the listings that carry them."""


def check_rules(config: Config, watchlists: Sequence[Watchlist]) -> list[Fault]:
    """Complaints about rules, in reading order: an unknown watchlist, names where keywords are meant or the other way round,
    a measure that no list can carry, two rules with one name. A list that is imported, or holds nothing yet, counts as one of names.
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
        faults.extend(_unknown_measures(config, rule, places, watchlists))
        if rule.keywords is None or rule.keywords in with_keywords:
            continue
        if rule.keywords in with_names:
            said = f'"{rule.keywords}" holds names: name it under `watchlists`; `with` takes a list of keywords'
        else:
            said = f'unknown keyword watchlist "{rule.keywords}"{suggestion(rule.keywords, with_keywords)}'
        faults.append(_fault(config, places.keywords, said))
    return sorted(faults)


def _unknown_measures(config: Config, rule: Rule, places: RulePlaces, watchlists: Sequence[Watchlist]) -> Iterator[Fault]:
    """Measures that neither stand on a listing nor are ones that official lists write. An imported list, which may not be
    there yet, is given the benefit of the doubt unless the word is nearly a known one."""
    asked = [watchlist for watchlist in watchlists if not rule.watchlists or watchlist.name in rule.watchlists]
    known = dict.fromkeys((*MEASURES, *(measure for watchlist in asked for entity in watchlist.entities
                                        for listing in entity.listings for measure in listing.measures)))
    imported = any(watchlist.source is not None for watchlist in asked)
    for measure, place in zip(rule.measures, places.measures or (Place(),) * len(rule.measures), strict=True):
        if measure not in known and (not imported or nearest(measure, known) is not None):
            yield _fault(config, place, f'unknown measure "{measure}"{suggestion(measure, known)}')


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
