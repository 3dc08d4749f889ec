"""The ``rules`` of a config."""

from __future__ import annotations

import re

from monitor.config.settings import DEFAULT_RULES, Place, RulePlaces
from monitor.model import Rule, Scope, Severity, Tier, TripStatus
from monitor.yaml import Complaints, Kind, Node, fields
from monitor.yaml.countries import read_countries

_KEYS = frozenset({"name", "watchlists", "with", "within", "trip", "to", "not_to", "measure", "at_least", "severity", "channel",
                   "continue"})
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)
_HINTS = {
    "watchlist": 'unknown key "watchlist", did you mean "watchlists"?',
    "keywords": 'unknown key "keywords", did you mean "with"?',
    "measures": 'unknown key "measures", did you mean "measure"?',
    "trips": 'unknown key "trips", did you mean "trip"?',
    "destination": 'unknown key "destination", did you mean "to"?',
    "not": 'unknown key "not", did you mean "not_to"?',
    "threshold": 'unknown key "threshold", did you mean "at_least"?',
}
ALL = "all"


def read_rules(node: Node | None, complaints: Complaints) -> tuple[tuple[Rule, ...], tuple[RulePlaces, ...]]:
    """The rules first to last, and in step with them where they stand.

    Without ``rules`` there is one, "Any mention"; an empty list is taken at its word: nothing alerts.
    """
    if node is None or fields.is_absent(node):
        return DEFAULT_RULES, tuple(RulePlaces() for _ in DEFAULT_RULES)
    read = [_read_rule(item, position, complaints) for position, item in enumerate(fields.items(node, complaints), start=1)]
    return tuple(rule for rule, _ in read), tuple(places for _, places in read)


def _read_rule(node: Node, position: int, complaints: Complaints) -> tuple[Rule, RulePlaces]:
    keys = fields.mapping(node, _KEYS, complaints, what="a rule", hints=_HINTS)
    watchlists = _read_watchlists(keys.get("watchlists"), complaints)
    keyword_node = keys.get("with")
    measures = _read_measures(keys.get("measure"), complaints)
    to, not_to = _read_destinations(keys.get("to"), keys.get("not_to"), complaints)
    rule = Rule(
        name=fields.text(keys.get("name"), complaints, what="name") or f"Rule {position}",
        watchlists=tuple(item.text.strip() for item in watchlists),
        keywords=fields.text(keyword_node, complaints, what="with") or None,
        within=fields.choice(keys.get("within"), complaints, Scope, Scope.PARAGRAPH, what="within"),
        trip=_read_trip(keys.get("trip"), complaints),
        to=tuple(to),
        not_to=tuple(not_to),
        measures=tuple(measures),
        at_least=fields.choice(keys.get("at_least"), complaints, Tier, Tier.PROBABLE, what="at_least"),
        severity=fields.choice(keys.get("severity"), complaints, Severity, Severity.LOW, what="severity"),
        channel=fields.channel(keys.get("channel"), complaints),
        goes_on=fields.flag(keys.get("continue"), complaints, False, what="continue"),
    )
    places = RulePlaces(rule=_place(keys.get("name") or node), watchlists=tuple(_place(item) for item in watchlists),
                        keywords=_place(keyword_node) if keyword_node is not None else Place(),
                        measures=tuple(map(_place, measures.values())))
    return rule, places


def _read_watchlists(node: Node | None, complaints: Complaints) -> tuple[Node, ...]:
    """The nodes that name watchlists; empty for all of them."""
    if node is None or fields.is_absent(node):
        return ()
    if node.kind is Kind.LIST and not node.items:
        complaints.add(node, "watchlists is empty: name some, or leave the key out for all")
    named = []
    for item in fields.items(node, complaints):
        if fields.text(item, complaints, what="the name of a watchlist"):
            named.append(item)
        elif item.kind is Kind.TEXT:
            complaints.add(item, "an empty name in watchlists")
    return () if any(item.text.strip() == ALL for item in named) else tuple(named)


def _read_trip(node: Node | None, complaints: Complaints) -> tuple[TripStatus, ...]:
    if node is None or fields.is_absent(node):
        return ()
    if node.kind is Kind.LIST and not node.items:
        complaints.add(node, "trip is empty: name the statuses that count, or leave the key out for any")
    found = (fields.one_of(item, complaints, TripStatus, what="trip") for item in fields.items(node, complaints))
    return tuple(dict.fromkeys(status for status in found if status is not None))


def _read_destinations(to: Node | None, not_to: Node | None, complaints: Complaints) -> tuple[dict[str, Node], dict[str, Node]]:
    """The countries a trip must lead to, and those where one does not count; none stands in both."""
    for node, key in ((to, "to"), (not_to, "not_to")):
        if node is not None and node.kind is Kind.LIST and not node.items:
            complaints.add(node, f"{key} is empty: name countries such as [RU, SY], or leave the key out")
    wanted, unwanted = read_countries(to, complaints), read_countries(not_to, complaints)
    for code in unwanted.keys() & wanted.keys():
        complaints.add(unwanted[code], f"{code} stands in both to and not_to: no trip can lead there and not count")
    return wanted, unwanted


def _read_measures(node: Node | None, complaints: Complaints) -> dict[str, Node]:
    """The measures a rule asks for, each once, as listings write them: small letters and hyphens. Whether there is such a
    measure is asked when the watchlists are known (:func:`~monitor.config.check_rules`)."""
    if node is None or fields.is_absent(node):
        return {}
    if node.kind is Kind.LIST and not node.items:
        complaints.add(node, "measure is empty: name the measures that count, or leave the key out for any")
    found: dict[str, Node] = {}
    for item in fields.items(node, complaints):
        word = fields.text(item, complaints, what="a measure")
        if _SLUG.fullmatch(word):
            found.setdefault(word, item)
        elif item.kind is Kind.TEXT:
            slug = "-".join(re.findall(r"[a-z0-9]+", word.lower()))
            meant = f', did you mean "{slug}"?' if slug else ""
            complaints.add(item, f"a measure is written in small letters and hyphens such as travel-ban, not {fields.shown(item)}{meant}")
    return found


def _place(node: Node) -> Place:
    return Place(line=node.line, column=node.column)
